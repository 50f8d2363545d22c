"""Full disks, folders that cannot be written, and FFmpeg killed: an error with its code, nothing half done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path

import pytest

from stoat_nb import errors
from stoat_nb._core import FrameRate
from stoat_nb.ffmpeg import Limits, RealFFmpegExecutor, run_checked
from stoat_nb.ffmpeg.command import FFmpegCommand, Filter, Input
from stoat_nb.library.ingest import ingest
from stoat_nb.store.project import SqliteProjectStorage
from tests.badinput.conftest import MAY_MOUNT, opened_library
from tests.badinput.specimens import make_film


@pytest.fixture(params=["bundled", "system"])
def executor(request) -> RealFFmpegExecutor:
    """The bundled FFmpeg, and the system's where there is one."""
    if request.param == "bundled":
        return RealFFmpegExecutor()
    system = shutil.which("ffmpeg", path="/usr/bin:/usr/local/bin")
    if system is None:
        pytest.skip("this machine has no FFmpeg of its own")
    return RealFFmpegExecutor(system)


def noise(path: Path, seconds: int = 60) -> list[str]:
    """A film of several megabytes a second."""
    source = Input.generator(Filter.testsrc2(640, 360, FrameRate(25)).lasting(seconds))
    return (
        FFmpegCommand().overwrite().input(source).output(path).video_codec("ffv1").format("matroska").build()
    )


def raises(call) -> errors.StoatError:
    with pytest.raises(errors.StoatError) as caught:
        call()
    return caught.value


def test_a_full_disk_ends_a_run_and_leaves_no_half_file(small_disk, executor):
    earlier = make_film(small_disk / "earlier.mp4", frames=5)
    before = earlier.read_bytes()
    target = small_disk / "new.mkv"
    error = raises(lambda: run_checked(executor, noise(target), outputs=[target]))
    assert error.code == "ffmpeg.disk_full"
    assert "new.mkv" in error.message
    assert not target.exists()
    assert earlier.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_the_limit_of_a_files_size_ends_a_run_in_the_same_way(tmp_path):
    target = tmp_path / "new.mkv"
    executor = RealFFmpegExecutor(limits=Limits(file_size_bytes=500_000))
    error = raises(lambda: run_checked(executor, noise(target), outputs=[target]))
    assert error.code in {"ffmpeg.disk_full", "ffmpeg.killed"}
    assert not target.exists()


def test_a_full_disk_leaves_the_library_as_it_was(small_disk, film):
    with opened_library(small_disk) as library:
        ingest(film, library.videos, library.roots)
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file:
            while True:
                try:
                    file.write(bytes(4096))
                except OSError:
                    break
        ids = [record.id for record in library.videos.list()]

        def grow() -> None:
            for number in range(2000):
                library.storage.set_setting(f"note {number}", "x" * 4000)

        error = raises(grow)
        assert error.code == "store.disk_full"
        assert library.is_intact()
        filler.unlink()
        library.storage.set_setting("after", "room again")
    with opened_library(small_disk) as library:
        assert [record.id for record in library.videos.list()] == ids
        assert library.storage.setting("after") == "room again"
        assert library.is_intact()


def test_a_read_only_folder_takes_no_film_and_no_library(read_only, executor):
    target = read_only / "film.mkv"
    error = raises(lambda: run_checked(executor, noise(target, 1), outputs=[target]))
    assert error.code == "ffmpeg.output_refused"
    assert "film.mkv" in error.message
    error = raises(lambda: SqliteProjectStorage(read_only / "library.sqlite3"))
    assert error.code in {"store.read_only", "store.unreachable"}
    assert list(read_only.iterdir()) == []


@pytest.mark.skipif(not MAY_MOUNT, reason="a library on a disk that turns read-only needs root on Linux")
def test_a_library_on_a_disk_that_turned_read_only_is_told_and_unharmed(tmp_path, film):
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "stoat-test", folder], check=True)
    try:
        with opened_library(folder) as library:
            ingest(film, library.videos, library.roots)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        error = raises(lambda: SqliteProjectStorage(folder / "library.sqlite3"))
        assert error.code == "store.read_only"
        assert "library.sqlite3" in error.message
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
        with opened_library(folder) as library:
            assert library.videos.count() == 1
            assert library.is_intact()
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="the child is found through /proc")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_a_killed_ffmpeg_is_told_and_leaves_no_half_file(sent, executor, tmp_path):
    target = tmp_path / "film.mkv"
    target.write_bytes(b"the film of yesterday")
    part = tmp_path / "film.mkv.part"

    def kill() -> None:
        for _ in range(400):
            time.sleep(0.02)
            if part.exists() and part.stat().st_size > 0:
                os.kill(_child_writing(part), sent)
                return

    killer = threading.Thread(target=kill)
    killer.start()
    error = raises(lambda: run_checked(executor, noise(part, 600), outputs=[part]))
    killer.join()
    assert error.code == "ffmpeg.killed"
    assert sent.name in error.message
    assert not part.exists()
    assert target.read_bytes() == b"the film of yesterday"


def _child_writing(path: Path) -> int:
    """Our own child whose command names `path`."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == os.getpid() and os.fsencode(path) in command:
            return int(entry.name)
    raise AssertionError(f"no FFmpeg writes {path}")


def test_an_earlier_film_is_not_overwritten_unasked(executor, tmp_path):
    target = make_film(tmp_path / "film.mp4", frames=3)
    before = target.read_bytes()
    source = Input.generator(Filter.color("red", 16, 16, FrameRate(25)).lasting(Fraction(1, 5)))
    args = FFmpegCommand().input(source).output(target).video_codec("libx264").build()
    error = raises(lambda: run_checked(executor, args, outputs=[target]))
    assert error.code == "ffmpeg.output_exists"
    assert target.read_bytes() == before


def test_any_other_failure_has_ffmpegs_own_words(executor, tmp_path):
    film = make_film(tmp_path / "film.mp4", frames=3)
    target = tmp_path / "no such stream.mp4"
    args = FFmpegCommand().input(film).output(target).map("0:v:7").build()
    error = raises(lambda: run_checked(executor, args, outputs=[target]))
    assert error.code == "ffmpeg.failed"
    assert "matches no streams" in error.message
    assert not target.exists()
