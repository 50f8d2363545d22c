"""What a project stores besides media and timelines: settings, media roots, jobs, renders, its history."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from stoat_nb.store.backup import backup as write_backup
from stoat_nb.store.database import Database, now

if TYPE_CHECKING:
    import os
    from pathlib import Path

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Position(NamedTuple):
    """A point in the library's history: `epoch` changes when the content was replaced, `seq` grows with it."""

    epoch: str
    seq: int


class Change(NamedTuple):
    """One changed row: its table, its ``rowid_``, and ``insert``, ``update`` or ``delete``."""

    seq: int
    table: str
    row: int
    action: str


@dataclass(frozen=True)
class AuditRow:
    """Who changed which row, from what to what, by which command and when (UTC)."""

    seq: int
    at: str
    actor: str
    command: str
    detail: str
    table: str
    row: int
    action: str
    old: dict[str, Json] | None
    new: dict[str, Json] | None


@dataclass(frozen=True)
class RenderRow:
    """One finished render; `frames` and `samples` are those that were proven."""

    id: str
    timeline: str
    revision: int
    head_hash: str
    path: str
    status: Literal["proven", "failed", "cancelled"]
    frames: int | None
    samples: int | None
    sha256: str | None
    report_json: str
    started_at: str
    finished_at: str


class ProjectStorage(Protocol):
    """What holds a project; the repositories of media and timelines are built over its `database`."""

    @property
    def database(self) -> Database:
        """The connections, at the current schema."""

    def setting(self, key: str, default: Json = None) -> Json:
        """Return a setting of the project, or `default`."""

    def set_setting(self, key: str, value: Json) -> None:
        """Keep a setting; ``None`` removes it."""

    def settings(self) -> dict[str, Json]:
        """Return all settings."""

    def roots(self) -> dict[str, str]:
        """Return the media roots: name to the folder where it was last seen."""

    def set_root(self, name: str, path: str) -> None:
        """Add a media root, or say where it is now."""

    def position(self) -> Position:
        """Return the newest point of the history."""

    def changes(self, after: int, limit: int | None = None) -> list[Change]:
        """Return what changed after a ``seq``, oldest first."""

    def history(
        self, limit: int = 100, *, table: str | None = None, row: int | None = None
    ) -> list[AuditRow]:
        """Return the newest audit rows, newest first."""

    def add_render(self, render: RenderRow) -> None:
        """Keep the record of a finished render."""

    def renders(self, timeline: str | None = None) -> list[RenderRow]:
        """Return the renders, newest first."""

    def backup(self, target: str | os.PathLike[str] | None = None) -> Path:
        """Write a consistent copy (``stoat_nb.store.backup``)."""

    def close(self) -> None:
        """Close all connections."""


class SqliteProjectStorage(ProjectStorage):
    """``ProjectStorage`` in one SQLite file; opening it brings the schema up to date.

    Raises
    ------
    StorageError
        See :class:`~stoat_nb.store.database.Database` and its ``upgrade``.
    """

    def __init__(self, path: str | os.PathLike[str] | Database) -> None:
        self._database = path if isinstance(path, Database) else Database(path)
        try:
            self._database.upgrade()
        except BaseException:
            self._database.close()
            raise

    @property
    def database(self) -> Database:
        return self._database

    def setting(self, key: str, default: Json = None) -> Json:
        return self.settings().get(key, default)

    def set_setting(self, key: str, value: Json) -> None:
        with self._database.write("setting.set", key) as connection:
            if value is None:
                connection.execute("DELETE FROM settings WHERE key = ?", (key,))
                return
            connection.execute(
                """INSERT INTO settings(key, value, updated_at) VALUES (?, ?, ?)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at""",
                (key, json.dumps(value), now()),
            )

    def settings(self) -> dict[str, Json]:
        with self._database.read() as connection:
            rows = connection.execute("SELECT key, value FROM settings ORDER BY key").fetchall()
        return {key: json.loads(value) for key, value in rows}

    def roots(self) -> dict[str, str]:
        with self._database.read() as connection:
            return dict(connection.execute("SELECT name, path FROM media_roots ORDER BY name").fetchall())

    def set_root(self, name: str, path: str) -> None:
        with self._database.write("root.set", name) as connection:
            connection.execute(
                """INSERT INTO media_roots(name, path, added_at) VALUES (?, ?, ?)
                   ON CONFLICT (name) DO UPDATE SET path = excluded.path WHERE path <> excluded.path""",
                (name, path, now()),
            )

    def position(self) -> Position:
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT epoch, (SELECT coalesce(max(seq), 0) FROM audit) FROM schema_state"
            ).fetchone()
        return Position(*row)

    def changes(self, after: int, limit: int | None = None) -> list[Change]:
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT seq, table_name, row, action FROM changes WHERE seq > ? ORDER BY seq LIMIT ?",
                (after, -1 if limit is None else limit),
            )
            return [Change(*row) for row in rows]

    def history(
        self, limit: int = 100, *, table: str | None = None, row: int | None = None
    ) -> list[AuditRow]:
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT a.seq, c.at, c.actor, c.name, c.detail, a.table_name, a.row, a.action, a.old, a.new
                   FROM audit AS a JOIN commands AS c ON c.id = a.command
                   WHERE (?1 IS NULL OR a.table_name = ?1) AND (?2 IS NULL OR a.row = ?2)
                   ORDER BY a.seq DESC LIMIT ?3""",
                (table, row, limit),
            ).fetchall()
        return [AuditRow(*values[:8], *(text and json.loads(text) for text in values[8:])) for values in rows]

    def add_render(self, render: RenderRow) -> None:
        values = asdict(render)
        values["report"] = values.pop("report_json")
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        with self._database.write("render.add", render.path) as connection:
            connection.execute(f"INSERT INTO renders({names}) VALUES ({marks})", values)

    def renders(self, timeline: str | None = None) -> list[RenderRow]:
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT id, timeline, revision, head_hash, path, status, frames, samples, sha256, report,
                          started_at, finished_at
                   FROM renders WHERE ?1 IS NULL OR timeline = ?1 ORDER BY rowid_ DESC""",
                (timeline,),
            )
            return [RenderRow(*row) for row in rows]

    def backup(self, target: str | os.PathLike[str] | None = None) -> Path:
        return write_backup(self._database, target)

    def close(self) -> None:
        self._database.close()


class MemoryProjectStorage(SqliteProjectStorage):
    """``ProjectStorage`` that is gone with its process: the same schema in memory."""

    def __init__(self) -> None:
        super().__init__(Database(None))
