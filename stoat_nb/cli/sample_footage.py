"""``stoat-nb sample-footage DIR``: makes small films to try things with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from stoat_nb.cli import Commands

__all__ = ["register"]


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "sample-footage",
        help="make small films to try things with",
        description="Makes six small films of different rates, shapes and sounds in DIR.",
    )
    parser.add_argument("folder", metavar="DIR")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from stoat_nb.render.sample_footage import sample_footage

    for path in sample_footage(arguments.folder):
        print(path)
    return 0
