"""The command builder from Python: immutable, typed, and refusing what would have no effect."""

from __future__ import annotations

import os
import pathlib
from fractions import Fraction

import pytest

from stoat_nb import errors
from stoat_nb._core import FrameRate, Time
from stoat_nb.ffmpeg import command as ff
from stoat_nb.ffmpeg.command import FFmpegCommand, Filter, FilterChain, FilterGraph, Input, Output


def code_of(call) -> str:
    with pytest.raises(errors.ValidationError) as caught:
        call()
    return caught.value.code


def test_every_step_returns_a_new_command():
    first = FFmpegCommand().input("/a.mp4")
    second = first.output("/b.mp4")
    third = second.video_codec("libx264")
    assert code_of(first.build) == "ffmpeg.no_output"
    assert "-c:v" not in second.build()
    assert "-c:v" in third.build()
    assert second == first.output("/b.mp4") != third


def test_options_belong_to_the_file_that_they_follow():
    args = (
        FFmpegCommand()
        .input("/a.mp4").seek(1).duration(Fraction(1, 4))
        .input("/b.mp4").seek(Time(2, 1))
        .output("/c.mp4").duration(3)
        .build()
    )  # fmt: skip
    a, b, c = (args.index(f"file:/{name}.mp4") for name in "abc")
    seeks = [(at, args[at + 1]) for at, arg in enumerate(args) if arg == "-ss"]
    limits = [(at, args[at + 1]) for at, arg in enumerate(args) if arg == "-t"]
    assert [value for at, value in seeks if at < a] == ["1"]
    assert [value for at, value in seeks if a < at < b] == ["2"]
    assert [value for at, value in limits if at < a] == ["0.25"]
    assert [value for at, value in limits if b < at < c] == ["3"]


def test_paths_may_be_relative_or_path_objects(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    args = FFmpegCommand().input(pathlib.Path("a.mp4")).output("sub/b.mp4").build()
    assert f"file:{tmp_path}/a.mp4" in args
    assert args[-1] == f"file:{tmp_path}/sub/b.mp4"
    assert code_of(FFmpegCommand().input("a.mp4").output(tmp_path / "a.mp4").build) == "ffmpeg.same_path"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("", "ffmpeg.path_invalid"),
        ("-y", "ffmpeg.path_invalid"),
        ("a\0b", "ffmpeg.path_invalid"),
        (os.fsdecode(b"/caf\xe9.mp4"), "ffmpeg.path_invalid"),
        ("http://host/a.mp4", "ffmpeg.protocol"),
        ("a:b.mp4", "ffmpeg.protocol"),
        ("subfile,,start,0,end,9,,:/etc/passwd", "ffmpeg.protocol"),
    ],
)
def test_only_plain_files(path, code):
    assert code_of(lambda: FFmpegCommand().input(path)) == code
    assert code_of(lambda: FFmpegCommand().output(path)) == code
    assert code_of(lambda: Input.file(path)) == code
    assert code_of(lambda: ff.concat_list(["/a.mp4", path])) == code


def test_build_tells_all_faults():
    bad = FFmpegCommand().crf(18).input("/a.mp4").output("/a.mp4").video_codec("nope").preset("warp")
    assert len(bad.faults()) == 4
    with pytest.raises(errors.ValidationError, match="crf was given before any output") as caught:
        bad.build()
    assert caught.value.code == "ffmpeg.option_before_output"
    assert "same file" in caught.value.context["others"]
    assert "not valid" in repr(bad)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: Filter("movie", filename="/etc/passwd"), "ffmpeg.filter_unknown"),
        (lambda: Filter("scale", width=3), "ffmpeg.parameter_unknown"),
        (lambda: Filter("scale", w=3).param("w", 4), "ffmpeg.option_repeated"),
        (lambda: Filter.scale(30000, 30000), "ffmpeg.value_invalid"),
        (lambda: Filter.setpts("PTS;null"), "ffmpeg.value_invalid"),
        (lambda: Filter.volume(17), "ffmpeg.value_invalid"),
        (lambda: Filter.atempo(Fraction(1, 3)), "ffmpeg.value_invalid"),
        (lambda: ff.validate_crf(52), "ffmpeg.value_invalid"),
        (lambda: ff.validate_preset("fast", "libsvtav1"), "ffmpeg.value_invalid"),
        (lambda: ff.validate_video_codec("h264"), "ffmpeg.value_invalid"),
        (lambda: ff.validate_audio_codec("mp3"), "ffmpeg.value_invalid"),
        (lambda: ff.validate_speed(0), "ffmpeg.value_invalid"),
        (lambda: ff.validate_volume(Fraction(-1, 2)), "ffmpeg.value_invalid"),
        (lambda: ff.validate_expression("a=b"), "ffmpeg.value_invalid"),
        (lambda: ff.escape_concat_path("/a\nb"), "ffmpeg.path_invalid"),
        (lambda: FilterGraph().text(), "ffmpeg.label_invalid"),
    ],
)
def test_values_are_refused_where_they_are_given(call, code):
    assert code_of(call) == code


def test_legal_values_pass():
    for check in (
        lambda: ff.validate_crf(63, "libsvtav1"),
        lambda: ff.validate_preset("placebo"),
        lambda: ff.validate_video_codec("prores_ks"),
        lambda: ff.validate_audio_codec("pcm_f32le"),
        lambda: ff.validate_speed(Fraction(1, 2)),
        lambda: ff.validate_volume(16),
        lambda: ff.validate_expression("between(n,0,25)"),
        lambda: ff.validate_path("/footage/it's [1].mp4"),
    ):
        assert check() is None


def test_types_that_are_not_exact_are_refused():
    with pytest.raises(TypeError, match="not float"):
        Filter("hue", s=0.5)
    with pytest.raises(TypeError):
        FFmpegCommand().input("/a.mp4").seek(0.5)
    with pytest.raises(errors.ValidationError):
        Filter("loop", start=2**70)


def test_values_are_written_exactly():
    assert str(Filter("fps", fps=FrameRate(30000, 1001))) == "fps=fps=30000/1001"
    assert str(Filter("hue", s=Fraction(1, 3))) == "hue=s=1/3"
    assert str(Filter("trim", start=Time(1, 3), end=Fraction(5, 4))) == "trim=start=0.333333:end=1.25"
    assert str(Filter.sine(440, 48000).lasting(2)) == "sine=frequency=440:sample_rate=48000:duration=2"


def test_equal_values_are_equal_and_hash_equally():
    def chain():
        return FilterChain().input("0:v").filter(Filter.setsar()).output("v")

    assert chain() == chain()
    assert len({FilterGraph().chain(chain()), FilterGraph().chain(chain())}) == 1
    assert len({Input.file("/a.mp4"), Input.file("/a.mp4"), Input.file("/b.mp4")}) == 2
    assert Output.null() == Output.null() != Output.stdout()
    assert Filter.setsar() != Filter.setpts("PTS")


def test_open_labels_are_those_to_be_mapped():
    graph = FilterGraph().chain(FilterChain().input("0:v").filter(Filter.split(2)).output("a").output("b"))
    assert graph.open_labels() == ["a", "b"]
    command = FFmpegCommand().input("/a.mp4").filter_complex(graph).output("/b.mp4").map("[a]")
    assert code_of(command.build) == "ffmpeg.label_invalid"
    assert command.map("[b]").build()
