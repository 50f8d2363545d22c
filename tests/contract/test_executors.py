"""The four executors keep one contract: each scenario runs on all, and on a replay of its own recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg import (
    FakeFFmpegExecutor,
    FFmpegExecutor,
    ObservableFFmpegExecutor,
    RealFFmpegExecutor,
    RecordingFFmpegExecutor,
    run_checked,
)
from stoat_nb.observe import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLOUR = ["-v", "error", "-f", "lavfi", "-i", "color=blue:size=32x32:rate=25:duration=1"]


def writes_a_file(executor: FFmpegExecutor, folder: Path) -> None:
    out = folder / "blue.mkv"
    result = run_checked(executor, [*COLOUR, "-c:v", "ffv1", "-y", f"file:{out}"], outputs=[out])
    assert result.ok
    assert result.returncode == 0
    assert result.attempts == 1
    assert result.command[1:3] == ("-v", "error")
    assert result.duration_seconds > 0
    assert out.read_bytes()[:4] == b"\x1aE\xdf\xa3"


def keeps_standard_output(executor: FFmpegExecutor, folder: Path) -> None:
    result = run_checked(
        executor, [*COLOUR, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    )
    assert len(result.stdout) == 32 * 32 * 3
    red, green, blue = result.stdout[:3]
    assert blue > 200
    assert max(red, green) < 30


def takes_standard_input(executor: FFmpegExecutor, folder: Path) -> None:
    raw = bytes(range(256)) * 3
    args = ["-v", "error", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", "16x16", "-i", "pipe:0",
            "-f", "rawvideo", "pipe:1"]  # fmt: skip
    assert run_checked(executor, args, stdin=raw).stdout == raw


def counts_frames(executor: FFmpegExecutor, folder: Path) -> None:
    seen: list[int] = []
    run_checked(
        executor, [*COLOUR, "-f", "null", "-"], on_progress=lambda progress: seen.append(progress.done)
    )
    assert seen[-1] == 25
    assert seen == sorted(set(seen))


def returns_failures(executor: FFmpegExecutor, folder: Path) -> None:
    result = executor.run(["-v", "error", "-i", f"file:{folder}/missing.mp4", "-f", "null", "-"])
    assert not result.ok
    assert result.returncode > 0
    assert str(folder / "missing.mp4") in result.stderr_text


def names_the_missing_file(executor: FFmpegExecutor, folder: Path) -> None:
    with pytest.raises(StoatError) as caught:
        run_checked(executor, ["-v", "error", "-i", f"file:{folder}/missing.mp4", "-f", "null", "-"])
    assert caught.value.code == "media.not_found"
    assert caught.value.context["path"] == str(folder / "missing.mp4")


def removes_what_failed(executor: FFmpegExecutor, folder: Path) -> None:
    out = folder / "odd.mkv"
    args = [*COLOUR, "-vf", "scale=31:31,format=yuv420p", "-c:v", "libx264", "-y", f"file:{out}"]
    assert not executor.run(args, outputs=[out]).ok  # x264 takes no odd sizes
    assert not out.exists()


def stops_in_time(executor: FFmpegExecutor, folder: Path) -> None:
    out = folder / "endless.mkv"
    args = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=32x32", "-c:v", "ffv1", "-y", f"file:{out}"]
    with pytest.raises(StoatError) as caught:
        executor.run(args, timeout=0.4, outputs=[out])
    assert caught.value.code == "ffmpeg.timeout"
    assert caught.value.context["timeout_seconds"] == "0.4"
    assert not out.exists()


def is_cancelled_before(executor: FFmpegExecutor, folder: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(StoatError) as caught:
        executor.run([*COLOUR, "-f", "null", "-"], cancel=token)
    assert caught.value.code == "ffmpeg.cancelled"


def is_cancelled_meanwhile(executor: FFmpegExecutor, folder: Path) -> None:
    token = CancelToken()
    out = folder / "endless.mkv"
    args = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=32x32", "-c:v", "ffv1", "-y", f"file:{out}"]
    with pytest.raises(StoatError) as caught:
        executor.run(args, cancel=token, on_progress=lambda _: token.cancel(), outputs=[out])
    assert caught.value.code == "ffmpeg.cancelled"
    assert not out.exists()


def leaves_existing_files(executor: FFmpegExecutor, folder: Path) -> None:
    out = folder / "mine.mkv"
    out.write_bytes(b"precious")
    with pytest.raises(StoatError) as caught:
        run_checked(executor, [*COLOUR, f"file:{out}"], outputs=[out])
    assert caught.value.code == "ffmpeg.output_exists"
    assert out.read_bytes() == b"precious"


def probes_a_file(executor: FFmpegExecutor, folder: Path) -> None:
    facts = executor.probe(folder / "probe.mkv")
    (stream,) = facts["streams"]
    assert (stream["codec_name"], stream["width"], stream["height"]) == ("ffv1", 32, 32)
    assert stream["r_frame_rate"] == "25/1"
    assert facts["format"]["format_name"] == "matroska,webm"


def refuses_to_probe_nothing(executor: FFmpegExecutor, folder: Path) -> None:
    with pytest.raises(StoatError) as caught:
        executor.probe(folder / "missing.mp4")
    assert caught.value.code == "media.not_found"


def knows_its_binary(executor: FFmpegExecutor, folder: Path) -> None:
    capabilities = executor.binary.capabilities
    assert executor.binary.version
    assert "scale" in capabilities.filters
    assert "no_such_filter" not in capabilities.filters
    assert "libx264" in capabilities.encoders


SCENARIOS = [
    writes_a_file,
    keeps_standard_output,
    takes_standard_input,
    counts_frames,
    returns_failures,
    names_the_missing_file,
    removes_what_failed,
    stops_in_time,
    is_cancelled_before,
    is_cancelled_meanwhile,
    leaves_existing_files,
    probes_a_file,
    refuses_to_probe_nothing,
    knows_its_binary,
]
each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.__name__)
Scenario = "Callable[[FFmpegExecutor, Path], None]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepared(tmp_path / "here")


def prepared(folder: Path) -> Path:
    folder.mkdir()
    RealFFmpegExecutor().run([*COLOUR, "-c:v", "ffv1", f"file:{folder}/probe.mkv"])
    return folder


@each_scenario
def test_real(scenario: Scenario, folder: Path) -> None:
    scenario(RealFFmpegExecutor(), folder)


@each_scenario
def test_observable(scenario: Scenario, folder: Path) -> None:
    scenario(ObservableFFmpegExecutor(RealFFmpegExecutor(), "contract"), folder)


@each_scenario
def test_recording_and_its_replay_elsewhere(scenario: Scenario, folder: Path, tmp_path: Path) -> None:
    cassette = tmp_path / "cassettes" / "one.json"
    with RecordingFFmpegExecutor(RealFFmpegExecutor(), cassette) as recording:
        scenario(recording, folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    fake = FakeFFmpegExecutor(cassette)
    scenario(fake, elsewhere)
    assert fake.unplayed == []


@pytest.mark.parametrize(
    "make",
    [
        RealFFmpegExecutor,
        lambda: ObservableFFmpegExecutor(RealFFmpegExecutor()),
        lambda: RecordingFFmpegExecutor(RealFFmpegExecutor(), "unused.json"),
    ],
)
def test_every_executor_is_one(make: Callable[[], FFmpegExecutor]) -> None:
    assert isinstance(make(), FFmpegExecutor)


def test_a_replay_refuses_a_command_that_differs(folder: Path, tmp_path: Path) -> None:
    cassette = tmp_path / "one.json"
    with RecordingFFmpegExecutor(RealFFmpegExecutor(), cassette) as recording:
        recording.run([*COLOUR, "-crf", "20", "-f", "null", "-"])
        recording.run(
            ["-v", "error", "-f", "rawvideo", "-s", "1x1", "-pix_fmt", "gray", "-i", "-", "-f", "null", "-"],
            stdin=b"a",
        )
    fake = FakeFFmpegExecutor(cassette)
    for args, stdin in (
        ([*COLOUR, "-crf", "21", "-f", "null", "-"], None),
        ([*COLOUR, "-f", "null", "-", "-crf", "20"], None),
        (
            ["-v", "error", "-f", "rawvideo", "-s", "1x1", "-pix_fmt", "gray", "-i", "-", "-f", "null", "-"],
            b"b",
        ),
    ):
        with pytest.raises(StoatError) as caught:
            fake.run(args, stdin=stdin)
        assert caught.value.code == "ffmpeg.unknown_recording"
    with pytest.raises(StoatError) as caught:
        fake.probe(folder / "never.mp4")
    assert caught.value.code == "ffmpeg.unknown_recording"
    assert len(fake.unplayed) == 2


def test_a_replay_writes_large_outputs_again(folder: Path, tmp_path: Path) -> None:
    cassette = tmp_path / "one.json"
    args = [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=640x480:duration=2",
        "-c:v",
        "ffv1",
        "-fflags",
        "+bitexact",
        "-y",
    ]
    first, second = folder / "a.mkv", tmp_path / "a.mkv"
    with RecordingFFmpegExecutor(RealFFmpegExecutor(), cassette) as recording:
        recording.run([*args, f"file:{first}"], outputs=[first])
    assert cassette.stat().st_size < 200_000 < first.stat().st_size
    FakeFFmpegExecutor(cassette).run([*args, f"file:{second}"], outputs=[second])
    assert second.read_bytes() == first.read_bytes()


def test_the_same_command_replays_its_outcomes_in_order(folder: Path, tmp_path: Path) -> None:
    out = folder / "once.mkv"
    cassette = tmp_path / "one.json"
    with RecordingFFmpegExecutor(RealFFmpegExecutor(), cassette) as recording:
        outcomes = [recording.run([*COLOUR, f"file:{out}"]).ok for _ in range(2)]
    fake = FakeFFmpegExecutor(cassette)
    assert outcomes == [True, False]
    assert [fake.run([*COLOUR, f"file:{out}"]).ok for _ in range(3)] == [True, False, False]
