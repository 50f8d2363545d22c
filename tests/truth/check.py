"""Renders a film and compares every frame and every stretch of sound with the rule."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING
from unittest import mock

import av
import numpy as np

from stoat_nb import _core
from stoat_nb.ffmpeg import RealFFmpegExecutor
from stoat_nb.media import probe
from stoat_nb.render import renderer
from tests.support.barcode import read_barcode
from tests.truth.scenes import expected_pictures, expected_sound, nearest, scene_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stoat_nb.media import VideoMetadata
    from stoat_nb.render import RenderResult
    from tests.support.barcode import Footage
    from tests.truth.scenes import Film

# Sound may differ by what two decoders and resamplers differ in, not by a sample's place.
LEAST_DECIBEL = 25.0
SHORTEST_WAVE = 400


@dataclass
class Findings:
    """What was compared and what was wrong; `notes` say where."""

    timelines: int = 0
    frames: int = 0
    wrong_frames: int = 0
    samples: int = 0
    wrong_samples: int = 0
    notes: list[str] = field(default_factory=list)


class Studio:
    """Made footage with its probed facts, and one FFmpeg build."""

    def __init__(self, footage: dict[str, Footage], ffmpeg: str, folder: Path) -> None:
        self.footage = footage
        self.executor = RealFFmpegExecutor(ffmpeg)
        self.folder = folder
        self.metadata: dict[str, VideoMetadata] = {name: probe(made.path) for name, made in footage.items()}
        self.media = {name: (footage[name].path, facts) for name, facts in self.metadata.items()}

    def render(self, scene_json: str, name: str = "film.mp4", **options: object) -> RenderResult:
        return renderer.render(
            scene_json, self.media, self.folder / name, executor=self.executor, overwrite=True, **options
        )

    def check(
        self, film: Film, findings: Findings, *, scene_json: str | None = None, note: str = ""
    ) -> RenderResult:
        """Render `film` and add what was found."""
        with kept_mix() as mixes:
            result = self.render(scene_json or json.dumps(scene_of(film)))
        findings.timelines += 1
        self._pictures(film, result, findings, note)
        self._sound(film, mixes[0], result, findings, note)
        return result

    def _pictures(self, film: Film, result: RenderResult, findings: Findings, note: str) -> None:
        expected = expected_pictures(film, self.footage)
        shown = decoded_luma(result.path)
        if len(shown) != film.frames:
            findings.notes.append(f"{note}: {len(shown)} frames, not {film.frames}")
            findings.wrong_frames += abs(len(shown) - film.frames)
        for number, (luma, wanted) in enumerate(zip(shown, expected, strict=False)):
            findings.frames += 1
            found = read_barcode(luma, wanted[1]) if wanted else None
            right = found == wanted[0] if wanted else luma.max() < 40
            if not right:
                findings.wrong_frames += 1
                use = next((u for u in film.uses if u.start_frame <= number < u.start_frame + u.frames), None)
                findings.notes.append(
                    f"{note}: frame {number} of {film.rate} shows {found}, not {wanted} ({use})"
                )

    def _sound(
        self, film: Film, mix: np.ndarray, result: RenderResult, findings: Findings, note: str
    ) -> None:
        expected = expected_sound(film, self.footage)
        heard = decoded_sound(result.path)
        findings.samples += film.samples
        if len(mix) != film.samples or not film.samples <= len(heard) < film.samples + 2048:
            findings.wrong_samples += film.samples
            findings.notes.append(
                f"{note}: {len(mix)} samples mixed, {len(heard)} decoded, not {film.samples}"
            )
            return
        silent = np.ones(film.samples, dtype=bool)
        for use in film.uses:
            first, last = (
                nearest(frame / film.rate * film.sample_rate) for frame in use.sound_frames or (0, 0)
            )
            silent[first:last] = False
            wanted, mixed, encoded = (wave[first:last] for wave in (expected, mix, heard))
            if last - first < SHORTEST_WAVE or not wanted.any():
                continue
            level = decibel(wanted, mixed)
            shift = shift_between(wanted[:, 0], encoded[:, 0])
            # What is buried by a neighbour's overlap, or short of AAC's own window, has no own peak in the film.
            if level < LEAST_DECIBEL or (shift != 0 and last - first > 4096):
                findings.wrong_samples += last - first
                findings.notes.append(f"{note}: {use} sounds wrong: {level:.1f} dB, {shift} samples off")
        if np.abs(mix[silent]).max(initial=0) > 1e-6:
            findings.wrong_samples += int(silent.sum())
            findings.notes.append(f"{note}: sound where none is planned")


def through_timeline(film: Film, studio: Studio) -> str:
    """Return the scene of the same film, built by edits of the real timeline."""
    shape = {
        "rate": str(film.rate), "width": film.size[0], "height": film.size[1], "sample_rate": film.sample_rate,
    }  # fmt: skip
    timeline = _core.Timeline.empty()
    timeline, _ = timeline.apply(json.dumps({"v": 1, "op": "set_format", "format": shape}))
    for number, use in enumerate(film.uses):
        trim = Fraction(use.offset_ticks, film.ticks_per_second)
        source = {"start": str(use.anchor), "end": str(use.anchor + trim + use.frames / film.rate)}
        place = {
            "v": 1, "op": "overwrite", "at": str(use.start_frame / film.rate), "medium": medium_facts(use.name, studio),
            "source": source, "name": f"use{number}", "audio_track": None if use.track == "A1" else use.track,
        }  # fmt: skip
        timeline, _ = timeline.apply(json.dumps(place), f"b{number + 1}")
        if trim:
            edit = {"v": 1, "op": "trim", "target": f"use{number}", "head": str(trim), "ripple": True}
            timeline, _ = timeline.apply(timeline.prepare(json.dumps(edit)), f"b{number + 100}")
    return timeline.scene_json()


def medium_facts(name: str, studio: Studio) -> dict[str, object]:
    """Return what an edit says of a medium."""
    facts = studio.metadata[name]
    video, audio = facts.video, facts.audio
    if video is None:
        assert audio is not None
        sound = {"sample_rate": audio.sample_rate, "start": "0", "duration": str(audio.duration)}
        return {"id": name, "name": studio.footage[name].path.name, "video": None, "audio": sound}
    origin = video.first_pts * video.time_base
    sound = audio and {
        "sample_rate": audio.sample_rate, "start": str(audio.first_pts * audio.time_base - origin),
        "duration": str(audio.duration),
    }  # fmt: skip
    picture = {
        "rate": None if video.rate is None else str(video.rate), "duration": str(video.duration),
        "width": video.width, "height": video.height,
    }  # fmt: skip
    return {"id": name, "name": studio.footage[name].path.name, "video": picture, "audio": sound or None}


@contextmanager
def kept_mix() -> Iterator[list[np.ndarray]]:
    """Keep the raw mix of the renders inside, which a render itself removes."""
    mixes: list[np.ndarray] = []
    original = renderer.write_mix

    def write_mix(plan: object, cancel: object = None) -> Path:
        path = original(plan, cancel)
        mixes.append(np.fromfile(path, dtype="<f4").reshape(-1, 2))
        return path

    with mock.patch.object(renderer, "write_mix", write_mix):
        yield mixes


def decoded_luma(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def decoded_sound(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray().T for frame in container.decode(audio=0)]
    return np.concatenate(blocks).astype(np.float32)


def decibel(wanted: np.ndarray, found: np.ndarray) -> float:
    """How far the difference lies below the wanted wave."""
    power = float((wanted.astype(np.float64) ** 2).mean())
    error = float(((wanted - found).astype(np.float64) ** 2).mean())
    return 10 * float(np.log10(max(power, 1e-20) / max(error, 1e-20)))


def shift_between(wanted: np.ndarray, found: np.ndarray) -> int:
    """By how many samples `found` is late, by its greatest correlation with `wanted`."""
    size = 1 << int(np.ceil(np.log2(2 * len(wanted))))
    product = np.fft.irfft(np.fft.rfft(found, size) * np.conj(np.fft.rfft(wanted, size)), size)
    at = int(np.argmax(product))
    return at if at < size // 2 else at - size
