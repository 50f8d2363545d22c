"""Copies of the library and back: through SQLite's own backup, never by copying files.

Copying the file of a live database in the process that has it open drops its locks, and another
program may then remove the write-ahead log with committed rows in it (measured).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code
from stoat_nb.store import connection as rules

if TYPE_CHECKING:
    from stoat_nb.store.database import Database

_KEPT = 10
"""Automatic backups kept beside a library; the oldest go first."""


def backup_folder(database: Database) -> Path:
    """Return where automatic backups of `database` go: ``backups`` beside it."""
    return database.path.parent / "backups"


def backup(database: Database, target: str | os.PathLike[str] | None = None) -> Path:
    """Write a consistent copy of the live library and return its path.

    Parameters
    ----------
    target
        A new file; without it, a dated one in :func:`backup_folder`.

    Raises
    ------
    ConflictError
        ``store.file_exists``: an existing file is never overwritten.
    """
    if target is None:
        return automatic(database, "by-hand")
    path = Path(os.path.abspath(target))  # noqa: PTH100 - the name as it was given
    _copy_out(database, path)
    return path


def automatic(database: Database, label: str) -> Path:
    """Write a dated backup that names its reason, and drop the oldest ones."""
    folder = backup_folder(database)
    with rules.faults(database.path):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_code("store.read_only", {"path": folder}) from error
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"{database.path.stem}-{stamp}-{label}.sqlite3"
    _copy_out(database, path)
    for old in sorted(folder.glob(f"{database.path.stem}-*.sqlite3"))[:-_KEPT]:
        old.unlink(missing_ok=True)
    return path


def _copy_out(database: Database, path: Path) -> None:
    if path.exists():
        raise from_code("store.file_exists", {"path": path})
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        # sqlite3.connect, not rules.connect: a backup is one plain file without a write-ahead log.
        with rules.faults(path), contextlib.closing(sqlite3.connect(part)) as copy, database.alone() as live:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def restore(database: Database, source: str | os.PathLike[str]) -> Path | None:
    """Replace the whole content of the live library by that of a backup.

    The present content is backed up first; its path is returned (``None`` in memory).
    The restored content is migrated up, and every mirror of the library loads it afresh.

    Raises
    ------
    StorageError
        ``store.unreachable``, ``store.not_a_library``, ``store.damaged`` or ``store.newer_database``;
        the library is then as it was.
    """
    path = Path(os.path.abspath(source))  # noqa: PTH100 - the name as it was given
    if not path.is_file():
        raise from_code("store.unreachable", {"path": path, "reason": "it is not a file"})
    with rules.faults(path), contextlib.closing(_open_backup(path)) as copy:
        _check_backup(copy, path)
        saved = None if database.in_memory else automatic(database, "before-restore")
        with database.alone() as live:
            copy.backup(live)
            live.execute("UPDATE schema_state SET epoch = lower(hex(randomblob(8)))")
            if not database.in_memory:
                live.execute("PRAGMA journal_mode=WAL")
    database.upgrade()
    return saved


def _open_backup(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)


def _check_backup(copy: sqlite3.Connection, path: Path) -> None:
    from stoat_nb.store.migrate import _revision, known_revisions

    if copy.execute("PRAGMA application_id").fetchone()[0] != rules.APPLICATION_ID:
        raise from_code("store.not_a_library", {"path": path})
    verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise from_code("store.damaged", {"path": path, "reason": verdict})
    revision = _revision(copy)
    if revision not in known_revisions():
        raise from_code(
            "store.newer_database", {"path": path, "found": revision, "known": known_revisions()[-1]}
        )
