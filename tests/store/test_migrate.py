"""Migrations: each up, down and up again with data; a failed or killed one leaves everything as it was."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from stoat_nb.errors import NotFoundError, StorageError
from stoat_nb.library import SqliteVideoRepository
from stoat_nb.store import Database, migrate, triggers
from tests.store.filled import content, fill, in_step

REVISIONS = migrate.known_revisions()


def test_file_names_say_the_order_that_alembic_knows():
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(migrate._config())
    assert tuple(reversed([revision.revision for revision in script.walk_revisions()])) == REVISIONS
    assert script.get_heads() == [REVISIONS[-1]]


@pytest.mark.parametrize("lower", [*REVISIONS[:-1], "base"])
def test_down_and_up_again_keeps_every_row(database, lower):
    fill(database)
    before = content(database)
    assert migrate.downgrade(database, lower) == lower
    assert migrate.status(database).revision == (None if lower == "base" else lower)
    assert migrate.upgrade(database) == REVISIONS[-1]
    assert content(database) == before
    assert in_step(database) == 21
    videos = SqliteVideoRepository(database)
    assert [video.filename for video in videos.search("otter night sunset")] == ["CatSunset.mp4"]
    videos.update(videos.find("Möwe.wav").id, title="gull")
    assert videos.count("gull") == 1
    in_step(database)


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_revision_has_its_triggers_and_search(tmp_path, revision):
    with Database(tmp_path / "library.sqlite3") as database:
        assert migrate.upgrade(database, revision) == revision
        with database.read() as connection:
            triggers.assert_complete(connection, "library")
            assert connection.execute("SELECT count(*) FROM schema_triggers").fetchone()[0] >= 20


def test_all_tables_are_strict_and_keyed(database):
    with database.read() as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' "
            "AND name NOT LIKE 'videos_%' AND name NOT IN ('alembic_version', 'sqlite_sequence')"
        ).fetchall()
    assert len(rows) >= 14
    assert [name for name, sql in rows if not sql.rstrip().endswith(("STRICT", "WITHOUT ROWID"))] == []


def test_a_backup_is_made_before_a_migration_but_not_before_the_first(tmp_path):
    with Database(tmp_path / "library.sqlite3") as database:
        database.upgrade()
        assert not (tmp_path / "backups").exists()
        fill(database)
        migrate.downgrade(database, REVISIONS[0])
        (saved,) = (tmp_path / "backups").iterdir()
    assert f"before-downgrade-to-{REVISIONS[0]}" in saved.name


def test_a_newer_library_is_refused(tmp_path):
    with Database(tmp_path / "library.sqlite3") as database:
        database.upgrade()
        with database.alone() as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StorageError) as caught:
            database.upgrade()
    assert caught.value.code == "store.newer_database"
    assert "9999" in caught.value.message


def test_an_unknown_revision_is_named(on_disk):
    with pytest.raises(NotFoundError) as caught:
        migrate.downgrade(on_disk, "0815")
    assert caught.value.code == "store.revision_unknown"


def test_a_failed_migration_is_rolled_back_whole(on_disk, monkeypatch):
    fill(on_disk)
    before = content(on_disk)
    monkeypatch.setattr("stoat_nb.store.triggers.recreate", _broken)
    with pytest.raises(StorageError) as caught:
        migrate.downgrade(on_disk, REVISIONS[0])
    assert caught.value.code == "store.migration_failed"
    assert "no such table: broken" in caught.value.message
    assert "before-downgrade" in caught.value.hint
    assert content(on_disk) == before
    assert migrate.status(on_disk).revision == REVISIONS[-1]
    in_step(on_disk)


def _broken(execute, *_):
    execute("CREATE TABLE half_way(a)")
    execute("INSERT INTO broken VALUES (1)")


def test_a_lost_trigger_undoes_the_migration(on_disk, monkeypatch):
    fill(on_disk)
    whole = triggers.recreate

    def forgetful(execute, *rest):
        whole(execute, *rest)
        execute("DROP TRIGGER videos_audit_u")

    monkeypatch.setattr("stoat_nb.store.triggers.recreate", forgetful)
    with pytest.raises(StorageError) as caught:
        migrate.downgrade(on_disk, REVISIONS[0])
    assert caught.value.code == "store.damaged"
    assert "videos_audit_u" in caught.value.message
    assert migrate.status(on_disk).revision == REVISIONS[-1]
    in_step(on_disk)


def test_a_dangling_reference_undoes_the_migration(on_disk, monkeypatch):
    fill(on_disk)
    before = content(on_disk)
    whole = triggers.recreate

    def careless(execute, *rest):
        execute("DELETE FROM media_roots")
        whole(execute, *rest)

    monkeypatch.setattr("stoat_nb.store.triggers.recreate", careless)
    with pytest.raises(StorageError) as caught:
        migrate.downgrade(on_disk, REVISIONS[0])
    assert caught.value.code == "store.damaged"
    assert content(on_disk) == before


def test_migrating_cascades_nothing_away(on_disk):
    """With foreign keys on, dropping a parent would delete its children (measured)."""
    fill(on_disk)
    with on_disk.alone() as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    migrate.downgrade(on_disk, "base")
    migrate.upgrade(on_disk)
    with on_disk.alone() as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM streams").fetchone()[0] == 41


KILLED = """
import os, sys, time
from stoat_nb.store import Database, migrate, triggers
whole = triggers.recreate
def slow(execute, *rest):
    whole(execute, *rest)
    print("half way", flush=True)
    time.sleep(60)
triggers.recreate = slow
with Database(sys.argv[1]) as database:
    migrate.downgrade(database, sys.argv[2])
"""


def test_a_killed_migration_leaves_the_library_as_it_was(tmp_path):
    path = tmp_path / "library.sqlite3"
    with Database(path) as database:
        database.upgrade()
        fill(database)
        before = content(database)
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(path), REVISIONS[0]], stdout=subprocess.PIPE)
    assert child.stdout.readline().strip() == b"half way"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with Database(path) as database:
        assert migrate.status(database).revision == REVISIONS[-1]
        assert content(database) == before
        in_step(database)


def _upgrade(path, start, results):
    start.wait(30)
    try:
        with Database(path) as database:
            results.put(database.upgrade())
    except Exception as error:
        results.put(repr(error))


def test_two_kernels_that_open_a_new_project_together(tmp_path):
    context = multiprocessing.get_context("spawn")
    start, results = context.Event(), context.Queue()
    children = [
        context.Process(target=_upgrade, args=(tmp_path / "library.sqlite3", start, results))
        for _ in range(3)
    ]
    for child in children:
        child.start()
    time.sleep(0.5)
    start.set()
    assert [results.get(timeout=60) for _ in children] == [REVISIONS[-1]] * 3
    for child in children:
        child.join(30)
    with sqlite3.connect(f"file:{tmp_path}/library.sqlite3?mode=ro", uri=True) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()
