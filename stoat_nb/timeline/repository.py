"""Where timelines are kept: the newest script of each, its revisions, and what each revision did."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from stoat_nb.errors import from_code
from stoat_nb.store.actor import current_actor
from stoat_nb.store.database import Database, now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_KEPT_EVERY = 64
"""Besides the newest, the script of every 64th revision stays, so that replaying a log is bounded."""


@dataclass(frozen=True)
class StoredTimeline:
    """A timeline as it is stored; `revision` counts from 1, `writer` names the kernel that wrote it last."""

    id: str
    name: str
    revision: int
    script_json: str
    head_hash: str
    writer: str


@dataclass(frozen=True)
class TimelineChange:
    """One new revision of one timeline.

    Parameters
    ----------
    name
        The timeline; a new one is made when `base_revision` is 0.
    base_revision
        The revision that the change is based on.
    script_json
        The whole script after the change.
    head_hash
        The hash of its fold.
    label
        What was done, for people: the undo step's name.
    writer
        The kernel that writes.
    edits_json
        The edits of the change, as a JSON list.
    """

    name: str
    base_revision: int
    script_json: str
    head_hash: str
    label: str
    writer: str
    edits_json: str = "[]"


@dataclass(frozen=True)
class EditLogRow:
    """What one revision did, who did it, and when (UTC)."""

    revision: int
    label: str
    writer: str
    actor: str
    edits_json: str
    head_hash: str
    at: str


class TimelineRepository(Protocol):
    """The timelines of a project; all methods may be called from any thread."""

    def names(self) -> list[str]:
        """Return the names of all timelines, sorted."""

    def load(self, name: str) -> StoredTimeline | None:
        """Return the newest revision of a timeline, or ``None`` when there is none of that name."""

    def save_all(self, changes: Sequence[TimelineChange]) -> dict[str, int]:
        """Save all changes in one transaction and return the new revisions by name.

        Raises
        ------
        ConflictError
            ``timeline.conflict``: one of them was changed meanwhile; nothing is saved.
        """

    def log(self, name: str, limit: int = 100) -> list[EditLogRow]:
        """Return the newest revisions of a timeline, newest first."""

    def delete(self, name: str) -> None:
        """Forget a timeline with its log; one that is not there is forgotten already."""


class SqliteTimelineRepository(TimelineRepository):
    """``TimelineRepository`` over a library database, which must be at the current schema."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self) -> list[str]:
        with self._database.read() as connection:
            return [row[0] for row in connection.execute("SELECT name FROM timelines ORDER BY name")]

    def load(self, name: str) -> StoredTimeline | None:
        with self._database.read() as connection:
            row = connection.execute(
                """SELECT t.id, t.name, t.revision, c.script, t.head_hash, t.writer
                   FROM timelines AS t JOIN checkpoints AS c ON c.timeline = t.rowid_ AND c.revision = t.revision
                   WHERE t.name = ?""",
                (name,),
            ).fetchone()
        return None if row is None else StoredTimeline(*row)

    def save_all(self, changes: Sequence[TimelineChange]) -> dict[str, int]:
        if not changes:
            return {}
        with self._database.write(
            "timeline.save", ", ".join(change.label for change in changes)
        ) as connection:
            return {change.name: _save(connection, change) for change in changes}

    def log(self, name: str, limit: int = 100) -> list[EditLogRow]:
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT e.revision, e.label, e.writer, e.actor, e.edits, e.head_hash, e.made_at
                   FROM edits AS e JOIN timelines AS t ON t.rowid_ = e.timeline
                   WHERE t.name = ? ORDER BY e.revision DESC LIMIT ?""",
                (name, limit),
            )
            return [EditLogRow(*row) for row in rows]

    def delete(self, name: str) -> None:
        with self._database.write("timeline.delete", name) as connection:
            connection.execute("DELETE FROM timelines WHERE name = ?", (name,))


class MemoryTimelineRepository(SqliteTimelineRepository):
    """``TimelineRepository`` that is gone with its process: the same schema in memory."""

    def __init__(self) -> None:
        database = Database(None)
        database.upgrade()
        super().__init__(database)


def _save(connection: sqlite3.Connection, change: TimelineChange) -> int:
    row = connection.execute(
        "SELECT rowid_, revision FROM timelines WHERE name = ?", (change.name,)
    ).fetchone()
    actual = 0 if row is None else row[1]
    if actual != change.base_revision:
        context = {"name": change.name, "actual": actual, "expected": change.base_revision}
        raise from_code("timeline.conflict", context)
    at, revision = now(), change.base_revision + 1
    if row is None:
        timeline = connection.execute(
            """INSERT INTO timelines(id, name, revision, head_hash, writer, created_at, updated_at)
               VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING rowid_""",
            (uuid.uuid4().hex, change.name, revision, change.head_hash, change.writer, at, at),
        ).fetchone()[0]
    else:
        timeline = row[0]
        connection.execute(
            "UPDATE timelines SET revision = ?, head_hash = ?, writer = ?, updated_at = ? WHERE rowid_ = ?",
            (revision, change.head_hash, change.writer, at, timeline),
        )
    connection.execute(
        "DELETE FROM checkpoints WHERE timeline = ? AND revision = ? AND revision % ? <> 0",
        (timeline, change.base_revision, _KEPT_EVERY),
    )
    connection.execute(
        "INSERT INTO checkpoints(timeline, revision, script, head_hash, made_at) VALUES (?, ?, ?, ?, ?)",
        (timeline, revision, change.script_json, change.head_hash, at),
    )
    connection.execute(
        """INSERT INTO edits(timeline, revision, label, writer, actor, edits, head_hash, made_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            timeline,
            revision,
            change.label,
            change.writer,
            current_actor(),
            change.edits_json,
            change.head_hash,
            at,
        ),
    )
    _project_blocks(connection, timeline, change.script_json)
    return revision


def _project_blocks(connection: sqlite3.Connection, timeline: int, script_json: str) -> None:
    """Bring the ``blocks`` rows in step with the script; only changed ones are written."""
    blocks = json.loads(script_json).get("blocks", [])
    rows = {
        block["id"]: (position, _compact(block.get("owner")), len(block.get("edits", [])), _compact(block))
        for position, block in enumerate(blocks)
    }
    kept = _compact(list(rows))
    connection.execute(
        "DELETE FROM blocks WHERE timeline = ? AND block NOT IN (SELECT value FROM json_each(?))",
        (timeline, kept),
    )
    connection.executemany(
        """INSERT INTO blocks(timeline, block, position, owner, edit_count, content) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (timeline, block) DO UPDATE SET position = excluded.position, owner = excluded.owner,
               edit_count = excluded.edit_count, content = excluded.content
           WHERE content <> excluded.content OR position <> excluded.position""",
        [(timeline, block, *values) for block, values in rows.items()],
    )


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
