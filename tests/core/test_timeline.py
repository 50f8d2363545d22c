"""Timelines from Python: edits as JSON, views as frozen objects, errors with codes, pickles."""

from __future__ import annotations

import ast
import copy
import doctest
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest

from stoat_nb import _core, errors
from stoat_nb._core import ClipView, Time, Timeline


def medium(
    key: str = "beach", rate: str | None = "25", duration: str = "10", *, sound: bool = True
) -> dict[str, object]:
    return {
        "id": key,
        "name": f"{key}.mp4",
        "video": {"rate": rate, "duration": duration, "width": 640, "height": 360},
        "audio": {"sample_rate": 48000, "start": "0", "duration": duration} if sound else None,
    }


def edit(op: str, **fields: object) -> str:
    return json.dumps({"v": 1, "op": op, **fields})


def set_format(rate: str = "25") -> str:
    return edit("set_format", format={"rate": rate, "width": 640, "height": 360, "sample_rate": 48000})


def append(start: str, end: str, key: str = "beach", **fields: object) -> str:
    return edit("append", medium=medium(key), source={"start": start, "end": end}, **fields)


@pytest.fixture
def cut() -> Timeline:
    timeline, _ = Timeline.empty().apply_all([set_format(), append("0", "4"), append("5", "8", name="night")])
    return timeline


def lines(timeline: Timeline) -> list[str]:
    return [f"{c.track} {c.label} {c.start_frame}+{c.frames} {c.source_start}" for c in timeline.clips()]


def test_append_places_linked_picture_and_sound(cut: Timeline) -> None:
    assert lines(cut) == [
        "V1 beach#1 0+100 0",
        "V1 night 100+75 5",
        "A1 beach#1 0+100 0",
        "A1 night 100+75 5",
    ]
    assert (cut.frames, cut.duration, cut.tracks) == (175, Time(7), ["V1", "A1"])


def test_a_view_tells_everything_with_exact_times(cut: Timeline) -> None:
    clip = cut.clips()[1]
    assert isinstance(clip, ClipView)
    assert (clip.id, clip.link, clip.label, clip.name) == ("b0/beach/2v", "b0/beach/2", "night", "night")
    assert (clip.track, clip.kind, clip.block, clip.made_by) == ("V1", "video", "b0", 2)
    assert (clip.start, clip.duration, clip.end) == (Time(4), Time(3), Time(7))
    assert (clip.source_start, clip.source_end) == (Time(5), Time(8))
    assert (clip.head_handle, clip.tail_handle) == (125, 50)
    assert (clip.medium_id, clip.medium_name) == ("beach", "beach.mp4")
    assert clip == cut.clips()[1]
    assert hash(clip) == hash(cut.clips()[1])
    assert repr(clip) == "<ClipView night on V1 from 4 for 3: b0/beach/2v>"


def test_edits_give_new_timelines_and_say_what_they_did(cut: Timeline) -> None:
    before = cut.hash
    after, applied = cut.apply(edit("split", at="2"), block="b7")
    assert json.loads(applied) == {
        "clips": ["b0/beach/1v", "b7/beach/1v", "b0/beach/1a", "b7/beach/1a"],
        "links": ["b0/beach/1", "b7/beach/1"],
        "remainder": "0",
        "changed": {"start": "2", "end": "2"},
    }
    assert cut.hash == before
    assert after != cut
    assert len(after.clips()) == 6


def test_prepare_fills_the_preconditions_of_a_target(cut: Timeline) -> None:
    prepared = json.loads(cut.prepare(edit("trim", target="night", tail="1", ripple=False)))
    assert prepared["target"] == {
        "id": "b0/beach/2",
        "name": "night",
        "made_by": 2,
        "count": 2,
        "edge_facts": {"source_end": "8"},
    }
    for target in ("b0/beach/2", "b0/beach/2a", {"id": "night"}):
        assert json.loads(cut.prepare(edit("trim", target=target, tail="1", ripple=False))) == prepared


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ('{"v": 1, "op": "explode"}', "timeline.edit_invalid", ValueError),
        ('{"v": 9, "op": "trim_end"}', "timeline.edit_version", ValueError),
        (edit("split", at="100"), "timeline.out_of_range", ValueError),
        (edit("remove", target={"id": "b3/x/1"}, ripple=True), "timeline.clip_not_found", LookupError),
        (append("0", "1", name="night"), "timeline.name_taken", ValueError),
    ],
)
def test_a_refused_edit_raises_its_code(cut: Timeline, text: str, code: str, kind: type[Exception]) -> None:
    with pytest.raises(errors.StoatError) as caught:
        cut.apply(text)
    assert caught.value.code == code
    assert isinstance(caught.value, kind)


def test_a_refused_trim_carries_the_largest_legal_amount(cut: Timeline) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        cut.apply(cut.prepare(edit("trim", target="night", tail="-3", ripple=True)))
    error = caught.value
    assert (error.code, error.context["largest"], error.context["largest_time"]) == (
        "timeline.no_handle",
        "50",
        "2",
    )
    assert error.message == "the tail of night cannot be extended by 75 frame(s): its medium has 50 more"


def test_many_edits_are_applied_all_or_none(cut: Timeline) -> None:
    with pytest.raises(errors.StoatError):
        cut.apply_all([edit("split", at="1"), edit("split", at="100")])
    after, reports = cut.apply_all([edit("split", at=str(at)) for at in range(1, 7)])
    assert len(reports) == 6
    assert after.frames == cut.frames


def test_questions_take_exact_times(cut: Timeline) -> None:
    for at in (Time(9, 2), Fraction(9, 2)):
        assert [clip.id for clip in cut.at(at)] == ["b0/beach/2v", "b0/beach/2a"]
    (clip, source), _ = cut.source_at(Time(9, 2))
    assert (clip.label, source) == ("night", Time(11, 2))
    assert [(clip.id, at) for clip, at in cut.where("beach", Time(11, 2))] == [
        ("b0/beach/2v", Time(9, 2)),
        ("b0/beach/2a", Time(9, 2)),
    ]
    with pytest.raises(TypeError):
        cut.at(4.5)  # type: ignore[arg-type]


def test_gaps_are_told(cut: Timeline) -> None:
    lifted, _ = cut.apply(cut.prepare(edit("remove", target="beach#1", ripple=False)))
    assert [(gap.track, gap.start, gap.duration) for gap in lifted.gaps()] == [
        ("V1", Time(0), Time(4)),
        ("A1", Time(0), Time(4)),
    ]
    assert repr(lifted.gaps()[0]) == "<GapView on V1 from 0 for 4>"
    assert lifted.gaps()[0] == lifted.gaps()[0]


def test_splitting_changes_no_use_of_the_scene(cut: Timeline) -> None:
    def bare(timeline: Timeline) -> dict[str, object]:
        scene = json.loads(timeline.scene_json())
        for use in scene["picture"] + scene["sound"]:
            del use["clips"], use["label"]
        return scene

    split, _ = cut.apply_all([edit("split", at=f"{at}/25") for at in range(1, 170, 7)])
    assert bare(split) == bare(cut)
    assert len(split.clips()) > 40


def test_the_scene_is_what_the_compiler_reads(cut: Timeline) -> None:
    scene = json.loads(cut.scene_json())
    assert (scene["frames"], scene["samples"], scene["timebase"]) == (175, 336000, 48000)
    assert scene["picture"][1] == {
        "start_frame": 100, "frames": 75, "clips": ["b0/beach/2v"], "label": "night", "medium": "beach",
        "source_start": "5", "speed": "1",
    }  # fmt: skip
    assert scene["sound"][1] == {
        "track": "A1", "start": 192000, "duration": 144000, "clips": ["b0/beach/2a"], "label": "night",
        "medium": "beach", "offset": "1", "speed": "1",
    }  # fmt: skip


def test_timelines_are_values(cut: Timeline) -> None:
    read = Timeline.from_json(cut.to_json())
    assert read == cut
    assert (hash(read), read.hash, read.content_hash) == (hash(cut), cut.hash, cut.content_hash)
    assert pickle.loads(pickle.dumps(cut)) == cut
    assert copy.deepcopy(cut) == cut
    assert repr(cut) == "<Timeline: 2 clips, 175 frames at 25>"
    assert repr(Timeline.empty()) == "Timeline.empty()"
    assert (cut.rate, cut.size, cut.sample_rate) == (_core.FrameRate(25), (640, 360), 48000)
    assert Timeline.empty().rate is None


def test_a_document_that_is_none_is_refused() -> None:
    with pytest.raises(errors.ValidationError) as caught:
        Timeline.from_json("{}")
    assert caught.value.code == "timeline.document_invalid"


def test_threads_share_a_timeline(cut: Timeline) -> None:
    def work(at: int) -> str:
        return cut.apply(edit("split", at=f"{at}/25"))[0].content_hash

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(work, range(100)))
    assert together == [work(at) for at in range(100)]


@pytest.mark.parametrize("name", ["Timeline", "Script"])
def test_the_examples_of_the_stubs_run(name: str) -> None:
    stub = Path(_core.__file__).with_name("_core.pyi").read_text(encoding="utf-8")
    (node,) = [n for n in ast.parse(stub).body if isinstance(n, ast.ClassDef) and n.name == name]
    examples = doctest.DocTestParser().get_doctest(ast.get_docstring(node) or "", {}, name, None, 0)
    assert examples.examples
    assert doctest.DocTestRunner().run(examples).failed == 0
