"""A timeline as a person holds it: clips to see and to edit, one film to render."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from stoat_nb._core import Time
from stoat_nb.api import edits
from stoat_nb.api.clip import ClipHandle
from stoat_nb.api.shown import Shown
from stoat_nb.api.text import timecode
from stoat_nb.api.times import asked_frame

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from stoat_nb import _core
    from stoat_nb.api.edits import Source, TimeRate
    from stoat_nb.api.film import Film
    from stoat_nb.api.player import Player
    from stoat_nb.api.project import Project
    from stoat_nb.api.times import TimeLike
    from stoat_nb.api.video import Video
    from stoat_nb.jobs import Job
    from stoat_nb.render import Explanation, RenderProfile
    from stoat_nb.timeline.session import TimelineSession

__all__ = ["Timeline"]


class Timeline:
    """The one timeline of a project that has this name.

    In a notebook each cell's edits replace those of its last run, so running a cell twice is running
    it once. Every edit is exact: times go to the nearest frame of the timeline, ties to the even one.
    """

    def __init__(self, project: Project, session: TimelineSession) -> None:
        self.project = project
        self.session = session

    # --- facts ---------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Its name in the project."""
        return self.session.name

    @property
    def duration(self) -> Time:
        """How long it lasts, exact seconds."""
        return self._view().duration

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return self._view().frames

    @property
    def rate(self) -> Fraction | None:
        """Frames a second; None before the first clip."""
        rate = self._view().rate
        return None if rate is None else rate.to_fraction()

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels; None before the first clip."""
        return self._view().size

    @property
    def sample_rate(self) -> int | None:
        """Sound samples a second; None before the first clip."""
        return self._view().sample_rate

    @property
    def tracks(self) -> list[str]:
        """The names of its tracks: V1, V2, ..., A1, A2, ..."""
        return self._view().tracks

    @property
    def clips(self) -> list[ClipHandle]:
        """Its clips in timeline order; picture and linked sound are one."""
        views = sorted(self._view().clips(), key=lambda view: view.start.to_fraction())
        labels: dict[str, str] = {}
        for view in views:
            labels.setdefault(view.link, view.label)
        return [ClipHandle(self, link, label) for link, label in labels.items()]

    @property
    def content_hash(self) -> str:
        """A hash of what it shows, whichever cells made it; equal timelines have equal ones."""
        return self._view().content_hash

    def __len__(self) -> int:
        return len(self.clips)

    def __iter__(self) -> Iterator[ClipHandle]:
        return iter(self.clips)

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, which: str | int) -> ClipHandle:
        """Return a clip by its name, its label (``"beach#2"``), or its place in timeline order."""
        if isinstance(which, int):
            return self.clips[which]
        return ClipHandle(self, self._view().resolve(which), which)

    def __contains__(self, which: object) -> bool:
        if isinstance(which, ClipHandle):
            return which in self.clips
        return any(which in (view.label, view.link) for view in self._view().clips())

    # --- edits -----------------------------------------------------------------------------------------------

    def append(
        self,
        source: Source,
        *,
        name: str | None = None,
        track: str | None = None,
        audio_track: str | None = None,
    ) -> ClipHandle:
        """Place a range of a medium at the end; its sound comes linked.

        Parameters
        ----------
        source
            ``video["00:10":"00:15"]``, or a whole video.
        name
            A name for the clip, unique on the timeline.
        track, audio_track
            Where picture and sound go, such as ``"V2"`` and ``"A2"``; V1 and A1 unless said.

        Returns
        -------
        The clip.

        Raises
        ------
        ValidationError
            ``timeline.name_taken``, ``timeline.out_of_range``, ``timeline.track_invalid``.
        """
        return ClipHandle(
            self, *edits.place(self, "append", source, at=None, name=name, tracks=(track, audio_track))
        )

    def insert(
        self,
        source: Source,
        *,
        at: TimeLike,
        name: str | None = None,
        track: str | None = None,
        audio_track: str | None = None,
    ) -> ClipHandle:
        """Place a range of a medium at `at`, and push what follows on every track; see `append`."""
        return ClipHandle(
            self, *edits.place(self, "insert", source, at=at, name=name, tracks=(track, audio_track))
        )

    def overwrite(
        self,
        source: Source,
        *,
        at: TimeLike,
        name: str | None = None,
        track: str | None = None,
        audio_track: str | None = None,
    ) -> ClipHandle:
        """Place a range of a medium at `at` over what is there on its tracks; see `append`."""
        return ClipHandle(
            self, *edits.place(self, "overwrite", source, at=at, name=name, tracks=(track, audio_track))
        )

    def split(self, at: TimeLike) -> list[ClipHandle]:
        """Cut every clip under `at` in two; return the right parts.

        Raises
        ------
        ValidationError
            ``timeline.out_of_range``: there is no clip to cut at that time.
        """
        return [ClipHandle(self, *part) for part in edits.split(self, at, None)]

    def trim_end(self) -> None:
        """Drop the gaps at the ends of the tracks."""
        edits.change(self, {"op": "trim_end"}, "trim end")

    def set_format(
        self,
        *,
        rate: TimeRate | None = None,
        width: int | None = None,
        height: int | None = None,
        sample_rate: int | None = None,
    ) -> None:
        """Set rate, size and sample rate; what is left out stays, or is 25, 1280, 720, 48000.

        Parameters
        ----------
        rate
            Frames a second: ``25``, ``"29.97"``, ``"30000/1001"``.
        width, height
            Pixels, even.
        sample_rate
            Samples a second.

        Raises
        ------
        ValidationError
            ``timeline.format_invalid``, ``time.rate_invalid``, ``timeline.format_in_use``.
        """
        edits.set_format(self, rate, width, height, sample_rate)

    def undo(self, *, as_hand: bool = False) -> None:
        """Take back this cell's last edit; outside of cells, the last mouse edit.

        With `as_hand`, a cell's edit is taken back outside of it, by new mouse edits.

        Raises
        ------
        ValidationError
            ``timeline.nothing_to_undo``; ``timeline.cannot_undo_by_hand``: no mouse edits take it back exactly.
        ScriptError
            ``script.undo_at_cell``: a cell made the last edit, and is to be changed instead.
        """
        self.session.undo(as_hand=as_hand)

    def redo(self) -> None:
        """Make the edit again that was taken back last (``timeline.nothing_to_redo``)."""
        self.session.redo()

    @contextmanager
    def edit(self, label: str) -> Iterator[Timeline]:
        """Make several edits one: one undo step, and if the body raises, none of them.

        Raises
        ------
        ConflictError
            ``timeline.conflict``: the timeline was changed elsewhere meanwhile.
        """
        with self.session.group(label):
            yield self

    @contextmanager
    def block(self, name: str) -> Iterator[Timeline]:
        """Give the edits of the body a block of their own: running it again replaces them, wherever it stands.

        Raises
        ------
        ScriptError
            ``script.block_repeated``: the same cell has made this block already.
        """
        with self.session.block(name):
            yield self

    # --- what is shown -----------------------------------------------------------------------------------------

    def source_at(self, at: TimeLike) -> list[Shown]:
        """Return what is shown and heard at `at`: the seen picture first, then what is below it, then sound."""
        view = self._view()
        grid = edits.grid_of(view)
        if grid is None:
            return []
        time = Time.from_fraction(grid.time_of(asked_frame(at, grid)))
        return [
            Shown(ClipHandle(self, clip.link, clip.label), self.project.video(clip.medium_id), source)
            for clip, source in view.source_at(time)
        ]

    def where(self, video: Video, at: TimeLike) -> list[Time]:
        """Return the timeline times at which the instant `at` of a medium is shown or heard, in order."""
        source = video.grid.time_of(asked_frame(at, video.grid, camera_start=video.record.timecode))
        found = self._view().where(video.id, Time.from_fraction(source))
        return sorted({time for _, time in found})

    def explain(self, *, profile: RenderProfile | None = None) -> Explanation:
        """Return the plan of a render for people: what is shown when, every FFmpeg command, and why."""
        from stoat_nb.api.rendering import explained

        return explained(self, profile)

    @overload
    def render(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = ...,
        profile: RenderProfile | None = ...,
        background: Literal[False] = ...,
    ) -> Film: ...

    @overload
    def render(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = ...,
        profile: RenderProfile | None = ...,
        background: Literal[True],
    ) -> Job[Film]: ...

    def render(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        profile: RenderProfile | None = None,
        background: bool = False,
    ) -> Film | Job[Film]:
        """Render what it shows now, and prove that the file holds exactly the planned frames and samples.

        Parameters
        ----------
        path
            The film, ``.mp4``. It is written beside its place and moved there when proven; the
            project's own earlier render is replaced.
        overwrite
            Whether a file that this project did not render may be replaced.
        profile
            How it is encoded; H.264 with AAC unless said.
        background
            Return a job at once instead of waiting.

        Returns
        -------
        The proven film, or the job whose result it is.

        Raises
        ------
        ValidationError
            ``timeline.empty``, ``compile.*``, before FFmpeg starts.
        RenderError
            ``render.*``, with the clip.
        """
        from stoat_nb.api.rendering import rendering

        work = rendering(self, path, overwrite=overwrite, profile=profile)
        jobs, label = self.project.jobs, f"render {Path(path).name}"
        if background:
            return jobs.start("render", work, label=label, unit="frames")
        return jobs.run("render", work, label=label, unit="frames")

    # --- the notebook ------------------------------------------------------------------------------------------

    def to_code(self) -> str:
        """Return the whole timeline as Python for an empty one; ``project`` and the imports are expected."""
        from stoat_nb.api.code import whole

        return whole(self)

    def hand_code(self) -> str:
        """Return the code for a cell that takes over the first mouse edits that are in no cell yet."""
        from stoat_nb.api.code import of_hand

        return of_hand(self)["code"]

    @property
    def script_state(self) -> str:
        """``in_step``, ``hand_edits(n)``, ``stale(cells)``, ``order_differs`` or ``parked(n)``."""
        return self.session.script_state()

    # --- how it looks ------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        view = self._view()
        count = len({clip.link for clip in view.clips()})
        clips = f"{count} clip{'' if count == 1 else 's'}"
        return f"Timeline({self.name!r}, {clips}, {self._text(view.duration.to_fraction())})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        from stoat_nb.widgets import display_timeline

        bundle = display_timeline(self.project.timeline_model(self), self.project.media_model)
        return {**bundle, "text/plain": repr(self)}

    def player(self) -> Player:
        """Return the picture alone, for a cell of its own; its playhead is that of the timeline's widget.

        Returns
        -------
        A player that shows itself as the last line of a cell: ``cut.player()``.
        """
        from stoat_nb.api.player import Player

        return Player(self)

    # --- parts -------------------------------------------------------------------------------------------------

    def _view(self) -> _core.Timeline:
        return self.session.view()

    def _text(self, time: Fraction) -> str:
        return timecode(time, self.rate or Fraction(25))
