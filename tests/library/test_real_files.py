"""Real files through the real probe: facts, thumbnails, and files that are not what they say."""

import subprocess

import pytest

from stoat_nb.library import SqliteVideoRepository
from stoat_nb.library.ingest import ingest
from stoat_nb.library.roots import MediaRoots
from stoat_nb.library.thumbnails import Thumbnails
from stoat_nb.store import MemoryProjectStorage


def make(path, *arguments):
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *arguments, f"file:{path}"]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def footage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("footage")
    picture = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30000/1001:duration=1"]
    sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1:sample_rate=44100"]
    make(folder / "both.mp4", *picture, *sound, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")
    make(folder / "sound.wav", *sound)
    make(folder / '-still\'s "x".png', *picture, "-frames:v", "1", "-update", "1")
    (folder / "text.mp4").write_text("this is no film\n" * 100)
    (folder / "empty.mov").write_bytes(b"")
    (folder / "truncated.mp4").write_bytes((folder / "both.mp4").read_bytes()[:2000])
    (folder / "playlist.mp4").write_text("ffconcat version 1.0\nfile both.mp4\n")
    return folder


def test_a_folder_of_good_and_bad_files(footage, tmp_path):
    storage = MemoryProjectStorage()
    videos, roots = SqliteVideoRepository(storage.database), MediaRoots(storage, tmp_path)
    report = ingest(footage, videos, roots, on_error="record")
    kinds = {video.filename: video.kind for video in videos.list()}
    assert kinds == {"both.mp4": "video", "sound.wav": "audio", '-still\'s "x".png': "still"}
    assert {row.path.rpartition("/")[2] for row in report.failures} == {
        "text.mp4",
        "empty.mov",
        "truncated.mp4",
        "playlist.mp4",
    }
    assert all(row.code.startswith("media.") for row in report.failures)
    both = videos.find("both.mp4")
    assert (both.frame_rate_numerator, both.frame_rate_denominator, both.duration_frames) == (30000, 1001, 30)
    assert (both.width, both.height, both.video_codec, both.audio_codec) == (320, 180, "h264", "aac")
    assert both.audio_sample_rate == 44100
    assert videos.find("sound.wav").duration == "1"
    assert videos.count("codec:h264 fps:29.97 duration:<2s") == 1
    thumbnails = Thumbnails(videos, roots, tmp_path / "stoat-data/thumbnails")
    assert thumbnails.get(both.id, 160).startswith(b"\xff\xd8")
    assert ingest(footage, videos, roots, on_error="record").count("unchanged") == 3
    storage.close()
