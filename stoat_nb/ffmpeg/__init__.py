"""FFmpeg as a tool: finding it, running it under one protocol, and reading what it says."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from stoat_nb.ffmpeg.binary import FFmpegBinary, find_ffmpeg, find_ffprobe
from stoat_nb.ffmpeg.capabilities import Capabilities
from stoat_nb.ffmpeg.executor import FFmpegExecutor, run_checked
from stoat_nb.ffmpeg.fake import FakeFFmpegExecutor
from stoat_nb.ffmpeg.process import Limits
from stoat_nb.ffmpeg.real import RealFFmpegExecutor
from stoat_nb.ffmpeg.recording import RecordingFFmpegExecutor
from stoat_nb.ffmpeg.result import ExecutionResult

if TYPE_CHECKING:
    from stoat_nb.ffmpeg.observable import ObservableFFmpegExecutor

__all__ = [
    "Capabilities",
    "ExecutionResult",
    "FFmpegBinary",
    "FFmpegExecutor",
    "FakeFFmpegExecutor",
    "Limits",
    "ObservableFFmpegExecutor",
    "RealFFmpegExecutor",
    "RecordingFFmpegExecutor",
    "find_ffmpeg",
    "find_ffprobe",
    "run_checked",
]


def __getattr__(name: str) -> object:
    if name == "ObservableFFmpegExecutor":  # it loads structlog and prometheus_client
        return importlib.import_module("stoat_nb.ffmpeg.observable").ObservableFFmpegExecutor
    msg = f"module 'stoat_nb.ffmpeg' has no attribute {name!r}"
    raise AttributeError(msg)
