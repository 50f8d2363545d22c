"""Media of every kind that probing must understand, made by the bundled FFmpeg, once for these tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest

from tests.support.footage import MAKERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.barcode import Footage

PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=96x72:rate=25:duration=1.2"]
TONE = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1.2"]
X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "12"]


def ffmpeg(*args: str) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *args]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)


def both(name: str, *options: str) -> Callable[[Path], Path]:
    """A medium with picture and sound."""

    def make(folder: Path) -> Path:
        ffmpeg(*PICTURE, *TONE, *options, str(folder / name))
        return folder / name

    return make


def picture(
    name: str, *options: str, source: str = "testsrc2=size=96x72:rate=25:duration=1.2"
) -> Callable[[Path], Path]:
    """A medium without sound."""

    def make(folder: Path) -> Path:
        ffmpeg("-f", "lavfi", "-i", source, *options, str(folder / name))
        return folder / name

    return make


def sound(name: str, *options: str) -> Callable[[Path], Path]:
    """A medium of sound alone."""

    def make(folder: Path) -> Path:
        ffmpeg(*TONE, *options, str(folder / name))
        return folder / name

    return make


def cover(name: str, *options: str) -> Callable[[Path], Path]:
    """A medium with cover art."""

    def make(folder: Path) -> Path:
        art = folder / "art.png"
        ffmpeg("-f", "lavfi", "-i", "color=red:size=64x48", "-frames:v", "1", str(art))
        ffmpeg(
            "-i", str(art), *PICTURE, *TONE, *options, "-disposition:v:0", "attached_pic", str(folder / name)
        )
        return folder / name

    return make


def copy_of(
    name: str, first: Callable[[Path], Path], *options: str, before: tuple[str, ...] = ()
) -> Callable[[Path], Path]:
    """A remuxed medium."""

    def make(folder: Path) -> Path:
        source = first(folder)
        ffmpeg(*before, "-i", str(source), "-c", "copy", *options, str(folder / name))
        return folder / name

    return make


LONG = picture("long.mp4", *X264, source="testsrc2=size=96x72:rate=25:duration=4")
OWN: dict[str, Callable[[Path], Path]] = {
    "vp8 with hidden frames": both("hidden.webm", "-c:v", "libvpx", "-auto-alt-ref", "1", "-lag-in-frames", "16", "-b:v", "200k"),
    "vp9": both("vp9.webm", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"),
    "hevc": picture("hevc.mp4", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"),
    "ten bits": picture("ten.mkv", "-c:v", "ffv1", "-pix_fmt", "yuv422p10le"),
    "prores": picture("prores.mov", "-c:v", "prores_ks"),
    "motion jpeg in avi": both("mjpeg.avi", "-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "mpeg4 in avi": picture("mpeg4.avi", "-c:v", "mpeg4"),
    "mpeg program stream": both("ps.mpg", "-c:v", "mpeg2video", "-c:a", "mp2"),
    "flash": both("flash.flv", *X264, "-c:a", "aac"),
    "open groups": picture("open.mp4", *X264, "-x264-params", "open-gop=1"),
    "interlaced": picture("interlaced.mp4", "-c:v", "libx264", "-flags", "+ilme+ildct", "-x264-params", "tff=1"),
    "one frame": picture("one.mp4", *X264, "-frames:v", "1"),
    "two frames": picture("two.mkv", *X264, "-frames:v", "2"),
    "dropped frames": picture("holes.mp4", *X264, "-vf", "select='not(eq(n,7)+eq(n,8)+eq(n,20))'", "-fps_mode", "vfr"),
    "stream copied cut": copy_of("cut.mp4", LONG, before=("-ss", "1.3")),
    "cut twice": copy_of("cut2.mp4", copy_of("cut1.mp4", LONG, before=("-ss", "0.7")), before=("-ss", "0.5")),
    "fragmented": copy_of("fragmented.mp4", LONG, "-movflags", "frag_keyframe+empty_moov"),
    "index first": copy_of("faststart.mp4", LONG, "-movflags", "+faststart"),
    "wide pixels": picture("wide.mp4", *X264, "-vf", "setsar=4/3"),
    "tall pixels and turned": copy_of("turned.mp4", picture("sar.mp4", *X264, "-vf", "setsar=10/11"), before=("-display_rotation", "90")),
    "tagged colours": picture("tagged.mp4", *X264, "-vf", "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"),
    "full range": picture("full.mp4", *X264, "-pix_fmt", "yuvj420p"),
    "odd size": picture("odd.mkv", "-c:v", "ffv1", "-pix_fmt", "yuv444p", source="testsrc=size=97x73:rate=25:duration=0.4"),
    "timecode and date": both("tc.mov", *X264, "-c:a", "pcm_s16le", "-timecode", "10:32:11:04", "-metadata", "creation_time=2026-05-01T10:00:00Z"),
    "two sounds": both("two-sounds.mkv", *X264, "-map", "0:v", "-map", "1:a", "-map", "1:a", "-c:a", "flac", "-disposition:a:1", "default",
                       "-disposition:a:0", "0", "-metadata:s:a:1", "language=deu"),
    "surround": both("surround.mkv", *X264, "-af", "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0", "-c:a", "flac"),
    "mp3": sound("tone.mp3"),
    "wav": sound("tone.wav"),
    "flac": sound("tone.flac"),
    "opus in ogg": sound("tone.opus", "-c:a", "libopus"),
    "vorbis in ogg": sound("tone.ogg", "-c:a", "libvorbis"),
    "aac in m4a": sound("tone.m4a", "-ar", "44100", "-ac", "1"),
    "aac stream": sound("tone.aac"),
    "mp3 with cover": cover("cover.mp3", "-map", "0:v", "-map", "2:a"),
    "m4a with cover": cover("cover.m4a", "-map", "0:v", "-map", "2:a", "-c:v:0", "png"),
    "film with cover": cover("cover.mp4", "-map", "0:v", "-map", "1:v", "-map", "2:a", "-c:v:0", "mjpeg", "-c:v:1", "libx264"),
    "still png": picture("still.png", "-frames:v", "1"),
    "still jpeg": picture("still.jpg", "-frames:v", "1"),
    "animated gif": picture("moving.gif"),
}  # fmt: skip


@pytest.fixture(scope="session")
def media_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


class Samples:
    """Media by name, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Path] = {}
        self._footage: dict[str, Footage] = {}
        self._next = 0

    def __getitem__(self, name: str) -> Path:
        if name not in self._made:
            folder = self._folder / str(self._next)
            self._next += 1
            folder.mkdir()
            if name in OWN:
                self._made[name] = OWN[name](folder)
            elif name in MAKERS:
                self._footage[name] = MAKERS[name](folder)
                self._made[name] = self._footage[name].path
            else:
                self._made[name] = Path(os.environ["STOAT_SAMPLE_MEDIA"]) / name
        return self._made[name]

    def footage(self, name: str) -> Footage:
        """What the maker of a medium knows of it."""
        assert self[name].exists()
        return self._footage[name]


@pytest.fixture(scope="session")
def samples(media_folder: Path) -> Samples:
    return Samples(media_folder)
