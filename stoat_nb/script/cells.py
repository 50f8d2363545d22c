"""Which cell is running: IPython's events say when a cell begins and when it has ended."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from stoat_nb.timeline import key
from stoat_nb.timeline.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["CellWatch", "watch_cells"]


class _Events(Protocol):
    def register(self, event: str, function: Callable[..., None]) -> None: ...


class _Shell(Protocol):
    """The part of IPython's shell that is used here."""

    events: _Events
    user_ns: dict[str, object]

    def showtraceback(self, exc_tuple: tuple[type[BaseException], BaseException, object]) -> None: ...


class _Info(Protocol):
    cell_id: str | None


class _Result(Protocol):
    success: bool
    error_in_exec: BaseException | None


class CellWatch:
    """Begins a run before each cell and commits it after; a nested run belongs to the outer cell."""

    def __init__(self, shell: _Shell, request: Callable[[], Mapping[str, object]]) -> None:
        self._shell = shell
        self._request = request
        self._run: Run | None = None
        self._message: str | None = None
        self._depth = 0

    def register(self) -> None:
        """Listen to the shell, and begin with the cell that is running now."""
        self._shell.events.register("pre_run_cell", self.pre_run_cell)
        self._shell.events.register("post_run_cell", self.post_run_cell)
        key.notebook.found(_notebook_name(self._shell.user_ns))
        self._begin(self._cell_of_request())

    def pre_run_cell(self, info: _Info) -> None:
        """Begin a run; in a cell that runs other cells (``%%capture``) the first one counts."""
        if self._run is not None and self._message == self._message_id():
            self._depth += 1
            key.set_current(self._run)
            return
        if self._run is not None:
            self._run.abandon()
        self._begin(info.cell_id or self._cell_of_request())

    def post_run_cell(self, result: _Result | None) -> None:
        """Commit the run of a cell that ended well; one that raised changes nothing."""
        run = self._run
        if run is None:
            return
        if self._depth > 0:
            self._depth -= 1
            return
        self._run = None
        key.set_current(None)
        if result is None or not result.success:
            run.abandon()
            return
        try:
            run.commit()
        except Exception as error:  # noqa: BLE001 - shown as the cell's own error, as if its last line raised it
            result.error_in_exec = error
            self._shell.showtraceback((type(error), error, error.__traceback__))

    def _begin(self, cell: str | None) -> None:
        owner = key.CellKey(str(key.notebook), cell) if cell else None
        self._run, self._message, self._depth = Run(owner), self._message_id(), 0
        key.set_current(self._run)

    def _message_id(self) -> str | None:
        header = self._request().get("header")
        return str(header.get("msg_id")) if isinstance(header, dict) else None

    def _cell_of_request(self) -> str | None:
        metadata = self._request().get("metadata")
        cell = metadata.get("cellId") if isinstance(metadata, dict) else None
        return str(cell) if cell else None


def watch_cells() -> None:
    """Watch the cells of this process's IPython kernel, once; elsewhere do nothing."""
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive is not None else None
    kernel = getattr(shell, "kernel", None)
    if shell is None or kernel is None or getattr(shell, "_stoat_nb_cells", None) is not None:
        return
    key.require_keys()
    _show_jobs(shell)
    watch = CellWatch(shell, lambda: kernel.get_parent("shell") or {})
    shell._stoat_nb_cells = watch
    watch.register()


def _show_jobs(shell: object) -> None:
    """Show a background job at the end of a cell as its widget; jobs themselves know no Jupyter."""

    def bundle(job: object, **_: object) -> dict[str, object]:
        from stoat_nb.widgets import display_job

        return display_job(job)  # type: ignore[arg-type]

    formatter = getattr(getattr(shell, "display_formatter", None), "mimebundle_formatter", None)
    if formatter is not None:
        formatter.for_type_by_name("stoat_nb.jobs.job", "Job", bundle)


def _notebook_name(namespace: Mapping[str, object]) -> str:
    """Return the id in the notebook's metadata, else its path: of our runner, of Jupyter's server, or of VS Code."""
    path = str(namespace.get("__vsc_ipynb_file__", ""))
    for name in ("STOAT_NOTEBOOK", "JPY_SESSION_NAME"):
        if os.environ.get(name):
            path = os.environ[name]
            break
    try:
        # nbformat belongs to the server's environment and may be missing in the kernel's
        metadata = (
            json.loads(Path(path).read_text(encoding="utf-8"))["metadata"] if path.endswith(".ipynb") else {}
        )
        return str(metadata.get("stoat_nb", {}).get("id") or path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not saved yet, or not here
        return path
