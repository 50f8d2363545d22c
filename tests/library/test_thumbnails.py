"""Thumbnails are made once for each state of a file."""

import pytest

from stoat_nb.errors import NotFoundError, from_code
from stoat_nb.library import NewVideo, SqliteVideoRepository
from stoat_nb.library.roots import MediaRoots
from stoat_nb.library.thumbnails import Thumbnails
from stoat_nb.store import MemoryProjectStorage
from tests.support.media_facts import video_facts


@pytest.fixture
def made(tmp_path):
    (tmp_path / "footage").mkdir()
    (tmp_path / "footage/a.mp4").write_bytes(b"x")
    storage = MemoryProjectStorage()
    roots = MediaRoots(storage, tmp_path)
    roots.add(tmp_path / "footage")
    videos = SqliteVideoRepository(storage.database)
    video = videos.add(NewVideo("footage", "a.mp4", video_facts(), 1, 5))
    calls = []

    def make(path, metadata, width):
        calls.append((path.name, width))
        return b"jpeg %d" % width

    yield videos, video, Thumbnails(videos, roots, tmp_path / "stoat-data/thumbnails", make), calls
    storage.close()


def test_a_thumbnail_is_kept(made):
    videos, video, thumbnails, calls = made
    assert thumbnails.get(video.id) == thumbnails.get(video.id) == b"jpeg 320"
    assert thumbnails.get(video.id, 100) == b"jpeg 100"
    assert calls == [("a.mp4", 320), ("a.mp4", 100)]
    kept = videos.get(video.id).thumbnail_path
    assert kept.startswith(f"thumbnails/{video.id[:2]}/{video.id}-") and kept.endswith("-320.jpg")


def test_a_changed_file_is_looked_at_again(made):
    videos, video, thumbnails, calls = made
    thumbnails.get(video.id)
    thumbnails.get(video.id, 100)
    videos.update(video.id, modified_ns=6)
    thumbnails.get(video.id)
    assert len(calls) == 3
    (kept,) = thumbnails._folder.rglob("*.jpg")
    assert thumbnails._folder.parent / videos.get(video.id).thumbnail_path == kept


def test_a_folder_that_cannot_be_written_only_costs_the_next_decode(made):
    videos, video, thumbnails, calls = made
    thumbnails._folder.parent.mkdir(parents=True)
    thumbnails._folder.write_bytes(b"a file where the folder should be")
    assert thumbnails.get(video.id) == thumbnails.get(video.id) == b"jpeg 320"
    assert len(calls) == 2
    assert videos.get(video.id).thumbnail_path is None


def test_a_failure_leaves_nothing(made):
    videos, video, thumbnails, _ = made

    def fail(*_):
        raise from_code("media.no_picture", {"path": "a.mp4"})

    thumbnails._make = fail
    for video_id, error in ((video.id, "media.no_picture"), ("0" * 12, "library.not_found")):
        with pytest.raises((NotFoundError, Exception)) as caught:
            thumbnails.get(video_id)
        assert caught.value.code == error
    assert list(thumbnails._folder.rglob("*.*")) == []
