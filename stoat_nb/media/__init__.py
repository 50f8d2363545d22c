"""Media files: what they are (probe), their frames, and thumbnails."""

from __future__ import annotations

from stoat_nb.media.frames import FrameReader, frame_at, thumbnail
from stoat_nb.media.metadata import AudioStream, Color, VideoMetadata, VideoStream
from stoat_nb.media.probe import probe, probe_with_ffprobe

__all__ = [
    "AudioStream",
    "Color",
    "FrameReader",
    "VideoMetadata",
    "VideoStream",
    "frame_at",
    "probe",
    "probe_with_ffprobe",
    "thumbnail",
]
