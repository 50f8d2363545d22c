"""Generated code makes the same timeline again."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoat_nb.api.times import frames
from stoat_nb.errors import StoatError
from stoat_nb.timeline import key
from tests.support.cells import cell, hand, link
from tests.support.projects import MEDIA, memory_project

EDITS = st.lists(
    st.tuples(
        st.sampled_from(["append", "insert", "overwrite", "split", "trim", "remove", "rename", "trim_end"]),
        st.integers(0, 60),
        st.integers(1, 40),
        st.sampled_from(sorted(MEDIA)),
        st.booleans(),
    ),
    min_size=1,
    max_size=10,
)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = memory_project(tmp_path_factory.mktemp("code"))
    yield project
    project.close()


def make(cut, project, operation, at, count, name, flag):
    video = project[name]
    last = float(video.duration)
    start = min(at / 40, last / 2)
    source = video[start : min(start + count / 10, last)]
    clips = cut.clips
    if operation == "append":
        cut.append(source, track="V2" if flag and video.size else None)
    elif operation in ("insert", "overwrite"):
        getattr(cut, operation)(source, at=frames(at), name=f"n{at}" if flag else None)
    elif operation == "split":
        cut.split(at=frames(at))
    elif operation == "trim_end":
        cut.trim_end()
    elif clips:
        clip = clips[at % len(clips)]
        if operation == "trim":
            clip.trim(head=frames(count % 5), tail=frames(1 - count % 3), ripple=flag)
        elif operation == "remove":
            clip.remove(ripple=flag)
        else:
            clip.rename(f"r{at}" if flag else None)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(EDITS, st.sampled_from(["25", "30000/1001", "60"]))
def test_code_of_a_timeline_makes_it_again(project, edits, rate):
    for name in project.timeline_names():
        project.timelines.repository.delete(name)
    project.timelines._sessions.clear()
    project._held.clear()
    cut = project.timeline("cut")
    with cell("format"):
        cut.set_format(rate=rate)
    for number, edit in enumerate(edits):
        try:
            if number % 3:
                with cell(f"c{number // 3}"):
                    make(cut, project, *edit)
            else:
                with key.acting(key.HAND):
                    make(cut, project, *edit)
        except StoatError as error:
            assert error.code.startswith("timeline."), error
    with key.acting(key.HAND):
        code = cut.to_code()
        head = cut.content_hash
    again = project.timeline("again")
    exec(code.replace("project.timeline('cut')", "project.timeline('again')"), {"project": project})
    assert again.content_hash == head


def test_code_names_media_and_times_as_people_do(project):
    cut = project.timeline("named")
    cut.append(project["day1/beach.mp4"]["00:01":"00:05"], name="wave")
    cut.insert(project["song.wav"][0 : Fraction(1, 3)], at=1, track="A2")
    cut["wave"].trim(tail=frames(5), ripple=False)
    assert cut.to_code().splitlines() == [
        "from fractions import Fraction",
        "from stoat_nb import frames",
        "cut = project.timeline('named')",
        "cut.set_format(rate=25, width=640, height=360, sample_rate=48000)",
        "cut.append(project['day1/beach.mp4'][frames(25):frames(125)], name='wave')",
        "cut.insert(project['song.wav'][0:Fraction(1, 3)], at=frames(25), audio_track='A2')",
        "cut['wave'].trim(tail=frames(5))",
    ]


def test_parked_edits_are_left_out_and_later_ids_stay(project):
    cut = project.timeline("parked")
    with cell("format"):
        cut.set_format(rate=25)
    with cell("a"):
        cut.append(project["day1/beach.mp4"][0:1], name="x")
    with cell("b"):
        cut["x"].trim(tail=frames(5))
        cut.append(project["day1/beach.mp4"][2:3])
        cut["beach#2"].trim(tail=frames(5))
    hand(cut, op="split", at="1/5", target=link(cut, "x"))
    with cell("a"):
        pass
    with key.acting(key.HAND):
        assert cut.script_state.startswith("parked")
        code = cut.to_code().replace("'parked'", "'parked again'")
        exec(code, {"project": project})
        assert project.timeline("parked again").content_hash == cut.content_hash
