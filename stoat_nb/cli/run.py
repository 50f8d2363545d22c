"""``stoat-nb run``: a notebook without a person."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from stoat_nb.cli import Commands


def register(commands: Commands) -> None:
    """Add ``run``."""
    text = (
        "Run all cells of a notebook in a fresh kernel, on a copy of the library with empty timelines, "
        "and wait for its jobs. Films are written; the library is only changed with --keep."
    )
    parser = commands.add_parser("run", help="run a notebook without a person", description=text)
    parser.add_argument("notebook", type=Path, help="the notebook; its saved outputs are not changed")
    parser.add_argument(
        "--keep", action="store_true", help="replace the library by the copy, once all went well"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from stoat_nb.script.headless import run_notebook

    report = run_notebook(arguments.notebook, keep_writes=arguments.keep, on_cell=show_progress)
    for timeline in report.timelines:
        print(f"{timeline['name']}: {timeline['frames']} frames, {timeline['state']}")
    return 0


def show_progress(number: int, count: int) -> None:
    """Say on the error stream which cell runs, so that the output stays plain."""
    print(f"cell {number} of {count}", file=sys.stderr)
