"""What an edit records of a medium, and the format that a first clip gives a timeline."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoat_nb.library import VideoRecord
    from stoat_nb.media.metadata import VideoMetadata
    from stoat_nb.timeline.document import Json

__all__ = ["format_facts", "medium_facts"]

# The rates that a sequence gets where the medium's own is no constant: what cameras and screens use.
_STANDARD_RATES = tuple(
    Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60")
)
# The sample rates that AAC can carry, from what sounds like a film on.
_SOUND_RATES = (32000, 44100, 48000, 64000, 88200, 96000)


def medium_facts(record: VideoRecord) -> dict[str, Json]:
    """Return what an edit records of a medium: enough to place and trim it without the library."""
    metadata = record.metadata
    video, audio = metadata.video, metadata.audio
    return {
        "id": record.id,
        "name": record.filename,
        "video": None
        if video is None
        else {
            "rate": None if video.rate is None else str(video.rate),
            "duration": str(video.duration),
            "width": video.width,
            "height": video.height,
        },
        "audio": None
        if audio is None
        else {
            "sample_rate": audio.sample_rate,
            "start": str(_sound_start(metadata)),
            "duration": str(audio.duration),
        },
    }


def format_facts(metadata: VideoMetadata) -> dict[str, Json]:
    """Return the format of a timeline whose first clip is this medium."""
    video, audio = metadata.video, metadata.audio
    rate = Fraction(25)
    if video is not None:
        rate = (
            video.rate if video.rate is not None and 1 <= video.rate <= 240 else _standard(video.average_rate)
        )
    sound = audio.sample_rate if audio is not None and audio.sample_rate in _SOUND_RATES else 48000
    width, height = (video.width, video.height) if video is not None else (1280, 720)
    return {"rate": str(rate), "width": width, "height": height, "sample_rate": sound}


def _standard(rate: Fraction) -> Fraction:
    return min(_STANDARD_RATES, key=lambda standard: abs(standard - rate))


def _sound_start(metadata: VideoMetadata) -> Fraction:
    """Return where the sound starts in source time, which counts from the first video frame."""
    video, audio = metadata.video, metadata.audio
    if video is None or audio is None:
        return Fraction(0)
    return audio.first_pts * audio.time_base - video.first_pts * video.time_base
