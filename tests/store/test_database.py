"""Transactions, snapshots and threads of one library, on disk and in memory."""

import multiprocessing
import threading

import pytest

from stoat_nb.errors import StorageError
from stoat_nb.store import Database, acting_as

INSERT = "INSERT INTO settings(key, value, updated_at) VALUES (?, '1', '')"


def keys(database):
    with database.read() as connection:
        return [row[0] for row in connection.execute("SELECT key FROM settings ORDER BY key")]


def test_a_block_is_all_or_nothing(database):
    with pytest.raises(RuntimeError), database.write("test.fail") as connection:
        connection.execute(INSERT, ("a",))
        raise RuntimeError
    assert keys(database) == []
    with database.write("test.ok") as connection:
        connection.execute(INSERT, ("a",))
    assert keys(database) == ["a"]


def test_an_inner_block_is_undone_alone(database):
    with database.write("test.outer") as outer:
        outer.execute(INSERT, ("outer",))
        with pytest.raises(RuntimeError), database.write("test.inner") as inner:
            assert inner is outer
            inner.execute(INSERT, ("inner",))
            raise RuntimeError
        with database.write("test.second") as inner:
            inner.execute(INSERT, ("second",))
    assert keys(database) == ["outer", "second"]


def test_a_read_inside_a_write_sees_what_is_written(database):
    with database.write("test.read") as connection:
        connection.execute(INSERT, ("a",))
        assert keys(database) == ["a"]


def test_a_write_inside_a_read_is_refused(database):
    with database.read(), pytest.raises(StorageError) as caught, database.write("test.inside"):
        pass
    assert caught.value.code == "store.failed"
    with database.write("test.after") as connection:
        connection.execute(INSERT, ("a",))


def test_a_read_block_is_one_snapshot(on_disk):
    with on_disk.read() as connection:
        assert connection.execute("SELECT count(*) FROM settings").fetchone() == (0,)
        writer = threading.Thread(target=_write, args=(on_disk, "late"))
        writer.start()
        writer.join()
        assert connection.execute("SELECT count(*) FROM settings").fetchone() == (0,)
    assert keys(on_disk) == ["late"]


def _write(database, key):
    with database.write("test.thread") as connection:
        connection.execute(INSERT, (key,))


def test_many_threads_write_and_read(database):
    failures = []

    def work(number):
        try:
            for i in range(20):
                _write(database, f"{number}-{i}")
                keys(database)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(keys(database)) == 120


def test_a_closed_library_says_so(database):
    database.close()
    database.close()
    with pytest.raises(StorageError) as caught, database.read():
        pass
    assert caught.value.code == "store.closed"


def test_the_audit_names_actor_and_command(database):
    with acting_as("cell 3f2a"), database.write("setting.set", "posters") as connection:
        connection.execute(INSERT, ("posters",))
    with database.read() as connection:
        row = connection.execute(
            "SELECT c.actor, c.name, c.detail, a.table_name, a.action, a.new FROM audit a JOIN commands c ON c.id = a.command"
        ).fetchone()
    assert row == (
        "cell 3f2a",
        "setting.set",
        "posters",
        "settings",
        "insert",
        '{"key":"posters","value":"1"}',
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "UPDATE audit SET new = 'x'",
        "DELETE FROM commands",
        "UPDATE commands SET actor = ''",
    ],
)
def test_the_audit_only_grows(database, statement):
    with database.write("test.one") as connection:
        connection.execute(INSERT, ("a",))
    with pytest.raises(StorageError, match="append-only"), database.write("test.two") as connection:
        connection.execute(statement)


def test_a_forked_child_opens_its_own_connections(on_disk):
    _write(on_disk, "parent")
    child = multiprocessing.get_context("fork").Process(target=_write, args=(on_disk, "child"))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    _write(on_disk, "parent again")
    assert keys(on_disk) == ["child", "parent", "parent again"]


def test_opening_a_current_library_loads_no_migration_tool(tmp_path):
    import subprocess
    import sys

    path = tmp_path / "library.sqlite3"
    with Database(path) as database:
        database.upgrade()
    code = (
        "import sys; from stoat_nb.store.database import Database; "
        f"database = Database({str(path)!r}); database.upgrade(); database.close(); "
        "sys.exit('alembic' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
