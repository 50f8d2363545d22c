"""The states of jobs, kept in the library: what ran, how it ended, and what the end of a kernel cut off."""

from __future__ import annotations

import json
import os
import socket
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb.store.database import Database, now

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNFINISHED = frozenset({"queued", "running"})


class SqliteJobStore:
    """Keeps job states in a library database (what ``stoat_nb.jobs`` calls a JobStore)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_job(self, snapshot: Mapping[str, object]) -> None:
        """Write a job's state; a later one of the same ``id`` replaces it."""
        at = now()
        values = (
            *(str(snapshot.get(name) or "") for name in ("id", "kind", "title", "state")),
            *(json.dumps(dict(snapshot), default=str), this_process(), at, at),
        )
        with self._database.write("job.save", audited=False) as connection:
            connection.execute(
                """INSERT INTO jobs(id, kind, label, state, record, owner, created_at, updated_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, label = excluded.label, state = excluded.state,
                       record = excluded.record, owner = excluded.owner, updated_at = excluded.updated_at""",
                values,
            )

    def load_jobs(self, limit: int = 100) -> list[dict[str, object]]:
        """Return the newest states, newest first.

        A job that was queued or running in a process that has ended is ``interrupted``.
        """
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT record, owner FROM jobs ORDER BY rowid_ DESC LIMIT ?", (limit,)
            ).fetchall()
        jobs: list[dict[str, object]] = []
        for record, owner in rows:
            job: dict[str, object] = json.loads(record)
            if job.get("state") in _UNFINISHED and not is_running(owner):
                job["state"] = "interrupted"
            jobs.append(job)
        return jobs


def this_process() -> str:
    """Return a name of this process that no other one on any machine has: host, number, and start time."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_running(owner: str) -> bool:
    """Whether the process that wrote a state may still be there; one on another machine may."""
    host, _, rest = owner.partition(":")
    number, _, started = rest.partition(":")
    if host != socket.gethostname() or not number.isdecimal():
        return bool(host) and host != socket.gethostname()
    if int(number) == os.getpid():
        return started == _started(os.getpid())
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OSError):
        return True
    return started == _read_start(int(number))


@cache
def _started(process: int) -> str:
    return _read_start(process)


def _read_start(process: int) -> str:
    """Return when a process began, in the kernel's ticks; empty where the system does not tell."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[19]
