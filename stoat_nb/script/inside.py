"""What a headless run asks of its kernel: to tell cells apart from the first, and to report at the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from stoat_nb.api.opening import open_projects
from stoat_nb.script.cells import watch_cells
from stoat_nb.timeline import key
from stoat_nb.timeline.timelines import report_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FailedJob", "KernelReport", "ParkedEdit", "TimelineReport", "begin", "finish"]


class ParkedEdit(TypedDict):
    """An edit that does not act."""

    timeline: str
    cell: str
    code: str
    message: str


class FailedJob(TypedDict):
    """A background job that did not end well."""

    title: str
    state: str
    message: str


class TimelineReport(TypedDict):
    """A timeline that the notebook made."""

    project: str
    name: str
    state: str
    frames: int
    content_hash: str


class KernelReport(TypedDict):
    """What a headless run has made."""

    timelines: list[TimelineReport]
    parked: list[ParkedEdit]
    failed: list[FailedJob]


def begin(notebook: str, cells: Sequence[str]) -> None:
    """Tell the cells of `notebook` apart, in this document order."""
    watch_cells()
    report_cells(notebook, list(cells))
    key.set_current(None)


def finish() -> str:
    """Wait for every background job, and return what was made as JSON."""
    report: KernelReport = {"timelines": [], "parked": [], "failed": []}
    for project in open_projects():
        for job in project.jobs.all():
            job.wait()
            if job.state != "done":
                found = job.snapshot()
                error = found["error"]
                message = str(error.get("message", "")) if isinstance(error, dict) else ""
                report["failed"].append(
                    {"title": str(found["title"]), "state": job.state, "message": message}
                )
        for name in project.timeline_names():
            session = project.timelines.session(name)
            head = session.refresh()
            report["timelines"].append(
                {
                    "project": str(project.folder),
                    "name": name,
                    "state": session.script_state(),
                    "frames": head.timeline.frames,
                    "content_hash": head.timeline.content_hash,
                }
            )
            report["parked"] += [
                ParkedEdit(
                    timeline=name,
                    cell=row["owner"].get("cell", row["owner"].get("name", "")),
                    code=row["code"],
                    message=row["message"],
                )
                for row in head.parked
            ]
    return json.dumps(report)
