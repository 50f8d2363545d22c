"""The command line: ``stoat-nb COMMAND``. Each command is a module of this package."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import TYPE_CHECKING, Protocol

from stoat_nb import __version__
from stoat_nb.errors import StoatError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Commands", "main"]

_COMMANDS = ("check", "db", "demo", "run", "sample_footage")
"""Modules here with ``register(commands)``; they load heavy libraries only inside what they run."""


class Commands(Protocol):
    """What a command's module adds its parser to."""

    def add_parser(self, name: str, *, help: str, description: str) -> argparse.ArgumentParser:  # noqa: A002
        """Return a new parser; its default ``run`` is what the command does, and returns the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 an error of stoat-nb, 2 wrong usage, 130 interrupted.

    >>> main(["--version"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    SystemExit: 0
    """
    parser = argparse.ArgumentParser(
        prog="stoat-nb", description="Video editing in Jupyter, from the command line."
    )
    parser.add_argument("--version", action="version", version=f"stoat-nb {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in _COMMANDS:
        importlib.import_module(f"stoat_nb.cli.{name}").register(commands)
    arguments = parser.parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except StoatError as error:
        print(f"error: {error.message} [{error.code}]", file=sys.stderr)
        if error.hint:
            print(f"hint: {error.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
