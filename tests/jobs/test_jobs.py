"""Jobs end in one state that every waiter sees, cancel promptly, and never lose a result or a wake-up."""

from __future__ import annotations

import asyncio
import contextvars
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from stoat_nb.errors import StoatError, from_code
from stoat_nb.ffmpeg import RealFFmpegExecutor
from stoat_nb.jobs import Job, JobQueue, MemoryJobStore, Progress, run_blocking


def until_cancelled(cancel, report):
    cancel.wait()
    cancel.raise_if_cancelled("the test")


@pytest.fixture
def queue():
    with JobQueue(workers=2) as queue:
        yield queue


def test_a_result(queue: JobQueue) -> None:
    job = queue.submit("add", lambda cancel, report: 40 + 2, label="an addition")
    assert job.result() == 42
    assert (job.state, job.exception(), job.finished) == ("done", None, True)


def test_a_failure_is_raised_as_it_was(queue: JobQueue) -> None:
    def work(cancel, report):
        raise from_code("media.empty", {"path": "x.mp4"})

    job = queue.submit("fail", work)
    with pytest.raises(StoatError) as caught:
        job.result()
    assert caught.value.code == "media.empty"
    assert job.state == "failed"
    assert job.snapshot()["error"]["code"] == "media.empty"
    other = queue.submit("fail", lambda cancel, report: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        other.result()
    assert other.snapshot()["error"]["code"] == "ZeroDivisionError"


def test_cancelling_a_running_and_a_queued_job() -> None:
    with JobQueue(workers=1) as queue:
        running = queue.submit("wait", until_cancelled)
        ran = []
        waiting = queue.submit("never", lambda cancel, report: ran.append(1))
        waiting.cancel()
        assert waiting.state == "cancelled"
        with pytest.raises(StoatError) as caught:
            waiting.result(1)
        assert caught.value.code == "job.cancelled"
        running.cancel("enough")
        assert running.wait(5)
        assert running.state == "cancelled"
        assert running.token.reason == "enough"
    assert ran == []


def test_a_result_that_came_before_the_cancel_is_kept(queue: JobQueue) -> None:
    job = queue.submit("stubborn", lambda cancel, report: (cancel.wait(), "finished all the same")[1])
    while job.state != "running":
        time.sleep(0.001)
    job.cancel()
    assert job.result(5) == "finished all the same"
    assert job.state == "done"
    job.cancel()
    assert job.state == "done"


def test_a_time_out_inside_is_a_failure_not_a_cancel(queue: JobQueue) -> None:
    endless = ["-f", "lavfi", "-i", "testsrc2=size=32x32", "-f", "null", "-"]
    job = queue.submit(
        "slow", lambda cancel, report: RealFFmpegExecutor().run(endless, timeout=0.2, cancel=cancel)
    )
    with pytest.raises(StoatError) as caught:
        job.result()
    assert (job.state, caught.value.code) == ("failed", "ffmpeg.timeout")


def test_many_waiters_all_wake(queue: JobQueue) -> None:
    release = threading.Event()
    job = queue.submit("gate", lambda cancel, report: release.wait() and "open")
    results = []
    waiters = [threading.Thread(target=lambda: results.append(job.result(10))) for _ in range(20)]
    for waiter in waiters:
        waiter.start()
    release.set()
    for waiter in waiters:
        waiter.join(10)
    assert results == ["open"] * 20


def test_waiting_has_an_end(queue: JobQueue) -> None:
    job = queue.submit("wait", until_cancelled)
    assert not job.wait(0.01)
    with pytest.raises(StoatError) as caught:
        job.result(0.01)
    assert caught.value.code == "job.not_finished"
    job.cancel()


def test_progress_and_the_time_that_is_left(queue: JobQueue) -> None:
    go, seen = threading.Event(), []

    def work(cancel, report):
        go.wait()
        for done in range(1, 6):
            time.sleep(0.01)
            report(Progress(done, note=f"clip {done}"))
            seen.append(job.eta_seconds)

    job = queue.submit("render", work, total=10)
    events = []
    stop = job.subscribe(lambda name, payload: events.append((name, job.progress.done)))
    go.set()
    job.result()
    assert job.progress == Progress(5, 10, "frames", "clip 5")
    assert seen[-1] == pytest.approx(job.elapsed_seconds, rel=0.5)
    assert [done for name, done in events if name == "job.changed"] == sorted(done for _, done in events)
    assert events[-1][1] == 5
    assert job.snapshot()["phase"] == "clip 5"
    assert job.eta_seconds is None
    stop()


def test_a_failing_listener_hurts_nobody(queue: JobQueue) -> None:
    release = threading.Event()
    job = queue.submit("x", lambda cancel, report: release.wait())
    heard = []
    job.subscribe(lambda *_: 1 / 0)
    job.subscribe(lambda name, _: heard.append(name))
    job.add_done_callback(lambda _: 1 / 0)
    job.add_done_callback(lambda ended: heard.append(ended.state))
    release.set()
    assert job.result() is True
    time.sleep(0.05)
    assert heard[-1] == "done"
    late = []
    job.add_done_callback(late.append)
    assert late == [job]


def test_awaiting_a_job(queue: JobQueue) -> None:
    async def both():
        first = queue.submit("a", lambda cancel, report: time.sleep(0.05) or "a")
        second = queue.submit("b", lambda cancel, report: "b")
        ticks = 0
        task = asyncio.gather(first, second)
        while not task.done():
            await asyncio.sleep(0.005)
            ticks += 1
        return await task, ticks

    results, ticks = asyncio.run(both())
    assert results == ["a", "b"]
    assert ticks > 3  # the loop kept running

    async def failing():
        await queue.submit("c", lambda cancel, report: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(failing())


def test_the_caller_s_context_is_the_job_s(queue: JobQueue) -> None:
    cell = contextvars.ContextVar("cell", default="none")
    cell.set("cell 7")
    assert queue.submit("x", lambda cancel, report: cell.get()).result() == "cell 7"


def test_no_more_than_its_workers_run_and_in_order() -> None:
    running, most, order, lock = 0, 0, [], threading.Lock()

    def work(cancel, report, number):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            order.append(number)
        time.sleep(0.01)
        with lock:
            running -= 1

    with JobQueue(workers=2) as queue:
        for number in range(12):
            queue.submit("x", lambda cancel, report, number=number: work(cancel, report, number))
    assert most == 2
    assert sorted(order) == list(range(12))


def test_a_closed_queue_takes_nothing_and_finishes_what_it_has() -> None:
    queue = JobQueue(workers=1)
    job = queue.submit("x", lambda cancel, report: time.sleep(0.05) or 1)
    queue.close()
    assert job.state == "done"
    with pytest.raises(StoatError) as caught:
        queue.submit("x", lambda cancel, report: 1)
    assert caught.value.code == "job.closed"
    queue.close(cancel=True)


def test_the_store_holds_every_state() -> None:
    store = MemoryJobStore()
    with JobQueue(workers=1, store=store) as queue:
        job = queue.submit("render", until_cancelled, label="holiday.mp4")
        while store.load_jobs()[0]["state"] != "running":
            time.sleep(0.001)
        job.cancel()
        job.wait(5)
        done = queue.submit("render", lambda cancel, report: "film.mp4")
        done.result()
    newest, first = store.load_jobs()
    assert (newest["state"], newest["result"]) == ("done", "film.mp4")
    assert (first["id"], first["state"], first["title"]) == (job.id, "cancelled", "holiday.mp4")
    assert store.load_jobs(limit=1) == [newest]


def test_a_full_store_does_not_cost_the_result() -> None:
    class Full(MemoryJobStore):
        def save_job(self, snapshot):
            raise OSError(28, "No space left on device")

    with JobQueue(workers=1, store=Full()) as queue:
        assert queue.submit("x", lambda cancel, report: 1).result() == 1


def test_finished_jobs_are_forgotten_at_some_time() -> None:
    with JobQueue(workers=2) as queue:
        for _ in range(260):
            last = queue.submit("x", lambda cancel, report: None)
            last.wait()
        assert queue.get(last.id) is last
        assert len(queue.jobs()) <= 201


def test_blocking_work_returns_and_raises() -> None:
    shown: list[Job[int]] = []
    assert run_blocking("sum", lambda cancel, report: 42, on_start=shown.append) == 42
    assert shown[0].state == "done"
    with pytest.raises(ZeroDivisionError):
        run_blocking("bad", lambda cancel, report: 1 / 0)


def test_an_interrupt_cancels_blocking_work_and_its_ffmpeg() -> None:
    marker = f"stoat-blocking-{os.getpid()}"
    args = [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=32x32",
        "-metadata",
        f"comment={marker}",
        "-f",
        "null",
        "-",
    ]
    jobs: list[Job[object]] = []
    timer = threading.Timer(0.8, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run_blocking(
            "render",
            lambda cancel, report: RealFFmpegExecutor().run(args, cancel=cancel),
            on_start=jobs.append,
        )
    assert jobs[0].state == "cancelled"
    assert not [p for p in psutil.process_iter(["cmdline"]) if marker in " ".join(p.info["cmdline"] or [])]


def test_a_kernel_that_ends_takes_its_ffmpeg_along() -> None:
    marker = f"stoat-exit-{os.getpid()}"
    program = f"""
import time
from stoat_nb.ffmpeg import RealFFmpegExecutor
from stoat_nb.jobs import JobQueue
args = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=32x32", "-metadata", "comment={marker}", "-f", "null", "-"]
queue = JobQueue()
job = queue.submit("render", lambda cancel, report: RealFFmpegExecutor().run(args, cancel=cancel, on_progress=report))
while job.progress.done < 1: time.sleep(0.01)
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    assert not [p for p in psutil.process_iter(["cmdline"]) if marker in " ".join(p.info["cmdline"] or [])]
