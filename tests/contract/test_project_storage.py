"""What every ProjectStorage does, in SQLite and in memory alike."""

import pytest

from stoat_nb.errors import StorageError
from stoat_nb.store import MemoryProjectStorage, ProjectStorage, RenderRow, SqliteProjectStorage, acting_as


@pytest.fixture(params=["sqlite", "memory"])
def storage(request, tmp_path):
    opened = (
        MemoryProjectStorage()
        if request.param == "memory"
        else SqliteProjectStorage(tmp_path / "library.sqlite3")
    )
    yield opened
    opened.close()


def test_settings_are_json(storage: ProjectStorage):
    assert storage.setting("posters") is None
    assert storage.setting("posters", "schematic") == "schematic"
    for value in ("pictures", 3, 2.5, True, ["a", {"b": None}], {"ä": "🦦"}):
        storage.set_setting("posters", value)
        assert storage.setting("posters") == value
    storage.set_setting("width", 3)
    assert storage.settings() == {"posters": {"ä": "🦦"}, "width": 3}
    storage.set_setting("posters", None)
    assert storage.settings() == {"width": 3}


def test_roots_are_names_for_folders(storage):
    storage.set_root("footage", "/mnt/a")
    storage.set_root("archive", "relative/b")
    storage.set_root("footage", "/mnt/c")
    assert storage.roots() == {"archive": "relative/b", "footage": "/mnt/c"}


@pytest.mark.parametrize("name", ["", "Upper", "has space", "1st", "a-b", "ä"])
def test_a_root_has_a_plain_name(storage, name):
    with pytest.raises(StorageError):
        storage.set_root(name, "/x")


def test_the_position_moves_with_each_change_only(storage):
    start = storage.position()
    assert storage.position() == start
    storage.set_setting("a", 1)
    after = storage.position()
    assert after.epoch == start.epoch
    assert after.seq == start.seq + 1
    (change,) = storage.changes(start.seq)
    assert (change.seq, change.table, change.action) == (after.seq, "settings", "insert")
    assert storage.changes(after.seq) == []


def test_the_history_says_who_changed_what(storage):
    with acting_as("cell 7"):
        storage.set_setting("a", 1)
    storage.set_setting("a", 2)
    storage.set_setting("a", None)
    rows = storage.history()
    assert [(row.actor, row.command, row.detail, row.action) for row in rows] == [
        ("python", "setting.set", "a", "delete"),
        ("python", "setting.set", "a", "update"),
        ("cell 7", "setting.set", "a", "insert"),
    ]
    assert rows[1].old == {"key": "a", "value": "1"}
    assert rows[1].new == {"key": "a", "value": "2"}
    assert storage.history(1) == rows[:1]
    assert storage.history(table="videos") == []
    assert storage.history(table="settings", row=rows[0].row) == rows


def test_renders_are_kept(storage):
    first = RenderRow("r1", "cut", 1, "h", "/a.mp4", "proven", 250, 480000, "ab", '{"x":1}', "t0", "t1")
    second = RenderRow("r2", "other", 1, "h", "/b.mp4", "failed", None, None, None, "{}", "t0", "t1")
    storage.add_render(first)
    storage.add_render(second)
    assert storage.renders() == [second, first]
    assert storage.renders("cut") == [first]


def test_a_backup_can_be_opened(storage, tmp_path):
    storage.set_setting("a", 1)
    path = storage.backup(tmp_path / "copy.sqlite3")
    copy = SqliteProjectStorage(path)
    assert copy.settings() == {"a": 1}
    copy.close()
