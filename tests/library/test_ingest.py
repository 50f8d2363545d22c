"""Taking files and folders in: each file's outcome, again and again, and with every kind of trouble."""

import os
import pickle
import threading

import pytest

from stoat_nb.errors import CancelledError, from_code
from stoat_nb.library import SqliteVideoRepository
from stoat_nb.library.ingest import PartialError, ingest
from stoat_nb.library.roots import MediaRoots
from stoat_nb.observe.cancel import CancelToken
from stoat_nb.store import SqliteProjectStorage
from tests.store.filled import in_step
from tests.support.media_facts import audio_facts, video_facts


class Shelf:
    def __init__(self, folder):
        self.footage = folder / "footage"
        (self.footage / "day1").mkdir(parents=True)
        (folder / "project/stoat-data").mkdir(parents=True)
        self.storage = SqliteProjectStorage(folder / "project/stoat-data/library.sqlite3")
        self.videos = SqliteVideoRepository(self.storage.database)
        self.roots = MediaRoots(self.storage, folder / "project")
        self.probed = []
        self._lock = threading.Lock()

    def file(self, name, content="video"):
        path = self.footage / name
        path.write_text(content)
        return path

    def probe(self, path):
        with self._lock:
            self.probed.append(path.name)
        content = path.read_text()
        if content == "broken":
            raise from_code("media.unreadable", {"path": path, "reason": "no moov"})
        if content == "bug":
            raise ZeroDivisionError("deep inside")
        return audio_facts() if content == "audio" else video_facts(frames=len(content) * 10)

    def ingest(self, *paths, **options):
        return ingest(paths or [self.footage], self.videos, self.roots, probe=self.probe, **options)


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path)
    yield made
    in_step(made.storage.database)
    made.storage.close()


def test_a_folder_is_taken_in_by_name(shelf):
    for name in ("b.mp4", "a.MOV", "day1/song.wav", "notes.txt", ".hidden.mp4"):
        shelf.file(name)
    report = shelf.ingest()
    assert [os.path.basename(row.path) for row in report.rows] == ["a.MOV", "b.mp4", "song.wav"]
    assert report.count("added") == 3
    assert report.roots_added == ("footage",)
    assert [video.key for video in shelf.videos.list()] == [
        "footage/a.MOV",
        "footage/b.mp4",
        "footage/day1/song.wav",
    ]
    assert set(report.ids) == {video.id for video in shelf.videos.list()}
    assert "3 added" in str(report)
    assert "media root 'footage' added" in str(report)


def test_taking_in_twice_is_taking_in_once(shelf):
    for i in range(30):
        shelf.file(f"{i}.mp4")
    shelf.ingest()
    before = shelf.storage.position()
    shelf.probed.clear()
    report = shelf.ingest()
    assert report.count("unchanged") == 30
    assert shelf.probed == []
    assert shelf.storage.position() == before


def test_a_changed_file_keeps_its_id(shelf):
    path = shelf.file("a.mp4", "short")
    (video_id,) = shelf.ingest().ids
    shelf.videos.update(video_id, title="Otter", fingerprint="old")
    path.write_text("a longer take")
    report = shelf.ingest()
    assert [row.outcome for row in report.rows] == ["updated"]
    video = shelf.videos.get(video_id)
    assert (video.duration_frames, video.title, video.fingerprint) == (130, "Otter", None)


def test_a_medium_that_is_back_is_no_longer_offline(shelf):
    shelf.file("a.mp4")
    (video_id,) = shelf.ingest().ids
    shelf.videos.update(video_id, offline=True)
    shelf.ingest()
    assert not shelf.videos.get(video_id).offline


def test_a_broken_file_does_not_stop_the_others(shelf):
    shelf.file("a.mp4")
    shelf.file("b.mp4", "broken")
    shelf.file("c.mp4", "bug")
    shelf.file("d.mp4")
    with pytest.raises(PartialError) as caught:
        shelf.ingest()
    error = caught.value
    assert error.code == "bulk.partial"
    assert "2 of 4" in error.message
    assert [row.code for row in error.report.failures] == ["media.unreadable", "media.unreadable"]
    assert "ZeroDivisionError" in error.report.failures[1].message
    assert shelf.videos.count() == 2
    assert pickle.loads(pickle.dumps(error)).report == error.report


def test_failures_can_be_accepted_and_are_tried_again(shelf):
    path = shelf.file("b.mp4", "broken")
    report = shelf.ingest(on_error="record")
    assert report.count("failed") == 1
    assert "[media.unreadable]" in str(report)
    path.write_text("mended")
    assert shelf.ingest().count("added") == 1


@pytest.mark.parametrize("named", ["nothing.mp4", "elsewhere"])
def test_what_is_not_there_is_a_row(shelf, named):
    report = shelf.ingest(shelf.footage / named, on_error="record")
    assert [row.code for row in report.rows] == ["library.path_missing"]


def test_a_file_that_is_named_is_always_looked_into(shelf):
    path = shelf.file("take.bin")
    assert shelf.ingest(path).count("added") == 1
    assert shelf.ingest(str(path)).count("unchanged") == 1


def test_names_of_every_kind(shelf):
    hostile = [
        "-report.mp4",
        'it\'s "x".mp4',
        "line\nbreak.mp4",
        "🦦.mp4",
        "%d.mp4",
        " .mp4",
        "a;b|c&d.mp4",
        "ümlaut.mp4",
    ]
    for name in hostile:
        shelf.file(name)
    assert shelf.ingest().count("added") == len(hostile)
    assert sorted(video.filename for video in shelf.videos.list()) == sorted(hostile)
    for video in shelf.videos.list():
        assert shelf.roots.file((video.root, video.path)).name == video.filename


def test_a_name_that_is_no_text_is_a_row(shelf):
    with open(os.fsencode(shelf.footage) + b"/bad\xff.mp4", "w") as file:
        file.write("video")
    report = shelf.ingest(on_error="record")
    assert [row.code for row in report.rows] == ["library.record_invalid"]


def test_links_are_followed_inside_and_refused_outside(shelf, tmp_path):
    (tmp_path / "secret.mp4").write_text("secret")
    shelf.file("a.mp4")
    os.symlink(shelf.footage / "a.mp4", shelf.footage / "same.mp4")
    os.symlink(shelf.footage, shelf.footage / "day1/circle")
    os.symlink(tmp_path / "secret.mp4", shelf.footage / "out.mp4")
    os.symlink(tmp_path / "gone.mp4", shelf.footage / "dangling.mp4")
    report = shelf.ingest(on_error="record")
    assert [row.outcome for row in report.rows].count("added") == 1
    assert sorted(row.code for row in report.failures) == ["library.outside_roots", "library.path_missing"]
    assert "secret.mp4" not in shelf.probed


def test_a_pipe_is_not_waited_for(shelf):
    os.mkfifo(shelf.footage / "pipe.mp4")
    report = shelf.ingest(on_error="record")
    assert [row.code for row in report.rows] == ["media.not_a_file"]


def test_the_library_itself_is_passed_over(shelf, tmp_path):
    shelf.file("a.mp4")
    report = shelf.ingest(tmp_path)
    assert [os.path.basename(row.path) for row in report.rows] == ["a.mp4"]
    own = shelf.ingest(shelf.storage.database.path, on_error="record")
    assert [row.code for row in own.rows] == ["library.own_file"]
    assert "library.sqlite3" not in shelf.probed


def test_a_message_cannot_add_a_root(shelf):
    shelf.file("a.mp4")
    report = shelf.ingest(add_roots=False, on_error="record")
    assert [row.code for row in report.rows] == ["library.outside_roots"]
    assert shelf.storage.roots() == {}


def test_progress_counts_every_file(shelf):
    for i in range(25):
        shelf.file(f"{i}.mp4", "broken" if i == 3 else "video")
    seen = []
    shelf.ingest(on_progress=seen.append, on_error="record", workers=3)
    assert [progress.done for progress in seen] == list(range(1, 26))
    assert {(progress.total, progress.unit) for progress in seen} == {(25, "files")}


def test_cancelling_keeps_what_was_taken_in(shelf):
    for i in range(40):
        shelf.file(f"{i:02}.mp4")
    cancel = CancelToken()
    with pytest.raises(CancelledError) as caught:
        shelf.ingest(
            workers=1,
            cancel=cancel,
            on_progress=lambda progress: cancel.cancel() if progress.done == 10 else None,
        )
    assert caught.value.code == "job.cancelled"
    kept = shelf.videos.count()
    assert 10 <= kept < 40
    assert shelf.ingest().count("unchanged") == kept
    assert shelf.videos.count() == 40


def test_two_kernels_take_in_the_same_folder(shelf, tmp_path):
    for i in range(60):
        shelf.file(f"{i}.mp4")
    shelf.roots.add(shelf.footage)
    second = SqliteProjectStorage(shelf.storage.database.path)
    videos, roots = SqliteVideoRepository(second.database), MediaRoots(second, tmp_path / "project")
    reports = []
    threads = [
        threading.Thread(target=lambda: reports.append(shelf.ingest())),
        threading.Thread(
            target=lambda: reports.append(ingest([shelf.footage], videos, roots, probe=shelf.probe))
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    assert [len(report.ids) for report in reports] == [60, 60]
    assert shelf.videos.count() == 60
