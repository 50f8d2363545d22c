"""The edits that a person's words mean: put on the frame grid, with the facts of media and clips."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from stoat_nb.api import facts
from stoat_nb.api.text import rate_text
from stoat_nb.api.times import edit_point
from stoat_nb.api.video import SourceRange, Video
from stoat_nb.errors import from_code
from stoat_nb.timeline.document import edit_of, label_of
from stoat_nb.timeline.grid import RegularGrid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoat_nb import _core
    from stoat_nb.api.timeline import Timeline
    from stoat_nb.api.times import TimeLike
    from stoat_nb.timeline.document import Applied

__all__ = ["Source", "TimeRate", "change", "grid_of", "place", "set_format", "split", "trim"]

Source: TypeAlias = SourceRange | Video
TimeRate: TypeAlias = int | float | str | Fraction


def change(timeline: Timeline, fields: Mapping[str, object], label: str) -> Applied:
    """Make one edit as one undo step."""
    _, applied = timeline.session.edit(lambda view: [view.prepare(edit_of(fields))], label)
    return applied[-1]


def set_format(
    timeline: Timeline,
    rate: TimeRate | None,
    width: int | None,
    height: int | None,
    sample_rate: int | None,
) -> None:
    """Set the format; what is None stays as it is, or gets its default."""
    view = timeline.session.view()
    old_rate = Fraction(25) if view.rate is None else view.rate.to_fraction()
    old_width, old_height = view.size or (1280, 720)
    given = {
        "rate": str(_rate(rate) if rate is not None else old_rate),
        "width": width if width is not None else old_width,
        "height": height if height is not None else old_height,
        "sample_rate": sample_rate if sample_rate is not None else view.sample_rate or 48000,
    }
    change(timeline, {"op": "set_format", "format": given}, "set format")


def place(
    timeline: Timeline,
    operation: str,
    source: Source,
    *,
    at: TimeLike | None,
    name: str | None,
    tracks: tuple[str | None, str | None],
) -> tuple[str, str]:
    """Place a range of a medium, and return the clip's id and what it is called.

    The first clip of a timeline gives it its format, and that is printed.
    """
    range_ = source if isinstance(source, SourceRange) else source[:]
    if range_.video._project is not timeline.project:
        context = {"medium": range_.video.name, "timeline": timeline.name}
        raise from_code("project.foreign_medium", context)
    medium = facts.medium_facts(range_.video.record)
    video_track, audio_track = tracks
    if video_track is not None and medium["video"] is None and audio_track is None:
        video_track, audio_track = None, video_track
    fields: dict[str, object] = {
        "op": operation,
        "medium": medium,
        "source": {"start": str(range_.start), "end": str(range_.end)},
        "name": name,
        "video_track": video_track,
        "audio_track": audio_track,
    }
    printed: list[str] = []

    def build(view: _core.Timeline) -> list[str]:
        edits = []
        grid = grid_of(view)
        if grid is None:
            given = facts.format_facts(range_.video.record.metadata)
            edits.append(edit_of({"op": "set_format", "format": given}))
            printed.append(_said(timeline.name, given, range_.video.name))
            grid = RegularGrid(Fraction(str(given["rate"])))
        if at is not None:
            fields["at"] = str(edit_point(at, grid))
        return [*edits, edit_of(fields)]

    _, applied = timeline.session.edit(build, f"{operation} {range_.video.name}")
    for line in printed:
        print(line)
    return applied[-1]["links"][0], name or range_.video.name


def split(timeline: Timeline, at: TimeLike, target: str | None) -> list[tuple[str, str]]:
    """Cut `target`, or every clip under `at`; return the right parts: their ids and what they are called."""
    before: set[str] = set()

    def build(view: _core.Timeline) -> list[str]:
        point = edit_point(at, _needed(view))
        before.update(clip.link for clip in view.clips())
        return [view.prepare(edit_of({"op": "split", "at": str(point), "target": target}))]

    after, applied = timeline.session.edit(build, "split")
    right = [link for link in applied[-1]["links"] if link not in before]
    return [(link, label_of(after, link)) for link in right]


def trim(
    timeline: Timeline, target: str, head: TimeLike | None, tail: TimeLike | None, *, ripple: bool
) -> None:
    """Move edges of `target`; by no amount there is no edit."""

    def build(view: _core.Timeline) -> list[str]:
        grid = _needed(view)
        amounts = {
            edge: str(edit_point(amount, grid))
            for edge, amount in (("head", head), ("tail", tail))
            if amount is not None and edit_point(amount, grid) != 0
        }
        if not amounts:
            return []
        return [view.prepare(edit_of({"op": "trim", "target": target, **amounts, "ripple": ripple}))]

    timeline.session.edit(build, "trim")


def grid_of(view: _core.Timeline) -> RegularGrid | None:
    """Return the frame grid of a timeline; None before it has a format."""
    return None if view.rate is None else RegularGrid(view.rate.to_fraction())


def _needed(view: _core.Timeline) -> RegularGrid:
    grid = grid_of(view)
    if grid is None:
        raise from_code("timeline.no_format", {})
    return grid


def _rate(value: TimeRate) -> Fraction:
    from stoat_nb._core import FrameRate

    return FrameRate.parse(str(value)).to_fraction()


def _said(timeline: str, given: Mapping[str, object], medium: str) -> str:
    rate = rate_text(Fraction(str(given["rate"])))
    return (
        f"{timeline}: {rate} fps, {given['width']}x{given['height']}, {given['sample_rate']} Hz, "
        f"as in {medium}; set_format() changes it"
    )
