"""What every TimelineRepository does, in SQLite and in memory alike."""

import json
import threading

import pytest

from stoat_nb.errors import ConflictError
from stoat_nb.store import Database, acting_as
from stoat_nb.timeline.repository import (
    MemoryTimelineRepository,
    SqliteTimelineRepository,
    TimelineChange,
    TimelineRepository,
)


@pytest.fixture(params=["sqlite", "memory"])
def timelines(request, tmp_path):
    if request.param == "memory":
        repository = MemoryTimelineRepository()
    else:
        database = Database(tmp_path / "library.sqlite3")
        database.upgrade()
        repository = SqliteTimelineRepository(database)
    yield repository
    repository._database.close()


def change(name, base, blocks=(), edits="[]", label="edit"):
    script = json.dumps(
        {"blocks": [{"id": block, "owner": {"named": block}, "edits": [1] * n} for block, n in blocks]}
    )
    return TimelineChange(name, base, script, f"hash{base + 1}", label, "kernel 1", edits)


def test_an_unknown_timeline_is_none(timelines: TimelineRepository):
    assert timelines.load("cut") is None
    assert timelines.names() == []
    assert timelines.log("cut") == []
    timelines.delete("cut")


def test_save_and_load(timelines):
    assert timelines.save_all([change("cut", 0, [("b1", 1)])]) == {"cut": 1}
    assert timelines.save_all([change("cut", 1, [("b1", 2)])]) == {"cut": 2}
    stored = timelines.load("cut")
    assert (stored.name, stored.revision, stored.head_hash, stored.writer) == ("cut", 2, "hash2", "kernel 1")
    assert json.loads(stored.script_json)["blocks"][0]["edits"] == [1, 1]
    assert stored.id


def test_names_are_any_text(timelines):
    wanted = sorted(["rough cut", "Schnitt äöü", "'; DROP TABLE timelines; --", "🦦", "a/b\n"])
    for name in wanted:
        timelines.save_all([change(name, 0)])
    assert timelines.names() == wanted
    assert timelines.load("🦦").name == "🦦"


def test_saving_nothing_is_nothing(timelines):
    assert timelines.save_all([]) == {}


def test_a_moved_head_is_a_conflict_and_nothing_is_saved(timelines):
    timelines.save_all([change("cut", 0)])
    for base in (0, 2):
        with pytest.raises(ConflictError) as caught:
            timelines.save_all([change("other", 0), change("cut", base)])
        assert caught.value.code == "timeline.conflict"
        assert "cut" in caught.value.message
    assert timelines.names() == ["cut"]
    assert timelines.load("cut").revision == 1


def test_the_log_says_who_did_what_newest_first(timelines):
    with acting_as("cell 1"):
        timelines.save_all([change("cut", 0, edits='[{"op":"append"}]', label="append")])
    with acting_as("widget"):
        timelines.save_all([change("cut", 1, edits='[{"op":"trim"}]', label="trim")])
    log = timelines.log("cut")
    assert [(row.revision, row.label, row.actor, json.loads(row.edits_json)[0]["op"]) for row in log] == [
        (2, "trim", "widget", "trim"),
        (1, "append", "cell 1", "append"),
    ]
    assert len(timelines.log("cut", limit=1)) == 1


def test_blocks_can_be_asked_in_sql(timelines):
    def blocks():
        with timelines._database.read() as connection:
            return connection.execute(
                "SELECT block, position, edit_count FROM blocks ORDER BY position"
            ).fetchall()

    timelines.save_all([change("cut", 0, [("b1", 1), ("b2", 2)])])
    assert blocks() == [("b1", 0, 1), ("b2", 1, 2)]
    timelines.save_all([change("cut", 1, [("b3", 1), ("b2", 2)])])
    assert blocks() == [("b3", 0, 1), ("b2", 1, 2)]


def test_old_scripts_stay_at_intervals_only(timelines):
    for base in range(130):
        timelines.save_all([change("cut", base)])
    with timelines._database.read() as connection:
        kept = [row[0] for row in connection.execute("SELECT revision FROM checkpoints ORDER BY revision")]
    assert kept == [64, 128, 130]
    assert timelines.load("cut").revision == 130
    assert len(timelines.log("cut", limit=1000)) == 130


def test_a_deleted_timeline_begins_anew(timelines):
    timelines.save_all([change("cut", 0)])
    timelines.delete("cut")
    assert timelines.load("cut") is None
    assert timelines.save_all([change("cut", 0)]) == {"cut": 1}
    assert len(timelines.log("cut")) == 1


def test_of_many_writers_each_revision_has_one(timelines):
    won = []

    def work():
        for _ in range(10):
            while True:
                stored = timelines.load("cut")
                try:
                    won.append(timelines.save_all([change("cut", stored.revision if stored else 0)])["cut"])
                    break
                except ConflictError:
                    continue

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == list(range(1, 41))
