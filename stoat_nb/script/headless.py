"""Running a notebook without a person: on copies of its projects, in a kernel that is told each cell's id."""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from stoat_nb.api.headless import VARIABLE, copies, keep, keep_films
from stoat_nb.errors import from_code
from stoat_nb.script.notebook import read_notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    from stoat_nb.script.inside import KernelReport, TimelineReport
    from stoat_nb.script.notebook import NotebookFile

__all__ = ["RunReport", "run_notebook"]


@dataclass(frozen=True)
class RunReport:
    """What a headless run has made.

    Parameters
    ----------
    timelines
        Every timeline, with its state and its content's hash.
    output
        The text that the last code cell gave out.
    """

    timelines: tuple[TimelineReport, ...]
    output: str


def run_notebook(
    path: str | os.PathLike[str],
    *,
    keep_writes: bool = False,
    folder: str | os.PathLike[str] | None = None,
    environment: Mapping[str, str] | None = None,
    on_cell: Callable[[int, int], None] | None = None,
) -> RunReport:
    """Run all code cells of a notebook in a fresh kernel, and wait for its background jobs.

    Each project that it opens is a copy of its library with no timelines; the films that it renders are
    real, and so is their record in the library.

    Parameters
    ----------
    path
        The notebook; its saved outputs are not changed.
    keep_writes
        Whether what the run wrote replaces the libraries, once everything has gone well.
    folder
        Where the kernel starts; the notebook's folder unless said.
    environment
        Further variables for the kernel.
    on_cell
        Called before each code cell with its number, from 1, and the number of code cells.

    Raises
    ------
    ScriptError
        ``script.cell_failed``, ``script.edit_parked``, ``script.job_failed``.
    ValidationError
        ``script.notebook_unreadable``.
    ConflictError
        ``project.changed_meanwhile``, with `keep_writes`.
    """
    notebook = read_notebook(path)
    with tempfile.TemporaryDirectory(prefix="stoat-run-") as runs:
        variables = {
            **os.environ,
            **(environment or {}),
            VARIABLE: runs,
            "STOAT_NOTEBOOK": notebook.identity,
        }
        kept = False
        try:
            report = _execute(notebook, Path(folder or notebook.path.parent), variables, on_cell)
            _refuse(report)
            if keep_writes:
                for copy in copies(Path(runs)):
                    keep(copy)
                kept = True
        finally:
            for copy in [] if kept else copies(Path(runs)):
                keep_films(copy)
    return RunReport(tuple(report["timelines"]), _output(notebook))


def _execute(
    notebook: NotebookFile,
    folder: Path,
    variables: Mapping[str, str],
    on_cell: Callable[[int, int], None] | None,
) -> KernelReport:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    client = NotebookClient(
        notebook.node,
        kernel_name="python3",
        timeout=None,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )
    cells = [(place, cell) for place, cell in enumerate(notebook.node.cells) if cell.cell_type == "code"]
    with client.setup_kernel(env=dict(variables)):
        begin = f"begin({notebook.identity!r}, {notebook.cells!r})"
        _aside(client, f"from stoat_nb.script.inside import begin; {begin}; del begin")
        for number, (place, cell) in enumerate(cells, 1):
            if on_cell is not None:
                on_cell(number, len(cells))
            _name_cell(client, {"cellId": cell.id})
            try:
                client.execute_cell(cell, place)
            except CellExecutionError as error:
                context = {"number": number, "notebook": notebook.path.name, "reason": _reason(error)}
                raise from_code("script.cell_failed", context) from error
        text = _aside(client, "import stoat_nb.script.inside as _inside; print(_inside.finish())")
    return cast("KernelReport", json.loads(text.strip().splitlines()[-1]))


def _reason(error: CellExecutionError) -> str:
    """Return the error's last line; a display that failed comes without a name of its own."""
    if error.ename != "NoneType":
        return f"{error.ename}: {error.evalue}"
    plain = re.sub(r"\x1b\[[0-9;]*m", "", error.traceback)
    return next(
        (line.strip() for line in reversed(plain.splitlines()) if line.strip()), "it could not be displayed"
    )


def _name_cell(client: NotebookClient, metadata: dict[str, str]) -> None:
    """Put the cell's id on the next requests, where the kernel reads it: jupyter_client sends its session's metadata."""
    if client.kc is not None:
        client.kc.session.metadata = metadata


def _aside(client: NotebookClient, code: str) -> str:
    """Run code that is no cell of the notebook, and return what it printed."""
    import nbformat

    cell = nbformat.v4.new_code_cell(code)  # type: ignore[no-untyped-call]
    _name_cell(client, {})
    client.nb.cells.append(cell)  # nbclient only runs cells of its notebook
    try:
        client.execute_cell(cell, len(client.nb.cells) - 1, store_history=False)
    finally:
        client.nb.cells.pop()
    return "".join(output.get("text", "") for output in cell.outputs)


def _refuse(report: KernelReport) -> None:
    if report["parked"]:
        edits = "; ".join(
            f"{row['timeline']}, cell {row['cell']}: {row['message']}" for row in report["parked"]
        )
        raise from_code("script.edit_parked", {"count": len(report["parked"]), "edits": edits})
    if report["failed"]:
        jobs = "; ".join(f"{row['title']} {row['state']}: {row['message']}" for row in report["failed"])
        raise from_code("script.job_failed", {"count": len(report["failed"]), "jobs": jobs})


def _output(notebook: NotebookFile) -> str:
    """Return the text of the last code cell's outputs."""
    cells = [cell for cell in notebook.node.cells if cell.cell_type == "code"]
    if not cells:
        return ""
    texts = [
        output.get("text") or output.get("data", {}).get("text/plain", "") for output in cells[-1].outputs
    ]
    return "".join(texts).strip()
