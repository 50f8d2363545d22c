"""``stoat-nb db``, as a person calls it."""

import pytest

from stoat_nb.cli import main
from stoat_nb.store import Database, SqliteProjectStorage, migrate
from tests.store.filled import content, fill

HEAD = migrate.known_revisions()[-1]


@pytest.fixture
def project(tmp_path):
    (tmp_path / "stoat-data").mkdir()
    with Database(tmp_path / "stoat-data/library.sqlite3") as database:
        database.upgrade()
        fill(database)
    return tmp_path


def rows(project):
    with Database(project / "stoat-data/library.sqlite3") as database:
        return content(database)


def run(project, *arguments):
    return main(["db", *map(str, arguments), "--project", str(project)])


def test_status(project, capsys):
    assert run(project, "status") == 0
    told = capsys.readouterr().out
    assert "stoat-data/library.sqlite3" in told
    assert f"revision  {HEAD}" in told
    assert "pending   none" in told


def test_down_and_up(project, capsys):
    before = rows(project)
    assert run(project, "downgrade", "0001") == 0
    assert run(project, "status") == 0
    assert f"pending   {HEAD}" in capsys.readouterr().out
    assert run(project, "upgrade") == 0
    assert rows(project) == before


def test_backup_and_restore(project, tmp_path, capsys):
    before = rows(project)
    assert run(project, "backup", tmp_path / "copy.sqlite3") == 0
    storage = SqliteProjectStorage(project / "stoat-data/library.sqlite3")
    storage.set_setting("posters", "schematic")
    storage.close()
    assert run(project, "restore", tmp_path / "copy.sqlite3") == 0
    assert "before-restore" in capsys.readouterr().out
    assert rows(project) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["downgrade", "0815"], "store.revision_unknown"),
        (["restore", "nowhere.sqlite3"], "store.unreachable"),
    ],
)
def test_errors_have_code_sentence_and_hint(project, capsys, arguments, code):
    assert run(project, *arguments) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert f"[{code}]" in told
    assert "\nhint: " in told


def test_a_folder_without_a_library_is_told_and_not_made_one(tmp_path, capsys):
    assert run(tmp_path, "status") == 1
    assert "there is no library yet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_two():
    with pytest.raises(SystemExit) as caught:
        main(["db", "explode"])
    assert caught.value.code == 2
