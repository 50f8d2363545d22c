"""Nothing but the standard library's sqlite3 opens the live database (anything else drops its locks)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "stoat_nb"
CORE = Path(__file__).parents[2] / "rust_core"

FORBIDDEN = re.compile(
    r"\b(adbc\w*|apsw|pysqlite\d|connectorx|aiosqlite|read_database_uri|sqlite_scan\w*|sqlite_attach)\b"
    r"|\bINSTALL\s+sqlite|\bATTACH\b.*\bsqlite\b|TYPE\s+sqlite",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_module_names_another_sqlite(path):
    found = [line for line in path.read_text(encoding="utf-8").splitlines() if FORBIDDEN.search(line)]
    assert found == []


def test_sqlite_is_opened_in_few_known_places():
    """``store`` for the live file and its copies; each other use would have to argue here."""
    users = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if re.search(r"sqlite3\.connect\(|create_engine\(", path.read_text(encoding="utf-8"))
    }
    assert users == {"store/backup.py", "store/connection.py", "store/location.py", "store/migrate.py"}


def test_the_core_links_no_sqlite():
    manifests = [path.read_text() for path in CORE.rglob("Cargo.toml")]
    assert manifests
    assert not any(re.search(r"rusqlite|libsqlite3|sqlx|diesel", text) for text in manifests)


WATCHED = """
import os, sys
opened = []
library = os.path.realpath(sys.argv[1]) + "/stoat-data/library.sqlite3"
def watch(event, arguments):
    if event in ("open", "sqlite3.connect", "shutil.copyfile", "shutil.move", "os.rename", "os.remove", "mmap.__new__"):
        for argument in arguments:
            if isinstance(argument, (str, bytes, os.PathLike)) and os.fsdecode(argument).startswith(library):
                opened.append(event)
sys.addaudithook(watch)

from pathlib import Path
from stoat_nb.analytics import Mirror
from stoat_nb.library import SqliteVideoRepository
from stoat_nb.library.ingest import ingest
from stoat_nb.library.roots import MediaRoots
from stoat_nb.store import Database, SqliteProjectStorage, restore
from tests.store.filled import fill
from tests.support.media_facts import video_facts

project = Path(sys.argv[1])
(project / "stoat-data").mkdir()
(project / "a.mp4").write_bytes(b"x")
os.symlink(library, project / "sneaky.mp4")
storage = SqliteProjectStorage(library)
os.link(library, project / "linked.mp4")
fill(storage.database)
videos = SqliteVideoRepository(storage.database)
report = ingest(project, videos, MediaRoots(storage, project), probe=lambda path: (path.read_bytes(), video_facts())[1], on_error="record")
assert {row.code for row in report.failures} == {"library.own_file"}, report
assert len(report.failures) == 2
mirror = Mirror(storage)
assert mirror.query("select count(*) from videos").fetchall() == [(22,)]
videos.delete(videos.find("a.mp4").id)
assert mirror.query("select count(*) from videos").fetchall() == [(21,)]
copy = storage.backup()
restore(storage.database, copy)
storage.close()
assert opened and set(opened) == {"sqlite3.connect"}, opened
maps = Path("/proc/self/maps")
if maps.exists():
    carriers = {line.split()[-1] for line in maps.read_text().splitlines() if "sqlite" in line.lower()}
    assert all("libsqlite3" in name or "_sqlite3" in name or "/stoat-data/" in name for name in carriers), carriers
"""


def test_a_whole_day_of_use_opens_the_file_through_sqlite3_alone(tmp_path):
    """An audit hook sees every open() and connect() of the process, whoever calls them."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
