"""Every frame of a film is the frame of the sampling rule, and every sample of sound is in its place."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.support.footage import MAKERS
from tests.truth.check import Findings, Studio, decoded_luma, medium_facts, through_timeline
from tests.truth.proof import prove
from tests.truth.scenes import Film, Use, random_film, scene_of

if TYPE_CHECKING:
    from tests.support.barcode import Footage

TIMELINES = 8


def test_random_timelines(studio: Studio, seed: int) -> None:
    findings = prove(studio, seed, TIMELINES)
    assert findings.notes == [], f"STOAT_TEST_SEED={seed}"
    assert (findings.wrong_frames, findings.wrong_samples) == (0, 0)
    assert findings.timelines == TIMELINES
    assert findings.frames > 100


@pytest.mark.parametrize("rate", [Fraction(60), Fraction(24000, 1001)])
def test_every_medium_to_its_very_end(studio: Studio, rate: Fraction) -> None:
    """All media in one film, each from its last frames to the last instant before its end."""
    uses, at = [], 0
    for name, made in studio.footage.items():
        anchor = made.times[-4]
        room = (made.end - anchor) * rate
        frames = math.ceil(room)
        uses.append(Use(name, name, at, frames, anchor, 0, (at, at + frames)))
        at += frames
    findings = Findings()
    studio.check(Film(rate, (192, 108), 48000, at, uses), findings)
    assert findings.notes == []


def test_every_medium_from_its_first_frame(studio: Studio) -> None:
    uses = [Use(name, name, 9 * n, 9, Fraction(0), 0, (9 * n, 9 * n + 9)) for n, name in enumerate(MAKERS)]
    findings = Findings()
    studio.check(Film(Fraction(30000, 1001), (320, 180), 48000, 9 * len(uses), uses), findings)
    assert findings.notes == []


def test_a_long_clip_is_cut_into_pieces_that_join_without_a_trace(studio: Studio) -> None:
    film = Film(
        Fraction(25), (128, 72), 48000, 560, [Use("long25", "long", 0, 560, Fraction(1), 0, (0, 560))]
    )
    findings = Findings()
    result = studio.check(film, findings)
    assert findings.notes == []
    # Cut where the source passes 10 s and 20 s, wherever the clip starts.
    assert [segment.frames for segment in result.plan.segments] == [225, 250, 85]


def test_splitting_a_clip_changes_no_frame(studio: Studio, seed: int) -> None:
    from stoat_nb import _core

    random_ = random.Random(f"{seed}/split")
    film = random_film(random_, studio.footage, linked=True)
    whole = through_timeline(film, studio)
    use = random_.choice(film.uses)
    if use.frames < 3:
        use = replace(use, frames=3)
    timeline = _core.Timeline.empty()
    shape = {"rate": str(film.rate), "width": 192, "height": 108, "sample_rate": 48000}
    timeline, _ = timeline.apply(json.dumps({"v": 1, "op": "set_format", "format": shape}))
    made = studio.footage[use.name]
    source = {"start": str(use.anchor), "end": str(min(made.end, use.anchor + Fraction(40) / film.rate))}
    place = {"v": 1, "op": "append", "medium": medium_facts(use.name, studio), "source": source}
    timeline, _ = timeline.apply(json.dumps(place), "b1")
    halves = timeline
    for number in range(1, min(timeline.frames, 4)):
        at = str(Fraction(number) / film.rate)
        halves, _ = halves.apply(
            halves.prepare(json.dumps({"v": 1, "op": "split", "at": at})), f"b{number + 1}"
        )
    one = studio.render(timeline.scene_json(), "whole.mp4")
    many = studio.render(halves.scene_json(), "halves.mp4")
    assert whole
    assert one.sha256 == many.sha256


def test_pieces_side_by_side_show_what_one_piece_shows(studio: Studio) -> None:
    """The same source range as one use and as many: equal frames, though each is encoded by itself."""
    name, rate = "variable_mkv", Fraction(30000, 1001)
    one = Film(rate, (192, 108), 48000, 60, [Use(name, "one", 0, 60, Fraction(0), 0, (0, 60))])
    ticks = one.ticks_per_second
    parts = [
        Use(name, f"part{n}", at, 7, Fraction(0), int(at / rate * ticks), (at, at + 7))
        for n, at in enumerate(range(0, 56, 7))
    ]
    many = Film(rate, (192, 108), 48000, 56, parts)
    findings = Findings()
    studio.check(one, findings)
    studio.check(many, findings)
    assert findings.notes == []


def test_colours_come_out_as_bt709(studio: Studio, footage: dict[str, Footage]) -> None:
    """A red picture that says BT.601 has BT.709's numbers in the film: luma 63, not 81."""
    import av

    path = footage["rate25"].path.parent / "red601.mp4"
    red = np.zeros((96, 128, 3), dtype=np.uint8)
    red[:, :, 0] = 255
    if not path.exists():
        with av.open(str(path), "w") as out:
            stream = out.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
            context = stream.codec_context
            context.colorspace, context.color_primaries, context.color_trc, context.color_range = 6, 6, 6, 1
            for _ in range(10):
                frame = av.VideoFrame.from_ndarray(red, format="rgb24").reformat(
                    format="yuv420p", dst_colorspace="itu601"
                )
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    made = replace(
        footage["rate25"], path=path, sound=None, times=[Fraction(n, 25) for n in range(10)], numbers=[0] * 10, end=Fraction(2, 5)
    )  # fmt: skip
    red_studio = Studio({"red": made}, str(studio.executor.binary.path), studio.folder)
    film = Film(Fraction(25), (128, 96), 48000, 10, [Use("red", "red", 0, 10, Fraction(0), 0, None)])
    result = red_studio.render(json.dumps(scene_of(film)), "red.mp4")
    with av.open(str(result.path)) as container:
        frame = next(container.decode(video=0))
        planes = [np.frombuffer(plane, dtype=np.uint8).mean() for plane in frame.planes]
    assert abs(planes[0] - 63) < 3
    assert abs(planes[1] - 102) < 3
    assert abs(planes[2] - 240) < 3


def test_a_gap_is_black_and_silent(studio: Studio) -> None:
    uses = [
        Use("rate25", "a", 5, 10, Fraction(0), 0, (5, 15)),
        Use("rate29", "b", 25, 10, Fraction(0), 0, (25, 35)),
    ]
    findings = Findings()
    result = studio.check(Film(Fraction(25), (192, 108), 48000, 40, uses), findings)
    assert findings.notes == []
    assert decoded_luma(result.path)[0].max() < 40
