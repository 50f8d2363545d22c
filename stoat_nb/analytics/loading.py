"""Carries rows from SQLite to DuckDB as JSON text: exact, and with nothing but the two of them.

No second SQLite library may open the live file, so DuckDB never sees it; the rows come through the
standard library's connection (12.8 s for a million media; a delta of a hundred rows takes 10 ms).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from duckdb import DuckDBPyConnection

MIRRORED = ("media_roots", "videos", "streams", "timelines", "edits", "renders")
"""Tables of the library that queries see, besides ``audit`` and ``clips``; all are followed by the audit."""

_CHUNK = 10_000
_TYPES = {"INTEGER": "BIGINT", "TEXT": "VARCHAR", "REAL": "DOUBLE"}
_TIMESTAMPS = frozenset({"created_at", "updated_at", "added_at", "started_at", "finished_at", "made_at"})
_BOOLEANS = frozenset({"variable_rate", "offline"})
_LISTS = frozenset({"tags"})
_JSON = frozenset({"metadata", "report", "edits"})

CREATE_AUDIT = """
CREATE OR REPLACE TABLE audit (
    seq BIGINT, changed_at TIMESTAMP, actor VARCHAR, command VARCHAR, detail VARCHAR,
    table_name VARCHAR, row_id BIGINT, action VARCHAR, "old" JSON, "new" JSON
)
"""
_AUDIT = """
SELECT json_group_array(json_object('seq', seq, 'changed_at', at, 'actor', actor, 'command', name, 'detail', detail,
       'table_name', table_name, 'row_id', row, 'action', action, 'old', old, 'new', new)), max(seq)
FROM (SELECT a.seq, c.at, c.actor, c.name, c.detail, a.table_name, a.row, a.action, a.old, a.new
      FROM audit AS a JOIN commands AS c ON c.id = a.command WHERE a.seq > ? ORDER BY a.seq LIMIT ?)
"""
_AUDIT_SHAPE = {
    "seq": "BIGINT",
    "changed_at": "VARCHAR",
    "actor": "VARCHAR",
    "command": "VARCHAR",
    "detail": "VARCHAR",
    "table_name": "VARCHAR",
    "row_id": "BIGINT",
    "action": "VARCHAR",
    "old": "VARCHAR",
    "new": "VARCHAR",
}


@dataclass(frozen=True)
class Table:
    """How one table of the library is mirrored: its columns with SQLite's and DuckDB's types."""

    name: str
    columns: tuple[tuple[str, str, str], ...]

    @property
    def create(self) -> str:
        """The statement that makes the empty mirror."""
        columns = ", ".join(f'"{name}" {kind}' for name, _, kind in self.columns)
        return f'CREATE OR REPLACE TABLE "{self.name}" ({columns})'

    @property
    def shape(self) -> dict[str, str]:
        """The types of the JSON objects that carry its rows."""
        return {name: "BIGINT" if source == "INTEGER" else "VARCHAR" for name, source, _ in self.columns}

    @property
    def insert(self) -> str:
        """The statement that adds rows from JSON text."""
        values = ", ".join(_value(f'r."{name}"', kind) for name, _, kind in self.columns)
        return f'INSERT INTO "{self.name}" SELECT {values} FROM ({_unnest(self.shape)}) AS t(r)'

    @property
    def select(self) -> str:
        """The inner select over the library, whose text columns carry reals with all their digits."""
        return ", ".join(
            f"format('%!.17g', {name}) AS {name}" if source == "REAL" else name
            for name, source, _ in self.columns
        )

    @property
    def as_object(self) -> str:
        """SQLite's expression that makes a JSON object of a row of :attr:`select`."""
        return "json_object(" + ", ".join(f"'{name}', {name}" for name, _, _ in self.columns) + ")"


def _value(carried: str, kind: str) -> str:
    """Return the expression that gives a column its type; a time that cannot be read is NULL, not the end of all SQL."""
    if kind.endswith("[]"):
        return f"CAST(CAST({carried} AS JSON) AS {kind})"
    return f"{'TRY_CAST' if kind == 'TIMESTAMP' else 'CAST'}({carried} AS {kind})"


def _unnest(shape: dict[str, str]) -> str:
    return f"SELECT unnest(from_json(?, '[{json.dumps(shape)}]'))"


def table(connection: sqlite3.Connection, name: str) -> Table:
    """Return how `name` is mirrored, from the schema that the library has now; blobs are left out."""
    columns = [
        (column, source, _duck_type(column, source))
        for _, column, source, *_ in connection.execute(f"PRAGMA table_info({name})")
        if source in _TYPES
    ]
    return Table(name, tuple(columns))


def _duck_type(column: str, source: str) -> str:
    if column in _BOOLEANS:
        return "BOOLEAN"
    if source == "TEXT" and column in _TIMESTAMPS:
        return "TIMESTAMP"
    if column in _LISTS:
        return "VARCHAR[]"
    if source == "TEXT" and column in _JSON:
        return "JSON"
    return _TYPES[source]


def load(source: sqlite3.Connection, target: DuckDBPyConnection, mirrored: Table) -> None:
    """Fill the empty mirror of one table."""
    statement = (
        f"SELECT json_group_array({mirrored.as_object}), max(rowid_) FROM "
        f"(SELECT {mirrored.select} FROM {mirrored.name} WHERE rowid_ > ? ORDER BY rowid_ LIMIT {_CHUNK})"
    )
    for text in _chunks(source, statement):
        target.execute(mirrored.insert, [text])


def _chunks(source: sqlite3.Connection, statement: str) -> Iterator[str]:
    last = -(2**63)
    while True:
        text, last = source.execute(statement, (last,)).fetchone()
        if last is None:
            return
        yield text


def replace(
    source: sqlite3.Connection, target: DuckDBPyConnection, mirrored: Table, rows: Iterable[int]
) -> None:
    """Bring the rows with these numbers in step: changed, added or gone."""
    numbers = sorted(rows)
    for start in range(0, len(numbers), _CHUNK):
        part = json.dumps(numbers[start : start + _CHUNK])
        target.execute(
            f'DELETE FROM "{mirrored.name}" WHERE rowid_ IN (SELECT unnest(from_json(?, \'["BIGINT"]\')))',
            [part],
        )
        text = source.execute(
            f"SELECT json_group_array({mirrored.as_object}) FROM (SELECT {mirrored.select} FROM {mirrored.name} "
            "WHERE rowid_ IN (SELECT value FROM json_each(?)))",
            (part,),
        ).fetchone()[0]
        target.execute(mirrored.insert, [text])


def extend_audit(source: sqlite3.Connection, target: DuckDBPyConnection, after: int) -> None:
    """Add the audit rows after a ``seq``; they never change."""
    columns = ", ".join(f'r."{name}"' for name in _AUDIT_SHAPE)
    insert = f"INSERT INTO audit SELECT {columns} FROM ({_unnest(_AUDIT_SHAPE)}) AS t(r)"
    while True:
        text, last = source.execute(_AUDIT, (after, _CHUNK)).fetchone()
        if last is None:
            return
        target.execute(insert, [text])
        after = last
