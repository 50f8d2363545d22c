"""A library on disk and one in memory: what holds for one holds for the other."""

import pytest

from stoat_nb.store import Database


@pytest.fixture(params=["file", "memory"])
def database(request, tmp_path):
    with Database(tmp_path / "library.sqlite3" if request.param == "file" else None) as opened:
        opened.upgrade()
        yield opened


@pytest.fixture
def on_disk(tmp_path):
    with Database(tmp_path / "library.sqlite3") as opened:
        opened.upgrade()
        yield opened
