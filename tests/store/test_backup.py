"""Copies of a live library, and the way back."""

import contextlib
import sqlite3

import pytest

from stoat_nb.errors import ConflictError, StorageError
from stoat_nb.store import Database, SqliteProjectStorage, backup, migrate, restore
from tests.store.filled import content, fill, in_step


def test_a_backup_holds_what_is_committed_and_nothing_else(on_disk, tmp_path):
    fill(on_disk)
    before = content(on_disk)
    path = backup(on_disk, tmp_path / "copy.sqlite3")
    with on_disk.write("test.later") as connection:
        connection.execute("DELETE FROM settings")
    with Database(path) as copy:
        assert content(copy) == before


def test_a_backup_is_one_whole_file(on_disk, tmp_path):
    fill(on_disk)
    path = backup(on_disk, tmp_path / "copy.sqlite3")
    with contextlib.closing(sqlite3.connect(path)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith("copy")) == [
        "copy.sqlite3"
    ]


def test_an_existing_file_is_never_overwritten(on_disk, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConflictError) as caught:
        backup(on_disk, tmp_path / "mine.txt")
    assert caught.value.code == "store.file_exists"
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_restore_brings_everything_back_and_saves_what_was_there(on_disk, tmp_path):
    storage = fill(on_disk)
    before = content(on_disk)
    path = backup(on_disk, tmp_path / "copy.sqlite3")
    epoch = storage.position().epoch
    storage.set_setting("posters", "schematic")
    after = content(on_disk)
    saved = restore(on_disk, path)
    assert content(on_disk) == before
    assert storage.position().epoch != epoch
    in_step(on_disk)
    with Database(saved) as copy:
        assert content(copy) == after


def test_an_older_backup_is_migrated_up(on_disk, tmp_path):
    fill(on_disk)
    migrate.downgrade(on_disk, migrate.known_revisions()[0])
    path = backup(on_disk, tmp_path / "old.sqlite3")
    migrate.upgrade(on_disk)
    restore(on_disk, path)
    assert migrate.status(on_disk).pending == ()
    in_step(on_disk)


def test_other_connections_see_the_restored_content(tmp_path):
    with Database(tmp_path / "library.sqlite3") as first:
        first.upgrade()
        storage = fill(first)
        path = backup(first, tmp_path / "copy.sqlite3")
        storage.set_setting("posters", "schematic")
        with Database(tmp_path / "library.sqlite3") as second:
            assert SqliteProjectStorage(second).setting("posters") == "schematic"
            restore(first, path)
            assert SqliteProjectStorage(second).setting("posters") == "pictures"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "store.unreachable"),
        (lambda path: path.write_bytes(b"x" * 5000), "store.not_a_library"),
        (
            lambda path: contextlib.closing(sqlite3.connect(path)).__enter__().execute("CREATE TABLE a(b)"),
            "store.not_a_library",
        ),
    ],
)
def test_what_is_no_backup_changes_nothing(on_disk, tmp_path, make, code):
    fill(on_disk)
    before = content(on_disk)
    make(tmp_path / "other")
    with pytest.raises(StorageError) as caught:
        restore(on_disk, tmp_path / "other")
    assert caught.value.code == code
    assert content(on_disk) == before


def test_a_damaged_backup_changes_nothing(on_disk, tmp_path):
    fill(on_disk)
    before = content(on_disk)
    path = backup(on_disk, tmp_path / "copy.sqlite3")
    data = bytearray(path.read_bytes())
    data[4096 * 6 : 4096 * 9] = b"\xff" * 4096 * 3
    path.write_bytes(data)
    with pytest.raises(StorageError) as caught:
        restore(on_disk, path)
    assert caught.value.code == "store.damaged"
    assert content(on_disk) == before


def test_only_the_newest_automatic_backups_stay(on_disk):
    made = [backup(on_disk) for _ in range(12)]
    assert sorted(made[0].parent.iterdir()) == sorted(made[-10:])


def test_a_library_in_memory_is_backed_up_too(tmp_path):
    with Database(None) as memory:
        memory.upgrade()
        fill(memory)
        before = content(memory)
        path = backup(memory, tmp_path / "copy.sqlite3")
        restore(memory, path)
        assert content(memory) == before
    with Database(path) as copy:
        assert content(copy) == before
