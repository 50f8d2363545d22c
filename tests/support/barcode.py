"""Footage whose every frame says its own number, and sound in which every sample has its place.

A frame is a grid of black and white cells: 16 bits of frame number, 8 of medium, 8 of check. It survives
scaling, 4:2:0 and ordinary compression. The sound of a medium is noise of its own, so that any
shift against it can be measured to the sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS, ROWS = 8, 4
WIDTH, HEIGHT = 192, 108
BLACK, WHITE = 30, 220


class Barcode(NamedTuple):
    """What a frame says about itself."""

    number: int
    medium: int


class Rectangle(NamedTuple):
    """Where the picture lies in a frame, in pixels."""

    x: float
    y: float
    width: float
    height: float


def barcode_frame(number: int, medium: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """Return the luma plane, (height, width) uint8, of a frame."""
    word = (number & 0xFFFF) << 16 | (medium & 0xFF) << 8 | _check(number, medium)
    bits = np.array([(word >> (31 - i)) & 1 for i in range(32)], dtype=np.uint8).reshape(ROWS, COLUMNS)
    rows = np.arange(height) * ROWS // height
    columns = np.arange(width) * COLUMNS // width
    return np.where(bits[np.ix_(rows, columns)], WHITE, BLACK).astype(np.uint8)


def read_barcode(luma: np.ndarray, picture: Rectangle | None = None) -> Barcode | None:
    """Read a frame's luma plane (or grey picture); None when there is no barcode in it."""
    height, width = luma.shape
    x, y, w, h = picture or Rectangle(0, 0, width, height)
    word = 0
    for row in range(ROWS):
        for column in range(COLUMNS):
            left, right = x + w * (column + 0.35) / COLUMNS, x + w * (column + 0.65) / COLUMNS
            top, bottom = y + h * (row + 0.35) / ROWS, y + h * (row + 0.65) / ROWS
            cell = luma[int(top) : max(int(bottom), int(top) + 1), int(left) : max(int(right), int(left) + 1)]
            word = word << 1 | int(cell.mean() > (BLACK + WHITE) / 2)
    number, medium = word >> 16, word >> 8 & 0xFF
    return Barcode(number, medium) if word & 0xFF == _check(number, medium) else None


def _check(number: int, medium: int) -> int:
    check = 0x5A
    for byte in (number >> 8 & 0xFF, number & 0xFF, medium):
        check ^= byte
        for _ in range(8):
            check = (check << 1 ^ 0x07) & 0xFF if check & 0x80 else check << 1
    return check


def coded_sound(medium: int, samples: int, rate: int, channels: int = 2) -> np.ndarray:
    """Return noise of 200 Hz to 9 kHz that only this medium has, (samples, channels) float32, peak 0.3."""
    source = np.random.default_rng(1000 + medium).standard_normal((samples, channels))
    spectrum = np.fft.rfft(source, axis=0)
    frequency = np.fft.rfftfreq(samples, 1 / rate)
    spectrum[(frequency < 200) | (frequency > 9000)] = 0
    wave = np.fft.irfft(spectrum, samples, axis=0)
    return (wave / np.abs(wave).max() * 0.3).astype(np.float32)


@dataclass(frozen=True)
class Footage:
    """A made medium and what it holds by construction.

    Attributes
    ----------
    times : list of Fraction
        When each frame is presented, in seconds from the first one.
    numbers : list of int
        What each frame's barcode says.
    end : Fraction
        When the last frame ends.
    sound : numpy.ndarray or None
        (samples, channels) as it was encoded.
    sound_start : Fraction
        When its first sample is heard, in seconds from the first frame.
    size : tuple of int
        Stored pixels, upright.
    pixel_shape : Fraction
        Width over height of a pixel, upright.
    """

    path: Path
    medium: int
    times: list[Fraction]
    numbers: list[int]
    end: Fraction
    rate: Fraction | None
    size: tuple[int, int]
    sound: np.ndarray | None
    sound_rate: int
    sound_start: Fraction
    pixel_shape: Fraction = Fraction(1)

    def shown_at(self, time: Fraction) -> int:
        """Return the barcode number of the frame on screen at `time`: the latest one that has begun."""
        index = int(np.searchsorted([float(t) for t in self.times], float(time), side="right")) - 1
        while index + 1 < len(self.times) and self.times[index + 1] <= time:
            index += 1
        while index >= 0 and self.times[index] > time:
            index -= 1
        return self.numbers[index]
