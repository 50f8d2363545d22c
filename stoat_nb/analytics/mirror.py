"""The mirror of a library in DuckDB: one a kernel, in memory, brought in step before each query."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb.analytics import clips, loading
from stoat_nb.analytics.guard import faults, refuse_unless_question
from stoat_nb.analytics.result import Result
from stoat_nb.analytics.tables import give
from stoat_nb.timeline.repository import StoredTimeline

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from stoat_nb.analytics.clips import ClipSource
    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.store import Position, ProjectStorage

_LOCKDOWN = (
    "SET temp_directory=''",  # a spill folder would be readable and writable by queries
    "SET python_enable_replacements=false",
    "SET autoinstall_known_extensions=false",
    "SET autoload_known_extensions=false",
    "SET allow_community_extensions=false",
    "SET enable_external_access=false",
    "SET lock_configuration=true",
)

_MANY = 50_000
"""From this many changed rows on, loading afresh is quicker than following the changes."""


class Mirror:
    """Answers SQL about one project; safe to use from any thread.

    Parameters
    ----------
    storage
        The project's storage; it is read through the standard library's sqlite3 only.
    clips_of
        Gives the clips of a timeline; without it the table ``clips`` is empty.
    memory_bytes
        What DuckDB may use; a query that needs more fails.
    threads
        How many threads DuckDB uses.
    """

    def __init__(
        self,
        storage: ProjectStorage,
        clips_of: ClipSource | None = None,
        *,
        memory_bytes: int = 2_000_000_000,
        threads: int = 4,
    ) -> None:
        self._storage = storage
        self._clips_of = clips_of
        self._limits = (f"SET memory_limit='{memory_bytes // 1_000_000}MB'", f"SET threads={threads}")
        self._lock = threading.Lock()
        self._connection: DuckDBPyConnection | None = None
        self._position: Position | None = None
        self._tables: dict[str, loading.Table] = {}

    def query(
        self,
        sql: str,
        params: Sequence[object] | Mapping[str, object] | None = None,
        *,
        tables: Mapping[str, object] | None = None,
        cancel: CancelToken | None = None,
    ) -> Result:
        """Answer one question from the state of this moment.

        Parameters
        ----------
        sql
            One SELECT in DuckDB's dialect over ``videos, streams, media_roots, timelines, clips, edits,
            renders, audit`` and `tables`.
        params
            Values for ``?`` or ``$name``.
        tables
            The person's own tables by name: pandas, polars, Arrow, a Parquet file, or a list of dicts.
        cancel
            Interrupts the query.

        Raises
        ------
        ValidationError
            ``sql.failed`` with DuckDB's sentence, ``sql.refused``, ``sql.table_invalid``.
        CancelledError
            ``sql.interrupted``.
        """
        refuse_unless_question(sql)
        with self._lock:
            position = self._refresh()
            with faults():
                cursor = self._open().cursor()
                for name, table in (tables or {}).items():
                    give(cursor, name, table, taken=(*loading.MIRRORED, "audit", "clips"))
                # Each result keeps the snapshot of its own read-only transaction.
                cursor.execute("BEGIN TRANSACTION READ ONLY")
        return Result.of(cursor, sql, params, position, cancel)

    def refresh(self) -> Position:
        """Bring the mirror in step with the library and return the point of its history."""
        with self._lock:
            return self._refresh()

    def close(self) -> None:
        """Forget the mirror; results that are still held keep their snapshot."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = self._position = None

    def _open(self) -> DuckDBPyConnection:
        if self._connection is None:
            import duckdb

            self._connection = duckdb.connect(":memory:")
            for setting in (*self._limits, *_LOCKDOWN):
                self._connection.execute(setting)
        return self._connection

    def _refresh(self) -> Position:
        """Read all that changed in one snapshot of SQLite, and apply it in one transaction of DuckDB."""
        if self._position is not None and self._position == self._storage.position():
            return self._position
        target = self._open()
        with self._storage.database.read() as source:
            position = self._storage.position()
            with faults():
                target.execute("BEGIN TRANSACTION")
                try:
                    self._follow(source, target, position)
                    target.execute("COMMIT")
                except BaseException:
                    target.execute("ROLLBACK")
                    self._position = None  # the next query loads afresh
                    raise
        self._position = position
        return position

    def _follow(self, source: sqlite3.Connection, target: DuckDBPyConnection, position: Position) -> None:
        before = self._position
        if before is None or before.epoch != position.epoch or position.seq - before.seq > _MANY:
            self._load(source, target)
            return
        changed: dict[str, set[int]] = {}
        for change in self._storage.changes(before.seq):
            changed.setdefault(change.table, set()).add(change.row)
        for name, rows in changed.items():
            if name in self._tables:
                loading.replace(source, target, self._tables[name], rows)
        loading.extend_audit(source, target, before.seq)
        if "timelines" in changed:
            self._load_clips(source, target, changed["timelines"])

    def _load(self, source: sqlite3.Connection, target: DuckDBPyConnection) -> None:
        for name in loading.MIRRORED:
            self._tables[name] = loading.table(source, name)
            target.execute(self._tables[name].create)
            loading.load(source, target, self._tables[name])
        target.execute(loading.CREATE_AUDIT)
        loading.extend_audit(source, target, 0)
        target.execute(clips.CREATE)
        rows = {row[0] for row in source.execute("SELECT rowid_ FROM timelines")}
        self._load_clips(source, target, rows)

    def _load_clips(self, source: sqlite3.Connection, target: DuckDBPyConnection, rows: set[int]) -> None:
        """Replace the clips of the timelines with these row numbers, and drop those of timelines that are gone."""
        if self._clips_of is None:
            return
        target.execute("DELETE FROM clips WHERE timeline NOT IN (SELECT name FROM timelines)")
        found = source.execute(
            """SELECT t.id, t.name, t.revision, c.script, t.head_hash, t.writer
               FROM timelines AS t JOIN checkpoints AS c ON c.timeline = t.rowid_ AND c.revision = t.revision
               WHERE t.rowid_ IN (SELECT value FROM json_each(?))""",
            (json.dumps(sorted(rows)),),
        )
        for timeline in [StoredTimeline(*row) for row in found]:
            target.execute("DELETE FROM clips WHERE timeline = ?", [timeline.name])
            objects = [asdict(clip) for clip in self._clips_of(timeline)]
            for item in objects:
                item |= {f"{name}_seconds": float(Fraction(item[name])) for name in clips.TIMES}
                item |= {"timeline": timeline.name, "revision": timeline.revision}
            described = target.execute("DESCRIBE clips").fetchall()
            shape = json.dumps({row[0]: row[1] for row in described})
            columns = ", ".join(f'r."{row[0]}"' for row in described)
            target.execute(
                f"INSERT INTO clips SELECT {columns} FROM (SELECT unnest(from_json(?, '[{shape}]'))) AS t(r)",
                [json.dumps(objects)],
            )
