"""Titles, notes and tags of media, found by the search."""

from collections.abc import Callable
from typing import Any

from alembic import op
from sqlalchemy import CursorResult

from stoat_nb.store.triggers import Audited, Indexed, recreate

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Run = Callable[[str], CursorResult[Any]]

_BEFORE = (
    Audited("settings", ("key", "value")),
    Audited("media_roots", ("name", "path")),
    Audited(
        "videos",
        (
            "id",
            "root",
            "path",
            "kind",
            "file_size",
            "modified_ns",
            "fingerprint",
            "thumbnail_path",
            "offline",
        ),
    ),
    Audited("streams"),
    Audited("timelines", ("id", "name", "revision", "head_hash", "writer")),
    Audited("edits"),
    Audited("renders", ("id", "timeline", "revision", "path", "status", "sha256")),
)
_INDEXED_BEFORE = (
    Indexed("videos_text", "videos", ("filename", "words", "path")),
    Indexed("videos_part", "videos", ("filename",)),
)
_AFTER = tuple(
    Audited(table.table, (*table.columns, "title", "notes", "tags")) if table.table == "videos" else table
    for table in _BEFORE
)
_INDEXED_AFTER = (
    Indexed("videos_text", "videos", ("filename", "words", "path", "title", "notes", "tags")),
    Indexed("videos_part", "videos", ("filename",)),
)


def upgrade() -> None:
    execute = op.get_bind().exec_driver_sql
    drop_triggers(execute)
    execute("ALTER TABLE videos ADD COLUMN title TEXT NOT NULL DEFAULT ''")
    execute("ALTER TABLE videos ADD COLUMN notes TEXT NOT NULL DEFAULT ''")
    execute(
        "ALTER TABLE videos ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' "
        "CHECK (json_valid(tags) AND json_type(tags) = 'array')"
    )
    if execute("SELECT count(*) FROM sqlite_master WHERE name = '_undo_0002'").scalar():
        execute(
            "UPDATE videos SET title = u.title, notes = u.notes, tags = u.tags "
            "FROM _undo_0002 AS u WHERE u.id = videos.id"
        )
        execute("DROP TABLE _undo_0002")
    new_index(execute, "filename, words, path, title, notes, tags")
    recreate(execute, (), _AFTER, _INDEXED_AFTER)


def downgrade() -> None:
    execute = op.get_bind().exec_driver_sql
    drop_triggers(execute)
    execute("DROP TABLE IF EXISTS _undo_0002")
    execute(
        "CREATE TABLE _undo_0002 AS SELECT id, title, notes, tags FROM videos "
        "WHERE title <> '' OR notes <> '' OR tags <> '[]'"
    )
    for column in ("title", "notes", "tags"):
        execute(f"ALTER TABLE videos DROP COLUMN {column}")
    new_index(execute, "filename, words, path")
    recreate(execute, (), _BEFORE, _INDEXED_BEFORE)


def drop_triggers(execute: Run) -> None:
    """Drop all: a column cannot be dropped, nor a table rebuilt, while one names it."""
    for row in execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        execute(f'DROP TRIGGER "{row[0]}"')


def new_index(execute: Run, columns: str) -> None:
    execute("DROP TABLE videos_text")
    execute(
        f"CREATE VIRTUAL TABLE videos_text USING fts5({columns}, content='videos', content_rowid='rowid_', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
