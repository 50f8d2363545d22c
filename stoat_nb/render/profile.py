"""How a film is written: encoders and their settings."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["H264", "RenderProfile"]


@dataclass(frozen=True, slots=True)
class RenderProfile:
    """H.264 with AAC in MP4. The values are checked when a render is planned.

    Parameters
    ----------
    name
        For people.
    preset
        Speed preset of x264: slower ones make smaller files.
    crf
        Constant quality of x264, 0 to 51; lower is better.
    threads
        Threads of each encoder, 1 to 4. It is a constant because the encoded bytes depend on it.
    gop
        Largest distance of key frames, in frames.
    audio_bitrate
        Bits per second of the sound.

    Examples
    --------
    >>> RenderProfile(crf=18).to_json()["video"]["crf"]
    18
    """

    name: str = "h264"
    preset: str = "veryfast"
    crf: int = 20
    threads: int = 2
    gop: int = 250
    audio_bitrate: int = 192_000

    @property
    def video_codec(self) -> str:
        """The encoder of the picture."""
        return "libx264"

    @property
    def audio_codec(self) -> str:
        """The encoder of the sound."""
        return "aac"

    def to_json(self) -> dict[str, object]:
        """Return the document that the core reads."""
        video: dict[str, object] = {
            "codec": self.video_codec,
            "preset": self.preset,
            "crf": self.crf,
            "threads": self.threads,
            "gop": self.gop,
        }
        audio: dict[str, object] = {"codec": self.audio_codec, "bitrate": self.audio_bitrate}
        return {"name": self.name, "video": video, "audio": audio}


H264 = RenderProfile()
