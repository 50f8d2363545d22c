"""Posters: escaped, without script, the same each time, and plain text on one line."""

from __future__ import annotations

import html.parser
import xml.etree.ElementTree as ET

import pytest

from stoat_nb.widgets import posters
from tests.widgets.fakes import FakeJob, FakeTimeline

HOSTILE = [
    "<script>alert(1)</script>.mp4",
    '"><img src=x onerror=alert(1)>.mp4',
    "a' onmouseover='x",
    "line\nbreak\x00\x1b[31m.mp4",
    "gpj\u202e.4pm",
    "]]><!--",
    "-leading",
    "\N{OTTER} otter.mp4",
    "x" * 5000,
]


class Reader(html.parser.HTMLParser):
    """Notes every tag and attribute."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.names, self.text = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)

    def handle_data(self, data):
        self.text.append(data)


def media(name):
    facts = {"kind": "video", "rate": "25", "width": 640, "height": 360, "frames": 100, "vfr": False}
    return {"m1": {"name": name, **facts}}


def timeline(name):
    model = FakeTimeline(
        name=name, media=media(name), clips=[("c1", "m1", 0, 50, 10), ("c2", "m1", 60, 9, 0)]
    )
    return model.snapshot()


def item(name):
    return {
        "id": "m1",
        "name": name,
        "path": name,
        "kind": "video",
        "duration": "1001/300",
        "frames": 100,
        "rate": "30000/1001",
        "width": 640,
        "height": 360,
        "codec": name,
        "offline": True,
    }


def opened(name):
    return {
        "name": name,
        "kind": "video",
        "size": 1234567,
        "rate": None,
        "frames": 9,
        "width": 360,
        "height": 640,
    }


def job(name):
    error = {"code": "render.failed", "message": name, "hint": name}
    return {**FakeJob().snapshot(), "title": name, "state": "failed", "error": error, "result": name}


def all_html(name):
    return [
        posters.timeline_html(timeline(name)),
        posters.library_html(name, {"total": 30, "items": [item(name)]}),
        posters.video_html(opened(name)),
        posters.job_html(job(name)),
        posters.film_html([(name, name)]),
    ]


def all_text(name):
    return [
        posters.timeline_text(timeline(name)),
        posters.library_text(name, {"total": 30, "items": [item(name)]}),
        posters.video_text(opened(name)),
        posters.job_text(job(name)),
        posters.film_text([(name, name)]),
    ]


ALLOWED = {
    "div",
    "span",
    "strong",
    "svg",
    "g",
    "title",
    "rect",
    "text",
    "line",
    "path",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(name):
    for poster in all_html(name):
        read = Reader(poster)
        assert read.tags <= ALLOWED
        assert not [attribute for attribute in read.names if attribute.startswith("on")]
        assert not read.names & {"href", "src"}
        ET.fromstring(f"<r>{poster}</r>")  # well-formed, so that no viewer has to guess


@pytest.mark.parametrize("name", HOSTILE)
def test_plain_text_is_one_visible_line(name):
    for text in all_text(name):
        assert "\n" not in text
        assert "\u202e" not in text
        assert "\x1b" not in text


def test_posters_are_the_same_each_time():
    assert all_html("beach.mp4") == all_html("beach.mp4")


def test_the_text_of_a_timeline_says_what_matters():
    text = posters.timeline_text(timeline("beach.mp4"))
    assert (
        text
        == "Timeline 'beach.mp4': 2 clips · 00:00:02.760 · 640\N{MULTIPLICATION SIGN}360 · 25 fps · in step"
    )


def test_an_empty_timeline_has_a_poster():
    view = FakeTimeline(name="new").snapshot() | {"format": None, "tracks": []}
    assert "0 clips" in posters.timeline_html(view)
    assert posters.timeline_text(view) == "Timeline 'new': 0 clips · 00:00:00.000 · in step"


def test_a_long_timeline_stays_small_and_says_what_it_leaves_out():
    clips = [(f"c{n}", "m1", n * 3, 3, 0) for n in range(3000)]
    poster = posters.timeline_html(FakeTimeline(media=media("beach.mp4"), clips=clips).snapshot())
    assert len(poster) < 120_000
    assert "and 5600 more" in poster
