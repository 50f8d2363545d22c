"""A notebook file: its code cells with their ids, and the id by which blocks know it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    import os

    from nbformat import NotebookNode

__all__ = ["NotebookFile", "read_notebook"]


@dataclass(frozen=True)
class NotebookFile:
    """A notebook as it is saved.

    Parameters
    ----------
    path
        Where it is, absolute.
    identity
        The id in its metadata (``stoat_nb.id``), else its path.
    node
        Its content.
    """

    path: Path
    identity: str
    node: NotebookNode

    @property
    def cells(self) -> list[str]:
        """The ids of its code cells, in order."""
        return [cell.id for cell in self.node.cells if cell.cell_type == "code"]

    def owns(self, notebook: str) -> bool:
        """Return whether blocks of `notebook` are this notebook's: by its id, or by its path.

        Jupyter's front end names a path from where its server started, so its end is compared.
        """
        return notebook in {self.identity, str(self.path)} or self.path.as_posix().endswith(f"/{notebook}")


def read_notebook(path: str | os.PathLike[str]) -> NotebookFile:
    """Read a notebook; a cell of an old one that has no id gets one by its place.

    Raises
    ------
    ValidationError
        ``script.notebook_unreadable``.
    """
    import nbformat

    file = Path(path).expanduser().resolve()
    try:
        node = nbformat.v4.reads(file.read_text(encoding="utf-8"))  # type: ignore[no-untyped-call]
        if node.get("nbformat") != 4:
            raise from_code(
                "script.notebook_unreadable",
                {"path": file, "reason": f"its format is {node.get('nbformat')}, not 4"},
            )
        for place, cell in enumerate(node.cells):
            cell.setdefault("id", f"cell-{place}")
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise from_code("script.notebook_unreadable", {"path": file, "reason": error}) from error
    node.nbformat_minor = max(5, node.get("nbformat_minor", 5))
    identity = node.get("metadata", {}).get("stoat_nb", {}).get("id")
    return NotebookFile(file, str(identity or file), node)
