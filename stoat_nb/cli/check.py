"""``stoat-nb check``: whether a notebook and its timelines are in step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    import argparse

    from stoat_nb.cli import Commands


def register(commands: Commands) -> None:
    """Add ``check``."""
    text = (
        "Fail unless every timeline that holds edits of the notebook is in step with it: no mouse edits "
        "outside of cells, nothing stale or parked, blocks in document order."
    )
    parser = commands.add_parser(
        "check", help="whether a notebook and its timelines are in step", description=text
    )
    parser.add_argument("notebook", type=Path, help="the notebook, as it is saved")
    parser.add_argument(
        "--project", type=Path, help="the project's folder (default: those in and beside the notebook's)"
    )
    parser.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    from stoat_nb.script.check import check_notebook

    timelines = check_notebook(arguments.notebook, arguments.project)
    for timeline in timelines:
        print(f"{timeline.name}: {timeline.state}")
    wrong = [timeline for timeline in timelines if timeline.state != "in_step"]
    if wrong:
        states = ", ".join(f"{timeline.name} {timeline.state}" for timeline in wrong)
        raise from_code("script.not_in_step", {"notebook": arguments.notebook.name, "states": states})
    return 0
