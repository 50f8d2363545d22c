"""Makers of footage that is rarely met: sound alone, 5.1, interlaced, open GOPs, holes, edits inside the file."""

from __future__ import annotations

import struct
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from tests.support.barcode import Footage, coded_sound
from tests.support.footage import RATES, Recipe, decoded_sound, decoded_table, make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Front left and right whole, centre and surrounds 3 dB lower, no bass channel; together at most full scale.
_SIDE = 0.5**0.5
_LOUDEST = 1 + 2 * _SIDE
DOWNMIX = np.array([[1, 0], [0, 1], [_SIDE, _SIDE], [0, 0], [_SIDE, 0], [0, _SIDE]]) / _LOUDEST


def sound_alone(
    medium: int,
    name: str,
    folder: Path,
    *,
    codec: str,
    rate: int = 48000,
    channels: int = 2,
    seconds: int = 4,
) -> Footage:
    """A medium without a picture."""
    path = folder / name
    wave = coded_sound(medium, seconds * rate, rate, channels)
    with av.open(str(path), "w") as out:
        layout = {1: "mono", 2: "stereo"}[channels]
        stream = out.add_stream(codec, rate=rate, layout=layout)
        if codec == "aac":
            stream.bit_rate = 160_000
            stream.codec_context.options = {"aac_pns": "0"}
        planar = stream.codec_context.format.is_planar
        data = wave.T if planar else wave.reshape(1, -1)
        if stream.codec_context.format.name.startswith("s16"):
            data = np.round(data * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(data), format=stream.codec_context.format.name, layout=layout
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        # Encoders with a frame size of their own take it in such portions.
        fifo = av.AudioFifo()
        fifo.write(frame)
        while block := fifo.read(stream.codec_context.frame_size or 1024, partial=True):
            out.mux(stream.encode(block))
        out.mux(stream.encode(None))
    return Footage(
        path,
        medium,
        [Fraction(0)],
        [-1],
        Fraction(seconds),
        None,
        (0, 0),
        decoded_sound(path),
        rate,
        Fraction(0),
    )


def surround(folder: Path) -> Footage:
    """A medium with 5.1 channels, each with noise of its own."""
    made = make(Recipe(43, "surround.mp4", RATES["25"], 75, channels=6), folder)
    assert made.sound is not None
    return replace(made, sound=(made.sound @ DOWNMIX).astype(np.float32))


def holes(folder: Path) -> Footage:
    """25 frames a second, of which some in the middle are missing."""
    present = [n for n in range(100) if n not in (30, 31, 32, 61)]
    times = [Fraction(n, 25) for n in present]
    return make(Recipe(44, "holes.mp4", None, times=times, time_base=Fraction(1, 12800)), folder)


def edited_inside(folder: Path) -> Footage:
    """An MP4 whose edit list shows frames 10 to 29, then 50 to 79: neither begins with a key frame."""
    plain = make(Recipe(45, "edited.mp4", RATES["25"], 100, gop=24, sound=None), folder)
    data = plain.path.read_bytes()
    spans = [(10, 20), (50, 30)]
    plain.path.write_bytes(_with_edits(data, spans))
    times, numbers = decoded_table(plain.path)
    return replace(plain, times=times, numbers=numbers, end=Fraction(len(times), 25))


def _with_edits(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    """Replace the only edit list of a 25 Hz file with its header at the end, so that no chunk moves."""
    header = data.index(b"mvhd")
    movie_scale = struct.unpack_from(">I", data, header + 16)[0]
    media_scale = struct.unpack_from(">I", data, data.index(b"mdhd") + 16)[0]
    at = data.index(b"elst") - 4
    size = struct.unpack_from(">I", data, at)[0]
    assert data[at + 8] == 0, "version 0"
    begin = struct.unpack_from(">i", data, at + 20)[0]
    rows = b"".join(
        struct.pack(">IiI", count * movie_scale // 25, begin + first * media_scale // 25, 0x10000)
        for first, count in spans
    )
    table = struct.pack(">I4sII", 16 + len(rows), b"elst", 0, len(spans)) + rows
    out = bytearray(data[:at] + table + data[at + size :])
    for name in (b"moov", b"trak", b"edts"):
        box = out.index(name) - 4
        assert box < at
        struct.pack_into(">I", out, box, struct.unpack_from(">I", out, box)[0] + len(table) - size)
    return bytes(out)


def coded(medium: int, name: str, options: dict[str, str], folder: Path, frames: int = 75) -> Footage:
    """H.264 with the encoder's `options`."""
    return make(Recipe(medium, name, RATES["25"], frames, codec_options=options), folder)


ODD: dict[str, Callable[[Path], Footage]] = {
    "sound_wav": lambda f: sound_alone(40, "sound.wav", f, codec="pcm_s16le", channels=1),
    "sound_m4a": lambda f: sound_alone(41, "sound.m4a", f, codec="aac", rate=44100),
    "sound_flac": lambda f: sound_alone(42, "sound.flac", f, codec="flac"),
    "surround": surround,
    "holes": holes,
    "edited": edited_inside,
    "interlaced": lambda f: coded(
        46, "interlaced.mp4", {"preset": "ultrafast", "crf": "20", "flags": "+ildct+ilme", "bf": "2", "x264-params": "tff=1"}, f),
    "open_gop": lambda f: coded(
        47, "open_gop.mp4", {"preset": "veryfast", "crf": "23", "bf": "3", "g": "12", "keyint_min": "12", "sc_threshold": "0",
                             "x264-params": "open-gop=1:b-adapt=0"}, f),
    "open_gop_ts": lambda f: coded(
        48, "open_gop.ts", {"preset": "veryfast", "crf": "23", "bf": "3", "g": "12", "keyint_min": "12", "sc_threshold": "0",
                            "x264-params": "open-gop=1:b-adapt=0"}, f),
    "one_frame": lambda f: make(Recipe(49, "one_frame.mp4", RATES["25"], 1, sound=None), f),
}  # fmt: skip
