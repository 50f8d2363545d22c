"""Random scenes over barcode footage, and what the sampling rule says must be seen and heard.

The reference here is written in `Fraction` and numpy from the rule alone. It calls nothing of the core.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from tests.support.barcode import Barcode, Rectangle

if TYPE_CHECKING:
    import random

    from tests.support.barcode import Footage

SEQUENCE_RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(60)]
SIZES = [(192, 108), (320, 180), (160, 160)]
SAMPLE_RATES = [48000, 48000, 44100]


@dataclass(frozen=True)
class Use:
    """A clip: `source(t) = anchor + (offset + t - start)`, the picture in frames, the sound on the same edges."""

    name: str
    label: str
    start_frame: int
    frames: int
    anchor: Fraction
    offset_ticks: int
    sound_frames: tuple[int, int] | None
    picture: bool = True
    track: str = "A1"


@dataclass(frozen=True)
class Film:
    """A planned film."""

    rate: Fraction
    size: tuple[int, int]
    sample_rate: int
    frames: int
    uses: list[Use]

    @property
    def ticks_per_second(self) -> int:
        return lcm(self.rate.numerator, self.sample_rate)

    @property
    def samples(self) -> int:
        return nearest(self.frames / self.rate * self.sample_rate)

    def source_at(self, use: Use, frame: int) -> Fraction:
        """Source time of `use` at the instant of the film's `frame`."""
        into = Fraction(frame - use.start_frame) / self.rate
        return use.anchor + Fraction(use.offset_ticks, self.ticks_per_second) + into


def nearest(value: Fraction) -> int:
    """Round to the nearest whole number, ties to even."""
    return round(value)


def random_film(random_: random.Random, footage: dict[str, Footage], *, linked: bool = False) -> Film:
    """Return a film of a few clips and gaps; `linked` ones can be made by edits alone, so sound follows picture."""
    rate = random_.choice(SEQUENCE_RATES)
    sample_rate = random_.choice(SAMPLE_RATES)
    size = random_.choice(SIZES)
    ticks_per_second = lcm(rate.numerator, sample_rate)
    uses: list[Use] = []
    at = 0
    names = list(footage)
    for number in range(random_.randint(2, 6)):
        if random_.random() < 0.2:
            at += random_.randint(1, 20)
        name = random_.choice(names)
        medium = footage[name]
        # As an edit does: an anchor on a source frame, perhaps followed by a trim in ticks of the film's grid.
        first = random_.randrange(max(1, len(medium.times) - 3))
        anchor = medium.times[first]
        trim_frames = random_.choice([0, 0, random_.randint(0, 7)])
        offset = trim_frames * ticks_per_second / rate
        assert offset.denominator == 1
        room = (medium.end - anchor - Fraction(trim_frames) / rate) * rate
        longest = int(room) if room.denominator > 1 or room <= int(room) else int(room) - 1
        if longest < 1:
            continue
        wanted = random_.choice([longest, random_.randint(1, min(longest, 60)), random_.randint(1, longest)])
        frames = max(1, min(wanted, longest))
        if medium.path.name.startswith("long") and random_.random() < 0.5:
            frames = longest
        heard = (at, at + frames)
        if not linked and random_.random() < 0.15:
            # A J or L cut: the sound's edges are not the picture's.
            heard = (max(0, at - random_.randint(0, 5)), at + frames - random_.randint(0, min(4, frames - 1)))
        picture = linked or random_.random() < 0.95
        uses.append(Use(name, f"{name}#{number}", at, frames, anchor, int(offset), heard, picture))
        at += frames
    if not uses:
        return random_film(random_, footage, linked=linked)
    return Film(rate, size, sample_rate, at + (0 if linked else random_.choice([0, 0, 7])), uses)


def scene_of(film: Film) -> dict[str, object]:
    """Return the scene document."""
    tick = film.ticks_per_second / film.rate
    picture, sound = [], []
    for use in film.uses:
        clip = f"b1/{use.name}/{use.label}"
        if use.picture:
            picture.append({
                "start_frame": use.start_frame, "frames": use.frames, "clips": [clip + "v"], "label": use.label,
                "medium": use.name, "source_start": str(film.source_at(use, use.start_frame)), "speed": "1",
            })  # fmt: skip
        if use.sound_frames:
            first, last = use.sound_frames
            offset = film.source_at(use, 0)
            sound.append({
                "track": use.track, "start": int(first * tick), "duration": int((last - first) * tick), "clips": [clip + "a"],
                "label": use.label, "medium": use.name, "offset": str(offset), "speed": "1",
            })  # fmt: skip
    return {
        "format": {"rate": str(film.rate), "width": film.size[0], "height": film.size[1], "sample_rate": film.sample_rate},
        "timebase": film.ticks_per_second, "frames": film.frames, "samples": film.samples, "picture": picture, "sound": sound,
    }  # fmt: skip


def expected_pictures(film: Film, footage: dict[str, Footage]) -> list[tuple[Barcode, Rectangle] | None]:
    """Return for every frame its barcode and where it lies; None is black."""
    out: list[tuple[Barcode, Rectangle] | None] = [None] * film.frames
    for use in film.uses:
        if not use.picture:
            continue
        medium = footage[use.name]
        place = fitted(medium, film.size)
        for frame in range(use.start_frame, use.start_frame + use.frames):
            out[frame] = (Barcode(medium.shown_at(film.source_at(use, frame)), medium.medium), place)
    return out


def fitted(medium: Footage, size: tuple[int, int]) -> Rectangle:
    """The centred picture with the medium's shape."""
    shape = medium.size[0] * float(medium.pixel_shape) / medium.size[1]
    width, height = size
    w, h = (width, width / shape) if shape >= width / height else (height * shape, height)
    return Rectangle((width - w) / 2, (height - h) / 2, w, h)


def expected_sound(film: Film, footage: dict[str, Footage]) -> np.ndarray:
    """Return the mix, (samples, 2) float32: film sample S is source sample S + round(C * sample rate)."""
    mix = np.zeros((film.samples, 2), dtype=np.float32)
    for use in film.uses:
        medium = footage[use.name]
        if medium.sound is None or use.sound_frames is None:
            continue
        wave = resampled(medium.sound, medium.sound_rate, film.sample_rate)
        if wave.shape[1] == 1:
            wave = np.repeat(wave, 2, axis=1)
        first, last = (nearest(frame / film.rate * film.sample_rate) for frame in use.sound_frames)
        last = min(last, film.samples)
        shift = nearest(film.source_at(use, 0) * film.sample_rate) - nearest(
            medium.sound_start * film.sample_rate
        )
        start, end = max(first + shift, 0), min(last + shift, len(wave))
        if start < end:
            mix[start - shift : end - shift] += wave[start:end]
    return np.clip(mix, -1, 1)


_RESAMPLED: dict[tuple[int, int, int], np.ndarray] = {}


def resampled(wave: np.ndarray, rate: int, to: int) -> np.ndarray:
    """Band-limited interpolation through the spectrum, padded so that its length is whole at both rates."""
    if rate == to:
        return wave
    key = (id(wave), rate, to)
    if key not in _RESAMPLED:
        unit = rate // np.gcd(rate, to)
        length = -(-len(wave) // unit) * unit
        padded = np.zeros((length, wave.shape[1]))
        padded[: len(wave)] = wave
        out = length * to // rate
        spectrum = np.fft.rfft(padded, axis=0)
        bins = np.zeros((out // 2 + 1, wave.shape[1]), dtype=complex)
        keep = min(len(bins), len(spectrum))
        bins[:keep] = spectrum[:keep]
        result = np.fft.irfft(bins, out, axis=0) * (to / rate)
        _RESAMPLED[key] = result[: len(wave) * to // rate].astype(np.float32)
    return _RESAMPLED[key]
