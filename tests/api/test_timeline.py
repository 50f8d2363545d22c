"""A timeline in a cell: what a person writes, and what it says back."""

from __future__ import annotations

import pytest

from stoat_nb import Time, frames
from stoat_nb.errors import StoatError
from stoat_nb.widgets import bundle, displays
from tests.support.projects import memory_project

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def project(tmp_path):
    project = memory_project(tmp_path)
    yield project
    project.close()


@pytest.fixture
def cut(project):
    return project.timeline("rough cut")


def shown(cut):
    return [f"{clip.label} {clip.start_frame}+{clip.frames} {'+'.join(clip.tracks)}" for clip in cut]


def setup(bundled):
    """Return what the page is told of the widget in a bundle."""
    views = [channels[0] for _, channels, _ in displays._open.values()]
    return next(view.setup for view in views if view.model_id == bundled[VIEW]["model_id"])


def refused(code):
    return pytest.raises(StoatError, match=rf"\[{code.replace('.', '[.]')}\]")


def test_append_insert_overwrite(project, cut):
    beach, night = project["day1/beach.mp4"], project["night.mov"]
    cut.append(beach["00:00":"00:04"])
    cut.insert(night[0:1], at="00:00:01:00", name="night")
    cut.overwrite(beach[5:6], at=4, track="V2", audio_track="A2")
    assert shown(cut) == [
        "beach#1 0+25 V1+A1",
        "night 25+25 V1+A1",
        "beach#2 50+75 V1+A1",
        "beach#3 100+25 V2+A2",
    ]
    assert (cut.duration, cut.frames, cut.rate, cut.size, cut.sample_rate) == (
        Time(5),
        125,
        25,
        (640, 360),
        48000,
    )
    assert cut.tracks == ["V1", "V2", "A1", "A2"]
    assert repr(cut) == "Timeline('rough cut', 4 clips, 00:00:05:00)"


def test_sound_alone_goes_to_an_audio_track(project, cut):
    cut.set_format(rate="29.97")
    cut.append(project["song.wav"][0:1], track="A2")
    assert shown(cut) == ["song#1 0+30 A2"]
    assert cut.size == (1280, 720)


def test_a_handle_follows_its_clip_and_says_when_it_is_gone(project, cut):
    clip = cut.append(project["day1/beach.mp4"][1:4], name="wave")
    right = clip.split(at=1)
    clip.trim(head=frames(5), ripple=True)
    assert (clip.start_frame, clip.frames, clip.source.start) == (0, 20, Time(6, 5))
    assert (right.label, right.start, right.end) == ("beach#2", Time(4, 5), Time(14, 5))
    assert clip.video == project["day1/beach.mp4"]
    assert clip in cut
    assert "wave" in cut
    clip.rename("surf")
    assert (clip.name, cut["surf"] == clip, cut[0] == clip, cut[-1] == right) == ("surf", True, True, True)
    clip.remove(ripple=True)
    assert repr(clip) == "Clip('surf', gone)"
    assert clip not in cut
    with refused("timeline.clip_gone"):
        clip.trim(head=1)


def test_refusals_name_the_clip_and_the_largest_amount(project, cut):
    cut.append(project["day1/beach.mp4"][1:4], name="wave")
    with refused("timeline.no_handle") as caught:
        cut["wave"].trim(head=frames(-50), ripple=True)
    assert caught.value.context["largest"] == "25"
    with refused("timeline.name_taken"):
        cut.append(project["day1/beach.mp4"][1:4], name="wave")
    with refused("timeline.clip_not_found"):
        cut["beach#4"]
    with refused("timeline.track_invalid"):
        cut.append(project["day1/beach.mp4"][1:4], track="A1")
    assert len(cut) == 1


def test_a_trim_by_nothing_is_no_edit(project, cut):
    cut.append(project["day1/beach.mp4"][1:4])
    before = cut.session.head().revision
    cut[0].trim(head=0.001)
    assert cut.session.head().revision == before


def test_source_and_timeline_times_are_found_both_ways(project, cut):
    beach = project["day1/beach.mp4"]
    cut.append(beach[1:3])
    cut.append(beach[2:4])
    assert cut.where(beach, 2) == [Time(1), Time(2)]
    assert [(shown.clip.label, shown.time) for shown in cut.source_at("00:00:02:05")][0] == (
        "beach#2",
        Time(11, 5),
    )
    assert repr(cut.source_at(0)[0]) == "'beach#1': 'day1/beach.mp4' at 00:00:01:00"
    assert cut.where(beach, 9) == []


def test_media_of_another_project_are_refused(project, cut, tmp_path):
    other = memory_project(tmp_path / "other")
    with refused("project.foreign_medium"):
        cut.append(other["song.wav"][0:1])
    other.close()


def test_an_empty_timeline_has_no_film(project, cut, tmp_path):
    with refused("timeline.empty"):
        cut.render(tmp_path / "film.mp4")
    with refused("timeline.no_format"):
        cut.split(at=1)
    assert cut.source_at(0) == []


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201])
def test_a_timeline_needs_a_printable_name(project, name):
    with refused("project.timeline_name_invalid"):
        project.timeline(name)


def test_questions_in_sql_see_the_clips(project, cut):
    cut.append(project["day1/beach.mp4"][1:4], name="wave")
    rows = project.sql(
        "select name, kind, frames from clips where timeline = 'rough cut' order by kind desc"
    ).fetchall()
    assert rows == [("wave", "video", 75), ("wave", "audio", 75)]
    cut["wave"].trim(tail=frames(5))
    assert project.sql("select max(frames) from clips").fetchone() == (70,)


def test_the_player_is_the_timelines_picture_with_the_same_playhead(project, cut, monkeypatch):
    monkeypatch.setattr(bundle, "script", lambda: "export default {}")
    cut.append(project["day1/beach.mp4"][0:2])
    player = cut.player()
    assert repr(player) == f"Player({cut!r})"
    shown = player._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/html", VIEW}
    assert shown["text/plain"] == repr(player)
    assert "beach" in shown["text/html"]
    again, whole = cut.player()._repr_mimebundle_(), cut._repr_mimebundle_()
    assert again[VIEW] == shown[VIEW]
    setups = [setup(bundled) for bundled in (shown, whole)]
    assert [one["kind"] for one in setups] == ["player", "timeline"]
    assert setups[0]["key"] == setups[1]["key"]


def test_a_clip_split_at_its_own_edge_stays_one(project):
    cut = project.timeline("edges")
    clip = cut.append(project["day1/beach.mp4"][0:2])
    assert clip.split(at=0) == clip
    assert clip.split(at=2) == clip
    assert clip.split(at=1) == cut["beach#2"]
    assert len(cut) == 2
