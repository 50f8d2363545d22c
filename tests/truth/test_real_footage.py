"""Real footage: every frame of a film is compared with the medium's own decoded frame of the rule."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from math import lcm
from pathlib import Path

import av
import numpy as np
import pytest

from stoat_nb.errors import StoatError
from stoat_nb.media import VideoMetadata, probe
from stoat_nb.render import RenderProfile, render
from tests.truth.check import decoded_sound

MEDIA = os.environ.get("STOAT_SAMPLE_MEDIA")
RATE, WIDTH, HEIGHT = Fraction(30000, 1001), 320, 180
FRAMES = 24


def footage() -> dict[str, tuple[Path, VideoMetadata]]:
    found = {}
    for path in sorted(Path(MEDIA or "/nowhere").iterdir()):
        try:
            found[path.name] = (path, probe(path))
        except StoatError:
            continue
    return found


@pytest.mark.skipif(not MEDIA, reason="STOAT_SAMPLE_MEDIA names no folder of real footage")
def test_real_footage_is_shown_by_the_rule(tmp_path: Path) -> None:
    media = footage()
    seen = {name: facts for name, (_, facts) in media.items() if facts.video is not None}
    assert seen
    picture, sound, wanted, at = [], [], [], 0
    tick = lcm(RATE.numerator, 48000) // RATE.numerator * RATE.denominator
    for name, facts in seen.items():
        table = presented(*media[name])
        times = [time for time, _ in table]
        # From a frame in the middle, a fraction of a frame late.
        first = times[len(times) // 3] + Fraction(1, 240)
        use = {
            "start_frame": at,
            "frames": FRAMES,
            "clips": [name],
            "label": name,
            "medium": name,
            "speed": "1",
        }
        picture.append({**use, "source_start": str(first)})
        if facts.audio is not None:
            offset = first - at / RATE
            sound.append({"track": "A1", "start": at * tick, "duration": FRAMES * tick, "clips": [name],
                          "label": name, "medium": name, "offset": str(offset), "speed": "1"})  # fmt: skip
        for number in range(FRAMES):
            instant = first + number / RATE
            wanted.append((name, max(n for n, time in enumerate(times) if time <= instant), table))
        at += FRAMES
    scene = {
        "format": {"rate": str(RATE), "width": WIDTH, "height": HEIGHT, "sample_rate": 48000},
        "timebase": lcm(RATE.numerator, 48000), "frames": at, "samples": round(at / RATE * 48000),
        "picture": picture, "sound": sound,
    }  # fmt: skip
    film = render(json.dumps(scene), media, tmp_path / "film.mp4", profile=RenderProfile(crf=1))
    with av.open(str(film.path)) as container:
        shown = [thumbnail(frame) for frame in container.decode(video=0)]
    assert len(shown) == at
    wrong = []
    for number, (picture_shown, (name, right, table)) in enumerate(zip(shown, wanted, strict=True)):
        rectangle = place(seen[name])
        cut = picture_shown[rectangle]
        around = range(max(0, right - 2), min(len(table), right + 3))
        differences = {
            n: float(np.abs(levelled(cut) - levelled(fit(table[n][1], cut.shape))).mean()) for n in around
        }
        best = min(differences.values())
        # Still pictures look alike: the right one must be as near as any.
        if differences[right] > best + 0.01:
            wrong.append((number, name, right, differences))
    assert wrong == []
    heard = decoded_sound(film.path)
    assert film.samples <= len(heard) < film.samples + 2048
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() > 0.01


def presented(path: Path, facts: VideoMetadata) -> list[tuple[Fraction, np.ndarray]]:
    """All frames, upright, as small luma pictures with their times from the first."""
    turns = facts.video.rotation // 90 if facts.video else 0
    with av.open(str(path)) as container:
        rows = [
            (frame.pts * frame.time_base, np.rot90(thumbnail(frame), -turns))
            for frame in container.decode(video=0)
            if frame.pts is not None
        ]
    rows.sort(key=lambda row: row[0])
    return [(time - rows[0][0], luma) for time, luma in rows]


def thumbnail(frame: av.VideoFrame) -> np.ndarray:
    width = min(frame.width, 320)
    height = max(2, frame.height * width // frame.width)
    small = frame.reformat(width=width, height=height, format="gray")
    return small.to_ndarray()


def place(facts: VideoMetadata) -> tuple[slice, slice]:
    video = facts.video
    assert video is not None
    scale = min(WIDTH / video.width, HEIGHT / video.height)
    width, height = 2 * round(video.width * scale / 2), 2 * round(video.height * scale / 2)
    x, y = (WIDTH - width) // 4 * 2, (HEIGHT - height) // 4 * 2
    return slice(y, y + height), slice(x, x + width)


def levelled(luma: np.ndarray) -> np.ndarray:
    """Without brightness and contrast, which a conversion of colours may change."""
    values = luma[2:-2, 2:-2].astype(np.float32)
    return (values - values.mean()) / (values.std() + 1)


def fit(luma: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    frame = av.VideoFrame.from_ndarray(
        np.ascontiguousarray(luma).clip(0, 255).astype(np.uint8), format="gray"
    )
    return frame.reformat(width=shape[1], height=shape[0]).to_ndarray().astype(np.float32)
