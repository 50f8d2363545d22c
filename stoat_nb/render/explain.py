"""A plan told to a person: the scene, the pieces, the commands, and why each is as it is."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoat_nb.render.plan import Plan, Segment, Stem

__all__ = ["Explanation", "Step", "explain"]


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a render, or the mix and join that run in Python.

    Attributes
    ----------
    kind
        What it makes.
    id
        Its name in the plan, as error messages give it.
    clip
        The clip as people call it; empty for black and for the whole film.
    summary
        What it shows or sounds.
    predicted
        Frames of a picture, samples of a sound.
    why
        Reasons.
    command
        The shell command that does the same; empty for what Python does.
    """

    kind: Literal["picture", "sound", "film"]
    id: str
    clip: str
    summary: str
    predicted: int
    why: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """What a render will do. Printing it shows everything; `steps` holds it as values.

    Attributes
    ----------
    frames, samples
        What must come out.
    steps
        The commands in the order of the film: pictures, sounds, the film.
    """

    title: str
    frames: int
    samples: int
    steps: tuple[Step, ...]
    commands: bool = True

    def to_json(self) -> str:
        """Return all of it as JSON."""
        rows = [
            {"kind": step.kind, "id": step.id, "clip": step.clip, "summary": step.summary,
             "predicted": step.predicted, "why": list(step.why), "command": step.command}
            for step in self.steps
        ]  # fmt: skip
        return json.dumps(
            {"title": self.title, "frames": self.frames, "samples": self.samples, "steps": rows}
        )

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        lines = [self.title]
        for kind, heading in (("picture", "Pictures"), ("sound", "Sound"), ("film", "Film")):
            steps = [step for step in self.steps if step.kind == kind]
            if steps:
                lines += ["", heading]
            for step in steps:
                lines.append(f"  {step.id}  {step.summary}")
                lines += [f"        because: {reason}" for reason in step.why]
                if self.commands and step.command:
                    lines.append(f"        $ {step.command}")
        return "\n".join(lines)


def explain(plan: Plan, *, program: str = "ffmpeg", commands: bool = True) -> Explanation:
    """Tell what a plan will do.

    Parameters
    ----------
    plan
        What `make_plan` gave.
    program
        The FFmpeg that the commands name.
    commands
        Whether printing shows the commands.
    """
    seconds = Fraction(plan.frames) / plan.rate
    title = (
        f"{plan.frames} frames at {plan.rate} ({float(seconds):.3f} s), {plan.width}x{plan.height}, "
        f"{plan.samples} samples at {plan.sample_rate}"
    )
    steps = [
        *(_picture(segment, program) for segment in plan.segments),
        *(_sound(stem, plan, program) for stem in plan.stems),
        Step(
            "film",
            "film",
            "",
            f"{len(plan.segments)} pictures joined, {len(plan.placements)} sounds mixed and encoded once",
            plan.frames,
            ("timestamps are written from frame numbers", "AAC encoded in pieces would drift at every join"),
            _command(program, plan.mux_args),
        ),
    ]
    return Explanation(title, plan.frames, plan.samples, tuple(steps), commands)


def _picture(segment: Segment, program: str) -> Step:
    last = segment.start_frame + segment.frames - 1
    place = f"frames {segment.start_frame} to {last}"
    if segment.source_frames is None:
        what = "black"
    else:
        first, end = segment.source_frames
        what = f"{segment.label}: frames {first} to {end} of its medium, from {segment.source_start} s"
    return Step(
        "picture", segment.id, segment.label, f"{place}: {what}", segment.frames, segment.why,
        _command(program, segment.args),
    )  # fmt: skip


def _sound(stem: Stem, plan: Plan, program: str) -> Step:
    places = [placement for placement in plan.placements if placement.stem == stem.id]
    where = ", ".join(
        f"{placement.start} to {placement.start + placement.samples} on {placement.track}"
        for placement in places
    )
    return Step(
        "sound", stem.id, stem.label, f"{stem.label}: samples {where}", stem.samples, stem.why,
        _command(program, stem.args),
    )  # fmt: skip


def _command(program: str, args: Sequence[str]) -> str:
    return shlex.join([program, *args])
