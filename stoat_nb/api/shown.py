"""What an instant of a timeline shows: the answer of `Timeline.source_at`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stoat_nb._core import Time
    from stoat_nb.api.clip import ClipHandle
    from stoat_nb.api.video import Video

__all__ = ["Shown"]


class Shown(NamedTuple):
    """What is shown or heard at an instant of a timeline: which clip, which medium, and when in it."""

    clip: ClipHandle
    video: Video
    time: Time

    def __repr__(self) -> str:
        return f"{self.clip.label!r}: {self.video.key!r} at {self.video._text(self.time.to_fraction())}"
