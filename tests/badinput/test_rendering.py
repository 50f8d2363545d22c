"""Renders that cannot succeed: an error with its code, the earlier film untouched, nothing left behind."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import imageio_ffmpeg
import pytest

import stoat_nb as st
from stoat_nb import errors
from stoat_nb.ffmpeg import RealFFmpegExecutor
from stoat_nb.render import RenderResult, render
from tests.badinput.specimens import NAMES, copies, make_film, make_sound


class Cut:
    """A project with one timeline over a folder of footage."""

    def __init__(self, folder: Path) -> None:
        self.footage = folder / "footage"
        self.footage.mkdir()
        self.films = folder / "films"
        self.films.mkdir()
        self.project = st.open(folder / "project")
        self.timeline = self.project.timeline("cut")

    def add(self, name: str) -> None:
        self.project.ingest(self.footage)
        self.timeline.append(self.project[name][:])

    def render(self, output: Path, **options) -> RenderResult:
        media = {
            record.id: (self.project.roots.folder(record.root) / record.path, record.metadata)
            for record in self.project.videos.list()
        }
        return render(self.timeline._view().scene_json(), media, output, **options)

    def fails(self, output: Path, **options) -> errors.StoatError:
        with pytest.raises(errors.StoatError) as caught:
            self.render(output, **options)
        return caught.value


@pytest.fixture
def cut(tmp_path):
    cut = Cut(tmp_path)
    make_film(cut.footage / "beach.mp4", frames=12)
    cut.add("beach.mp4")
    yield cut
    cut.project.close()


def fill(folder: Path) -> Path:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(4096))
            except OSError:
                return filler


def test_a_full_disk_keeps_the_earlier_film(cut, small_disk):
    film = small_disk / "film.mp4"
    cut.render(film)
    before = film.read_bytes()
    fill(small_disk)
    error = cut.fails(film, overwrite=True)
    assert error.code == "render.disk_full"
    assert str(small_disk) in error.message
    assert film.read_bytes() == before
    assert sorted(file.name for file in small_disk.iterdir()) == ["filler", "film.mp4"]


def test_a_full_disk_for_the_pieces_keeps_the_earlier_film(cut, small_disk):
    film = cut.films / "film.mp4"
    cut.render(film)
    before = film.read_bytes()
    (small_disk / "room").write_bytes(b"")
    fill(small_disk)
    error = cut.fails(film, overwrite=True, work_root=small_disk)
    assert error.code == "render.disk_full"
    assert film.read_bytes() == before
    assert [file.name for file in cut.films.iterdir()] == ["film.mp4"]
    assert sorted(file.name for file in small_disk.iterdir()) == ["filler", "room"]


def test_a_read_only_folder_is_told_before_any_work(cut, read_only):
    error = cut.fails(read_only / "film.mp4")
    assert error.code == "render.read_only"
    assert str(read_only) in error.message


def deadly_ffmpeg(folder: Path, when: str) -> RealFFmpegExecutor:
    """The bundled FFmpeg, which a signal ends as soon as its arguments hold `when`."""
    script = folder / "ffmpeg"
    real = imageio_ffmpeg.get_ffmpeg_exe()
    script.write_text(f'#!/bin/sh\ncase "$*" in *{when}*) kill -KILL $$ ;; esac\nexec "{real}" "$@"\n')
    script.chmod(0o755)
    return RealFFmpegExecutor(script)


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("when", ["libx264", "f32le", "aac"])
def test_a_killed_ffmpeg_keeps_the_earlier_film(when, cut, tmp_path):
    film = cut.films / "film.mp4"
    cut.render(film)
    before = film.read_bytes()
    error = cut.fails(film, overwrite=True, executor=deadly_ffmpeg(tmp_path, when))
    assert error.code in {"ffmpeg.killed", "render.segment_failed"}
    assert "SIGKILL" in error.message
    assert film.read_bytes() == before
    assert [file.name for file in cut.films.iterdir()] == ["film.mp4"]


def spoil(path: Path, how: str) -> None:
    size, times = path.stat().st_size, path.stat()
    if how == "missing":
        path.unlink()
        return
    if how == "text":
        path.write_text("no film any more")
        return
    if how == "zeros":
        path.write_bytes(bytes(size))
    if how == "ffconcat":
        path.write_text("ffconcat version 1.0\nfile other.mp4\n".ljust(size, "\n"))
    if how == "hollow":  # the index is whole, the pictures are gone
        data = bytearray(path.read_bytes())
        at = data.index(b"mdat") + 4
        data[at : at + 2000] = bytes(2000)
        path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize(
    ("how", "codes"),
    [
        ("missing", {"render.medium_missing"}),
        ("text", {"render.medium_changed"}),
        ("zeros", {"render.segment_failed", "media.unreadable", "media.truncated"}),
        ("ffconcat", {"render.segment_failed", "media.format_refused", "media.unreadable"}),
        ("hollow", {"media.damaged"}),
    ],
)
def test_footage_that_went_bad_since_it_was_added(how, codes, cut):
    film = cut.films / "film.mp4"
    cut.render(film)
    before = film.read_bytes()
    make_film(cut.footage / "other.mp4", frames=12)
    spoil(cut.footage / "beach.mp4", how)
    error = cut.fails(film, overwrite=True)
    assert error.code in codes, str(error)
    assert "beach" in error.message
    assert film.read_bytes() == before
    assert [file.name for file in cut.films.iterdir()] == ["film.mp4"]


def test_footage_and_foreign_files_are_never_overwritten(cut):
    source = cut.footage / "beach.mp4"
    before = source.read_bytes()
    assert cut.fails(source, overwrite=True).code == "render.protected"
    link = cut.films / "link.mp4"
    link.symlink_to(source)
    assert cut.fails(link, overwrite=True).code == "render.protected"
    assert source.read_bytes() == before
    foreign = cut.films / "foreign.mp4"
    foreign.write_text("somebody's")
    assert cut.fails(foreign).code == "render.file_exists"
    assert foreign.read_text() == "somebody's"


@pytest.mark.parametrize("name", ["film.avi", "film", "no folder/film.mp4"])
def test_a_film_needs_a_folder_and_a_name(name, cut):
    error = cut.fails(cut.films / name)
    assert error.code == "render.path_invalid"
    assert error.hint


def test_strange_names_of_footage_and_film(tmp_path):
    cut = Cut(tmp_path)
    good = make_film(tmp_path / "good.mp4", frames=4)
    names = [name for name in NAMES if name != "http:host.mp4"][:4]
    copies(good, cut.footage, names)
    for name in names:
        cut.add(name)
    shutil.rmtree(cut.films)
    strange = tmp_path / "a 'b' \n 🦦 %d"
    strange.mkdir()
    film = cut.render(strange / "-film: [x],;.mp4")
    assert film.frames == 4 * len(names)
    assert [file.name for file in strange.iterdir()] == ["-film: [x],;.mp4"]
    cut.project.close()


def test_a_relative_film_with_a_leading_dash(cut, monkeypatch):
    monkeypatch.chdir(cut.films)
    assert cut.render(Path("-y.mp4")).frames == 12
    assert [file.name for file in cut.films.iterdir()] == ["-y.mp4"]


def test_one_frame_and_sound_alone_make_films(tmp_path):
    cut = Cut(tmp_path)
    make_film(cut.footage / "one.mp4", frames=1)
    make_sound(cut.footage / "tone.wav")
    cut.add("one.mp4")
    assert cut.render(cut.films / "one.mp4").frames == 1
    cut.timeline.append(cut.project["tone.wav"][:])
    both = cut.render(cut.films / "both.mp4")
    assert both.frames == 1 + 25
    assert both.samples == 26 * 48000 // 25
    cut.project.close()
