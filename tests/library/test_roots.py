"""Media roots: where they are on this machine, and what is refused outside of them."""

import os

import pytest

from stoat_nb.errors import NotFoundError, ValidationError
from stoat_nb.library.roots import MediaRoots
from stoat_nb.store import MemoryProjectStorage, SqliteProjectStorage


@pytest.fixture
def place(tmp_path):
    for name in ("project/stoat-data", "project/clips", "footage/day1", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "footage/day1/a.mp4").write_bytes(b"a")
    (tmp_path / "elsewhere/secret.mp4").write_bytes(b"s")
    return tmp_path


@pytest.fixture
def storage():
    opened = MemoryProjectStorage()
    yield opened
    opened.close()


def test_a_folder_becomes_a_root_once(place, storage):
    roots = MediaRoots(storage, place / "project")
    assert roots.ensure(place / "footage") == "footage"
    assert roots.ensure(place / "footage") is None
    assert roots.ensure(place / "footage/day1/a.mp4") is None
    assert roots.place(place / "footage/day1/a.mp4") == ("footage", "day1/a.mp4")
    assert roots.file(("footage", "day1/a.mp4")) == (place / "footage/day1/a.mp4").resolve()


def test_a_file_brings_its_folder(place, storage):
    roots = MediaRoots(storage, place / "project")
    assert roots.ensure(place / "footage/day1/a.mp4") == "day1"
    assert roots.place(place / "footage/day1/a.mp4") == ("day1", "a.mp4")


def test_names_are_made_plain_and_free(place, storage):
    for name in ("My Footage (2)", "my/my footage-2", "123", "Ü"):
        (place / name).mkdir(parents=True)
    roots = MediaRoots(storage, place / "project")
    assert [roots.add(place / name) for name in ("My Footage (2)", "my/my footage-2", "123", "Ü")] == [
        "my_footage_2",
        "my_footage_2_2",
        "media_123",
        "media",
    ]


def test_a_root_inside_the_project_moves_with_it(place, storage):
    MediaRoots(storage, place / "project").add(place / "project/clips")
    assert storage.roots() == {"clips": "clips"}
    (place / "project").rename(place / "renamed")
    assert MediaRoots(storage, place / "renamed").folder("clips") == (place / "renamed/clips").resolve()


def test_another_machine_binds_the_root_elsewhere(place, storage):
    MediaRoots(storage, place / "project").add(place / "footage")
    (place / "footage").rename(place / "moved")
    roots = MediaRoots(storage, place / "project")
    with pytest.raises(NotFoundError) as caught:
        roots.file(("footage", "day1/a.mp4"))
    assert caught.value.code == "library.root_unbound"
    assert "STOAT_ROOT_FOOTAGE" in caught.value.hint
    bound = MediaRoots(storage, place / "project", {"footage": place / "moved"})
    assert bound.file(("footage", "day1/a.mp4")).read_bytes() == b"a"
    assert bound.place(place / "moved/day1/a.mp4") == ("footage", "day1/a.mp4")


def test_a_bound_root_gives_its_name_to_what_lies_in_it(place, storage):
    roots = MediaRoots(storage, place / "project", {"camera": place / "footage"})
    assert roots.ensure(place / "footage/day1") == "camera"
    assert roots.place(place / "footage/day1/a.mp4") == ("camera", "day1/a.mp4")


def test_the_closest_root_is_taken(place, storage):
    roots = MediaRoots(storage, place / "project")
    roots.add(place / "footage")
    roots.add(place / "footage/day1")
    assert roots.place(place / "footage/day1/a.mp4") == ("day1", "a.mp4")


@pytest.mark.parametrize(
    "path", ["../elsewhere/secret.mp4", "day1/../../elsewhere/secret.mp4", "link.mp4", "linked/secret.mp4"]
)
def test_nothing_leads_out_of_a_root(place, storage, path):
    roots = MediaRoots(storage, place / "project")
    roots.add(place / "footage")
    os.symlink(place / "elsewhere/secret.mp4", place / "footage/link.mp4")
    os.symlink(place / "elsewhere", place / "footage/linked")
    with pytest.raises(ValidationError) as caught:
        roots.file(("footage", path))
    assert caught.value.code == "library.outside_roots"
    with pytest.raises(ValidationError) as caught:
        roots.place(place / "footage" / path)
    assert caught.value.code == "library.outside_roots"


def test_a_folder_beside_a_root_is_outside(place, storage):
    (place / "footage2").mkdir()
    (place / "footage2/b.mp4").write_bytes(b"")
    roots = MediaRoots(storage, place / "project")
    roots.add(place / "footage")
    with pytest.raises(ValidationError):
        roots.place(place / "footage2/b.mp4")


def test_the_library_is_never_footage(place):
    storage = SqliteProjectStorage(place / "project/stoat-data/library.sqlite3")
    roots = MediaRoots(storage, place / "project")
    roots.add(place / "project", "everything")
    os.link(storage.database.path, place / "project/hard.mp4")
    os.symlink(storage.database.path, place / "project/soft.mp4")
    for own in (
        "stoat-data/library.sqlite3",
        "stoat-data/library.sqlite3-wal",
        "hard.mp4",
        "soft.mp4",
        "stoat-data",
    ):
        with pytest.raises(ValidationError) as caught:
            roots.place(place / "project" / own)
        assert caught.value.code == "library.own_file", own
    storage.close()


@pytest.mark.parametrize(
    ("folder", "name"), [("nowhere", None), ("footage", "Bad Name"), ("footage/day1/a.mp4", None)]
)
def test_what_cannot_be_a_root(place, storage, folder, name):
    with pytest.raises(ValidationError) as caught:
        MediaRoots(storage, place / "project").add(place / folder, name)
    assert caught.value.code == "library.root_invalid"


def test_the_whole_file_system_is_no_root(place, storage):
    with pytest.raises(ValidationError) as caught:
        MediaRoots(storage, place / "project").ensure("/")
    assert caught.value.code == "library.root_invalid"
