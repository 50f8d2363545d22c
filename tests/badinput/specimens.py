"""Bad media, made by code from one good film that the bundled FFmpeg encodes."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import imageio_ffmpeg

from stoat_nb._core import FrameRate
from stoat_nb.ffmpeg.command import FFmpegCommand, Filter, Input

if TYPE_CHECKING:
    from collections.abc import Callable

RATE = FrameRate(25)
FRAMES = 50


def encode(command: FFmpegCommand) -> None:
    args = [imageio_ffmpeg.get_ffmpeg_exe(), *command.build()]
    subprocess.run(args, check=True, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)


def make_film(path: Path, frames: int = FRAMES, sound: bool = True) -> Path:
    """Encode `frames` moving pictures, with a tone unless `sound` is false."""
    seconds = Fraction(frames, 25)
    command = FFmpegCommand().input(Input.generator(Filter.testsrc2(160, 90, RATE).lasting(seconds)))
    if sound:
        command = command.input(Input.generator(Filter.sine(440, 48000).lasting(seconds)))
    command = command.output(path).video_codec("libx264").preset("ultrafast").gop(10).pix_fmt("yuv420p")
    encode(command.audio_codec("aac") if sound else command)
    return path


def make_sound(path: Path) -> Path:
    """Encode one second of a tone."""
    encode(FFmpegCommand().input(Input.generator(Filter.sine(440, 48000).lasting(1))).output(path))
    return path


class Specimen(NamedTuple):
    """A file that is refused: how it is made of a good film, and what is said."""

    name: str
    make: Callable[[Path, Path], None]
    code: str
    says: str


def _text(content: str) -> Callable[[Path, Path], None]:
    return lambda good, path: (path.write_text(content), None)[1]


def _cut(part: float) -> Callable[[Path, Path], None]:
    def make(good: Path, path: Path) -> None:
        data = good.read_bytes()
        path.write_bytes(data[: int(len(data) * part)])

    return make


def _dash(good: Path, path: Path) -> None:
    path.write_text(
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
        ' mediaPresentationDuration="PT2S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">'
        '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1000">'
        f"<BaseURL>file://{good}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    )


def _hls(good: Path, path: Path) -> None:
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{good.name}\n#EXT-X-ENDLIST\n")


def _ffconcat(good: Path, path: Path) -> None:
    path.write_text(f"ffconcat version 1.0\nfile {good.name}\n")


def _zeros(good: Path, path: Path) -> None:
    path.write_bytes(bytes(100_000))


def _huge_picture(good: Path, path: Path) -> None:
    """A grey PNG of 9000 x 9000 pixels in a few kilobytes."""
    size = 9000
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 + size)) for _ in range(size)) + packer.flush()

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def _ffmpeg(*args: str) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *args]
    subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL)


def _subtitles_alone(good: Path, path: Path) -> None:
    words = path.with_suffix(".words")
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n")
    _ffmpeg("-f", "srt", "-i", str(words), str(path))
    words.unlink()


def _turned_askew(good: Path, path: Path) -> None:
    _ffmpeg("-display_rotation", "30", "-i", str(good), "-c", "copy", str(path))


SPECIMENS = [
    Specimen("text.mp4", _text("This is a letter, not a film.\n" * 40), "media.unreadable", "cannot be read as a medium"),
    Specimen("empty.mp4", _text(""), "media.empty", "is empty"),
    Specimen("cut.mp4", _cut(0.5), "media.truncated", "ends too early"),
    Specimen("headonly.mp4", _cut(0.001), "media.truncated", "ends too early"),
    Specimen("zeros.mp4", _zeros, "media.unreadable", "cannot be read as a medium"),
    Specimen("dash.mp4", _dash, "media.format_refused", "DASH"),
    Specimen("hls.mp4", _hls, "media.format_refused", "HLS"),
    Specimen("ffconcat.mp4", _ffconcat, "media.format_refused", "ffconcat"),
    Specimen("svg.mp4", _text('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'), "media.format_refused", "SVG"),
    Specimen("huge.png", _huge_picture, "media.too_many_pixels", "limit of 67108864 pixels"),
    Specimen("subtitles.mkv", _subtitles_alone, "media.no_streams", "neither picture nor sound"),
    Specimen("askew.mp4", _turned_askew, "media.rotation", "no quarter turn"),
    Specimen("session.mp4", _text("v=0\nm=video 5004 RTP/AVP 96\n"), "media.format_refused", "SDP"),
]  # fmt: skip

NAMES = [
    'it\'s "quoted".mp4',
    "new\nline.mp4",
    "otter 🦦.mp4",
    "-dash.mp4",
    "%03d [x],;.mp4",
    "http:host.mp4",
    " blank .mp4",
    "<img src=x onerror=alert(1)>.mp4",
]


def copies(good: Path, folder: Path, names: list[str] | None = None) -> list[Path]:
    """Copy the good film under names that other programs stumble over."""
    return [Path(shutil.copy(good, folder / name)) for name in names or NAMES]
