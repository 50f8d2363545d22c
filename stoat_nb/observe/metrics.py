"""Prometheus metrics of stoat-nb, in a registry of their own, and small functions that feed them."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "REGISTRY",
    "Execution",
    "count_cache",
    "count_frames",
    "count_ingested",
    "count_render",
    "exposition",
    "ffmpeg_execution",
    "set_queue_depth",
    "time_query",
]

REGISTRY = CollectorRegistry()
Status = Literal["ok", "failed", "timeout", "cancelled"]

_EXECUTIONS = Counter(
    "stoat_nb_ffmpeg_executions",
    "FFmpeg runs that ended, by what they were for and how they ended",
    ["kind", "status"],
    registry=REGISTRY,
)
_DURATION = Histogram(
    "stoat_nb_ffmpeg_duration_seconds",
    "Wall time of FFmpeg runs, also of those that failed, were cancelled or ran out of time",
    ["kind"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600),
    registry=REGISTRY,
)
_ACTIVE = Gauge("stoat_nb_ffmpeg_active_processes", "FFmpeg processes running now", registry=REGISTRY)
_RENDERS = Counter("stoat_nb_renders", "Renders that ended", ["status"], registry=REGISTRY)
_FRAMES = Counter("stoat_nb_frames_rendered", "Frames of proven films", registry=REGISTRY)
_INGESTED = Counter("stoat_nb_ingested_files", "Files that ingest looked at", ["status"], registry=REGISTRY)
_QUERIES = Histogram(
    "stoat_nb_query_seconds",
    "Wall time of queries, also of those that failed",
    ["kind"],
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30),
    registry=REGISTRY,
)
_CACHE = Counter("stoat_nb_cache_lookups", "Lookups in caches", ["cache", "outcome"], registry=REGISTRY)
_QUEUE = Gauge("stoat_nb_queue_depth", "Jobs that wait", registry=REGISTRY)


class Execution:
    """One FFmpeg run while it is measured; set `status` before the block ends."""

    status: Status = "failed"


@contextlib.contextmanager
def ffmpeg_execution(kind: str) -> Iterator[Execution]:
    """Measure one FFmpeg run; a block that raises counts as its `status`, which is ``failed`` at first.

    >>> with ffmpeg_execution("doctest") as execution:
    ...     execution.status = "ok"
    >>> b'kind="doctest",status="ok"' in exposition()
    True
    """
    execution = Execution()
    started = time.monotonic()
    _ACTIVE.inc()
    try:
        yield execution
    finally:
        _ACTIVE.dec()
        _EXECUTIONS.labels(kind, execution.status).inc()
        _DURATION.labels(kind).observe(time.monotonic() - started)


@contextlib.contextmanager
def time_query(kind: str) -> Iterator[None]:
    """Measure one query of a `kind` such as ``search`` or ``sql``, whether it succeeds or fails."""
    started = time.monotonic()
    try:
        yield
    finally:
        _QUERIES.labels(kind).observe(time.monotonic() - started)


def count_render(status: str, frames: int = 0) -> None:
    """Count a render that ended ``proven``, ``failed`` or ``cancelled``, and the frames of a proven one."""
    _RENDERS.labels(status).inc()
    if frames:
        count_frames(frames)


def count_frames(frames: int) -> None:
    """Count rendered frames."""
    _FRAMES.inc(frames)


def count_ingested(status: str, files: int = 1) -> None:
    """Count files that were ``added``, ``refreshed``, ``unchanged`` or ``failed``."""
    _INGESTED.labels(status).inc(files)


def count_cache(cache: str, *, hit: bool) -> None:
    """Count one lookup in a cache."""
    _CACHE.labels(cache, "hit" if hit else "miss").inc()


def set_queue_depth(jobs: int) -> None:
    """Say how many jobs wait."""
    _QUEUE.set(jobs)


def exposition() -> bytes:
    """Return all metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)
