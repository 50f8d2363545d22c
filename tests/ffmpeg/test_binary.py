"""Which FFmpeg is found, and what it says it can do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg import FFmpegBinary, find_ffmpeg, find_ffprobe

BUNDLED = Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve()


def fake_program(path: Path, text: str = "exit 0") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_the_bundled_one_is_the_default() -> None:
    assert find_ffmpeg(environment={"PATH": os.environ["PATH"]}).path == BUNDLED


def test_the_environment_is_stronger_and_a_setting_strongest(tmp_path: Path) -> None:
    one, two = fake_program(tmp_path / "one"), fake_program(tmp_path / "two")
    environment = {"STOAT_FFMPEG": str(one), "PATH": ""}
    assert find_ffmpeg(environment=environment).path == one
    assert find_ffmpeg(two, environment=environment).path == two


def test_a_name_is_looked_up_in_the_path(tmp_path: Path) -> None:
    mine = fake_program(tmp_path / "bin" / "my-ffmpeg")
    assert find_ffmpeg("my-ffmpeg", environment={"PATH": str(mine.parent)}).path == mine


def test_a_choice_that_does_not_work_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(StoatError) as caught:
        find_ffmpeg(environment={"STOAT_FFMPEG": str(tmp_path / "gone"), "PATH": os.environ["PATH"]})
    assert caught.value.code == "ffmpeg.not_found"
    assert str(tmp_path / "gone") in caught.value.message
    with pytest.raises(StoatError):
        find_ffprobe(BUNDLED, environment={"STOAT_FFPROBE": str(tmp_path / "gone")})


def test_ffprobe_beside_ffmpeg_comes_before_the_path(tmp_path: Path) -> None:
    ffmpeg = fake_program(tmp_path / "a" / "ffmpeg")
    elsewhere = fake_program(tmp_path / "b" / "ffprobe")
    environment = {"PATH": str(elsewhere.parent)}
    assert find_ffprobe(ffmpeg, environment=environment) == elsewhere
    beside = fake_program(tmp_path / "a" / "ffprobe")
    assert find_ffprobe(ffmpeg, environment=environment) == beside
    assert find_ffprobe(ffmpeg, environment={**environment, "STOAT_FFPROBE": str(elsewhere)}) == elsewhere
    assert find_ffprobe(tmp_path / "c" / "ffmpeg", environment={"PATH": ""}) is None


def test_capabilities_agree_with_the_program() -> None:
    capabilities = find_ffmpeg(BUNDLED).capabilities
    said = subprocess.run([BUNDLED, "-version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"ffmpeg version {capabilities.version} ")
    assert {"scale", "fps", "overlay", "aresample", "testsrc2", "concat"} <= capabilities.filters
    assert capabilities.encoders["libx264"] == "video"
    assert capabilities.encoders["aac"] == "audio"


def test_listed_encoders_without_a_device_do_not_count() -> None:
    capabilities = find_ffmpeg(BUNDLED).capabilities
    assert capabilities.can_encode("libx264")
    assert capabilities.can_encode("aac")
    assert not capabilities.can_encode("libnothing")
    if "h264_nvenc" in capabilities.encoders and not Path("/dev/nvidia0").exists():
        assert not capabilities.can_encode("h264_nvenc")
    assert "libx264" in capabilities.to_json()["encoders"]


def test_capabilities_are_asked_once_for_each_state_of_the_file(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    text = f'echo "$@" >> {asked}\necho "ffmpeg version 1.0 Copyright"'
    binary = FFmpegBinary(fake_program(tmp_path / "ffmpeg", text))
    assert [binary.version, FFmpegBinary(binary.path).version] == ["1.0", "1.0"]
    assert len(asked.read_text().splitlines()) == 3  # -version, -filters, -encoders
    fake_program(binary.path, text.replace("1.0", "2.00"))
    assert binary.version == "2.00"


def test_what_is_no_ffmpeg_is_said_to_be_none(tmp_path: Path) -> None:
    for binary in (
        FFmpegBinary(fake_program(tmp_path / "ffmpeg", "echo hello")),
        FFmpegBinary(tmp_path / "gone"),
    ):
        with pytest.raises(StoatError) as caught:
            _ = binary.capabilities
        assert caught.value.code == "ffmpeg.not_found"


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="this machine has no FFmpeg of its own")
def test_the_systems_ffmpeg_has_its_own_facts() -> None:
    system = find_ffmpeg("ffmpeg")
    assert system.path != BUNDLED
    assert system.capabilities.digest != find_ffmpeg(BUNDLED).capabilities.digest
