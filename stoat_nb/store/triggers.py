"""The triggers of the schema: made by every migration that touches a table, and checked afterwards.

SQLite drops the triggers of a table that Alembic rebuilds, without a word; audit and search would
then stop following the data. So each revision states its full list and calls :func:`recreate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence


class Executes(Protocol):
    """What runs one statement: a sqlite3 connection's or Alembic's ``execute``."""

    def __call__(self, statement: str, /) -> object:
        """Run `statement`."""


@dataclass(frozen=True)
class Audited:
    """A table whose changes are written to ``audit``.

    Parameters
    ----------
    table
        Its name; its integer primary key is ``rowid_``.
    columns
        The columns whose old and new values are kept; with none, only the fact of the change is.
    """

    table: str
    columns: Sequence[str] = ()


@dataclass(frozen=True)
class Indexed:
    """A full-text index over columns of a table (external content, so triggers carry the changes)."""

    index: str
    table: str
    columns: Sequence[str]


def recreate(
    execute: Executes, existing: Iterable[str], audited: Iterable[Audited], indexed: Iterable[Indexed]
) -> None:
    """Drop the triggers named in `existing`, and create those of the schema and list them for the check.

    Ends with a rebuild of each index: rows written while its triggers were missing are then found again.
    """
    for name in existing:
        execute(f'DROP TRIGGER IF EXISTS "{name}"')
    execute("DELETE FROM schema_triggers")
    indexed = tuple(indexed)
    statements = dict(_APPEND_ONLY)
    for table in audited:
        statements |= _audit(table)
    for index in indexed:
        statements |= _index(index)
    for name, statement in statements.items():
        execute(f"CREATE TRIGGER {name} {statement}")
        execute(f"INSERT INTO schema_triggers(name) VALUES ('{name}')")
    for index in indexed:
        execute(f"INSERT INTO {index.index}({index.index}) VALUES ('rebuild')")


def present(connection: sqlite3.Connection) -> list[str]:
    """Return the names of all triggers in the database, sorted."""
    return [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger' ORDER BY name")
    ]


def assert_complete(connection: sqlite3.Connection, path: object) -> None:
    """Raise unless the database has exactly the triggers of its revision.

    Raises
    ------
    StorageError
        ``store.damaged``.
    """
    listed = {row[0] for row in connection.execute("SELECT name FROM schema_triggers")}
    found = set(present(connection))
    if listed != found:
        missing, extra = sorted(listed - found), sorted(found - listed)
        raise from_code(
            "store.damaged", {"path": path, "reason": f"triggers missing {missing}, unknown {extra}"}
        )


_APPEND_ONLY = {
    "audit_is_append_only_u": "BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
    "audit_is_append_only_d": "BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
    "commands_are_append_only_u": "BEFORE UPDATE ON commands BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
    "commands_are_append_only_d": "BEFORE DELETE ON commands BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
}

_INSERT = (
    "INSERT INTO audit(command, table_name, row, action, old, new) VALUES ((SELECT max(id) FROM commands), "
)


def _audit(audited: Audited) -> dict[str, str]:
    table = audited.table

    def values(version: str) -> str:
        if not audited.columns:
            return "NULL"
        return "json_object(" + ", ".join(f"'{c}', {version}.{c}" for c in audited.columns) + ")"

    return {
        f"{table}_audit_i": f"AFTER INSERT ON {table} BEGIN {_INSERT}'{table}', new.rowid_, 'insert', NULL, {values('new')}); END",
        f"{table}_audit_u": f"AFTER UPDATE ON {table} BEGIN {_INSERT}'{table}', new.rowid_, 'update', {values('old')}, {values('new')}); END",
        f"{table}_audit_d": f"AFTER DELETE ON {table} BEGIN {_INSERT}'{table}', old.rowid_, 'delete', {values('old')}, NULL); END",
    }


def _index(indexed: Indexed) -> dict[str, str]:
    index, columns = indexed.index, ", ".join(indexed.columns)
    old, new = (", ".join(f"{version}.{c}" for c in indexed.columns) for version in ("old", "new"))
    remove = f"INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', old.rowid_, {old});"
    insert = f"INSERT INTO {index}(rowid, {columns}) VALUES (new.rowid_, {new});"
    return {
        f"{index}_i": f"AFTER INSERT ON {indexed.table} BEGIN {insert} END",
        f"{index}_u": f"AFTER UPDATE OF rowid_, {columns} ON {indexed.table} BEGIN {remove} {insert} END",
        f"{index}_d": f"AFTER DELETE ON {indexed.table} BEGIN {remove} END",
    }
