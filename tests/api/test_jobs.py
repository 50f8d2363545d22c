"""A project's jobs are known after their kernel: done, failed, cancelled, or cut off with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import stoat_nb as st
from stoat_nb.errors import StoatError
from tests.support.projects import memory_project

KILLED = """
import sys, time
import stoat_nb as st
project = st.open(sys.argv[1])
project.timeline("cut").set_format(rate=25)
def work(cancel, report):
    report(st.observe.Progress(3, 10, "files"))
    print("running", flush=True)
    time.sleep(600)
getattr(project.jobs, sys.argv[2])("ingest", work, label="the long ingest", unit="files")
time.sleep(600)
"""


@pytest.mark.parametrize("door", ["start", "run"])
def test_a_job_of_a_killed_kernel_is_interrupted_and_nothing_else_is_lost(tmp_path, door):
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "holiday"), door],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as kernel:
        assert kernel.stdout is not None
        assert kernel.stdout.readline() == "running\n"
        with st.open(tmp_path / "holiday") as project:
            (seen,) = project.jobs.history()
            assert seen.state == "running"
            with pytest.raises(StoatError) as caught:
                seen.result()
            assert caught.value.code == "job.not_finished"
        os.kill(kernel.pid, signal.SIGKILL)
    with st.open(tmp_path / "holiday") as project:
        (cut_off,) = project.jobs.history()
        assert (cut_off.kind, cut_off.label, cut_off.state) == ("ingest", "the long ingest", "interrupted")
        assert "the long ingest: interrupted" in repr(project.jobs)
        with pytest.raises(StoatError) as caught:
            cut_off.result()
        assert caught.value.code == "job.interrupted"
        assert project.timeline("cut").rate == 25
        assert project.jobs.run("ingest", lambda cancel, report: 7, label="again", unit="files") == 7
        assert [job.state for job in project.jobs.history()] == ["done", "interrupted"]


def test_every_end_is_told_to_the_next_kernel(tmp_path):
    def refuse(cancel, report):
        raise StoatError("media.empty", path="x.mp4")

    def wait(cancel, report):
        cancel.wait()
        cancel.raise_if_cancelled("the copy")

    with st.open(tmp_path / "holiday") as project:
        assert project.jobs.run("sum", lambda cancel, report: 45, label="a sum", unit="files") == 45
        for work, error in ((refuse, StoatError), (lambda cancel, report: 1 / 0, ZeroDivisionError)):
            with pytest.raises(error):
                project.jobs.run("bad", work, label="bad", unit="files")
        job = project.jobs.start("copy", wait, label="a copy", unit="files")
        job.cancel()
        job.wait(10)
        here = [record.state for record in project.jobs.history()]
    with st.open(tmp_path / "holiday") as project:
        cancelled, failed, refused, done = project.jobs.history()
    assert here == [cancelled.state, failed.state, refused.state, done.state]
    assert here == ["cancelled", "failed", "failed", "done"]
    assert done.result() == "45"
    with pytest.raises(StoatError) as caught:
        refused.result()
    assert (caught.value.code, caught.value.context) == ("media.empty", {"path": "x.mp4"})
    with pytest.raises(RuntimeError, match="ZeroDivisionError: division by zero"):
        failed.result()
    with pytest.raises(StoatError) as caught:
        cancelled.result()
    assert caught.value.code == "job.cancelled"


def test_a_project_in_memory_knows_its_own(tmp_path):
    with memory_project(tmp_path) as project:
        assert repr(project.jobs) == "<no jobs>"
        project.jobs.run("sum", lambda cancel, report: 45, label="a sum", unit="files")
        assert repr(project.jobs) == "<a sum: done, 45>"
