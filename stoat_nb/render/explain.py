"""A plan in words: what is shown and heard when, every FFmpeg command, and why."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from stoat_nb.render.plan import Plan

__all__ = ["explain"]


def explain(plan: Plan) -> str:
    """Return `plan` for people; folders of intermediate files are left out, so that two texts compare clean."""
    return "\n".join(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield (
        f"{plan.frames} frames at {plan.rate} fps, {plan.width}x{plan.height}; "
        f"{plan.samples} samples at {plan.sample_rate} Hz"
    )
    yield f"picture: {len(plan.segments)} segments"
    for segment in plan.segments:
        source = ""
        if segment.source_frames is not None:
            first, last = segment.source_frames
            source = f", source frames {first} to {last}"
        what = segment.label or "black"
        yield f"  {segment.id}: frames {segment.start_frame} to {segment.start_frame + segment.frames}, {what}{source}"
        yield from (f"    why: {reason}" for reason in segment.why)
        yield f"    {_command(segment.args, plan)}"
    yield f"sound: {len(plan.stems)} stems, {len(plan.placements)} placements, mixed once"
    for stem in plan.stems:
        yield f"  {stem.id}: {stem.samples} samples, {stem.label}"
        yield from (f"    why: {reason}" for reason in stem.why)
        yield f"    {_command(stem.args, plan)}"
    for placed in plan.placements:
        end = placed.start + placed.samples
        yield f"  {placed.track}: samples {placed.start} to {end} from {placed.stem}, {placed.label}"
    yield "film: the segments joined by frame number, the mix encoded once"
    yield f"    {_command(plan.mux_args, plan)}"


def _command(args: Sequence[str], plan: Plan) -> str:
    folders = {str(path.parent) for path in _files(plan)}
    return shlex.join(["ffmpeg", *(_short(argument, folders) for argument in args)])


def _files(plan: Plan) -> Iterator[Path]:
    yield from (plan.picture, plan.mix, plan.output)
    yield from (segment.file for segment in plan.segments)
    yield from (stem.file for stem in plan.stems)


def _short(argument: str, folders: set[str]) -> str:
    for folder in sorted(folders, key=len, reverse=True):
        argument = argument.replace(f"{folder}/", "")
    return argument
