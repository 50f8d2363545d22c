"""The made footage is what it says, by a decoder that renders have nothing to do with."""

import numpy as np
import pytest

from tests.support.barcode import Barcode, Footage, barcode_frame, coded_sound, read_barcode
from tests.support.footage import MAKERS, decoded_table
from tests.truth.check import shift_between


@pytest.mark.parametrize("number", [0, 1, 255, 4660, 65535])
def test_barcode_survives_scaling_and_noise(number: int) -> None:
    luma = barcode_frame(number, 77, 192, 108)
    small = luma[::2, ::2]
    noisy = np.clip(small + np.random.default_rng(1).normal(0, 25, small.shape), 0, 255).astype(np.uint8)
    assert read_barcode(luma) == read_barcode(small) == read_barcode(noisy) == Barcode(number, 77)


def test_barcode_is_not_read_where_there_is_none() -> None:
    assert read_barcode(np.full((108, 192), 16, dtype=np.uint8)) is None


@pytest.mark.parametrize("name", [name for name in MAKERS if name not in ("portrait", "upside_down")])
def test_frames_are_numbered_as_made(footage: dict[str, Footage], name: str) -> None:
    made = footage[name]
    times, numbers = decoded_table(made.path)
    assert numbers == made.numbers
    # Matroska holds milliseconds.
    assert max(abs(a - b) for a, b in zip(times, made.times, strict=True)) <= 0.0005


@pytest.mark.parametrize(
    "name", ["rate23", "rate25", "matroska60", "mono44", "transport25", "late25", "long_sound"]
)
def test_sound_is_where_it_was_made(footage: dict[str, Footage], name: str) -> None:
    made = footage[name]
    assert made.sound is not None
    start = round(made.sound_start * made.sound_rate)
    original = coded_sound(made.medium, len(made.sound) + start, made.sound_rate, made.sound.shape[1])
    length = 8192
    known = {"long_sound": 4 * 48000}.get(name, round(made.end * made.sound_rate))
    original = coded_sound(made.medium, known, made.sound_rate, made.sound.shape[1])
    assert (
        shift_between(original[4096 : 4096 + length, 0], made.sound[4096 - start : 4096 - start + length, 0])
        == 0
    )
