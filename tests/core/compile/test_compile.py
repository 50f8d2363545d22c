"""Plans: pieces, places of sound, and refusals, against figures worked out by hand."""

from __future__ import annotations

import json

import pytest

from stoat_nb import _core
from stoat_nb.errors import StoatError

VIDEO = {
    "index": 0, "pixel_format": "yuv420p", "coded_width": 720, "coded_height": 576, "rotation": 0,
    "sample_aspect_ratio": "16/11", "color": {"range": None, "primaries": None, "transfer": None, "space": None},
    "time_base": "1/12800", "first_pts": 1024, "frame_count": 1000, "rate": "25", "timestamps": None,
    "end_pts": 513024, "keyframes": [1024],
}  # fmt: skip
AUDIO = {
    "index": 1,
    "sample_rate": 44100,
    "channels": 2,
    "time_base": "1/44100",
    "first_pts": 0,
    "end_pts": 1764000,
}
MEDIUM = {"path": "/m/a.mp4", "container": "mov,mp4", "container_start": "0", "video": VIDEO, "audio": AUDIO}
PROFILE = {
    "name": "h264", "video": {"codec": "libx264", "preset": "veryfast", "crf": 20, "threads": 2, "gop": 250},
    "audio": {"codec": "aac", "bitrate": 192000},
}  # fmt: skip
CLIP = {"clips": ["c"], "label": "beach#1", "medium": "m", "speed": "1"}


def scene(frames: int, source_start: str = "4", offset: str = "4") -> dict:
    return {
        "format": {"rate": "25", "width": 640, "height": 360, "sample_rate": 48000}, "timebase": 48000,
        "frames": frames, "samples": frames * 1920,
        "picture": [{**CLIP, "start_frame": 0, "frames": frames, "source_start": source_start}],
        "sound": [{**CLIP, "track": "A1", "start": 0, "duration": frames * 1920, "offset": offset}],
    }  # fmt: skip


def plan(
    document: dict, medium: dict = MEDIUM, profile: dict = PROFILE, abilities: dict | None = None
) -> dict:
    text = _core.compile_plan(
        json.dumps(document), json.dumps({"m": medium}), json.dumps(profile), json.dumps(abilities or {}),
        work="/w", output="/o/film.mp4",
    )  # fmt: skip
    return json.loads(text)


def test_long_uses_are_cut_where_the_source_passes_ten_seconds() -> None:
    pieces = plan(scene(600))["segments"]
    assert [(piece["start_frame"], piece["frames"]) for piece in pieces] == [(0, 150), (150, 250), (400, 200)]
    assert [piece["source_frames"] for piece in pieces] == [[100, 249], [250, 499], [500, 699]]


def test_a_use_of_ten_seconds_is_one_piece() -> None:
    assert len(plan(scene(250))["segments"]) == 1


def test_wide_pixels_are_fitted_on_even_places() -> None:
    # 720 * 16/11 to 576 is 1.818 to 1: the frame's width, and 352 lines.
    assert plan(scene(10))["segments"][0]["picture"] == {"x": 0, "y": 4, "width": 640, "height": 352}


def test_sound_that_starts_before_the_picture_keeps_its_distance() -> None:
    """The first frame is at 1024/12800 s = 0.08 s, the first sample at 0: source time nought is sample 3840."""
    planned = plan(scene(50))
    (place,) = planned["placements"]
    assert (place["start"], place["samples"]) == (0, 96000)
    args = planned["stems"][0]["args"]
    graph = args[args.index("-filter_complex") + 1]
    # 4.08 s is sample 195840; half a second of pre-roll, on the common grid of 1/300 s, starts at 171840.
    assert "atrim=start_pts=157878" in graph
    assert "atrim=start_sample=24000:end_sample=120000" in graph


def test_sound_that_ends_early_is_silent_from_there() -> None:
    short = MEDIUM | {"audio": AUDIO | {"end_pts": 44100 * 5}}
    (place,) = plan(scene(50), short)["placements"]
    assert place["samples"] == 48000 * 5 - 195840
    assert plan(scene(50), MEDIUM | {"audio": None})["placements"] == []


@pytest.mark.parametrize("codec", [("video", "libx265"), ("audio", "libopus")])
def test_other_codecs_are_refused(codec: tuple[str, str]) -> None:
    kind, name = codec
    with pytest.raises(StoatError) as caught:
        plan(scene(10), profile=PROFILE | {kind: PROFILE[kind] | {"codec": name}})
    assert caught.value.code == "compile.codec"


@pytest.mark.parametrize("abilities", [{"encoders": ["aac"]}, {"filters": ["fps"]}])
def test_an_ffmpeg_that_lacks_a_part_is_refused(abilities: dict) -> None:
    with pytest.raises(StoatError) as caught:
        plan(scene(10), abilities=abilities)
    assert caught.value.code == "ffmpeg.capability_missing"


def test_every_input_is_guarded() -> None:
    planned = plan(scene(10))
    for part in [*planned["segments"], *planned["stems"]]:
        assert part["args"].index("-format_whitelist") < part["args"].index("-i")
        assert part["args"][part["args"].index("-i") + 1] == "file:/m/a.mp4"
