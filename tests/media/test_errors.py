"""Files that are not what they should be get their code and a sentence with their name."""

from __future__ import annotations

import os
import subprocess
import zlib
from typing import TYPE_CHECKING

import pytest

from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg import find_ffmpeg
from stoat_nb.media import probe, probe_with_ffprobe
from tests.media.conftest import ffmpeg

if TYPE_CHECKING:
    from pathlib import Path

PROBES = [probe, *([probe_with_ffprobe] if find_ffmpeg().ffprobe else [])]
with_each_probe = pytest.mark.parametrize("read", PROBES, ids=lambda each: each.__name__)


def code_of(read, path: Path) -> str:
    with pytest.raises(StoatError) as caught:
        read(path)
    assert path.name in caught.value.message
    return caught.value.code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@with_each_probe
def test_files_that_are_none(read, tmp_path: Path) -> None:
    assert code_of(read, tmp_path / "missing.mp4") == "media.not_found"
    assert code_of(read, tmp_path) == "media.not_a_file"
    assert code_of(read, written(tmp_path / "zero.mp4", b"")) == "media.empty"
    assert code_of(read, written(tmp_path / "text.mp4", b"Dear diary,\n" * 50)) == "media.unreadable"
    os.mkfifo(tmp_path / "pipe.mp4")
    assert code_of(read, tmp_path / "pipe.mp4") == "media.not_a_file"


@with_each_probe
@pytest.mark.parametrize("kept", [0.3, 0.8, 0.99], ids=str)
@pytest.mark.parametrize("name", ["rate25", "index first"])
def test_truncated_mp4(read, samples, tmp_path: Path, kept: float, name: str) -> None:
    whole = samples[name].read_bytes()
    assert (
        code_of(read, written(tmp_path / "cut off.mp4", whole[: int(len(whole) * kept)])) == "media.truncated"
    )


@with_each_probe
@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile victim.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nvictim.ts\n#EXT-X-ENDLIST\n",
        (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile:isoff-main:2011">'
            "<Period><AdaptationSet><Representation id='1'><BaseURL>victim.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>"
        ),
        "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 5004 RTP/AVP 96\r\n",
        "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'></svg>",
    ],
    ids=["ffconcat", "hls", "dash", "sdp", "svg"],
)
def test_disguised_lists_are_refused_and_open_nothing(read, samples, tmp_path: Path, text: str) -> None:
    victim = written(tmp_path / "victim.mp4", samples["rate25"].read_bytes())
    written(tmp_path / "victim.ts", samples["transport25"].read_bytes())
    before = victim.stat().st_atime_ns
    assert code_of(read, written(tmp_path / "holiday.mp4", text.encode())) == "media.format_refused"
    assert victim.stat().st_atime_ns == before


@with_each_probe
def test_strange_names_are_names(read, samples, tmp_path: Path) -> None:
    content = samples["one frame"].read_bytes()
    for name in (
        "-report.mp4",
        "a'b\"c.mp4",
        "line\nbreak.mp4",
        "film \N{OTTER} ü.mp4",
        "http:x.mp4",
        "%03d.mp4",
        "x:y|z,[in].mp4",
        " lead.mp4",
    ):
        assert read(written(tmp_path / name, content)).video.frame_count == 1
    assert code_of(read, tmp_path / "concat:a|b") == "media.not_found"


def test_a_name_relative_to_the_folder(samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "-i.mp4", samples["one frame"].read_bytes())
    monkeypatch.chdir(tmp_path)
    assert probe("-i.mp4").video.frame_count == 1


def test_a_picture_bomb_is_refused(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = 20_000
    rows = zlib.compress(b"\0" * ((size // 8 + 1) * 100))
    head = size.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    assert code_of(probe, written(tmp_path / "bomb.png", bomb)) == "media.too_many_pixels"


def test_no_streams(tmp_path: Path) -> None:
    captions = written(tmp_path / "a.srt", b"1\n00:00:00,000 --> 00:00:01,000\nhello\n")
    ffmpeg("-i", str(captions), "-c:s", "srt", str(tmp_path / "captions.mkv"))
    assert code_of(probe, tmp_path / "captions.mkv") == "media.no_streams"


def test_an_odd_angle_is_refused(samples, tmp_path: Path) -> None:
    ffmpeg(
        "-display_rotation", "30", "-i", str(samples["rate25"]), "-c", "copy", str(tmp_path / "tilted.mp4")
    )
    assert code_of(probe, tmp_path / "tilted.mp4") == "media.rotation"


def test_frames_without_times_are_refused(samples, tmp_path: Path) -> None:
    # AVI has only decoding times; with frames out of order nobody can say when they are shown
    ffmpeg("-i", str(samples["rate25"]), "-c", "copy", "-an", str(tmp_path / "old.avi"))
    assert code_of(probe, tmp_path / "old.avi") == "media.no_timestamps"


def test_a_file_without_permission(samples, tmp_path: Path) -> None:
    if os.geteuid() == 0:  # root may read everything, so another user asks
        path = written(tmp_path / "private.mp4", b"x")
        tmp_path.chmod(0o755)
        path.chmod(0)
        script = f"import os; os.setuid(65534)\nfrom stoat_nb.ffmpeg.pyav_probe import check_file\ntry: check_file({str(path)!r})\nexcept Exception as e: print(e.code)"
        found = subprocess.run(["python", "-c", script], capture_output=True, text=True, check=False)
        if found.stdout:  # the other user may not be allowed to read this Python either
            assert found.stdout.strip() in ("media.unreadable", "media.not_found")
        return
    path = written(tmp_path / "private.mp4", b"x")
    path.chmod(0)
    assert code_of(probe, path) == "media.unreadable"


def test_reading_is_bounded_in_time_and_can_be_cancelled(samples) -> None:
    from stoat_nb.observe import CancelToken

    with pytest.raises(StoatError) as caught:
        probe(samples["rate25"], timeout_seconds=-1)
    assert caught.value.code == "media.too_slow"
    token = CancelToken()
    token.cancel()
    with pytest.raises(StoatError) as caught:
        probe(samples["rate25"], cancel=token)
    assert caught.value.code == "job.cancelled"


def test_too_many_frames(samples, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stoat_nb.media.packets.MAX_FRAMES", 10)
    with pytest.raises(StoatError) as caught:
        probe(samples["rate25"])
    assert caught.value.code == "media.too_long"
