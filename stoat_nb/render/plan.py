"""The plan of a render as Python values: commands, predicted frames and samples, and reasons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from stoat_nb import _core

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from stoat_nb.ffmpeg.executor import FFmpegExecutor
    from stoat_nb.media.metadata import VideoMetadata
    from stoat_nb.render.profile import RenderProfile

__all__ = ["Placement", "Plan", "Segment", "Stem", "make_plan"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of picture; `medium` and `source_frames` are ``None`` for black."""

    id: str
    start_frame: int
    frames: int
    medium: str | None
    label: str
    clips: tuple[str, ...]
    source_start: Fraction | None
    source_frames: tuple[int, int] | None
    file: Path
    args: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stem:
    """A stretch of one medium's sound, as raw stereo float samples at the film's rate."""

    id: str
    medium: str
    label: str
    clips: tuple[str, ...]
    samples: int
    file: Path
    args: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """A part of a stem at its place in the film, in samples."""

    stem: str
    stem_start: int
    start: int
    samples: int
    track: str
    label: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole render before it runs.

    Attributes
    ----------
    frames, samples
        What must come out.
    picture, mix
        Intermediate files: the joined picture and the raw mix.
    output
        The file that the last command writes.
    """

    rate: Fraction
    width: int
    height: int
    sample_rate: int
    frames: int
    samples: int
    segments: tuple[Segment, ...]
    stems: tuple[Stem, ...]
    placements: tuple[Placement, ...]
    picture: Path
    mix: Path
    output: Path
    mux_args: tuple[str, ...]
    document: str

    @classmethod
    def from_json(cls, document: str) -> Plan:
        """Read what the core planned."""
        data = json.loads(document)
        shape, mux = data["format"], data["mux"]
        return cls(
            rate=Fraction(shape["rate"]),
            width=shape["width"],
            height=shape["height"],
            sample_rate=shape["sample_rate"],
            frames=data["frames"],
            samples=data["samples"],
            segments=tuple(_segment(row) for row in data["segments"]),
            stems=tuple(_stem(row) for row in data["stems"]),
            placements=tuple(Placement(**row) for row in data["placements"]),
            picture=Path(mux["picture"]),
            mix=Path(mux["mix"]),
            output=Path(mux["file"]),
            mux_args=tuple(mux["args"]),
            document=document,
        )


def _segment(row: dict[str, object]) -> Segment:
    source, frames = row["source_start"], row["source_frames"]
    assert isinstance(frames, list | None)
    return Segment(
        id=str(row["id"]),
        start_frame=_count(row["start_frame"]),
        frames=_count(row["frames"]),
        medium=None if row["medium"] is None else str(row["medium"]),
        label=str(row["label"]),
        clips=_texts(row["clips"]),
        source_start=None if source is None else Fraction(str(source)),
        source_frames=None if frames is None else (frames[0], frames[1]),
        file=Path(str(row["file"])),
        args=_texts(row["args"]),
        why=_texts(row["why"]),
    )


def _stem(row: dict[str, object]) -> Stem:
    return Stem(
        id=str(row["id"]),
        medium=str(row["medium"]),
        label=str(row["label"]),
        clips=_texts(row["clips"]),
        samples=_count(row["samples"]),
        file=Path(str(row["file"])),
        args=_texts(row["args"]),
        why=_texts(row["why"]),
    )


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, list)
    return tuple(str(item) for item in value)


def _count(value: object) -> int:
    assert isinstance(value, int)
    return value


def make_plan(
    scene_json: str,
    media: Mapping[str, tuple[str | os.PathLike[str], VideoMetadata]],
    output: str | os.PathLike[str],
    *,
    profile: RenderProfile,
    work: str | os.PathLike[str],
    executor: FFmpegExecutor | None = None,
) -> Plan:
    """Plan a render without running anything.

    Parameters
    ----------
    scene_json
        A timeline's ``scene_json()``.
    media
        For each medium's id its file and what a probe said of it.
    output
        The file to be written.
    profile
        Encoders and their settings.
    work
        The folder for intermediate files; it need not exist.
    executor
        Its FFmpeg is asked whether it has the encoders and filters.

    Raises
    ------
    StoatError
        ``compile.*`` naming the clip, for what cannot be represented.
    """
    facts = {
        key: {**metadata.to_json(), "path": str(Path(path).absolute())}
        for key, (path, metadata) in media.items()
    }
    abilities: dict[str, list[str]] = {}
    if executor is not None:
        found = executor.binary.capabilities
        # a listed encoder may need a device that is not there: those that the film needs are tried
        needed = {profile.video_codec, profile.audio_codec}
        works = [name for name in found.encoders if name not in needed or found.can_encode(name)]
        abilities = {"filters": sorted(found.filters), "encoders": sorted(works)}
    return Plan.from_json(
        _core.compile_plan(
            scene_json,
            json.dumps(facts),
            json.dumps(profile.to_json()),
            json.dumps(abilities),
            work=str(Path(work).absolute()),
            output=str(Path(output).absolute()),
        )
    )
