"""FFmpeg runs end when they should, leave no process and no half file, and never block on a full pipe."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg import FFmpegBinary, Limits, RealFFmpegExecutor, run_checked
from stoat_nb.observe import CancelToken

if TYPE_CHECKING:
    from pathlib import Path

ENDLESS = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64", "-f", "null", "-"]
REAL_TIME = ["-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=64x64", "-f", "null", "-"]
COLOUR = ["-v", "error", "-f", "lavfi", "-i", "color=blue:size=32x32:rate=25:duration=1"]


def script(folder: Path, text: str) -> FFmpegBinary:
    """A program that stands in for an FFmpeg of a certain behaviour."""
    path = folder / "ffmpeg"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return FFmpegBinary(path)


def groups_left(marker: str) -> list[psutil.Process]:
    """Live processes whose command line names `marker`."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        if marker in line and process.info["status"] != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
            found.append(process)
    return found


def code_of(call) -> str:
    with pytest.raises(StoatError) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize("args", [ENDLESS, REAL_TIME], ids=["endless", "real time"])
def test_time_out_leaves_no_process(args: list[str]) -> None:
    marker = f"comment=stoat-{os.getpid()}-{len(args)}"
    named = [*args[:-3], "-metadata", marker, *args[-3:]]
    started = time.monotonic()
    executor = RealFFmpegExecutor()
    assert code_of(lambda: executor.run(named, timeout=0.5)) == "ffmpeg.timeout"
    assert time.monotonic() - started < 4
    assert groups_left(marker) == []


def test_default_time_out() -> None:
    assert code_of(lambda: RealFFmpegExecutor(timeout_seconds=0.3).run(ENDLESS)) == "ffmpeg.timeout"


def test_cancel_in_mid_run_removes_the_half_file(tmp_path: Path) -> None:
    out = tmp_path / f"half-{os.getpid()}.mp4"
    token = CancelToken()
    args = [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x240",
        "-c:v",
        "libx264",
        "-y",
        f"file:{out}",
    ]
    seen = []

    def stop(progress) -> None:
        seen.append((progress.done, out.exists(), len(groups_left(out.name))))
        if progress.done > 10:
            token.cancel()

    started = time.monotonic()
    assert (
        code_of(lambda: RealFFmpegExecutor().run(args, cancel=token, on_progress=stop, outputs=[out]))
        == "ffmpeg.cancelled"
    )
    assert time.monotonic() - started < 10
    when_stopped = next(entry for entry in seen if entry[0] > 10)  # a last report may follow the end
    assert when_stopped[1:] == (True, 1)  # it was writing, in one process
    assert not out.exists()
    assert groups_left(out.name) == []


def test_a_child_that_ignores_everything_is_killed_with_its_group(tmp_path: Path) -> None:
    binary = script(tmp_path, "trap '' TERM INT\n(trap '' TERM; sleep 600) &\nwhile :; do sleep 0.1; done\n")
    started = time.monotonic()
    assert code_of(lambda: RealFFmpegExecutor(binary).run([], timeout=0.3)) == "ffmpeg.timeout"
    assert time.monotonic() - started < 8
    assert groups_left(str(binary.path)) == []


def test_grandchildren_end_with_the_child(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    binary = script(tmp_path, f"sleep 600 & echo $! > {note}\nexit 0\n")
    assert RealFFmpegExecutor(binary).run([]).ok
    time.sleep(0.1)
    grandchild = int(note.read_text())
    assert not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE


def test_killed_from_outside_is_told_apart(tmp_path: Path) -> None:
    out = tmp_path / f"killed-{os.getpid()}.mkv"
    args = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64", "-c:v", "ffv1", "-y", f"file:{out}"]

    def kill(_) -> None:
        for process in groups_left(out.name):
            os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(StoatError) as caught:
        run_checked(RealFFmpegExecutor(), args, on_progress=kill, outputs=[out])
    assert caught.value.code == "ffmpeg.killed"
    assert caught.value.context["signal"] == "SIGKILL"
    assert not out.exists()


def test_terminated_from_outside_is_told_apart() -> None:
    marker = f"stoat-term-{os.getpid()}"

    def end(_) -> None:
        for process in groups_left(marker):
            process.terminate()

    args = [
        "-v",
        "info",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=64x64",
        "-metadata",
        f"comment={marker}",
        "-f",
        "null",
        "-",
    ]
    with pytest.raises(StoatError) as caught:
        run_checked(RealFFmpegExecutor(), args, on_progress=end)
    assert (caught.value.code, caught.value.context["signal"]) == ("ffmpeg.killed", "SIGTERM")


def test_huge_messages_neither_block_nor_fill_the_memory(tmp_path: Path) -> None:
    binary = script(
        tmp_path,
        "echo first >&2; head -c 30000000 /dev/zero | tr '\\0' x >&2; echo last >&2; head -c 9000000 /dev/zero",
    )
    result = RealFFmpegExecutor(binary, stdout_limit=1_000_000).run([], timeout=60)
    assert result.stderr.startswith(b"first\n")
    assert result.stderr.endswith(b"last\n")
    assert len(result.stderr) <= 320 * 1024
    assert result.stderr_dropped + len(result.stderr) == 30_000_000 + len(b"first\nlast\n")
    assert len(result.stdout) == 1_000_000
    assert result.stdout_dropped == 8_000_000
    assert (
        code_of(lambda: run_checked(RealFFmpegExecutor(binary, stdout_limit=1_000_000), []))
        == "ffmpeg.output_too_large"
    )


def test_input_that_nobody_reads_does_not_block(tmp_path: Path) -> None:
    binary = script(tmp_path, "exit 3\n")
    assert RealFFmpegExecutor(binary).run([], stdin=b"x" * 5_000_000).returncode == 3


def test_transient_failures_are_tried_again(tmp_path: Path) -> None:
    counter = tmp_path / "count"
    counter.write_text("")
    text = f"echo x >> {counter}\nif [ $(wc -l < {counter}) -lt 3 ]; then echo 'in.mp4: Resource temporarily unavailable' >&2; exit 1; fi\nexit 0\n"
    started = time.monotonic()
    result = RealFFmpegExecutor(script(tmp_path, text)).run([])
    assert (result.ok, result.attempts) == (True, 3)
    assert time.monotonic() - started > 0.5  # 0.2 s, then 0.4 s
    counter.write_text("")
    assert RealFFmpegExecutor(script(tmp_path, text), attempts=2).run([]).attempts == 2


def test_other_failures_are_not_tried_again() -> None:
    assert (
        RealFFmpegExecutor().run(["-v", "error", "-i", "file:/missing.mp4", "-f", "null", "-"]).attempts == 1
    )


def test_a_failing_listener_does_not_hurt_the_run() -> None:
    def listener(_) -> None:
        raise RuntimeError

    assert RealFFmpegExecutor().run([*COLOUR, "-f", "null", "-"], on_progress=listener).ok


def test_many_runs_at_once_keep_apart() -> None:
    executor = RealFFmpegExecutor()
    seen: dict[int, list[int]] = {}

    def one(frames: int) -> None:
        counts = seen.setdefault(frames, [])
        executor.run(
            [*COLOUR, "-frames:v", str(frames), "-f", "null", "-"],
            on_progress=lambda p: counts.append(p.done),
        )

    threads = [threading.Thread(target=one, args=(frames,)) for frames in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {frames: counts[-1] for frames, counts in seen.items()} == {
        frames: frames for frames in range(1, 13)
    }


def test_no_descriptors_are_leaked() -> None:
    executor = RealFFmpegExecutor()
    executor.run([*COLOUR, "-f", "null", "-"], on_progress=lambda _: None)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        executor.run([*COLOUR, "-f", "null", "-"], on_progress=lambda _: None)
    code_of(lambda: executor.run(ENDLESS, timeout=0.2, on_progress=lambda _: None))
    assert len(os.listdir("/proc/self/fd")) <= before


def test_a_file_size_limit_holds(tmp_path: Path) -> None:
    out = tmp_path / "large.mkv"
    executor = RealFFmpegExecutor(
        limits=Limits(file_size_bytes=100_000, cpu_seconds=60, address_space_bytes=8 << 30)
    )
    args = [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x240:duration=5",
        "-c:v",
        "ffv1",
        "-y",
        f"file:{out}",
    ]
    assert code_of(lambda: run_checked(executor, args, outputs=[out])) in (
        "ffmpeg.killed",
        "ffmpeg.disk_full",
    )
    assert not out.exists()


def test_an_untouched_file_survives_a_failure(tmp_path: Path) -> None:
    out = tmp_path / "mine.mkv"
    out.write_bytes(b"precious")
    assert (
        not RealFFmpegExecutor()
        .run(["-v", "error", "-i", "file:/missing.mp4", "-y", f"file:{out}"], outputs=[out])
        .ok
    )
    assert out.read_bytes() == b"precious"


def test_keyboard_interrupt_ends_the_child(tmp_path: Path) -> None:
    marker = f"stoat-interrupt-{os.getpid()}"
    args = [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=64x64",
        "-metadata",
        f"comment={marker}",
        "-f",
        "null",
        "-",
    ]
    timer = threading.Timer(0.6, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        RealFFmpegExecutor().run(args)
    assert groups_left(marker) == []


def test_what_cannot_run(tmp_path: Path) -> None:
    assert code_of(lambda: RealFFmpegExecutor(tmp_path / "nothing")) == "ffmpeg.not_found"
    text = tmp_path / "text"
    text.write_text("no program")
    text.chmod(0o755)
    assert code_of(lambda: RealFFmpegExecutor(FFmpegBinary(text)).run([])) == "ffmpeg.not_started"
    assert code_of(lambda: RealFFmpegExecutor(FFmpegBinary(tmp_path / "gone")).run([])) == "ffmpeg.not_found"
