"""A library with a row in every table, and all its content as a value that can be compared."""

from stoat_nb.library import NewVideo, SqliteVideoRepository
from stoat_nb.store import RenderRow, SqliteProjectStorage
from stoat_nb.store.jobs import SqliteJobStore
from stoat_nb.timeline.repository import SqliteTimelineRepository, TimelineChange
from tests.support.media_facts import audio_facts, video_facts

SCRIPT = '{"blocks":[{"id":"b1","owner":{"hand":true},"edits":[{"v":1,"op":"trim_end"}]}]}'


def fill(database):
    storage = SqliteProjectStorage(database)
    storage.set_setting("posters", "pictures")
    storage.set_root("footage", "/mnt/footage")
    videos = SqliteVideoRepository(database)
    first = videos.add(NewVideo("footage", "day1/CatSunset.mp4", video_facts(variable=True), 10, 5))
    videos.add_many([NewVideo("footage", f"day2/IMG_{i}.mov", video_facts(), 10, 5) for i in range(20)])
    videos.add(NewVideo("footage", "Möwe.wav", audio_facts(), 10, 5))
    videos.update(first.id, title="Otter", notes="swims", tags=["night", "river"])
    videos.delete(videos.search("IMG_7")[0].id)
    timelines = SqliteTimelineRepository(database)
    timelines.save_all([TimelineChange("cut", 0, SCRIPT, "h1", "append", "k1", '[{"v":1}]')])
    timelines.save_all([TimelineChange("cut", 1, SCRIPT, "h2", "trim", "k1")])
    storage.add_render(
        RenderRow("r1", "cut", 2, "h2", "/x.mp4", "proven", 250, 480000, "ab", "{}", "t0", "t1")
    )
    SqliteJobStore(database).save_job({"id": "j1", "kind": "render", "title": "x", "state": "done"})
    return storage


def content(database):
    """All rows of all tables that hold data, without what a migration is meant to change."""
    with database.read() as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL AND name NOT LIKE 'videos_%' "
                "AND name NOT LIKE 'sqlite_%' AND name NOT IN ('alembic_version', 'schema_state', 'schema_triggers')"
            )
        ]
        found = {}
        for table in tables:
            names = [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()
            found[table] = sorted(([*zip(names, row, strict=True)] for row in rows), key=repr)
        return found


def in_step(database):
    """Assert that file, references, indexes and audit agree; return the number of media."""
    with database.alone() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for index in ("videos_text", "videos_part"):
            connection.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        audited = connection.execute(
            "SELECT row FROM audit WHERE table_name = 'videos' GROUP BY row "
            "HAVING sum(action = 'insert') - sum(action = 'delete') = 1 ORDER BY row"
        ).fetchall()
        there = connection.execute("SELECT rowid_ FROM videos ORDER BY rowid_").fetchall()
        assert audited == there
        return len(there)
