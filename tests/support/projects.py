"""Projects in memory with media that exist as facts only: enough to cut, nothing to decode."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from stoat_nb.api.opening import open_project
from stoat_nb.library import NewVideo
from stoat_nb.media.metadata import AudioStream, Color, VideoMetadata, VideoStream
from stoat_nb.store import MemoryProjectStorage

if TYPE_CHECKING:
    from pathlib import Path

    from stoat_nb.api.project import Project

VARIABLE_PTS = (0, 33, 67, 100, 200, 233, 300, 1000, 1033, 1067)


def video_stream(rate: str | None, frames: int, width: int = 640, height: int = 360) -> VideoStream:
    base = Fraction(1, 30000) if rate is not None else Fraction(1, 1000)
    end = round(frames / Fraction(rate) / base) if rate is not None else 1100
    return VideoStream(
        index=0,
        codec="h264",
        profile=None,
        pixel_format="yuv420p",
        bit_depth=8,
        coded_width=width,
        coded_height=height,
        width=width,
        height=height,
        rotation=0,
        sample_aspect_ratio=Fraction(1),
        field_order="progressive",
        color=Color(),
        time_base=base,
        first_pts=0,
        frame_count=frames,
        rate=None if rate is None else Fraction(rate),
        average_rate=Fraction(rate) if rate is not None else Fraction(frames * 1000, 1100),
        timestamps=None if rate is not None else VARIABLE_PTS,
        end_pts=end,
        keyframes=(0,),
        has_b_frames=False,
    )


def audio_stream(seconds: int, rate: int = 48000) -> AudioStream:
    return AudioStream(1, "aac", rate, 2, "stereo", None, Fraction(1, rate), 0, seconds * rate)


def metadata(
    video: VideoStream | None, audio: AudioStream | None, timecode: str | None = None
) -> VideoMetadata:
    kind = "video" if video is not None else "audio"
    count = int(audio is not None)
    return VideoMetadata(kind, "mov,mp4", Fraction(0), 1000, None, timecode, video, audio, count, 0)


MEDIA = {
    "day1/beach.mp4": metadata(video_stream("25", 250), audio_stream(10), "10:00:00:00"),
    "day2/beach.mp4": metadata(video_stream("25", 100), audio_stream(4)),
    "night.mov": metadata(video_stream("30000/1001", 600, 1280, 720), audio_stream(20)),
    "walk.mp4": metadata(video_stream(None, 10, 360, 640), None),
    "song.wav": metadata(None, audio_stream(30, 44100)),
}


def fill(project: Project) -> Project:
    """Put the media of `MEDIA` into the library."""
    project.storage.set_root("footage", str(project.folder))
    project.videos.add_many([NewVideo("footage", path, facts, 1000, 0) for path, facts in MEDIA.items()])
    return project


def memory_project(folder: Path) -> Project:
    """Return a project in memory that holds `MEDIA`."""
    return fill(open_project(folder / "holiday", storage=MemoryProjectStorage()))


def stored_project(folder: Path) -> Project:
    """Return a project on disk that holds `MEDIA`; a second call opens the same library again."""
    project = open_project(folder / "holiday")
    return project if project.videos.count() else fill(project)
