"""One library database: a single writer behind a lock, and a reader of its own for whoever asks."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code
from stoat_nb.store import connection as rules
from stoat_nb.store.actor import current_actor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

_MEMORY = Path(":memory:")

_IDLE_READERS = 8
"""Readers kept open for reuse; more may be in use at once."""

_inherited: list[object] = []
"""Connections that a fork copied: never closed in the child, whose closing would touch the parent's files."""


def now() -> str:
    """Return this instant as the text that the tables store: UTC, ISO 8601, microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Database:
    """The connections to one library; safe to use from any thread.

    Parameters
    ----------
    path
        The file; ``None`` for a database in memory with the same schema and the same behaviour.
    wal
        ``False`` only for a file system whose shared memory cannot be used.
    busy_seconds
        How long a writer waits for another process, in seconds.

    Opening does not touch the schema; call :meth:`upgrade`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None,
        *,
        wal: bool = True,
        busy_seconds: float = rules.BUSY_SECONDS,
    ) -> None:
        rules.check_sqlite()
        self.path: Path = _MEMORY if path is None else Path(os.path.abspath(path))  # noqa: PTH100 - no link is resolved
        self.in_memory: bool = path is None
        self._wal = wal
        self._busy_seconds = busy_seconds
        self._closed = False
        self._reset()
        self._open_writer()

    def _reset(self) -> None:
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.Lock()
        self._mine = threading.local()
        self._writer: sqlite3.Connection | None = None

    def _open_writer(self) -> sqlite3.Connection:
        if self.in_memory:
            self._writer = self._writer or rules.connect_memory()
        else:
            self._writer = self._connect()
        return self._writer

    def _connect(self) -> sqlite3.Connection:
        return rules.connect(self.path, wal=self._wal, busy_seconds=self._busy_seconds)

    def _check(self) -> None:
        if self._closed:
            raise from_code("store.closed", {"path": self.path})
        if self._process != os.getpid():
            _inherited.append((self._writer, self._idle, self._mine))
            if self.in_memory:
                self._process = os.getpid()
                self._lock = threading.RLock()
            else:
                self._reset()

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one consistent snapshot for the whole block.

        Inside this thread's own :meth:`write` block it sees what the block has written.
        """
        self._check()
        inner: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if inner is not None:
            with rules.faults(self.path):
                yield inner
            return
        if self.in_memory:
            with self._lock:
                yield from self._snapshot(self._open_writer())
            return
        reader = self._take_reader()
        try:
            yield from self._snapshot(reader)
        finally:
            self._give_back(reader)

    def _snapshot(self, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        self._mine.connection = connection
        try:
            with rules.faults(self.path):
                connection.execute("BEGIN")
                try:
                    yield connection
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
        finally:
            self._mine.connection = None

    def _take_reader(self) -> sqlite3.Connection:
        with self._idle_lock:
            if self._idle:
                return self._idle.pop()
        reader = self._connect()
        reader.execute("PRAGMA query_only=ON")
        return reader

    def _give_back(self, reader: sqlite3.Connection) -> None:
        with self._idle_lock:
            if not self._closed and len(self._idle) < _IDLE_READERS:
                self._idle.append(reader)
                return
        reader.close()

    @contextlib.contextmanager
    def write(self, command: str, detail: str = "", *, audited: bool = True) -> Iterator[sqlite3.Connection]:
        """Give the writer's connection inside one transaction: all of the block, or nothing.

        Parameters
        ----------
        command
            What is done, as ``noun.verb``; the audit shows it beside each changed row.
        detail
            More for the audit, such as a path or a label.
        audited
            Whether the audit names the command; only for tables that it does not follow.

        A block inside another one joins it, and is undone alone when it raises.
        """
        self._check()
        outer: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if outer is not None and getattr(self._mine, "writing", False):
            with self._savepoint(outer):
                yield outer
            return
        if outer is not None:
            raise from_code("store.failed", {"reason": "a change inside a read block"})
        with self._lock:
            connection = self._writer or self._open_writer()
            with rules.faults(self.path):
                connection.execute("BEGIN IMMEDIATE")
                self._mine.connection = connection
                self._mine.writing = True
                try:
                    if audited:
                        connection.execute(
                            "INSERT INTO commands(at, actor, name, detail) VALUES (?, ?, ?, ?)",
                            (now(), current_actor(), command, detail),
                        )
                    yield connection
                    connection.execute("COMMIT")
                finally:
                    self._mine.connection = None
                    self._mine.writing = False
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def _savepoint(self, connection: sqlite3.Connection) -> Iterator[None]:
        with rules.faults(self.path):
            connection.execute("SAVEPOINT inner_block")
            try:
                yield
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK TO inner_block")
                    connection.execute("RELEASE inner_block")
                raise
            connection.execute("RELEASE inner_block")

    @contextlib.contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Give the writer's connection outside any transaction, for migrations and backups."""
        self._check()
        if getattr(self._mine, "connection", None) is not None:
            raise from_code("store.failed", {"reason": "maintenance inside a read or write block"})
        with self._lock, rules.faults(self.path):
            yield self._writer or self._open_writer()

    def upgrade(self) -> str:
        """Bring the schema to this package's revision and return it; a no-op costs two statements.

        Raises
        ------
        StorageError
            ``store.newer_database`` or ``store.migration_failed``; the database is then as it was.
        """
        from stoat_nb.store import migrate

        return migrate.upgrade(self)

    def close(self) -> None:
        """Close all connections; a second call does nothing."""
        if self._closed or self._process != os.getpid():
            return
        with self._lock, self._idle_lock:
            self._closed = True
            for reader in self._idle:
                reader.close()
            self._idle.clear()
            if self._writer is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._writer.execute("PRAGMA optimize")
                self._writer.close()
                self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Database({str(self.path)!r})"
