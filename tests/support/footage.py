"""Makers of barcode footage: rates, containers, start times, edit lists, variable rate, rotation, sound."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import imageio_ffmpeg
import numpy as np

from tests.support.barcode import HEIGHT, WIDTH, Footage, barcode_frame, coded_sound, read_barcode

if TYPE_CHECKING:
    from collections.abc import Callable

NTSC = {"23.976": Fraction(24000, 1001), "29.97": Fraction(30000, 1001)}
CODEC_OPTIONS = {
    "libx264": {
        "preset": "ultrafast",
        "crf": "23",
        "bf": "2",
        "refs": "2",
        "b-pyramid": "none",
        "sc_threshold": "0",
    },
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "crf": "12", "b": "2M"},
    "mpeg2video": {"qscale": "4", "b": "4M"},
}


@dataclass(frozen=True)
class Recipe:
    """How a medium is made; times in seconds."""

    medium: int
    name: str
    rate: Fraction | None = Fraction(25)
    frames: int = 75
    times: list[Fraction] | None = None
    time_base: Fraction | None = None
    size: tuple[int, int] = (WIDTH, HEIGHT)
    codec: str = "libx264"
    gop: int = 18
    rotation: int = 0
    sample_aspect: Fraction = Fraction(1)
    sound: str | None = "aac"
    sound_rate: int = 48000
    channels: int = 2
    sound_start: Fraction = Fraction(0)
    sound_seconds: Fraction | None = None
    options: dict[str, str] = field(default_factory=dict)
    codec_options: dict[str, str] | None = None


LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


def make(recipe: Recipe, folder: Path) -> Footage:
    """Encode what `recipe` says and return what it holds."""
    times = recipe.times or [Fraction(i) / recipe.rate for i in range(recipe.frames)]
    # How long the last frame of a variable medium stays is not always stored; it is surely this long.
    end = len(times) / recipe.rate if recipe.rate else times[-1] + Fraction(1, 100)
    path = folder / recipe.name
    sound = None
    if recipe.sound:
        seconds = recipe.sound_seconds if recipe.sound_seconds is not None else end - recipe.sound_start
        sound = coded_sound(
            recipe.medium, round(seconds * recipe.sound_rate), recipe.sound_rate, recipe.channels
        )
    # FFmpeg's own edit lists are in milliseconds and would cut the sound's end.
    options = {"movie_timescale": "240000"} if path.suffix == ".mp4" else {}
    with av.open(str(path), "w", options={**options, **recipe.options}) as out:
        video = out.add_stream(recipe.codec, rate=recipe.rate or Fraction(60))
        video.width, video.height = recipe.size
        video.pix_fmt = "yuv420p"
        video.codec_context.gop_size = recipe.gop
        video.codec_context.time_base = recipe.time_base or (
            1 / recipe.rate if recipe.rate else Fraction(1, 90000)
        )
        video.codec_context.sample_aspect_ratio = recipe.sample_aspect
        video.codec_context.options = recipe.codec_options or CODEC_OPTIONS.get(recipe.codec, {})
        audio = None
        if sound is not None:
            audio = out.add_stream(recipe.sound, rate=recipe.sound_rate, layout=LAYOUTS[recipe.channels])
            if recipe.sound == "aac":
                audio.bit_rate = 160_000
                # Noise substitution is random: it would sound different after every seek.
                audio.codec_context.options = {"aac_pns": "0"}
        for number, time in enumerate(times):
            plane = barcode_frame(number, recipe.medium, *recipe.size)
            if recipe.rotation:
                upright = barcode_frame(number, recipe.medium, *_turned(recipe.size, recipe.rotation))
                plane = np.rot90(upright, recipe.rotation // 90)
            frame = av.VideoFrame.from_ndarray(_yuv(plane), format="yuv420p")
            frame.time_base = video.codec_context.time_base
            frame.pts = round(time / frame.time_base)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None:
            _encode_sound(out, audio, sound, recipe)
    start = recipe.sound_start
    if sound is not None:
        # What a plain decoder gives for the whole stream: `test_footage` holds it against what was encoded.
        sound, start = decoded_sound(path), _first_sound(path) - _first_picture(path)
    return Footage(
        path, recipe.medium, times, list(range(len(times))), end, recipe.rate,
        _turned(recipe.size, recipe.rotation), sound, recipe.sound_rate, start,
        recipe.sample_aspect,
    )  # fmt: skip


def _encode_sound(
    out: av.container.OutputContainer, audio: av.AudioStream, sound: np.ndarray, recipe: Recipe
) -> None:
    start = round(recipe.sound_start * recipe.sound_rate)
    format_ = audio.codec_context.format.name
    data = np.ascontiguousarray(sound.T)
    if "s16" in format_:
        data = np.round(data * 32767).astype(np.int16)
    if "p" not in format_:
        data = np.ascontiguousarray(data.T.reshape(1, -1))
    step = audio.codec_context.frame_size or 1024
    packed = 1 if "p" in format_ else recipe.channels
    for at in range(0, len(sound), step):
        block = np.ascontiguousarray(data[:, at * packed : (at + step) * packed])
        frame = av.AudioFrame.from_ndarray(block, format=format_, layout=LAYOUTS[recipe.channels])
        frame.sample_rate = recipe.sound_rate
        frame.time_base = Fraction(1, recipe.sound_rate)
        frame.pts = start + at
        out.mux(audio.encode(frame))
    out.mux(audio.encode(None))


def _yuv(luma: np.ndarray) -> np.ndarray:
    height, width = luma.shape
    return np.vstack([luma, np.full((height // 2, width), 128, dtype=np.uint8)])


def _turned(size: tuple[int, int], rotation: int) -> tuple[int, int]:
    return size if rotation % 180 == 0 else (size[1], size[0])


_FINE = ["-movie_timescale", "240000"]


def _run(*arguments: str) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *arguments]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)


def rotated(recipe: Recipe, folder: Path) -> Footage:
    """A medium that is stored turned and says so in its display matrix."""
    plain = make(replace(recipe, name="plain-" + recipe.name), folder)
    path = folder / recipe.name
    # FFmpeg's option counts anticlockwise.
    _run("-display_rotation", str(-recipe.rotation), "-i", str(plain.path), "-c", "copy", *_FINE, str(path))
    plain.path.unlink()
    return replace(plain, path=path, sound=decoded_sound(path))


def late_stream(recipe: Recipe, folder: Path, offset: str) -> Footage:
    """A medium whose timestamps start at `offset` seconds."""
    plain = make(replace(recipe, name=f"plain-{Path(recipe.name).stem}.mp4"), folder)
    path = folder / recipe.name
    _run(
        "-i",
        str(plain.path),
        "-c",
        "copy",
        "-muxdelay",
        "0",
        "-output_ts_offset",
        offset,
        *(_FINE if path.suffix == ".mp4" else []),
        str(path),
    )
    plain.path.unlink()
    start = _first_sound(path) - _first_picture(path)
    return replace(plain, path=path, sound=decoded_sound(path), sound_start=start)


def edit_list(recipe: Recipe, folder: Path, start: str) -> Footage:
    """A stream-copied cut of a medium: MP4 that begins before its first presented frame, hidden by an edit list.

    What it presents is measured by decoding, since FFmpeg chooses the cut.
    """
    plain = make(replace(recipe, name="plain-" + recipe.name), folder)
    path = folder / recipe.name
    _run("-ss", start, "-i", str(plain.path), "-c", "copy", *_FINE, str(path))
    plain.path.unlink()
    times, numbers = decoded_table(path)
    sound_first = _first_sound(path)
    first = _first_picture(path)
    sound = decoded_sound(path) if plain.sound is not None else None
    end = times[-1] + (1 / recipe.rate if recipe.rate else Fraction(1, 25))
    return replace(
        plain, path=path, times=times, numbers=numbers, end=end, sound=sound, sound_start=sound_first - first
    )


def decoded_table(path: Path) -> tuple[list[Fraction], list[int]]:
    """Return when each frame is presented, from the first, and what its barcode says."""
    rows = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            code = read_barcode(frame.to_ndarray(format="gray"))
            rows.append((frame.pts * frame.time_base, code.number if code else -1))
    rows.sort()
    return [time - rows[0][0] for time, _ in rows], [number for _, number in rows]


def decoded_sound(path: Path) -> np.ndarray:
    """Return the first sound stream, decoded from its beginning, (samples, channels) float32."""
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray().T if frame.format.is_planar else frame.to_ndarray().reshape(-1, frame.layout.nb_channels)
                  for frame in container.decode(audio=0)]  # fmt: skip
    wave = np.concatenate(blocks)
    if wave.dtype.kind == "i":
        return (wave / float(2 ** (8 * wave.dtype.itemsize - 1))).astype(np.float32)
    return wave.astype(np.float32)


def _first_picture(path: Path) -> Fraction:
    with av.open(str(path)) as container:
        return min(f.pts * f.time_base for _, f in zip(range(8), container.decode(video=0), strict=False))


def _first_sound(path: Path) -> Fraction:
    with av.open(str(path)) as container:
        frame = next(container.decode(audio=0))
        return frame.pts * frame.time_base


def variable_times(medium: int, frames: int, grid: Fraction) -> list[Fraction]:
    """Timestamps with uneven steps of 10 to 90 ms, on `grid`."""
    random = np.random.default_rng(500 + medium)
    at, times = Fraction(0), []
    for _ in range(frames):
        times.append(round(at / grid) * grid)
        at += Fraction(int(random.integers(10, 90)), 1000)
    return times


RATES = {
    "23": NTSC["23.976"],
    "25": Fraction(25),
    "29": NTSC["29.97"],
    "50": Fraction(50),
    "60": Fraction(60),
}

MAKERS: dict[str, Callable[[Path], Footage]] = {
    "rate23": lambda f: make(Recipe(1, "rate23.mp4", RATES["23"], 90), f),
    "rate25": lambda f: make(Recipe(2, "rate25.mp4", RATES["25"], 100), f),
    "rate29": lambda f: make(Recipe(3, "rate29.mp4", RATES["29"], 100), f),
    "rate50": lambda f: make(Recipe(4, "rate50.mp4", RATES["50"], 150), f),
    "rate60": lambda f: make(Recipe(5, "rate60.mp4", RATES["60"], 180), f),
    "long25": lambda f: make(Recipe(6, "long25.mp4", RATES["25"], 600, gop=50, size=(128, 72)), f),
    "matroska29": lambda f: make(Recipe(7, "matroska29.mkv", RATES["29"], 100), f),
    "matroska60": lambda f: make(Recipe(8, "matroska60.mkv", RATES["60"], 150, sound="flac"), f),
    "transport25": lambda f: late_stream(Recipe(9, "transport25.ts", RATES["25"], 100), f, "37.48"),
    "transport29": lambda f: late_stream(Recipe(10, "transport29.ts", RATES["29"], 100, sound_rate=44100), f, "10.1"),
    "late25": lambda f: late_stream(Recipe(11, "late25.mp4", RATES["25"], 80), f, "2.52"),
    "edits25": lambda f: edit_list(Recipe(12, "edits25.mp4", RATES["25"], 120, gop=30), f, "1.3"),
    "edits29": lambda f: edit_list(Recipe(13, "edits29.mp4", RATES["29"], 120, gop=24), f, "0.77"),
    "variable_mp4": lambda f: make(
        Recipe(14, "variable.mp4", None, times=variable_times(14, 80, Fraction(1, 90000)), time_base=Fraction(1, 90000)), f),
    "variable_mkv": lambda f: make(
        Recipe(15, "variable.mkv", None, times=variable_times(15, 80, Fraction(1, 1000)), time_base=Fraction(1, 1000)), f),
    "variable_webm": lambda f: make(
        Recipe(16, "variable.webm", None, times=variable_times(16, 60, Fraction(1, 1000)), time_base=Fraction(1, 1000),
               codec="libvpx", sound="libopus"), f),
    "portrait": lambda f: rotated(Recipe(17, "portrait.mp4", RATES["29"], 75, rotation=90), f),
    "upside_down": lambda f: rotated(Recipe(18, "upside_down.mp4", RATES["25"], 60, rotation=180), f),
    "anamorphic": lambda f: make(
        Recipe(19, "anamorphic.mp4", RATES["25"], 75, size=(144, 116), sample_aspect=Fraction(16, 11)), f),
    "silent": lambda f: make(Recipe(20, "silent.mp4", RATES["50"], 120, sound=None), f),
    "mono44": lambda f: make(Recipe(21, "mono44.mp4", RATES["25"], 100, sound_rate=44100, channels=1), f),
    "short_sound": lambda f: make(Recipe(22, "short_sound.mp4", RATES["25"], 100, sound_seconds=Fraction(3, 2)), f),
    "long_sound": lambda f: make(Recipe(23, "long_sound.mp4", RATES["25"], 60, sound_seconds=Fraction(4)), f),
    "late_sound": lambda f: make(
        Recipe(24, "late_sound.mp4", RATES["25"], 100, sound_start=Fraction(3, 4), sound_seconds=Fraction(2)), f),
}  # fmt: skip


def make_all(folder: Path, names: list[str] | None = None) -> dict[str, Footage]:
    """Make the named media (all of them unless said) in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: MAKERS[name](folder) for name in names or list(MAKERS)}
