"""The FFmpeg builds that the truth is tested with."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg

SYSTEM = Path("/usr/bin/ffmpeg")


def builds() -> dict[str, str]:
    """Return the bundled build and, where it is installed, the system's, by names for people."""
    found = [imageio_ffmpeg.get_ffmpeg_exe(), *([str(SYSTEM)] if SYSTEM.exists() else [])]
    return {f"FFmpeg {version(path)}": path for path in found}


def version(path: str) -> str:
    output = subprocess.run([path, "-version"], capture_output=True, text=True, check=True).stdout
    return output.split()[2]
