"""FFmpeg commands and filter graphs as checked values, from the core.

>>> from stoat_nb.ffmpeg.command import FFmpegCommand, Filter, FilterChain, FilterGraph, Input
>>> from stoat_nb._core import FrameRate, Time
>>> tone = Input.generator(Filter.sine(440, 48000).lasting(1))
>>> pictures = Input.generator(Filter.testsrc2(320, 180, FrameRate(25)).lasting(1))
>>> graph = FilterGraph().chain(
...     FilterChain().input("0:v").filter(Filter.scale_fit(160, 160)).filter(Filter.setsar()).output("v")
... )
>>> command = FFmpegCommand().input(pictures).input(tone).filter_complex(graph)
>>> args = command.output("/films/test.mp4").map("[v]").map("1:a").video_codec("libx264").build()
>>> args[args.index("-filter_complex") + 1]
'[0:v]scale=w=160:h=160:force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=sar=1[v]'
"""

from __future__ import annotations

from stoat_nb._core import (
    FORMAT_WHITELIST,
    MAX_PIXELS,
    FFmpegCommand,
    Filter,
    FilterChain,
    FilterGraph,
    Input,
    Output,
    concat_list,
    escape_concat_path,
    escape_filter_text,
    escape_filter_value,
    escape_graph_text,
    filter_names,
    validate_audio_codec,
    validate_crf,
    validate_expression,
    validate_path,
    validate_preset,
    validate_speed,
    validate_video_codec,
    validate_volume,
)

__all__ = [
    "FORMAT_WHITELIST",
    "MAX_PIXELS",
    "FFmpegCommand",
    "Filter",
    "FilterChain",
    "FilterGraph",
    "Input",
    "Output",
    "concat_list",
    "escape_concat_path",
    "escape_filter_text",
    "escape_filter_value",
    "escape_graph_text",
    "filter_names",
    "validate_audio_codec",
    "validate_crf",
    "validate_expression",
    "validate_path",
    "validate_preset",
    "validate_speed",
    "validate_video_codec",
    "validate_volume",
]
