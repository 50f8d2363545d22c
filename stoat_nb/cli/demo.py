"""``stoat-nb demo``: the first-cut notebook on sample footage or on the person's own files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import stoat_nb

if TYPE_CHECKING:
    import argparse

    from stoat_nb.cli import Commands

_NOTEBOOK = Path(stoat_nb.__file__).resolve().parents[1] / "notebooks" / "01_first_cut.ipynb"


def register(commands: Commands) -> None:
    """Add ``demo``."""
    text = "Run the first-cut notebook without a person and print the path of the film as the last line."
    parser = commands.add_parser("demo", help="cut and render a first film", description=text)
    parser.add_argument(
        "--footage", type=Path, help="a folder with your own files (default: made sample footage)"
    )
    parser.add_argument("--out", type=Path, default=Path(), help="where the project goes, and the film in it")
    parser.add_argument(
        "--notebook", type=Path, default=_NOTEBOOK, help="another notebook that prints a film's path"
    )
    parser.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    from stoat_nb.cli.run import show_progress
    from stoat_nb.script.headless import run_notebook

    out = arguments.out.expanduser().resolve()
    out.mkdir(parents=True, exist_ok=True)
    environment = {} if arguments.footage is None else {"STOAT_FOOTAGE": str(arguments.footage.resolve())}
    report = run_notebook(
        arguments.notebook, keep_writes=True, folder=out, environment=environment, on_cell=show_progress
    )
    print(report.output.splitlines()[-1])
    return 0
