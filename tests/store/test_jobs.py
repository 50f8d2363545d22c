"""The states of jobs outlive their kernel."""

import subprocess
import sys

import pytest

from stoat_nb.store import Database
from stoat_nb.store.jobs import SqliteJobStore, is_running, this_process


def test_the_newest_state_of_each_job_is_kept(database):
    jobs = SqliteJobStore(database)
    jobs.save_job({"id": "a", "kind": "ingest", "state": "running", "done": 1})
    jobs.save_job({"id": "b", "kind": "render", "state": "queued", "done": 0})
    jobs.save_job({"id": "a", "kind": "ingest", "state": "done", "done": 2})
    assert [(job["id"], job["state"], job["done"]) for job in jobs.load_jobs()] == [
        ("b", "queued", 0),
        ("a", "done", 2),
    ]
    assert [job["id"] for job in jobs.load_jobs(limit=1)] == ["b"]


def test_a_job_of_a_kernel_that_ended_is_interrupted(tmp_path):
    path = tmp_path / "library.sqlite3"
    code = (
        "import sys; from stoat_nb.store import Database; from stoat_nb.store.jobs import SqliteJobStore\n"
        "database = Database(sys.argv[1]); database.upgrade(); jobs = SqliteJobStore(database)\n"
        "jobs.save_job({'id': 'a', 'state': 'running'}); jobs.save_job({'id': 'b', 'state': 'done'})"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    with Database(path) as database:
        states = {job["id"]: job["state"] for job in SqliteJobStore(database).load_jobs()}
    assert states == {"a": "interrupted", "b": "done"}


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        (this_process(), True),
        (this_process() + "0", False),
        ("another-machine:1:5", True),
        ("", False),
        (this_process().split(":")[0] + ":4194399:1", False),
    ],
)
def test_who_is_still_running(owner, expected):
    assert is_running(owner) is expected
