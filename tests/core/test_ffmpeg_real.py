"""Built commands run by real FFmpeg: graphs are accepted, and no text ever becomes syntax."""

from __future__ import annotations

import functools
import pathlib
import shutil
import string
import subprocess
from fractions import Fraction

import imageio_ffmpeg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoat_nb import errors
from stoat_nb._core import FrameRate
from stoat_nb.ffmpeg.command import (
    FFmpegCommand,
    Filter,
    FilterChain,
    FilterGraph,
    Input,
    Output,
    concat_list,
    escape_filter_text,
    filter_names,
)

BUNDLED = imageio_ffmpeg.get_ffmpeg_exe()
SYSTEM = shutil.which("ffmpeg", path="/usr/bin:/usr/local/bin")
BINARIES = [BUNDLED, *([SYSTEM] if SYSTEM else [])]
R25 = FrameRate(25)


def run(binary: str, command: FFmpegCommand, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [binary, *command.build()], input=stdin, capture_output=True, timeout=60, check=False
    )


def succeed(binary: str, command: FFmpegCommand, stdin: bytes = b"") -> bytes:
    done = run(binary, command, stdin)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


@functools.cache
def filters_of(binary: str) -> frozenset[str]:
    listed = subprocess.run([binary, "-hide_banner", "-filters"], capture_output=True, text=True, check=True)
    return frozenset(name for line in listed.stdout.splitlines() for name in line.split()[1:2])


def tiny(frames: int = 2) -> Input:
    return Input.generator(Filter.color("black", 16, 16, R25).lasting(Fraction(frames, 25)))


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("film") / "it's a, [film]; 100%: 🦦.mp4"
    command = (
        FFmpegCommand()
        .input(Input.generator(Filter.testsrc2(160, 90, R25).lasting(2)))
        .input(Input.generator(Filter.sine(440, 48000).lasting(2)))
        .output(path)
        .map("0:v")
        .map("1:a")
        .video_codec("libx264")
        .preset("ultrafast")
        .crf(20)
        .pix_fmt("yuv420p")
        .gop(12)
        .audio_codec("aac")
        .audio_bitrate(96000)
        .movflags("faststart")
        .metadata("title", "x=y:[z]")
    )
    succeed(BUNDLED, command)
    return path


@pytest.mark.parametrize("binary", BINARIES)
def test_a_whole_segment_has_the_planned_frames(binary, film, tmp_path):
    chain = (
        FilterChain()
        .input("0:v:0")
        .filter(Filter.setpts("PTS-0"))
        .filter(Filter.settb(Fraction(1, 25)))
        .filter(Filter.settb(Fraction(1, 600)))
        .filter(Filter.fps_sampled(R25))
        .filter(Filter.scale_fit(64, 64))
        .filter(Filter.pad(64, 64))
        .filter(Filter.setsar())
        .filter(Filter.format("yuv420p"))
        .filter(Filter.trim(0, 20))
        .filter(Filter.setparams_bt709())
        .output("v")
    )
    sound = FilterChain().input("0:a:0").filter(Filter.aformat("fltp", 48000, "stereo"))
    sound = (
        sound.filter(Filter.apad(96000)).filter(Filter.atrim(0, 38400)).filter(Filter.volume(Fraction(1, 2)))
    )
    command = (
        FFmpegCommand()
        .overwrite()
        .log_level("error")
        .copy_timestamps()
        .abort_on_empty_output()
        .progress(Fraction(1, 10))
        .input(film)
        .threads(1)
        .filter_complex(FilterGraph().chain(chain).chain(sound.output("a")))
        .output(tmp_path / "out.mp4")
        .map("[v]")
        .video_codec("libx264")
        .crf(23)
        .preset("ultrafast")
        .threads(2)
        .fps_mode("passthrough")
        .video_track_timescale(25)
        .output(tmp_path / "out.f32")
        .map("[a]")
        .audio_codec("pcm_f32le")
        .format("f32le")
    )
    progress = succeed(binary, command).decode()
    assert progress.rstrip().endswith("progress=end")
    counted = (
        FFmpegCommand().input(tmp_path / "out.mp4").output(Output.stdout()).format("framemd5").map("0:v")
    )
    lines = [line for line in succeed(binary, counted).decode().splitlines() if not line.startswith("#")]
    assert len(lines) == 20
    assert (tmp_path / "out.f32").stat().st_size == 38400 * 2 * 4


@pytest.mark.parametrize("binary", BINARIES)
def test_raw_sound_and_pictures_go_in_and_come_out_bit_for_bit(binary, tmp_path):
    sound = bytes(range(256)) * 75  # 2400 samples of two channels
    file = tmp_path / "mix.s16"
    file.write_bytes(sound)
    from_file = FFmpegCommand().input(Input.samples(file, "s16le", 48000, 2))
    assert succeed(binary, from_file.output(Output.stdout()).format("s16le")) == sound
    from_pipe = FFmpegCommand().input(Input.samples(None, "s16le", 48000, 2))
    assert succeed(binary, from_pipe.output(Output.stdout()).format("s16le"), sound) == sound
    pictures = bytes(range(192)) * 3  # 3 pictures of 8 x 8 pixels
    command = FFmpegCommand().input(Input.pixels(None, "rgb24", 8, 8, R25)).output(Output.stdout())
    assert succeed(binary, command.format("rawvideo").pix_fmt("rgb24"), pictures) == pictures


@pytest.mark.parametrize("binary", BINARIES)
def test_a_concat_list_joins_files_of_any_name(binary, film, tmp_path):
    names = ["plain.mp4", "it's.mp4", "# 100% \\ [x].mp4", "-dash.mp4", " 🦦 : é .mp4", "http:x.mp4"]
    pieces = [tmp_path / name for name in names]
    for piece in pieces:
        shutil.copy(film, piece)
    listing = tmp_path / "pieces.ffconcat"
    listing.write_text(concat_list(pieces), encoding="utf-8")
    command = FFmpegCommand().input(Input.concat_list(listing)).output(Output.stdout()).format("framemd5")
    lines = succeed(binary, command.map("0:v")).decode().splitlines()
    assert len([line for line in lines if not line.startswith("#")]) == 50 * len(names)


@pytest.mark.parametrize("binary", BINARIES)
def test_a_picture_is_written_under_its_own_name(binary, film, tmp_path):
    target = tmp_path / "100%03d.png"
    succeed(binary, FFmpegCommand().input(film).output(target).frames(1))
    assert [file.name for file in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("binary", BINARIES)
def test_a_playlist_named_mp4_is_not_opened(binary, film, tmp_path):
    shutil.copy(film, tmp_path / "victim.mp4")
    disguises = {
        "ffconcat": "ffconcat version 1.0\nfile victim.mp4\n",
        "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nvictim.mp4\n#EXT-X-ENDLIST\n",
    }
    for name, text in disguises.items():
        evil = tmp_path / f"{name}.mp4"
        evil.write_text(text)
        done = run(binary, FFmpegCommand().input(evil).output(Output.null()))
        assert done.returncode != 0, name


# --- text never becomes syntax ------------------------------------------------------------------------

HOSTILE = [
    "a,b", "a;b", "[out]", "a:b", "it's", "a\nb", " lead", "trail ", "  both  ", "\\", "\\\\", "\\'", "''", "a=b",
    "%{pts}", "x,negate", "x;movie=/etc/passwd[v]", ":value=y", "\t", "\\ ", "é🦦", "$HOME `id`", "',null", "[0:v]",
]  # fmt: skip


def tagged(text: str) -> FFmpegCommand:
    chain = (
        FilterChain()
        .input("0:v")
        .filter(Filter("metadata", mode="add", key="note", value=text))
        .filter(Filter("metadata", mode="print", file="-"))
        .output("v")
    )
    graph = FilterGraph().chain(chain)
    return (
        FFmpegCommand()
        .log_level("error")
        .input(tiny(1))
        .filter_complex(graph)
        .output(Output.null())
        .map("[v]")
    )


def read_back(binary: str, text: str) -> str:
    head, _, rest = succeed(binary, tagged(text)).decode().partition("\n")
    assert head.startswith("frame:0")
    key, _, value = rest.partition("=")
    assert key == "note"
    assert value.endswith("\n")
    return value[:-1]


@pytest.mark.parametrize("binary", BINARIES)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_unchanged(binary, text):
    assert read_back(binary, text) == text


@settings(max_examples=settings().max_examples * 2 // 5)
@given(st.text(st.sampled_from("\\':,;[]= \n\t%ab{}é"), min_size=1, max_size=24))
def test_any_text_arrives_unchanged(text):
    assert read_back(BUNDLED, text) == text


@pytest.mark.parametrize("text", ["it's 12:30, [a]; b", "C:\\x\\'y'", " a=b "])
def test_drawn_text_has_the_pixels_of_a_text_file(text, tmp_path):
    # Independent of our graphs: the escaper alone, against FFmpeg's own reading of a file.
    drawing = [binary for binary in BINARIES if "drawtext" in filters_of(binary)]
    assert drawing, "the bundled FFmpeg has drawtext"
    fonts = [*pathlib.Path("/usr/share/fonts").rglob("*.ttf")]
    font = f"fontfile={escape_filter_text(str(fonts[0]))}:" if fonts else ""
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")

    def pixels(binary: str, option: str) -> bytes:
        graph = (
            f"color=black:s=320x48:d=0.04,drawtext={font}fontcolor=white:fontsize=20:expansion=none:{option}"
        )
        args = ["-v", "error", "-f", "lavfi", "-i", graph, "-f", "rawvideo", "-pix_fmt", "gray", "-"]
        done = subprocess.run([binary, *args], capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    for binary in drawing:
        ours = pixels(binary, f"text={escape_filter_text(text)}")
        assert ours == pixels(binary, f"textfile={escape_filter_text(str(file))}")
        assert len(set(ours)) > 1


LABELS = st.text(
    st.sampled_from(string.ascii_letters + string.digits + "_[];,=:' \\\n"), min_size=1, max_size=8
)


@settings(max_examples=settings().max_examples * 2 // 5)
@given(first=LABELS, second=LABELS, width=st.integers(-3, 40), frames=st.integers(-2, 4))
def test_what_builds_is_what_ffmpeg_reads(first, second, width, frames):
    """A legal graph runs and shows the planned frames and size; an illegal one never reaches FFmpeg."""
    try:
        graph = (
            FilterGraph()
            .chain(FilterChain().input("0:v").filter(Filter("trim", end_frame=frames)).output(first))
            .chain(FilterChain().input(first).filter(Filter("scale", w=width, h=16)).output(second))
        )
        command = FFmpegCommand().log_level("error").input(tiny(8)).filter_complex(graph)
        command = command.output(Output.stdout()).format("rawvideo").pix_fmt("gray").map(f"[{second}]")
        command.build()
    except errors.ValidationError:
        return
    done = run(BUNDLED, command)
    if width > 0 and frames > 0:
        assert done.returncode == 0, done.stderr
        assert len(done.stdout) == frames * width * 16
    else:
        # 0 and negative sizes have FFmpeg's own meaning; no frame or a size of its choice comes out.
        assert len(done.stdout) % 16 == 0


def test_every_filter_of_the_list_is_in_the_bundled_build():
    assert set(filter_names()) <= filters_of(BUNDLED)


@pytest.mark.parametrize("name", sorted(filter_names()))
def test_parameter_names_are_those_of_ffmpeg(name):
    text = subprocess.run(
        [BUNDLED, "-hide_banner", "-h", f"filter={name}"], capture_output=True, text=True, check=True
    ).stdout
    known = {
        line.split()[0].lstrip("-") for line in text.splitlines() if line.startswith("  ") and line.split()
    }
    with pytest.raises(errors.ValidationError) as caught:
        Filter(name, no_such_parameter=1)
    ours = caught.value.context["names"]
    assert set(filter(None, ours.split(", "))) <= known
