"""The rules of each connection, and what is refused at the door."""

import sqlite3

import pytest

from stoat_nb.errors import StorageError
from stoat_nb.store import Database, connection


def pragma(opened, name):
    return opened.execute(f"PRAGMA {name}").fetchone()[0]


def test_every_connection_keeps_the_rules(on_disk):
    with on_disk.read() as reader, on_disk.read() as same:
        assert same is reader  # one snapshot in one thread
    for block in (on_disk.read, on_disk.alone):
        with block() as opened:
            assert pragma(opened, "journal_mode") == "wal"
            assert pragma(opened, "synchronous") == 2
            assert pragma(opened, "foreign_keys") == 1
            assert pragma(opened, "recursive_triggers") == 1
            assert pragma(opened, "busy_timeout") == 10_000
            assert pragma(opened, "mmap_size") == 0
            assert opened.isolation_level is None


def test_a_reader_cannot_write(on_disk):
    with pytest.raises(StorageError) as caught, on_disk.read() as reader:
        reader.execute("INSERT INTO settings(key, value, updated_at) VALUES ('a', '1', '')")
    assert caught.value.code == "store.read_only"


def test_a_foreign_sqlite_file_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "photos.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photos(a)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StorageError) as caught:
        Database(path)
    assert caught.value.code == "store.not_a_library"
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 20])
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    (tmp_path / "library.sqlite3").write_bytes(content)
    with pytest.raises(StorageError) as caught:
        Database(tmp_path / "library.sqlite3")
    assert caught.value.code == "store.not_a_library"
    assert (tmp_path / "library.sqlite3").read_bytes() == content


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StorageError) as caught:
        Database(tmp_path / "nowhere" / "library.sqlite3")
    assert caught.value.code == "store.unreachable"
    assert "nowhere" in caught.value.message


def test_an_old_sqlite_is_refused(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 39, 4))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.39.4")
    with pytest.raises(StorageError) as caught:
        Database(None)
    assert caught.value.code == "store.sqlite_too_old"
    assert "3.39.4" in caught.value.message


def test_a_lock_held_too_long_is_told(tmp_path):
    with (
        Database(tmp_path / "library.sqlite3") as first,
        Database(tmp_path / "library.sqlite3", busy_seconds=0.1) as second,
    ):
        first.upgrade()
        with first.write("test.hold"):
            with pytest.raises(StorageError) as caught, second.write("test.wait"):
                pass
    assert caught.value.code == "store.busy"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_FULL, "store.disk_full"),
        (sqlite3.SQLITE_CORRUPT, "store.damaged"),
        (sqlite3.SQLITE_IOERR, "store.failed"),
        (sqlite3.SQLITE_ERROR, "store.failed"),
    ],
)
def test_errors_of_sqlite_become_ours(number, code):
    error = sqlite3.OperationalError("it says this")
    error.sqlite_errorcode = number
    assert connection.fault(error, "lib").code == code


def test_a_full_disk_is_told_and_loses_nothing(on_disk):
    with on_disk.write("test.first") as opened:
        opened.execute("INSERT INTO settings(key, value, updated_at) VALUES ('kept', '1', '')")
        pages = pragma(opened, "page_count")
    with on_disk.alone() as opened:
        opened.execute(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(StorageError) as caught, on_disk.write("test.second") as opened:
        for i in range(1000):
            opened.execute(
                "INSERT INTO settings(key, value, updated_at) VALUES (?, ?, '')", (f"k{i}", f'"{"x" * 500}"')
            )
    assert caught.value.code == "store.disk_full"
    with on_disk.read() as opened:
        assert opened.execute("SELECT key FROM settings").fetchall() == [("kept",)]
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
