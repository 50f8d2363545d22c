"""``stoat-nb db``: the library's schema, and its backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    import argparse

    from stoat_nb.cli import Commands
    from stoat_nb.store.database import Database


def register(commands: Commands) -> None:
    """Add ``db`` with its actions."""
    text = "Look at, migrate, back up and restore the library of a project."
    parser = commands.add_parser("db", help="the library's schema and backups", description=text)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    def action(name: str, text: str, run: object) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=text, description=text)
        added.add_argument(
            "--project", type=Path, default=Path(), help="the project's folder (default: this one)"
        )
        added.set_defaults(run=run)
        return added

    action("status", "Say where the library is, its revision and what an upgrade would run.", _status)
    upgrade = action("upgrade", "Migrate the library up; a backup is made first.", _upgrade)
    upgrade.add_argument(
        "revision", nargs="?", default="head", help="up to which revision (default: the newest)"
    )
    downgrade = action("downgrade", "Migrate the library down; a backup is made first.", _downgrade)
    downgrade.add_argument("revision", help="down to which revision; 'base' empties the library")
    backup = action("backup", "Write a consistent copy, also while the library is in use.", _backup)
    backup.add_argument(
        "target", nargs="?", type=Path, help="a new file (default: a dated one beside the library)"
    )
    restore = action(
        "restore", "Replace the library by a backup; the present one is backed up first.", _restore
    )
    restore.add_argument("source", type=Path, help="a file that 'db backup' wrote")


def _open(arguments: argparse.Namespace) -> Database:
    from stoat_nb.config import load_settings
    from stoat_nb.store.database import Database
    from stoat_nb.store.location import library_path

    path = library_path(arguments.project, load_settings(arguments.project).state_dir)
    if not path.is_file():
        raise from_code("store.unreachable", {"path": path, "reason": "there is no library yet"})
    return Database(path)


def _status(arguments: argparse.Namespace) -> int:
    from stoat_nb.store import migrate

    with _open(arguments) as database:
        found = migrate.status(database)
        print(f"library   {database.path}")
        print(f"revision  {found.revision or 'empty'}")
        print(f"newest    {found.head}")
        print(f"pending   {', '.join(found.pending) or 'none'}")
    return 0


def _upgrade(arguments: argparse.Namespace) -> int:
    from stoat_nb.store import migrate

    with _open(arguments) as database:
        print(f"the library is at revision {migrate.upgrade(database, arguments.revision)}")
    return 0


def _downgrade(arguments: argparse.Namespace) -> int:
    from stoat_nb.store import migrate

    with _open(arguments) as database:
        print(f"the library is at revision {migrate.downgrade(database, arguments.revision)}")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from stoat_nb.store.backup import backup

    with _open(arguments) as database:
        print(backup(database, arguments.target))
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from stoat_nb.store.backup import restore

    with _open(arguments) as database:
        saved = restore(database, arguments.source)
        print(f"restored {arguments.source}; what was there before is in {saved}")
    return 0
