"""The frame of an index is that frame: read from its barcode, and compared with decoding everything."""

from __future__ import annotations

import random
from io import BytesIO

import av
import numpy as np
import pytest

from stoat_nb.errors import StoatError
from stoat_nb.media import FrameReader, frame_at, probe, thumbnail
from stoat_nb.media.picture import upright
from tests.media.conftest import OWN, ffmpeg
from tests.support.barcode import read_barcode
from tests.support.footage import MAKERS

PICTURES = [
    name
    for name in OWN
    if name
    not in (
        "mp3",
        "wav",
        "flac",
        "opus in ogg",
        "vorbis in ogg",
        "aac in m4a",
        "aac stream",
        "mp3 with cover",
        "m4a with cover",
    )
]


def grey(pixels: np.ndarray) -> np.ndarray:
    return pixels.astype(np.uint16).sum(axis=2).astype(np.float32).__truediv__(3).astype(np.uint8)


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_the_barcode_is_that_of_the_index(samples, name: str, seed: int) -> None:
    made = samples.footage(name)
    metadata = probe(made.path)
    count = metadata.video.frame_count
    wanted = {0, 1, count - 1, *random.Random(seed).sample(range(count), 8)}
    for index in wanted:
        pixels = frame_at(made.path, metadata, index)
        code = read_barcode(grey(pixels))
        assert code is not None
        assert (code.medium, code.number) == (made.medium, made.numbers[index])
    height, width = pixels.shape[:2]
    assert (width, height) == (metadata.video.width, metadata.video.height)


@pytest.mark.parametrize("name", PICTURES)
def test_any_order_of_reading_gives_the_decoded_frames(samples, name: str, seed: int) -> None:
    path = samples[name]
    metadata = probe(path)
    with av.open(str(path)) as container:
        stream = container.streams[metadata.video.index]
        expected = [upright(frame, metadata.video, None) for frame in container.decode(stream)]
    order = random.Random(seed).choices(range(len(expected)), k=12)
    with FrameReader(path, metadata) as reader:
        for index in [*order, *sorted(order), *range(min(4, len(expected)))]:
            assert np.array_equal(reader.array(index), expected[index])


def test_pictures_are_turned_upright(tmp_path) -> None:
    # red above, blue below, as a person should see it
    source = "color=red:size=64x32[r];color=blue:size=64x32[b];[r][b]vstack,format=yuv444p"
    for degrees in (0, 90, 180, 270):
        turned, told = tmp_path / f"t{degrees}.mkv", tmp_path / f"u{degrees}.mov"
        turn = {0: "null", 90: "transpose=cclock", 180: "hflip,vflip", 270: "transpose=clock"}[degrees]
        ffmpeg(
            "-f",
            "lavfi",
            "-i",
            f"{source},{turn}",
            "-frames:v",
            "2",
            "-c:v",
            "libx264",
            "-qp",
            "0",
            "-pix_fmt",
            "yuv444p",
            str(turned),
        )
        ffmpeg("-display_rotation", str(-degrees), "-i", str(turned), "-c", "copy", str(told))
        metadata = probe(told)
        assert metadata.video.rotation == degrees
        pixels = frame_at(told, metadata, 0)
        assert pixels.shape == (64, 64, 3)
        assert pixels[4, 32, 0] > 200 > 60 > pixels[4, 32, 2]
        assert pixels[60, 32, 2] > 200 > 60 > pixels[60, 32, 0]


def test_a_mirrored_picture_is_mirrored_back(tmp_path) -> None:
    source = "color=red:size=32x64[r];color=blue:size=32x64[b];[r][b]hstack,format=yuv420p"
    plain, told = tmp_path / "plain.mp4", tmp_path / "mirrored.mp4"
    ffmpeg("-f", "lavfi", "-i", source, "-frames:v", "2", "-c:v", "libx264", str(plain))
    ffmpeg("-display_hflip", "-i", str(plain), "-c", "copy", str(told))
    pixels = frame_at(told, probe(told), 0)
    assert pixels[32, 4, 2] > 200  # the blue half is on the left now
    assert pixels[32, 60, 0] > 200


@pytest.mark.parametrize(("size", "space"), [("64x64", "smpte170m"), ("1280x720", "bt709")])
def test_untagged_colours_are_taken_as_players_do(tmp_path, size: str, space: str) -> None:
    path = tmp_path / "red.mp4"
    chain = f"scale=out_color_matrix={space}:out_range=tv,format=yuv420p,setparams=colorspace=unknown"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        f"color=0xC83214:size={size},format=rgb24",
        "-vf",
        chain,
        "-frames:v",
        "1",
        "-c:v",
        "libx264",
        "-qp",
        "1",
        str(path),
    )
    pixel = frame_at(path, probe(path), 0)[20, 20].astype(int)
    assert np.abs(pixel - (200, 50, 20)).max() <= 4


def decoded(jpeg: bytes) -> np.ndarray:
    with av.open(BytesIO(jpeg), format="jpeg_pipe") as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


def test_jpegs_hold_the_frame(samples) -> None:
    metadata = probe(samples["rate25"])
    exact = frame_at(samples["rate25"], metadata, 33).astype(int)
    with FrameReader(samples["rate25"], metadata) as reader:
        jpeg, small = reader.jpeg(33, 10_000), reader.jpeg(33, 50)
    assert jpeg[:2] == b"\xff\xd8"
    assert decoded(jpeg).shape == exact.shape  # never enlarged
    assert np.abs(decoded(jpeg).astype(int) - exact).mean() < 4
    assert decoded(small).shape[1] == 50


def test_thumbnails(samples) -> None:
    for name in (
        "rate25",
        "edits25",
        "transport29",
        "variable_mkv",
        "one frame",
        "still jpeg",
        "film with cover",
    ):
        assert decoded(thumbnail(samples[name], probe(samples[name]), 64)).shape[1] == 64
    art = decoded(thumbnail(samples["mp3 with cover"], probe(samples["mp3 with cover"]), 64))
    assert art.shape == (48, 64, 3)
    assert art[24, 32, 0] > 200 > 50 > art[24, 32, 2]  # the red cover
    with pytest.raises(StoatError) as caught:
        thumbnail(samples["wav"], probe(samples["wav"]))
    assert caught.value.code == "media.no_picture"


def test_indexes_out_of_range_and_sound_media(samples) -> None:
    metadata = probe(samples["one frame"])
    for index in (-1, 1):
        with pytest.raises(StoatError) as caught:
            frame_at(samples["one frame"], metadata, index)
        assert (caught.value.code, caught.value.context["last"]) == ("media.no_such_frame", "0")
    with pytest.raises(StoatError) as caught:
        frame_at(samples["wav"], probe(samples["wav"]), 0)
    assert caught.value.code == "media.no_picture"


def test_a_file_that_changed_is_an_error(samples, tmp_path) -> None:
    path = tmp_path / "changing.mp4"
    path.write_bytes(samples["rate25"].read_bytes())
    metadata = probe(path)
    path.write_bytes(samples["one frame"].read_bytes())
    with pytest.raises(StoatError) as caught:
        frame_at(path, metadata, 50)
    assert caught.value.code == "media.unreadable"


def test_readers_close_their_files(samples) -> None:
    import os

    metadata = probe(samples["rate25"])
    frame_at(samples["rate25"], metadata, 5)
    before = len(os.listdir("/proc/self/fd"))
    for index in range(5):
        frame_at(samples["rate25"], metadata, index)
        with pytest.raises(StoatError):
            frame_at(samples["rate25"], metadata, 10_000)
    assert len(os.listdir("/proc/self/fd")) <= before
