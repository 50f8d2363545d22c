"""A clip as a person holds it: it follows its clip through every edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoat_nb.api import edits
from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from stoat_nb._core import ClipView, Time
    from stoat_nb.api.timeline import Timeline
    from stoat_nb.api.times import TimeLike
    from stoat_nb.api.video import SourceRange, Video

__all__ = ["ClipHandle"]


class ClipHandle:
    """A clip on a timeline, its picture and its linked sound together.

    It holds the clip's id, not a copy: after a trim it shows the trimmed clip; after a removal it says
    that the clip is gone (``timeline.clip_not_found``).
    """

    def __init__(self, timeline: Timeline, link: str, called: str) -> None:
        self._timeline = timeline
        self._link = link
        self._called = called

    # --- facts -------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The id, which stays through every edit and a change of the cell."""
        return self._link

    @property
    def label(self) -> str:
        """What people call it in this view: its name, or ``beach#2``."""
        return self._view().label

    @property
    def name(self) -> str | None:
        """The name that was given to it."""
        return self._view().name

    @property
    def start(self) -> Time:
        """Where it starts on the timeline, exact seconds."""
        return self._view().start

    @property
    def end(self) -> Time:
        """Where it ends on the timeline, exact seconds."""
        return self._view().end

    @property
    def duration(self) -> Time:
        """How long it lasts on the timeline, exact seconds."""
        return self._view().duration

    @property
    def start_frame(self) -> int:
        """Where it starts in frames of the timeline."""
        return self._view().start_frame

    @property
    def frames(self) -> int:
        """How long it lasts in frames of the timeline."""
        return self._view().frames

    @property
    def tracks(self) -> list[str]:
        """The tracks that it is on, picture first."""
        return [view.track for view in self._views()]

    @property
    def video(self) -> Video:
        """The medium that it uses."""
        return self._timeline.project.video(self._view().medium_id)

    @property
    def source(self) -> SourceRange:
        """The range of the medium that it uses."""
        from stoat_nb.api.video import SourceRange

        view = self._view()
        return SourceRange(self.video, view.source_start, view.source_end)

    # --- edits -------------------------------------------------------------------------------------------

    def trim(
        self, head: TimeLike | None = None, tail: TimeLike | None = None, *, ripple: bool = False
    ) -> ClipHandle:
        """Move its edges: a positive amount takes away, a negative one extends.

        Parameters
        ----------
        head, tail
            Amounts in seconds, or ``frames(n)`` of the timeline.
        ripple
            Whether everything after it moves along; else the neighbouring gap takes the difference.

        Raises
        ------
        ValidationError
            ``timeline.no_handle``: the medium ends sooner, with the largest amount;
            ``timeline.in_the_way``; ``timeline.sync_conflict``.
        """
        edits.trim(self._timeline, self._known(), head, tail, ripple=ripple)
        return self

    def split(self, at: TimeLike) -> ClipHandle:
        """Cut it at the timeline's time `at`; the left part stays this clip, the right one is returned.

        At its own edges there is nothing to cut: nothing is done, and it is returned itself.
        """
        right = edits.split(self._timeline, at, self._known())
        return ClipHandle(self._timeline, *right[0]) if right else self

    def remove(self, *, ripple: bool = False) -> None:
        """Take it off the timeline: a gap stays (lift), or with `ripple` its time goes too (extract)."""
        edits.change(
            self._timeline,
            {"op": "remove", "target": self._known(), "ripple": ripple},
            f"remove {self._called}",
        )

    def rename(self, name: str | None) -> ClipHandle:
        """Give it a name, unique on the timeline; None takes its name away."""
        edits.change(
            self._timeline, {"op": "rename", "target": self._known(), "name": name}, f"rename {self._called}"
        )
        return self

    # --- parts -------------------------------------------------------------------------------------------

    def _views(self) -> list[ClipView]:
        views = [view for view in self._timeline._view().clips() if view.link == self._link]
        if not views:
            raise from_code("timeline.clip_gone", {"clip": self._called, "timeline": self._timeline.name})
        self._called = views[0].label
        return views

    def _view(self) -> ClipView:
        return self._views()[0]

    def _known(self) -> str:
        """Return the id, after making sure that the clip is still there."""
        return self._view().link

    def __repr__(self) -> str:
        views = [view for view in self._timeline._view().clips() if view.link == self._link]
        if not views:
            return f"Clip({self._called!r}, gone)"
        start, end = (self._timeline._text(time.to_fraction()) for time in (views[0].start, views[0].end))
        return f"Clip({views[0].label!r}, {start}..{end}, {'+'.join(view.track for view in views)})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ClipHandle) and other._timeline is self._timeline and other._link == self._link
        )

    def __hash__(self) -> int:
        return hash((id(self._timeline), self._link))
