"""The library of media with its search, timelines with their blocks and edits, jobs, renders and the audit."""

from collections.abc import Callable
from typing import Any

from alembic import op
from sqlalchemy import CursorResult

from stoat_nb.store.triggers import Audited, Indexed, recreate

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Run = Callable[[str], CursorResult[Any]]

_TABLES = """
-- What every connection needs to know about the content as a whole. `epoch` changes when the content
-- was replaced or migrated, so that mirrors load afresh.
CREATE TABLE schema_state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    epoch TEXT NOT NULL
) STRICT;
INSERT INTO schema_state VALUES (1, lower(hex(randomblob(8))));

-- The triggers of this revision; a migration that loses one is rolled back.
CREATE TABLE schema_triggers (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- One row for each write transaction: who did what.
CREATE TABLE commands (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
) STRICT;

-- One row for each changed row, written by triggers in the same transaction; its seq is the change log.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    command INTEGER NOT NULL REFERENCES commands(id),
    table_name TEXT NOT NULL,
    row INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
    old TEXT,
    new TEXT
) STRICT;
CREATE INDEX audit_of_row ON audit(table_name, row);
CREATE VIEW changes AS SELECT seq, table_name, row, action FROM audit;

CREATE TABLE settings (
    rowid_ INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value)),
    updated_at TEXT NOT NULL
) STRICT;

-- `path` is where the root was last seen; STOAT_ROOT_<NAME> binds it elsewhere on another machine.
-- It is relative to the project's folder when the root lies inside it.
CREATE TABLE media_roots (
    rowid_ INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name GLOB '[a-z]*' AND name NOT GLOB '*[^a-z0-9_]*'),
    path TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;

CREATE TABLE videos (
    rowid_ INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9a-f]*'),
    root TEXT NOT NULL REFERENCES media_roots(name) ON UPDATE CASCADE,
    path TEXT NOT NULL CHECK (path <> '' AND substr(path, 1, 1) <> '/'),
    filename TEXT NOT NULL,
    words TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('video', 'audio', 'still', 'sequence')),
    container TEXT NOT NULL,
    duration TEXT,
    duration_seconds REAL,
    duration_frames INTEGER CHECK (duration_frames >= 0),
    frame_rate_numerator INTEGER CHECK (frame_rate_numerator > 0),
    frame_rate_denominator INTEGER CHECK (frame_rate_denominator > 0),
    variable_rate INTEGER NOT NULL DEFAULT 0 CHECK (variable_rate IN (0, 1)),
    width INTEGER CHECK (width > 0),
    height INTEGER CHECK (height > 0),
    rotation INTEGER CHECK (rotation IN (0, 90, 180, 270)),
    sample_aspect_ratio TEXT,
    video_codec TEXT,
    pixel_format TEXT,
    bit_depth INTEGER,
    field_order TEXT,
    color_range TEXT,
    color_primaries TEXT,
    color_transfer TEXT,
    color_space TEXT,
    audio_codec TEXT,
    audio_sample_rate INTEGER CHECK (audio_sample_rate > 0),
    audio_channels INTEGER CHECK (audio_channels > 0),
    audio_language TEXT,
    audio_streams INTEGER NOT NULL DEFAULT 0,
    container_start TEXT NOT NULL DEFAULT '0',
    timecode TEXT,
    recorded_at TEXT,
    file_size INTEGER NOT NULL CHECK (file_size >= 0),
    modified_ns INTEGER NOT NULL,
    fingerprint TEXT,
    thumbnail_path TEXT,
    offline INTEGER NOT NULL DEFAULT 0 CHECK (offline IN (0, 1)),
    metadata TEXT NOT NULL CHECK (json_valid(metadata)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (root, path),
    CHECK ((frame_rate_numerator IS NULL) = (frame_rate_denominator IS NULL)),
    CHECK (CASE kind
        WHEN 'audio' THEN
            duration_frames IS NULL AND frame_rate_numerator IS NULL AND width IS NULL AND height IS NULL
            AND rotation IS NULL AND sample_aspect_ratio IS NULL AND video_codec IS NULL
            AND pixel_format IS NULL AND variable_rate = 0 AND audio_codec IS NOT NULL
        ELSE width IS NOT NULL AND height IS NOT NULL AND video_codec IS NOT NULL
    END)
) STRICT;
CREATE INDEX videos_by_filename ON videos(filename);
CREATE INDEX videos_by_fingerprint ON videos(fingerprint) WHERE fingerprint IS NOT NULL;
CREATE INDEX videos_by_created ON videos(created_at);

-- The streams that are used, with what is too large for a column: presentation times of a variable
-- rate and the key frames, as zlib-packed differences of 64-bit integers in `time_base`.
CREATE TABLE streams (
    rowid_ INTEGER PRIMARY KEY,
    video INTEGER NOT NULL REFERENCES videos(rowid_) ON DELETE CASCADE,
    stream_index INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('video', 'audio')),
    codec TEXT NOT NULL,
    time_base TEXT NOT NULL,
    first_pts INTEGER NOT NULL,
    end_pts INTEGER NOT NULL,
    language TEXT,
    timestamps BLOB,
    keyframes BLOB,
    UNIQUE (video, stream_index)
) STRICT;

CREATE TABLE timelines (
    rowid_ INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL CHECK (revision > 0),
    head_hash TEXT NOT NULL,
    writer TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- The whole script of a timeline at a revision: the newest is the truth, older ones are kept at intervals.
CREATE TABLE checkpoints (
    rowid_ INTEGER PRIMARY KEY,
    timeline INTEGER NOT NULL REFERENCES timelines(rowid_) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    script TEXT NOT NULL CHECK (json_valid(script)),
    head_hash TEXT NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (timeline, revision)
) STRICT;

-- The blocks of the newest checkpoint, for questions in SQL.
CREATE TABLE blocks (
    rowid_ INTEGER PRIMARY KEY,
    timeline INTEGER NOT NULL REFERENCES timelines(rowid_) ON DELETE CASCADE,
    block TEXT NOT NULL,
    position INTEGER NOT NULL,
    owner TEXT NOT NULL CHECK (json_valid(owner)),
    edit_count INTEGER NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    UNIQUE (timeline, block)
) STRICT;

-- What each revision did: the edits as the person made them.
CREATE TABLE edits (
    rowid_ INTEGER PRIMARY KEY,
    timeline INTEGER NOT NULL REFERENCES timelines(rowid_) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    label TEXT NOT NULL,
    writer TEXT NOT NULL,
    actor TEXT NOT NULL,
    edits TEXT NOT NULL CHECK (json_valid(edits)),
    head_hash TEXT NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (timeline, revision)
) STRICT;

CREATE TABLE renders (
    rowid_ INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    timeline TEXT NOT NULL,
    revision INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    path TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('proven', 'failed', 'cancelled')),
    frames INTEGER,
    samples INTEGER,
    sha256 TEXT,
    report TEXT NOT NULL CHECK (json_valid(report)),
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL
) STRICT;

CREATE TABLE jobs (
    rowid_ INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL,
    record TEXT NOT NULL CHECK (json_valid(record)),
    owner TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- External content: the text lives in `videos` alone. unicode61 splits at everything but letters and
-- digits; `words` adds the parts of camelCase and of digits joined to letters.
CREATE VIRTUAL TABLE videos_text USING fts5(
    filename, words, path, content='videos', content_rowid='rowid_',
    tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
-- Any part of a file name of three characters or more.
CREATE VIRTUAL TABLE videos_part USING fts5(
    filename, content='videos', content_rowid='rowid_', tokenize='trigram'
);
"""

AUDITED = (
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
INDEXED = (
    Indexed("videos_text", "videos", ("filename", "words", "path")),
    Indexed("videos_part", "videos", ("filename",)),
)


def upgrade() -> None:
    execute = op.get_bind().exec_driver_sql
    for statement in statements(_TABLES):
        execute(statement)
    put_back(execute)
    recreate(execute, (), AUDITED, INDEXED)


def downgrade() -> None:
    execute = op.get_bind().exec_driver_sql
    execute("DROP VIEW changes")
    for table in ("videos_part", "videos_text", "schema_triggers", "schema_state"):
        execute(f"DROP TABLE {table}")
    for table in reversed(_WITH_DATA):
        execute(f"CREATE TABLE _undo_0001_{table} AS SELECT * FROM {table}")
        execute(f"DROP TABLE {table}")


# Parents before children.
_WITH_DATA = (
    *("commands", "audit", "settings", "media_roots", "videos", "streams"),
    *("timelines", "checkpoints", "blocks", "edits", "renders", "jobs"),
)


def put_back(execute: Run) -> None:
    """Take the rows back that a downgrade set aside."""
    for table in _WITH_DATA:
        if execute(f"SELECT count(*) FROM sqlite_master WHERE name = '_undo_0001_{table}'").scalar():
            execute(f"INSERT INTO {table} SELECT * FROM _undo_0001_{table}")
            execute(f"DROP TABLE _undo_0001_{table}")


def statements(script: str) -> list[str]:
    """Split a script at the semicolons that end a line."""
    return [part.strip() for part in script.split(";\n") if part.strip()]
