"""Media in a cell: slices are exact ranges, frames are those on screen."""

from __future__ import annotations

import pytest

from stoat_nb import Time, frames, tc
from stoat_nb.errors import StoatError
from tests.support.projects import memory_project


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = memory_project(tmp_path_factory.mktemp("video"))
    yield project
    project.close()


@pytest.mark.parametrize(
    ("name", "slice_", "start", "end"),
    [
        ("day1/beach.mp4", slice("00:01", "00:05"), Time(1), Time(5)),
        ("day1/beach.mp4", slice(1.25, 2), Time(31, 25), Time(2)),
        ("day1/beach.mp4", slice(None, None), Time(0), Time(10)),
        ("day1/beach.mp4", slice(tc("10:00:01:00"), frames(50)), Time(1), Time(2)),
        ("night.mov", slice(frames(3), frames(9)), Time(3003, 30000), Time(9009, 30000)),
        ("walk.mp4", slice(0.034, None), Time(33, 1000), Time(11, 10)),
        ("song.wav", slice(0.5, 1), Time(1, 2), Time(1)),
    ],
)
def test_a_slice_is_a_range_between_frames(project, name, slice_, start, end):
    range_ = project[name][slice_]
    assert (range_.start, range_.end, range_.duration) == (start, end, end - start)


@pytest.mark.parametrize(
    ("slice_", "code"),
    [
        (slice(5, 4), "timeline.out_of_range"),
        (slice(3, 3), "timeline.out_of_range"),
        (slice(-2, None), "timeline.out_of_range"),
        (slice(0, 11), "timeline.out_of_range"),
        (slice(0, 4, 2), "time.unreadable"),
        (3, "time.unreadable"),
    ],
)
def test_a_range_outside_of_the_medium_is_refused(project, slice_, code):
    with pytest.raises(StoatError) as caught:
        project["day1/beach.mp4"][slice_]
    assert caught.value.code == code


def test_facts_and_texts(project):
    beach, walk, song = (project[name] for name in ("day1/beach.mp4", "walk.mp4", "song.wav"))
    assert (beach.frames, beach.rate, beach.size, beach.has_sound) == (250, 25, (640, 360), True)
    assert (walk.rate, walk.frames, song.size, song.frames) == (None, 10, None, None)
    assert repr(beach["00:01":"00:05"]) == "'day1/beach.mp4'[00:00:01:00..00:00:05:00]"
    assert [repr(video) for video in project.library.search("song")] == ["Video('song.wav', 00:00:30.000)"]
    assert repr(project.library) == "Library('holiday', 5 media)"
    assert repr(project) == "Project('holiday', 5 media, 0 timelines)"
    assert project["beach.mp4" if False else "day2/beach.mp4"] != beach
    assert project[beach.id] == beach


def test_an_ambiguous_name_lists_the_candidates(project):
    with pytest.raises(StoatError, match="day1/beach") as caught:
        project["beach.mp4"]
    assert caught.value.code == "library.ambiguous_name"
    with pytest.raises(StoatError) as caught:
        project["nothing.mp4"]
    assert caught.value.code == "library.not_found"


def test_a_frame_outside_and_a_frame_of_sound_are_refused(project):
    for name, at, code in (
        ("day1/beach.mp4", 10, "timeline.out_of_range"),
        ("day1/beach.mp4", frames(-1), "timeline.out_of_range"),
        ("song.wav", 0, "media.no_picture"),
    ):
        with pytest.raises(StoatError) as caught:
            project[name].frame(at)
        assert caught.value.code == code
    assert project["day1/beach.mp4"].frame_index(9.999) == 249
    assert project["walk.mp4"].frame_index(0.99) == 6


def test_the_library_as_a_table(project):
    table = project.library.search("beach").df()
    assert list(table["path"]) == ["day1/beach.mp4", "day2/beach.mp4"]
    assert list(table["duration_frames"]) == [250, 100]
