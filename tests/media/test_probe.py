"""What is said of a medium equals what decoding it shows, and ffprobe and PyAV say the same."""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from stoat_nb.ffmpeg import RealFFmpegExecutor, find_ffmpeg
from stoat_nb.media import VideoMetadata, probe, probe_with_ffprobe
from tests.media.conftest import OWN
from tests.support.footage import MAKERS

REAL = sorted(
    path.name
    for path in Path(os.environ.get("STOAT_SAMPLE_MEDIA") or "/nonexistent").glob("*.*")
    if path.suffix != ".md"
)
ALL = [*OWN, *MAKERS, *REAL]
needs_ffprobe = pytest.mark.skipif(
    find_ffmpeg().ffprobe is None, reason="there is no ffprobe on this machine"
)


def decoded_times(path: Path, index: int) -> list[int]:
    with av.open(str(path)) as container:
        return [frame.pts for frame in container.decode(container.streams[index])]


@needs_ffprobe
@pytest.mark.parametrize("name", ALL)
def test_ffprobe_and_pyav_agree(samples, name: str) -> None:
    one, other = probe(samples[name]), probe_with_ffprobe(samples[name])
    assert one == with_sound_end_of(one, other)


def with_sound_end_of(one: VideoMetadata, other: VideoMetadata) -> VideoMetadata:
    """`other` with the sound's end of `one`, which FFmpeg's versions round differently, by up to 1 ms."""
    if one.audio is None or other.audio is None:
        return other
    assert abs(one.audio.end_pts - other.audio.end_pts) * one.audio.time_base <= Fraction(1, 1000)
    return replace(other, audio=replace(other.audio, end_pts=one.audio.end_pts))


@pytest.mark.parametrize("name", ALL)
def test_frames_are_the_decoded_ones(samples, name: str) -> None:
    video = probe(samples[name]).video
    if video is None:
        with av.open(str(samples[name])) as container:
            assert all(
                stream.disposition & av.stream.Disposition.attached_pic for stream in container.streams.video
            )
        return
    times = decoded_times(samples[name], video.index)
    assert times == sorted(set(times))
    assert video.frame_count == len(times)
    assert video.first_pts == times[0]
    if video.rate is None:
        assert list(video.timestamps) == times
    else:
        assert all(abs(video.pts_of(index) - pts) <= 1 for index, pts in enumerate(times))
    assert video.end_pts > times[-1]
    assert set(video.keyframes) <= set(times)


@pytest.mark.parametrize("name", ALL)
def test_sound_begins_and_ends_where_it_is_heard(samples, name: str) -> None:
    audio = probe(samples[name]).audio
    if audio is None:
        return
    with av.open(str(samples[name])) as container:
        frames = [(frame.pts, frame.samples) for frame in container.decode(container.streams[audio.index])]
    tick = max(Fraction(1, audio.sample_rate), audio.time_base)
    start = frames[0][0] * audio.time_base
    assert abs(audio.first_pts * audio.time_base - start) <= tick
    end = frames[-1][0] * audio.time_base + Fraction(frames[-1][1], audio.sample_rate)
    # MP4 may say to drop the padding of the last packet, which FFmpeg decodes all the same
    assert -2 * tick <= end - audio.end_pts * audio.time_base <= Fraction(2048, audio.sample_rate) + tick


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_made_footage_is_what_its_maker_says(samples, name: str) -> None:
    made = samples.footage(name)
    metadata = probe(made.path)
    video = metadata.video
    assert video.rate == made.rate
    assert video.frame_count == len(made.times)
    tick = video.time_base
    assert all(
        abs((video.pts_of(i) - video.first_pts) * tick - at) <= tick for i, at in enumerate(made.times)
    )
    assert metadata.kind == "video"
    if made.sound is None:
        assert metadata.audio is None
    else:
        start = metadata.audio.first_pts * metadata.audio.time_base - video.first_pts * tick
        # without an edit list the encoder's priming is heard, one AAC packet before the sound
        assert (
            -Fraction(1024, made.sound_rate) - Fraction(1, 1000)
            <= start - made.sound_start
            <= Fraction(3, 1000)
        )
        assert metadata.audio.channels == made.sound.shape[1]
        assert metadata.audio.sample_rate == made.sound_rate


@pytest.mark.parametrize("name", ALL)
def test_metadata_survives_json(samples, name: str) -> None:
    import json

    metadata = probe(samples[name])
    assert VideoMetadata.from_json(json.loads(json.dumps(metadata.to_json()))) == metadata


@pytest.mark.parametrize(
    ("name", "width", "height", "rotation"),
    [
        ("wide pixels", 128, 72, 0),
        ("tall pixels and turned", 72, 88, 270),  # 96 * 10/11 = 87.3
        ("odd size", 98, 74, 0),
        ("one frame", 96, 72, 0),
    ],
)
def test_shown_size(samples, name: str, width: int, height: int, rotation: int) -> None:
    video = probe(samples[name]).video
    assert (video.width, video.height, video.rotation) == (width, height, rotation)


def test_kinds(samples) -> None:
    kinds = {
        name: probe(samples[name]).kind
        for name in ("mp3 with cover", "still png", "still jpeg", "one frame", "animated gif", "wav")
    }
    assert kinds == {
        "mp3 with cover": "audio", "still png": "still", "still jpeg": "still", "one frame": "video",
        "animated gif": "video", "wav": "audio",
    }  # fmt: skip


def test_cover_art_is_not_the_picture(samples) -> None:
    film = probe(samples["film with cover"])
    assert (film.attached_pictures, film.video.codec, film.video.frame_count) == (1, "h264", 30)
    song = probe(samples["m4a with cover"])
    assert (song.attached_pictures, song.video, song.kind) == (1, None, "audio")


def test_small_facts(samples) -> None:
    dated = probe(samples["timecode and date"])
    assert dated.timecode == "10:32:11:04"
    assert dated.creation_time.startswith("2026-05-01T10:00:00")
    two = probe(samples["two sounds"])
    assert (two.audio_streams, two.audio.index, two.audio.language) == (2, 2, "deu")
    assert probe(samples["surround"]).audio.layout == "5.1"
    assert probe(samples["ten bits"]).video.bit_depth == 10
    assert probe(samples["interlaced"]).video.field_order == "tt"
    assert probe(samples["tagged colours"]).video.color.space == "bt709"
    assert probe(samples["full range"]).video.color.range == "pc"
    assert probe(samples["rate23"]).video.has_b_frames


def test_holes_make_a_rate_variable(samples) -> None:
    video = probe(samples["dropped frames"]).video
    assert video.rate is None
    assert len(video.timestamps) == 27
    assert 20 < video.average_rate < 25


def test_the_facts_may_come_from_an_executor(samples) -> None:
    one = probe(samples["rate25"])
    assert one == with_sound_end_of(one, probe(samples["rate25"], RealFFmpegExecutor()))


def test_a_hole_shows_even_where_a_tick_is_a_frame(tmp_path: Path) -> None:
    path = tmp_path / "holes.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for pts in (0, 1, 3, 4, 5):
            frame = av.VideoFrame(32, 32, "yuv420p")
            frame.pts = pts
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    video = probe(path).video
    times = decoded_times(path, 0)
    assert times != list(range(5))
    assert (video.rate, list(video.timestamps)) == (None, times)
