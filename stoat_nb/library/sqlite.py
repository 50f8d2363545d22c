"""The library of media in SQLite; in memory it is the same schema and the same statements."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
from typing import TYPE_CHECKING, cast

from stoat_nb.errors import from_code
from stoat_nb.library import search as searching
from stoat_nb.library.record import COLUMNS, FROM_RECORDS, media_columns, name_columns, record
from stoat_nb.library.repository import Stamp, VideoRepository
from stoat_nb.store.database import Database, now

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable
    from typing import Unpack

    from stoat_nb.errors import StoatError
    from stoat_nb.library.record import Cell, NewVideo, VideoRecord
    from stoat_nb.library.repository import Sort, VideoChanges
    from stoat_nb.media.metadata import VideoMetadata

_ORDER = {
    "path": "v.root {0}, v.path {0}",
    "filename": "v.filename COLLATE NOCASE {0}",
    "created": "v.created_at {0}",
    "duration": "v.duration_seconds {0}",
    "size": "v.file_size {0}",
    "recorded": "v.recorded_at {0}",
}
_PLAIN = ("root", "file_size", "modified_ns", "fingerprint", "thumbnail_path", "offline", "title", "notes")
_CHANGEABLE = (*_PLAIN, "path", "tags", "metadata")


class SqliteVideoRepository(VideoRepository):
    """``VideoRepository`` over a library database, which must be at the current schema."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, video: NewVideo) -> VideoRecord:
        return self.add_many([video])[0]

    def add_many(self, videos: Iterable[NewVideo]) -> list[VideoRecord]:
        rows, streams = _rows(videos)
        if not rows:
            return []
        names = list(rows[0])
        columns = ", ".join(names)
        marks = ", ".join(f":{name}" for name in names)
        with self._database.write("library.add", f"{len(rows)} media") as connection:
            # One INSERT..SELECT: a statement with full-text triggers flushes the index's buffer each time.
            connection.execute(
                f"CREATE TEMP TABLE IF NOT EXISTS new_videos AS SELECT {columns} FROM videos WHERE 0"
            )
            connection.execute("DELETE FROM temp.new_videos")
            connection.executemany(f"INSERT INTO temp.new_videos({columns}) VALUES ({marks})", rows)
            try:
                connection.execute(
                    f"INSERT INTO videos({columns}) SELECT {columns} FROM temp.new_videos ORDER BY rowid"
                )
            except sqlite3.IntegrityError as error:
                first = "/".join(str(rows[0][name]) for name in ("root", "path"))
                raise _refusal(error, first if len(rows) == 1 else "one of these paths") from error
            connection.executemany(_ADD_STREAM, streams)
            last = connection.execute("SELECT max(rowid_) FROM videos").fetchone()[0]
            return _records(connection, range(last - len(rows) + 1, last + 1))

    def get(self, video_id: str) -> VideoRecord:
        with self._database.read() as connection:
            return _one(connection, video_id)

    def get_by_path(self, root: str, path: str) -> VideoRecord | None:
        with self._database.read() as connection:
            row = connection.execute(
                f"SELECT {COLUMNS} FROM {FROM_RECORDS} WHERE v.root = ? AND v.path = ?", (root, path)
            ).fetchone()
        return None if row is None else record(row)

    def stamps(self, root: str) -> dict[str, Stamp]:
        statement = "SELECT path, id, file_size, modified_ns, offline FROM videos WHERE root = ?"
        with self._database.read() as connection:
            rows = connection.execute(statement, (root,))
            return {
                path: Stamp(id_, size, modified, bool(offline)) for path, id_, size, modified, offline in rows
            }

    def find(self, key: str) -> VideoRecord:
        clean = key.replace("\\", "/").strip("/")
        name = clean.rpartition("/")[2]
        with self._database.read() as connection:
            rows = connection.execute(
                f"""SELECT {COLUMNS} FROM {FROM_RECORDS}
                    WHERE v.id = ?1 OR (v.filename = ?2 AND
                          substr('/' || v.root || '/' || v.path, -length('/' || ?3)) = '/' || ?3)
                    ORDER BY v.id = ?1 DESC, v.root, v.path""",
                (key, name, clean),
            ).fetchall()
        found = [record(row) for row in rows]
        if not found:
            raise from_code("library.not_found", {"key": key})
        exact = [video for video in found if video.id == key or clean in (video.path, video.key)]
        if len(found) > 1 and len(exact) != 1:
            candidates = ", ".join(video.key for video in found[:5])
            raise from_code(
                "library.ambiguous_name", {"key": key, "count": len(found), "candidates": candidates}
            )
        return exact[0] if exact else found[0]

    def list(
        self, *, sort: Sort = "path", descending: bool = False, offset: int = 0, limit: int | None = None
    ) -> list[VideoRecord]:
        return self.search("", sort=sort, descending=descending, offset=offset, limit=limit)

    def count(self, text: str = "") -> int:
        wanted = searching.condition(text)
        with self._database.read() as connection:
            row = connection.execute(
                f"SELECT count(*) FROM videos AS v WHERE {wanted.where}", wanted.values
            ).fetchone()
        return int(row[0])

    def search(
        self,
        text: str,
        *,
        sort: Sort = "relevance",
        descending: bool = False,
        offset: int = 0,
        limit: int | None = 100,
    ) -> builtins.list[VideoRecord]:
        wanted = searching.condition(text)
        join, order = "", _ORDER.get(sort, _ORDER["path"])
        values: builtins.list[Cell] = []
        if sort == "relevance" and wanted.ranking:
            join, values = searching.ranked(wanted.ranking)
            order = "t.rank IS NULL, t.rank {0}, v.filename {0}"
        # Only row numbers are sorted: whole records in the sorter cost a hundred times more.
        statement = (
            f"SELECT v.rowid_ FROM videos AS v {join} WHERE {wanted.where} "
            f"ORDER BY {order.format('DESC' if descending else 'ASC')}, v.rowid_ LIMIT ? OFFSET ?"
        )
        page = [-1 if limit is None else max(limit, 0), max(offset, 0)]
        from stoat_nb.observe.metrics import time_query

        with time_query("search"), self._database.read() as connection:
            rows = [row[0] for row in connection.execute(statement, [*values, *wanted.values, *page])]
            return _records(connection, rows)

    def update(self, video_id: str, **changes: Unpack[VideoChanges]) -> VideoRecord:
        unknown = [name for name in changes if name not in _CHANGEABLE]
        if unknown:
            raise from_code("library.field_unknown", {"field": unknown[0], "known": ", ".join(_CHANGEABLE)})
        given = cast("dict[str, Cell | VideoMetadata]", dict(changes))
        columns: dict[str, Cell] = {name: cast("Cell", given[name]) for name in _PLAIN if name in given}
        if "offline" in changes:
            columns["offline"] = int(changes["offline"])
        if "tags" in changes:
            columns["tags"] = json.dumps(sorted(set(changes["tags"])), ensure_ascii=False)
        if "path" in changes:
            columns |= name_columns(changes["path"])
        streams: list[dict[str, Cell]] | None = None
        if "metadata" in changes:
            found, streams = media_columns(changes["metadata"])
            columns |= dict.fromkeys(_FROM_MEDIA) | found
        with self._database.write("library.update", video_id) as connection:
            before = _one(connection, video_id)
            assignments = ", ".join(f"{name} = :{name}" for name in columns)
            try:
                connection.execute(
                    f"UPDATE videos SET {assignments}{', ' if columns else ''}updated_at = :at WHERE rowid_ = :rowid",
                    {**columns, "at": now(), "rowid": before.rowid_},
                )
            except sqlite3.IntegrityError as error:
                raise _refusal(
                    error,
                    "/".join(str(columns.get(name, getattr(before, name))) for name in ("root", "path")),
                ) from error
            if streams is not None:
                connection.execute("DELETE FROM streams WHERE video = ?", (before.rowid_,))
                connection.executemany(_ADD_STREAM, [{**stream, "id": video_id} for stream in streams])
            return _one(connection, video_id)

    def delete(self, video_id: str) -> None:
        with self._database.write("library.delete", video_id) as connection:
            connection.execute("DELETE FROM videos WHERE rowid_ = ?", (_one(connection, video_id).rowid_,))


class MemoryVideoRepository(SqliteVideoRepository):
    """``VideoRepository`` that is gone with its process: the same schema in memory, so it behaves the same."""

    def __init__(self) -> None:
        database = Database(None)
        database.upgrade()
        super().__init__(database)


_ADD_STREAM = """
INSERT INTO streams(video, stream_index, kind, codec, time_base, first_pts, end_pts, language, timestamps, keyframes)
VALUES ((SELECT rowid_ FROM videos WHERE id = :id), :stream_index, :kind, :codec, :time_base, :first_pts, :end_pts,
        :language, :timestamps, :keyframes)
"""

_FROM_MEDIA = (
    *("kind", "container", "duration", "duration_seconds", "duration_frames"),
    *("frame_rate_numerator", "frame_rate_denominator", "variable_rate", "width", "height", "rotation"),
    *("sample_aspect_ratio", "video_codec", "pixel_format", "bit_depth", "field_order"),
    *("color_range", "color_primaries", "color_transfer", "color_space"),
    *("audio_codec", "audio_sample_rate", "audio_channels", "audio_language", "audio_streams"),
    *("container_start", "timecode", "recorded_at", "metadata"),
)
"""The columns that a new probe replaces."""


def new_id() -> str:
    """Return a new id of a medium: short, and by chance the same once in 10^14."""
    return hashlib.blake2b(uuid.uuid4().bytes, digest_size=6).hexdigest()


def _rows(videos: Iterable[NewVideo]) -> tuple[list[dict[str, Cell]], list[dict[str, Cell]]]:
    rows: list[dict[str, Cell]] = []
    streams: list[dict[str, Cell]] = []
    at = now()
    for video in videos:
        video_id = new_id()
        columns, found = media_columns(video.metadata)
        row: dict[str, Cell] = dict.fromkeys(_FROM_MEDIA)
        row |= {
            "id": video_id,
            "root": video.root,
            "file_size": video.file_size,
            "modified_ns": video.modified_ns,
        }
        row |= {"fingerprint": video.fingerprint, "thumbnail_path": video.thumbnail_path}
        row |= {"created_at": at, "updated_at": at}
        rows.append(row | name_columns(video.path) | columns)
        streams += [{**stream, "id": video_id} for stream in found]
    return rows, streams


def _records(connection: sqlite3.Connection, rows: Iterable[int]) -> list[VideoRecord]:
    """Return the records of these row numbers, in this order."""
    wanted = list(rows)
    found = connection.execute(
        f"SELECT {COLUMNS} FROM {FROM_RECORDS} WHERE v.rowid_ IN (SELECT value FROM json_each(?))",
        (json.dumps(wanted),),
    )
    by_row = {medium.rowid_: medium for medium in map(record, found)}
    return [by_row[row] for row in wanted]


def _one(connection: sqlite3.Connection, video_id: str) -> VideoRecord:
    row = connection.execute(f"SELECT {COLUMNS} FROM {FROM_RECORDS} WHERE v.id = ?", (video_id,)).fetchone()
    if row is None:
        raise from_code("library.not_found", {"key": video_id})
    return record(row)


def _refusal(error: sqlite3.IntegrityError, path: str) -> StoatError:
    if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_UNIQUE:
        return from_code("library.already_there", {"path": path})
    return from_code("library.record_invalid", {"reason": error})
