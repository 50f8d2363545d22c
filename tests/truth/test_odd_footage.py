"""Rarely met footage obeys the same rule: sound alone, 5.1, interlaced, open GOPs, holes, edits inside a file."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.support.footage import MAKERS
from tests.support.odd_footage import ODD
from tests.truth.builds import builds
from tests.truth.check import Findings, Studio, through_timeline
from tests.truth.scenes import Film, Use

if TYPE_CHECKING:
    from tests.support.barcode import Footage

SOUNDS = ["sound_wav", "sound_m4a", "sound_flac"]
PICTURES = [name for name in ODD if name not in SOUNDS]
SIZE = (192, 108)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Footage]:
    folder = tmp_path_factory.mktemp("odd")
    made = {name: maker(folder) for name, maker in ODD.items()}
    return made | {name: MAKERS[name](folder) for name in ("rate25", "mono44", "short_sound", "late_sound")}


@pytest.fixture(scope="module", params=builds(), ids=lambda name: name.replace(" ", "-")[:12])
def odd_studio(
    request: pytest.FixtureRequest, odd: dict[str, Footage], tmp_path_factory: pytest.TempPathFactory
) -> Studio:
    return Studio(odd, builds()[request.param], tmp_path_factory.mktemp("odd-films"))


def check(studio: Studio, film: Film, *, edited: bool = False) -> Findings:
    findings = Findings()
    studio.check(film, findings, scene_json=through_timeline(film, studio) if edited else None)
    assert findings.notes == []
    assert (findings.wrong_frames, findings.wrong_samples) == (0, 0)
    return findings


def row(names: list[str], studio: Studio, rate: Fraction, *, begin: int, most: int) -> Film:
    """Each medium in turn, from the frame `begin` on (from its end if negative), for `most` whole frames."""
    uses, at = [], 0
    for name in names:
        made = studio.footage[name]
        anchor = made.times[max(begin, -len(made.times)) if begin < 0 else min(begin, len(made.times) - 1)]
        frames = min(most, max(1, int((made.end - anchor) * rate)))
        uses.append(Use(name, name, at, frames, anchor, 0, (at, at + frames)))
        at += frames
    return Film(rate, SIZE, 48000, at, uses)


def test_the_file_with_edits_inside_shows_both_of_its_parts(odd: dict[str, Footage]) -> None:
    assert odd["edited"].numbers == [*range(10, 30), *range(50, 80)]


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(60)], ids=str)
@pytest.mark.parametrize("begin", [0, 1, 19, 31, -5])
def test_odd_pictures_from_everywhere(odd_studio: Studio, rate: Fraction, begin: int) -> None:
    check(odd_studio, row(PICTURES, odd_studio, rate, begin=begin, most=25))


def test_odd_pictures_whole_by_edits(odd_studio: Studio) -> None:
    check(odd_studio, row(PICTURES, odd_studio, Fraction(25), begin=0, most=200), edited=True)


@pytest.mark.parametrize("rate", [48000, 44100])
def test_a_film_of_sound_alone_is_black(odd_studio: Studio, rate: int) -> None:
    uses = [
        Use("sound_wav", "a", 3, 40, Fraction(1, 2), 0, (3, 43), picture=False),
        Use("sound_m4a", "b", 43, 40, Fraction(3, 2), 0, (43, 83), picture=False),
        Use("sound_flac", "c", 90, 100, Fraction(0), 0, (90, 190), picture=False),
    ]
    findings = check(odd_studio, Film(Fraction(25), SIZE, rate, 190, uses), edited=True)
    assert findings.frames == 190


@pytest.mark.parametrize("song", SOUNDS)
def test_sound_is_added_to_that_of_the_pictures(odd_studio: Studio, song: str) -> None:
    uses = [
        Use("rate25", "a", 0, 40, Fraction(1), 0, (0, 40)),
        Use("surround", "b", 40, 30, Fraction(1, 5), 0, (40, 70)),
        Use("mono44", "c", 80, 20, Fraction(1), 0, (80, 100)),
        Use(song, "music", 10, 80, Fraction(1, 4), 0, (10, 90), picture=False, track="A2"),
    ]
    check(odd_studio, Film(Fraction(25), SIZE, 48000, 100, uses), edited=True)


def test_sound_that_is_too_loud_together_is_limited(odd_studio: Studio) -> None:
    tracks = [
        Use("rate25", f"t{n}", 0, 40, Fraction(1), 0, (0, 40), picture=n == 1, track=f"A{n}")
        for n in range(1, 6)
    ]
    check(odd_studio, Film(Fraction(25), SIZE, 48000, 40, tracks))


def test_short_and_late_sound_leave_silence(odd_studio: Studio) -> None:
    uses = [
        Use("short_sound", "short", 5, 90, Fraction(1, 5), 0, (5, 95)),
        Use("late_sound", "late", 100, 95, Fraction(1, 25), 0, (100, 195)),
    ]
    check(odd_studio, Film(Fraction(25), SIZE, 48000, 195, uses), edited=True)
    check(odd_studio, Film(Fraction(25), SIZE, 48000, 200, uses))
