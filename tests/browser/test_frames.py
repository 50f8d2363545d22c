"""The player shows the exact frame of awkward media: variable rate, late starts, edit lists, turned and wide pixels."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from stoat_nb.timeline.grid import RegularGrid
from tests.browser.picture import shown_barcode, stage_data
from tests.support.barcode import Rectangle
from tests.support.footage import make_all

RATE = 60
SIZE = (640, 360)
MEDIA = [
    "variable_mp4",
    "transport25",
    "edits25",
    "late25",
    "portrait",
    "upside_down",
    "anamorphic",
    "matroska29",
    "variable_mkv",
    "variable_webm",
]
SETUP = """import json
import stoat_nb as st
project = st.open("holiday")
project.ingest({folder!r})
cut = project.timeline("mixed")
cut.set_format(rate={rate}, width={width}, height={height}, sample_rate=48000)
for name in {names!r}:
    cut.append(project[name])
print(json.dumps([[clip.start_frame, clip.frames] for clip in cut.clips]))"""
STAGE = ".stoat-player .stoat-stage"


@pytest.fixture(scope="session")
def awkward(tmp_path_factory):
    return make_all(tmp_path_factory.mktemp("awkward"), MEDIA)


def picture(footage):
    """Return where the frame lies on the canvas: as large as fits, in the middle."""
    width, height = footage.size[0] * footage.pixel_shape, Fraction(footage.size[1])
    scale = min(SIZE[0] / width, SIZE[1] / height)
    wide, high = float(width * scale), float(height * scale)
    return Rectangle((SIZE[0] - wide) / 2, (SIZE[1] - high) / 2, wide, high)


def step_to(page, frame):
    """Move the player's own slider."""
    page.page.locator(".stoat-player .stoat-slider").evaluate(
        "(slider, frame) => { slider.value = frame; slider.dispatchEvent(new Event('input')); }", str(frame)
    )
    page.page.wait_for_function(
        "([stage, frame]) => { const s = document.querySelector(stage)?.dataset;"
        " return s && ['ready', 'error'].includes(s.state) && s.frame === frame; }",
        arg=[STAGE, str(frame)],
    )


def test_every_frame_of_awkward_media_is_the_one_of_the_sampling_rule(opened, awkward):
    folder = str(next(iter(awkward.values())).path.parent)
    names = [footage.path.name for footage in awkward.values()]
    setup = SETUP.format(folder=folder, rate=RATE, width=SIZE[0], height=SIZE[1], names=names)
    page = opened([setup, "cut.player()"], beside=False)
    page.run_cell(0)
    clips = json.loads(page.output(0).strip().splitlines()[-1])
    grid = RegularGrid(Fraction(RATE))
    for route in ("comm", "kernel"):
        if route == "kernel":
            page.page.evaluate("() => { delete window.VideoDecoder; }")
        page.run_cell(1)
        page.page.wait_for_selector(STAGE)
        wrong = []
        for (start, frames), (name, footage) in zip(clips, awkward.items(), strict=True):
            # in steps, which reads on; forth and back, which seeks; and at both ends
            some = (0, 1, 2, 3, frames // 2, frames // 3, frames - 2, frames - 1)
            for at in some if route == "comm" else some[::3] + some[-1:]:
                step_to(page, start + at)
                data = stage_data(page, STAGE)
                found = shown_barcode(page, STAGE, picture(footage)) if data["state"] == "ready" else None
                expected = (footage.shown_at(grid.time_of(at)), footage.medium)
                if (found, data["route"]) != (expected, route):
                    wrong.append((name, at, data, found, expected))
        assert wrong == []
