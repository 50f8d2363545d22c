"""Looking into bad files: each has its code and a sentence that names it, whoever looks."""

from __future__ import annotations

import builtins
import os

import pytest

from stoat_nb import errors
from stoat_nb.ffmpeg import RealFFmpegExecutor
from stoat_nb.ffmpeg.binary import find_ffmpeg
from stoat_nb.media.frames import frame_at, thumbnail
from stoat_nb.media.probe import probe, probe_with_ffprobe
from tests.badinput.specimens import NAMES, SPECIMENS, copies, make_film, make_sound

BY_NAME = {specimen.name: specimen for specimen in SPECIMENS}


def lookers() -> list:
    looks = [pytest.param(probe, id="pyav"), pytest.param(RealFFmpegExecutor().probe, id="executor")]
    if find_ffmpeg().ffprobe is not None:
        looks.append(pytest.param(probe_with_ffprobe, id="ffprobe"))
    return looks


@pytest.mark.parametrize("look", lookers())
@pytest.mark.parametrize("name", BY_NAME)
def test_a_bad_file_has_its_code_and_sentence(look, name, bad_folder):
    if name in {"huge.png", "subtitles.mkv", "askew.mp4"} and look not in {probe, probe_with_ffprobe}:
        return  # an executor's probe hands on raw facts; what they mean is judged by probe()
    with pytest.raises(errors.MediaError) as caught:
        look(bad_folder / name)
    error, expected = caught.value, BY_NAME[name]
    assert error.code == expected.code, str(error)
    assert name in error.message
    assert expected.says.lower() in str(error).lower()
    assert error.hint


@pytest.mark.parametrize("look", lookers())
def test_a_missing_file(look, tmp_path):
    with pytest.raises(errors.NotFoundError) as caught:
        look(tmp_path / "gone.mp4")
    assert caught.value.code == "media.not_found"
    assert "gone.mp4" in str(caught.value)


@pytest.mark.parametrize("look", lookers())
def test_a_folder_is_no_medium(look, tmp_path):
    with pytest.raises(errors.StoatError) as caught:
        look(tmp_path)
    assert caught.value.code == "media.not_a_file"


@pytest.mark.parametrize("look", lookers())
def test_a_pipe_is_no_medium_and_does_not_hang(look, tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(errors.StoatError) as caught:
        look(tmp_path / "pipe.mp4")
    assert caught.value.code == "media.not_a_file"


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_name_changes_nothing(name, film, tmp_path):
    (path,) = copies(film, tmp_path, [name])
    assert probe(path).to_json() == probe(film).to_json()
    assert RealFFmpegExecutor().probe(path)["format"]["filename"].endswith(name)
    assert thumbnail(path, probe(path)) == thumbnail(film, probe(film))


def test_a_strange_name_of_a_relative_path(film, tmp_path, monkeypatch):
    copies(film, tmp_path, ["-dash.mp4", "http:host.mp4"])
    monkeypatch.chdir(tmp_path)
    for name in ("-dash.mp4", "http:host.mp4"):
        assert probe(name).video.frame_count == 50


def test_a_video_of_one_frame_is_a_video(tmp_path):
    path = make_film(tmp_path / "one.mp4", frames=1)
    metadata = probe(path)
    assert metadata.kind == "video"
    assert metadata.video.frame_count == 1
    assert frame_at(path, metadata, 0).shape == (90, 160, 3)
    with pytest.raises(errors.ValidationError) as caught:
        frame_at(path, metadata, 1)
    assert caught.value.code == "media.no_such_frame"


@pytest.mark.parametrize("ending", ["wav", "mp3", "flac", "m4a", "opus"])
def test_sound_alone_is_a_medium(ending, tmp_path):
    path = make_sound(tmp_path / f"tone.{ending}")
    metadata = probe(path)
    assert metadata.kind == "audio"
    assert metadata.video is None
    assert metadata.audio.sample_rate == 48000
    with pytest.raises(errors.MediaError) as caught:
        thumbnail(path, metadata)
    assert caught.value.code == "media.no_picture"


@pytest.mark.parametrize("part", [0.9, 0.99])
def test_a_film_cut_behind_its_index_is_truncated_too(part, film, tmp_path):
    # faststart puts the index first, so that FFmpeg opens the rest without a word
    import subprocess

    import imageio_ffmpeg

    whole, cut = tmp_path / "whole.mp4", tmp_path / "cut.mp4"
    args = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        str(film),
        "-c",
        "copy",
        "-movflags",
        "+faststart",
    ]
    subprocess.run([*args, str(whole)], check=True)
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * part)])
    with pytest.raises(errors.MediaError) as caught:
        probe(cut)
    assert caught.value.code == "media.truncated"


def test_playlists_open_no_other_file(bad_folder, film, monkeypatch):
    opened = []
    real = builtins.open
    monkeypatch.setattr(builtins, "open", lambda *a, **k: (opened.append(a[0]), real(*a, **k))[1])
    for name in ("dash.mp4", "hls.mp4", "ffconcat.mp4"):
        with pytest.raises(errors.MediaError):
            probe(bad_folder / name)
    assert not [path for path in opened if str(path).endswith(film.name)]
