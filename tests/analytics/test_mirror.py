"""SQL over the project: it equals the library at every moment, and nothing gets out."""

import random
import threading
from pathlib import Path

import pytest

from stoat_nb.analytics import ClipRow, Mirror
from stoat_nb.errors import CancelledError, ValidationError
from stoat_nb.library import NewVideo, SqliteVideoRepository
from stoat_nb.observe.cancel import CancelToken
from stoat_nb.store import SqliteProjectStorage, migrate, restore
from stoat_nb.timeline.repository import SqliteTimelineRepository, TimelineChange
from tests.store.filled import fill
from tests.support.media_facts import audio_facts, video_facts


@pytest.fixture
def storage(tmp_path):
    opened = SqliteProjectStorage(tmp_path / "library.sqlite3")
    opened.set_root("footage", "/x")
    yield opened
    opened.close()


@pytest.fixture
def videos(storage):
    return SqliteVideoRepository(storage.database)


@pytest.fixture
def mirror(storage):
    made = Mirror(storage, memory_bytes=500_000_000, threads=2)
    yield made
    made.close()


def new(name, facts=None, size=1):
    return NewVideo("footage", name, facts or video_facts(), size, 1)


SAME = "id, path, kind, duration, duration_seconds, duration_frames, width, video_codec, file_size, title"


def both(storage, mirror, order="id"):
    with storage.database.read() as connection:
        ours = connection.execute(f"SELECT {SAME} FROM videos ORDER BY {order}").fetchall()
    return ours, mirror.query(f"SELECT {SAME} FROM videos ORDER BY {order}").fetchall()


def test_the_mirror_equals_the_library_through_random_changes(storage, videos, mirror, seed):
    print(f"seed {seed}")
    chance = random.Random(seed)
    for number in range(25):
        known = videos.list()
        for turn in range(chance.randrange(1, 4)):
            act = chance.random()
            if act < 0.5 or not known:
                facts = (
                    audio_facts()
                    if chance.random() < 0.3
                    else video_facts(frames=chance.randrange(1, 999), rate="30000/1001")
                )
                videos.add_many(
                    [
                        new(f"{number}-{turn}-{i}.mp4", facts, chance.randrange(2**62))
                        for i in range(chance.randrange(4))
                    ]
                )
            elif act < 0.8:
                videos.update(chance.choice(known).id, title=f"'é🦦\"\n{number}", tags=["a", f"t{number}"])
            else:
                videos.delete(known.pop(chance.randrange(len(known))).id)
        ours, theirs = both(storage, mirror)
        assert ours == theirs
        with storage.database.read() as connection:
            count = connection.execute("SELECT count(*), max(seq) FROM audit").fetchone()
            streams = connection.execute("SELECT count(*) FROM streams").fetchone()
        assert mirror.query("SELECT count(*), max(seq) FROM audit").fetchall() == [count]
        assert mirror.query("SELECT count(*) FROM streams").fetchall() == [streams]


def test_types_are_what_pandas_and_polars_need(storage, videos, mirror):
    videos.add(new("a.mp4", video_facts(variable=True, creation_time="2024-01-01")))
    result = mirror.query(
        "select sum(duration_frames) as frames, count(*) as n, any_value(offline) as offline, "
        'any_value(created_at) as created_at, any_value(tags) as tags, sum(width) as "odd "" name" from videos'
    )
    assert result.types == ["BIGINT", "BIGINT", "BOOLEAN", "TIMESTAMP", "VARCHAR[]", "BIGINT"]
    assert [str(kind) for kind in result.df().dtypes[:2]] == ["int64", "int64"]
    assert str(result.pl().dtypes[0]) == "Int64"
    assert result.arrow().num_rows == 1
    assert result.columns[-1] == 'odd " name'
    assert result.fetchone() == result.fetchall()[0]
    assert list(result) == result.fetchall()
    assert len(result) == 1
    assert "int64" in repr(result)


def test_json_columns_can_be_asked(storage, videos, mirror):
    videos.add(new("a.mp4"))
    assert mirror.query("select metadata->>'$.video.profile' from videos").fetchall() == [("High",)]


def test_parameters(storage, videos, mirror):
    videos.add_many([new("a.mp4"), new("it's.mp4")])
    assert mirror.query("select count(*) from videos where filename = ?", ["it's.mp4"]).fetchall() == [(1,)]
    assert mirror.query("select $a + $b", {"a": 1, "b": 2}).fetchall() == [(3,)]


def test_a_result_stays_that_of_its_moment(storage, videos, mirror):
    videos.add(new("a.mp4"))
    before = mirror.query("select count(*) from videos")
    videos.add(new("b.mp4"))
    after = mirror.query("select count(*) from videos")
    assert (before.fetchall(), after.fetchall(), before.fetchall()) == ([(1,)], [(2,)], [(1,)])
    assert before.position.seq < after.position.seq
    with storage.database.write("test.x") as connection:
        connection.execute("UPDATE schema_state SET epoch = 'another'")
    assert mirror.query("select count(*) from videos").fetchall() == [(2,)]
    assert before.fetchall() == [(1,)]


def test_it_follows_a_restore_and_a_migration(storage, tmp_path):
    fill(storage.database)
    mirror = Mirror(storage)
    assert mirror.query("select count(*) from videos").fetchall() == [(21,)]
    copy = storage.backup(tmp_path / "copy.sqlite3")
    videos = SqliteVideoRepository(storage.database)
    videos.add(new("later.mp4"))
    assert mirror.query("select count(*) from videos").fetchall() == [(22,)]
    restore(storage.database, copy)
    assert mirror.query("select count(*) from videos").fetchall() == [(21,)]
    migrate.downgrade(storage.database, "0001")
    assert "tags" not in mirror.query("select * from videos").columns
    migrate.upgrade(storage.database)
    assert mirror.query("select tags from videos where title = 'Otter'").fetchall() == [(["night", "river"],)]


def clip(number, medium="0" * 12):
    return ClipRow(
        f"b1/{medium}/{number}v",
        f"b1/{medium}/{number}",
        f"x#{number}",
        None,
        "V1",
        "video",
        medium,
        0,
        25,
        "0",
        "1",
        "1001/30000",
        "2",
    )


def test_clips_come_from_their_source_and_only_when_changed(storage):
    asked = []

    def clips_of(timeline):
        asked.append((timeline.name, timeline.revision))
        return [clip(i) for i in range(timeline.revision)]

    mirror = Mirror(storage, clips_of)
    assert mirror.query("select count(*) from clips").fetchall() == [(0,)]
    timelines = SqliteTimelineRepository(storage.database)
    timelines.save_all(
        [TimelineChange("a", 0, "{}", "h", "l", "w"), TimelineChange("b", 0, "{}", "h", "l", "w")]
    )
    assert mirror.query(
        "select timeline, revision, source_start, source_start_seconds from clips order by 1"
    ).fetchall() == [
        ("a", 1, "1001/30000", 1001 / 30000),
        ("b", 1, "1001/30000", 1001 / 30000),
    ]
    timelines.save_all([TimelineChange("a", 1, "{}", "h", "l", "w")])
    assert mirror.query("select timeline, count(*) from clips group by all order by 1").fetchall() == [
        ("a", 2),
        ("b", 1),
    ]
    assert asked == [("a", 1), ("b", 1), ("a", 2)]
    timelines.delete("a")
    assert mirror.query("select distinct timeline from clips").fetchall() == [("b",)]


def test_ones_own_tables(storage, videos, mirror, tmp_path):
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet

    video = videos.add(new("a.mp4"))
    rows = {"id": [video.id, "x"], "score": [0.5, 0.25]}
    pyarrow.parquet.write_table(pa.table(rows), tmp_path / "p.parquet")
    own = {
        "a": pd.DataFrame(rows),
        "b": pl.DataFrame(rows),
        "c": pa.table(rows),
        "d": tmp_path / "p.parquet",
        "e": [{"id": video.id, "score": 0.5, "deep": {"it's": 1}}],
    }
    result = mirror.query(
        "select a.score + b.score + c.score + d.score + e.score from videos "
        "join a using (id) join b using (id) join c using (id) join d using (id) join e using (id)",
        tables=own,
    )
    own["a"].loc[:, "score"] = 100.0
    assert result.fetchall() == [(2.5,)]
    with pytest.raises(ValidationError):
        mirror.query("select * from a")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("videos", [{"a": 1}]),
        ("Clips", [{"a": 1}]),
        ('x"; drop table videos; --', [{"a": 1}]),
        ("", [{"a": 1}]),
        ("t", 3),
        ("t", []),
        ("t", [1]),
        ("t", "/nowhere.parquet"),
        ("t", "/etc/passwd"),
    ],
)
def test_tables_that_are_none(mirror, name, table):
    with pytest.raises(ValidationError) as caught:
        mirror.query("select 1", tables={name: table})
    assert caught.value.code == "sql.table_invalid"


REFUSED = [
    "delete from videos",
    "update videos set title = ''",
    "drop table videos",
    "create table x(a int)",
    "create temp table x(a int)",
    "insert into videos(id) values ('x')",
    "select 1; select 2",
    "commit",
    "commit; delete from videos",
    "",
    "-- nothing",
    "explain analyze delete from videos",
    "set enable_external_access = true",
    "reset enable_external_access",
    "pragma enable_logging",
    "copy videos to '{0}/out.csv'",
    "copy (select 1) to '{0}/out.parquet'",
    "export database '{0}/out'",
    "attach '{0}/out.duckdb'",
    "install sqlite",
    "load sqlite",
    "call pragma_version()",
    "create secret s (type s3)",
    "select * from read_csv('{0}/secret.csv')",
    "select * from read_text('{0}/secret.csv')",
    "select * from read_blob('{0}/secret.csv')",
    "select * from read_parquet('{0}/secret.csv')",
    "select * from read_json('{0}/secret.csv')",
    "select * from sniff_csv('{0}/secret.csv')",
    "select * from glob('{0}/*')",
    "select * from '{0}/secret.csv'",
    "from 'https://127.0.0.1:9/x.csv'",
    "select * from duckdb_secrets(), read_text('/etc/hostname')",
    "select * from query('select * from read_text(''{0}/secret.csv'')')",
    "select * from query_table('{0}/secret.csv')",
    "with x as (select * from read_csv('{0}/secret.csv')) select * from x",
    "select * from frame",
    "select * from sqlite_scan('{0}/library.sqlite3', 'videos')",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_nothing_but_questions_about_the_project(storage, videos, mirror, tmp_path, sql):
    frame = [{"a": 1}]
    assert frame
    (tmp_path / "secret.csv").write_text("secret\nfound\n")
    videos.add(new("a.mp4"))
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(ValidationError) as caught:
        print(mirror.query(sql.replace("{0}", str(tmp_path))).fetchall())
    assert caught.value.code in ("sql.refused", "sql.failed")
    assert "found" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert mirror.query("select count(*) from videos").fetchall() == [(1,)]


@pytest.mark.parametrize("sql", ["selct", "select nope from videos", "select 'x'::int", "select 1/"])
def test_a_mistake_is_told_in_the_words_of_duckdb(videos, mirror, sql):
    videos.add(new("a.mp4"))
    with pytest.raises(ValidationError) as caught:
        mirror.query(sql).fetchall()
    assert caught.value.code == "sql.failed"
    assert "Error" in caught.value.message


@pytest.mark.parametrize(
    "sql",
    [
        "from videos",
        "describe videos",
        "show tables",
        "summarize videos",
        "explain select 1",
        "values (1)",
        "with x as (select 1) from x",
    ],
)
def test_questions_of_every_form(mirror, sql):
    mirror.query(sql).fetchall()


def test_memory_is_limited(mirror):
    with pytest.raises(ValidationError) as caught:
        mirror.query("select list(a.range || 'xxxxxxxxxxxxxxxxxxxxxxxx') from range(100000000) a").fetchall()
    assert "memory" in caught.value.message.lower()


ENDLESS = "select count(*) from range(1000000000) a, range(1000) b where a.range * b.range % 7 = 3"


def test_a_query_can_be_cancelled(mirror):
    cancel = CancelToken()
    timer = threading.Timer(0.3, cancel.cancel)
    timer.start()
    with pytest.raises(CancelledError) as caught:
        mirror.query(ENDLESS, cancel=cancel).fetchall()
    assert caught.value.code == "sql.interrupted"
    assert mirror.query("select 1").fetchall() == [(1,)]


def test_interrupting_the_kernel_is_a_keyboard_interrupt():
    import subprocess
    import sys

    code = (
        "import os, signal, threading\n"
        "from stoat_nb.analytics import Mirror; from stoat_nb.store import MemoryProjectStorage\n"
        "mirror = Mirror(MemoryProjectStorage()); mirror.refresh()\n"
        "threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        f"    mirror.query({ENDLESS!r}).fetchall()\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', mirror.query('select 1').fetchall())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "interrupted [(1,)]\n"), done.stderr


def test_html_is_escaped(videos, mirror):
    video = videos.add(new("a.mp4"))
    videos.update(video.id, title="<img src=x onerror=alert(1)>")
    shown = mirror.query('select title as "<b>", null from videos')._repr_html_()
    assert "<img" not in shown
    assert "<b>" not in shown
    assert "&lt;img" in shown
    assert "first 50" in mirror.query("from range(60)")._repr_html_()


def test_threads_ask_while_others_write(storage, videos, mirror):
    failures = []

    def ask():
        try:
            for _ in range(15):
                seen = mirror.query(
                    "select count(*), count(distinct v.id), (select count(*) from streams) from videos v"
                ).fetchall()
                assert seen[0][0] == seen[0][1] == seen[0][2] / 2
        except BaseException as error:
            failures.append(error)

    def write():
        try:
            for i in range(15):
                videos.add_many([new(f"{threading.get_ident()}-{i}-{j}.mp4") for j in range(3)])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for work in (ask, ask, write, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    ours, theirs = both(storage, mirror)
    assert ours == theirs
    assert len(ours) == 90


def test_importing_analytics_loads_no_duckdb():
    import subprocess
    import sys

    code = "import sys, stoat_nb.analytics; sys.exit('duckdb' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode
        == 0
    )
