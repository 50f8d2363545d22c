"""How this process opens the live database: the standard library's sqlite3, and always these rules.

A second SQLite library in the process, or a plain ``open()`` of the file, drops the POSIX locks of
the first; committed rows were lost that way (measured). So nothing else ever touches the file.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from stoat_nb.errors import StoatError, from_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION_ID = 0x53744E42
"""``StNb``: written into the header, so that a foreign SQLite file is recognised."""

SQLITE_FLOOR = (3, 40, 0)
"""STRICT tables, RETURNING, trigram and the JSON functions that the schema uses are all there from here on."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another process; two writers under FULL waited at most 3.9 s (measured)."""

_RULES = (
    "PRAGMA foreign_keys=ON",
    # Without it INSERT OR REPLACE leaves the full-text index out of step.
    "PRAGMA recursive_triggers=ON",
    "PRAGMA cache_size=-64000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=0",
    "PRAGMA journal_size_limit=67108864",
    # FULL: a user's edit survives a power cut. Not trusted_schema=OFF: the full-text triggers fail under it.
    "PRAGMA synchronous=FULL",
)


def check_sqlite() -> None:
    """Refuse a SQLite library that cannot hold the schema.

    Raises
    ------
    StorageError
        ``store.sqlite_too_old``.
    """
    needed = ".".join(map(str, SQLITE_FLOOR))
    if sqlite3.sqlite_version_info < SQLITE_FLOOR:
        raise from_code("store.sqlite_too_old", {"version": sqlite3.sqlite_version, "needed": needed})
    with contextlib.closing(sqlite3.connect(":memory:")) as probe:
        options = {row[0] for row in probe.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        version = f"{sqlite3.sqlite_version} without FTS5"
        raise from_code("store.sqlite_too_old", {"version": version, "needed": needed})


def connect(path: Path, *, wal: bool = True, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open the database at `path` under the rules; it is created when absent.

    Transactions are always explicit (``BEGIN IMMEDIATE``): a deferred one that turns into a writer
    ignores the busy time-out and fails at once.

    Raises
    ------
    StorageError
        ``store.unreachable``, ``store.not_a_library``, ``store.busy``, ``store.read_only``.
    """
    with faults(path):
        connection = sqlite3.connect(
            path,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            _claim(connection, path)
            # The journal mode is a property of the file; WAL needs memory shared on one machine.
            connection.execute(f"PRAGMA journal_mode={'WAL' if wal else 'DELETE'}").fetchone()
            apply_rules(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def connect_memory() -> sqlite3.Connection:
    """Open an empty database in memory, under the same rules as far as they apply there."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    apply_rules(connection)
    return connection


def apply_rules(connection: sqlite3.Connection) -> None:
    """Set the per-connection rules."""
    for rule in _RULES:
        connection.execute(rule)


def _claim(connection: sqlite3.Connection, path: Path) -> None:
    """Mark a new file as ours, and refuse a foreign one."""
    for begin in ("BEGIN", "BEGIN IMMEDIATE"):  # the second look is alone: two kernels may create it together
        connection.execute(begin)
        found = connection.execute("PRAGMA application_id").fetchone()[0]
        empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found == APPLICATION_ID:
            connection.execute("COMMIT")
            return
        if found or not empty:
            connection.execute("ROLLBACK")
            raise from_code("store.not_a_library", {"path": path})
        if begin == "BEGIN IMMEDIATE":
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("COMMIT")


_BY_CODE = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_CANTOPEN: "store.unreachable",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.not_a_library",
    sqlite3.SQLITE_IOERR: "store.failed",
}


def fault(error: sqlite3.Error, path: Path | str) -> StoatError:
    """Return the catalogue's error for one of sqlite3."""
    primary = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    code = _BY_CODE.get(primary, "store.failed")
    if primary == sqlite3.SQLITE_CANTOPEN and _is_in_read_only_folder(path):
        code = "store.read_only"
    return from_code(code, {"path": path, "reason": error, "seconds": BUSY_SECONDS})


def _is_in_read_only_folder(path: Path | str) -> bool:
    """Return whether SQLite could not make its files beside `path`, which it needs even to read."""
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120 - no link is resolved
    return os.path.isdir(folder) and not os.access(folder, os.W_OK)  # noqa: PTH112


@contextlib.contextmanager
def faults(path: Path | str) -> Iterator[None]:
    """Turn errors of sqlite3 inside the block into errors of the catalogue."""
    try:
        yield
    except sqlite3.Error as error:
        raise fault(error, path) from error
