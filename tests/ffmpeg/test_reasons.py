"""FFmpeg's own messages become errors that name the file, on the bundled build and on the system's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg import ExecutionResult, RealFFmpegExecutor, run_checked
from stoat_nb.ffmpeg.inputs import input_options
from stoat_nb.ffmpeg.reasons import failure, is_transient

BUILDS = [None, *(["ffmpeg"] if shutil.which("ffmpeg") else [])]
COLOUR = ["-f", "lavfi", "-i", "color=size=32x32:duration=0.2"]


@pytest.fixture(params=BUILDS, ids=lambda build: build or "bundled", scope="module")
def executor(request: pytest.FixtureRequest) -> RealFFmpegExecutor:
    return RealFFmpegExecutor(request.param)


def error_of(executor: RealFFmpegExecutor, *args: str) -> StoatError:
    with pytest.raises(StoatError) as caught:
        run_checked(executor, ["-hide_banner", *args])
    assert caught.value.context["command"]
    return caught.value


def test_inputs(executor: RealFFmpegExecutor, tmp_path: Path) -> None:
    null = ("-f", "null", "-")
    missing = error_of(executor, "-i", f"file:{tmp_path}/gone.mp4", *null)
    assert (missing.code, missing.context["path"]) == ("media.not_found", f"{tmp_path}/gone.mp4")
    (tmp_path / "text.mp4").write_text("no medium at all, just words\n" * 20)
    text = error_of(executor, "-i", f"file:{tmp_path}/text.mp4", *null)
    assert (text.code, text.context["path"]) == ("media.unreadable", f"{tmp_path}/text.mp4")
    (tmp_path / "cut.mp4").write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2\0\0\x10\0mdat" + b"\0" * 4000)
    cut = error_of(executor, "-i", f"file:{tmp_path}/cut.mp4", *null)
    assert (cut.code, cut.context["path"]) == ("media.truncated", f"{tmp_path}/cut.mp4")
    (tmp_path / "list.mp4").write_text("ffconcat version 1.0\nfile text.mp4\n")
    refused = error_of(executor, *input_options(), "-i", f"file:{tmp_path}/list.mp4", *null)
    assert refused.code == "media.format_refused"
    assert refused.context["path"] == f"{tmp_path}/list.mp4"


def test_outputs(executor: RealFFmpegExecutor, tmp_path: Path) -> None:
    nowhere = error_of(executor, *COLOUR, f"file:{tmp_path}/no/such/folder.mkv")
    assert (nowhere.code, nowhere.context["path"]) == (
        "ffmpeg.output_refused",
        f"{tmp_path}/no/such/folder.mkv",
    )
    (tmp_path / "there.mkv").write_bytes(b"mine")
    there = error_of(executor, *COLOUR, f"file:{tmp_path}/there.mkv")
    assert (there.code, there.context["path"]) == ("ffmpeg.output_exists", f"{tmp_path}/there.mkv")
    if Path("/dev/full").exists() and os.access("/dev/full", os.W_OK):
        full = error_of(executor, *COLOUR, "-f", "rawvideo", "-y", "file:/dev/full")
        assert full.code == "ffmpeg.disk_full"


@pytest.mark.parametrize(
    ("args", "kind", "name"),
    [
        (("-c:v", "libnothing"), "encoder", "libnothing"),
        (("-vf", "nofilter"), "filter", "nofilter"),
        (("-nosuchoption", "1"), "option", "nosuchoption"),
    ],
)
def test_what_a_build_lacks(
    executor: RealFFmpegExecutor, args: tuple[str, ...], kind: str, name: str
) -> None:
    error = error_of(executor, *COLOUR, *args, "-f", "null", "-")
    assert (error.code, error.context["kind"], error.context["name"]) == (
        "ffmpeg.capability_missing",
        kind,
        name,
    )


def test_the_reason_is_the_telling_line(executor: RealFFmpegExecutor) -> None:
    error = error_of(
        executor, *COLOUR, "-vf", "scale=31:31,format=yuv420p", "-c:v", "libx264", "-f", "null", "-"
    )
    assert error.code == "ffmpeg.failed"
    assert "Conversion failed" not in error.context["reason"]
    assert error.context["stderr"]


def result(returncode: int, stderr: str) -> ExecutionResult:
    return ExecutionResult(
        returncode, b"", stderr.encode(), ("ffmpeg", "-i", "file:/a.mp4", "file:/b.mp4"), 0.1
    )


def test_signals_and_silence() -> None:
    assert failure(result(-9, "")).context["signal"] == "SIGKILL"
    assert failure(result(255, "Exiting normally, received signal 15.")).context["signal"] == "SIGTERM"
    assert failure(result(123, "Received > 3 system signals, hard exiting")).code == "ffmpeg.killed"
    assert failure(result(-77, "")).context["signal"] == "77"
    silent = failure(result(1, ""))
    assert (silent.code, silent.context["reason"]) == ("ffmpeg.failed", "no message")


def test_what_may_pass_when_tried_again() -> None:
    assert is_transient(result(1, "file:/a.mp4: Resource temporarily unavailable"))
    assert not is_transient(result(1, "file:/a.mp4: No such file or directory"))
    assert not is_transient(result(0, "Resource temporarily unavailable"))
