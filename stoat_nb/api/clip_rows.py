"""The clips of a stored timeline, for questions in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoat_nb.analytics import ClipRow
from stoat_nb.timeline.document import Head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoat_nb.timeline.repository import StoredTimeline

__all__ = ["clip_rows"]


def clip_rows(stored: StoredTimeline) -> Iterator[ClipRow]:
    """Yield a row for each clip at the head of a timeline."""
    for clip in Head.stored(stored).timeline.clips():
        yield ClipRow(
            id=clip.id,
            link=clip.link,
            label=clip.label,
            name=clip.name,
            track=clip.track,
            kind=clip.kind,
            medium=clip.medium_id,
            start_frame=clip.start_frame,
            frames=clip.frames,
            start=str(clip.start),
            duration=str(clip.duration),
            source_start=str(clip.source_start),
            source_end=str(clip.source_end),
        )
