"""kill -9 at any moment loses nothing that was acknowledged; many writers and readers get along."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from stoat_nb.store import Database
from tests.store.filled import in_step

ROUNDS = int(os.environ.get("STOAT_TEST_CRASH_ROUNDS", "4"))

WRITER = """
import sys
from stoat_nb.library import NewVideo, SqliteVideoRepository
from stoat_nb.store import Database
from stoat_nb.timeline.repository import SqliteTimelineRepository, TimelineChange
from tests.support.media_facts import video_facts
database = Database(sys.argv[1])
videos, timelines = SqliteVideoRepository(database), SqliteTimelineRepository(database)
name, facts = sys.argv[2], video_facts(frames=10)
for number in range(10**9):
    if number % 5 == 4:
        added = videos.add_many([NewVideo("footage", f"{name}/{number}-{i}.mp4", facts, 1, 1) for i in range(5)])
    else:
        added = [videos.add(NewVideo("footage", f"{name}/{number}.mp4", facts, 1, 1))]
    videos.update(added[0].id, title=f"take {number}", tags=[name])
    timelines.save_all([TimelineChange(name, number, "{}", f"h{number}", "edit", name)])
    for video in added:
        print(video.id, flush=False)
    print("revision", number + 1, flush=True)
"""


def test_acknowledged_rows_survive_kill_9(tmp_path, seed):
    print(f"seed {seed}")
    chance = random.Random(seed)
    path = tmp_path / "library.sqlite3"
    with Database(path) as database:
        database.upgrade()
        with database.write("test.root") as connection:
            connection.execute("INSERT INTO media_roots(name, path, added_at) VALUES ('footage', '/x', '')")
    acknowledged, revisions = set(), {}
    for number in range(ROUNDS):
        names = [f"w{number}-{i}" for i in range(2)]
        logs = [tmp_path / f"{name}.log" for name in names]
        writers = []
        for name, log in zip(names, logs, strict=True):
            with log.open("w") as out:
                writers.append(
                    subprocess.Popen(
                        [sys.executable, "-c", WRITER, str(path), name],
                        stdout=out,
                        cwd=Path(__file__).parents[2],
                    )
                )
        _until(lambda: all(log.stat().st_size for log in logs))  # noqa: B023
        time.sleep(chance.uniform(0.05, 0.6))
        for writer in writers:
            os.kill(writer.pid, signal.SIGKILL)
            writer.wait()
        for name, log in zip(names, logs, strict=True):
            *lines, _ = log.read_text().split("\n")  # what follows the last line break was cut off
            for line in lines:
                if line.startswith("revision "):
                    revisions[name] = int(line.split()[1])
                else:
                    acknowledged.add(line)
        with Database(path) as database:
            there = in_step(database)
            with database.read() as connection:
                ids = {row[0] for row in connection.execute("SELECT id FROM videos")}
                stored = dict(connection.execute("SELECT name, revision FROM timelines"))
        assert acknowledged <= ids
        assert len(ids) == there
        assert all(stored[name] >= revision for name, revision in revisions.items())
    assert len(acknowledged) > ROUNDS
    print(f"{ROUNDS} rounds, {len(acknowledged)} acknowledged rows, none lost")


def _until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


WORKER = """
import sys
from stoat_nb.library import NewVideo, SqliteVideoRepository
from stoat_nb.store import Database
from tests.support.media_facts import video_facts
database = Database(sys.argv[1], busy_seconds=60)
videos, facts = SqliteVideoRepository(database), video_facts(frames=10)
if sys.argv[2] == "write":
    for number in range(25):
        video = videos.add(NewVideo("footage", f"{sys.argv[3]}/{number}.mp4", facts, 1, 1))
        with database.write("test.count") as connection:
            count = connection.execute("SELECT value FROM settings WHERE key = 'count'").fetchone()[0]
            connection.execute("UPDATE settings SET value = ? WHERE key = 'count'", (str(int(count) + 1),))
else:
    for number in range(60):
        with database.read() as connection:
            first = connection.execute("SELECT count(*) FROM videos").fetchone()
            found = connection.execute("SELECT count(*) FROM videos_text WHERE videos_text MATCH 'mp*'").fetchone()
            assert first == found == connection.execute("SELECT count(*) FROM videos").fetchone()
"""


def test_four_writers_and_two_readers(tmp_path):
    path = tmp_path / "library.sqlite3"
    with Database(path) as database:
        database.upgrade()
        with database.write("test.start") as connection:
            connection.execute("INSERT INTO media_roots(name, path, added_at) VALUES ('footage', '/x', '')")
            connection.execute("INSERT INTO settings(key, value, updated_at) VALUES ('count', '0', '')")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), kind, f"{kind}{i}"],
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for kind, count in (("write", 4), ("read", 2))
        for i in range(count)
    ]
    errors = [worker.communicate(timeout=200)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 6, errors
    with Database(path) as database:
        assert in_step(database) == 100
        with database.read() as connection:
            assert connection.execute("SELECT value FROM settings").fetchone() == ("100",)
