"""A good film, an open library, and disks that are small or cannot be written."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from stoat_nb.library.roots import MediaRoots
from stoat_nb.library.sqlite import SqliteVideoRepository
from stoat_nb.store.project import SqliteProjectStorage
from tests.badinput.specimens import SPECIMENS, make_film

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAY_MOUNT = sys.platform == "linux" and os.geteuid() == 0


class Library(NamedTuple):
    """An open library with what is needed to take media in."""

    storage: SqliteProjectStorage
    videos: SqliteVideoRepository
    roots: MediaRoots

    def is_intact(self) -> bool:
        with self.storage.database.read() as connection:
            checked = connection.execute("pragma integrity_check").fetchall()
            broken = connection.execute("pragma foreign_key_check").fetchall()
        return [tuple(row) for row in checked] == [("ok",)] and not broken


@contextlib.contextmanager
def opened_library(folder: Path) -> Iterator[Library]:
    storage = SqliteProjectStorage(folder / "library.sqlite3")
    try:
        yield Library(storage, SqliteVideoRepository(storage.database), MediaRoots(storage, folder))
    finally:
        storage.close()


@pytest.fixture
def library(tmp_path) -> Iterator[Library]:
    folder = tmp_path / "project"
    folder.mkdir()
    with opened_library(folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def film(tmp_path_factory) -> Path:
    return make_film(tmp_path_factory.mktemp("good") / "good.mp4")


@pytest.fixture(scope="session")
def bad_folder(film, tmp_path_factory) -> Path:
    """A folder with every specimen, beside the good film."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / film.name).write_bytes(film.read_bytes())
    for specimen in SPECIMENS:
        specimen.make(folder / film.name, folder / specimen.name)
    return folder


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "stoat-test", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A disk of 3 MB."""
    if not MAY_MOUNT:
        pytest.skip(
            "a small disk is mounted, which needs root on Linux; the limit of a file's size stands in"
        )
    folder = tmp_path / "small disk"
    folder.mkdir()
    with mounted(folder, "size=3m") as disk:
        yield disk


@pytest.fixture
def read_only(tmp_path) -> Iterator[Path]:
    """A folder that nobody can write into: a disk mounted read-only for root, permissions for others."""
    folder = tmp_path / "read only"
    folder.mkdir()
    if MAY_MOUNT:
        with mounted(folder, "size=1m,ro") as disk:
            yield disk
        return
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)
