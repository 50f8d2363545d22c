"""The ``clips`` table: one row for each clip of each timeline, told by whoever knows timelines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stoat_nb.timeline.repository import StoredTimeline


@dataclass(frozen=True)
class ClipRow:
    """One clip. Times are exact seconds as text (``"1001/30000"``); frames count in the timeline's rate.

    ``link`` is shared by a picture and its sound, ``medium`` is the id of a row of ``videos``.
    """

    id: str
    link: str
    label: str
    name: str | None
    track: str
    kind: str
    medium: str
    start_frame: int
    frames: int
    start: str
    duration: str
    source_start: str
    source_end: str


ClipSource: TypeAlias = "Callable[[StoredTimeline], Iterable[ClipRow]]"
"""Gives the clips of a stored timeline; called again only for timelines that have changed."""

CREATE = """
CREATE OR REPLACE TABLE clips (
    timeline VARCHAR, revision BIGINT, id VARCHAR, link VARCHAR, label VARCHAR, name VARCHAR, track VARCHAR,
    kind VARCHAR, medium VARCHAR, start_frame BIGINT, frames BIGINT,
    "start" VARCHAR, duration VARCHAR, source_start VARCHAR, source_end VARCHAR,
    start_seconds DOUBLE, duration_seconds DOUBLE, source_start_seconds DOUBLE, source_end_seconds DOUBLE
)
"""

TIMES = ("start", "duration", "source_start", "source_end")
