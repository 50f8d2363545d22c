"""FFmpeg as a tool: finding it, running it under one protocol, and reading what it says."""

from __future__ import annotations

from stoat_nb.ffmpeg.binary import FFmpegBinary, find_ffmpeg, find_ffprobe
from stoat_nb.ffmpeg.capabilities import Capabilities
from stoat_nb.ffmpeg.executor import FFmpegExecutor, run_checked
from stoat_nb.ffmpeg.process import Limits
from stoat_nb.ffmpeg.real import RealFFmpegExecutor
from stoat_nb.ffmpeg.result import ExecutionResult

__all__ = [
    "Capabilities",
    "ExecutionResult",
    "FFmpegBinary",
    "FFmpegExecutor",
    "Limits",
    "RealFFmpegExecutor",
    "find_ffmpeg",
    "find_ffprobe",
    "run_checked",
]
