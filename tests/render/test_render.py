"""A render either gives a proven film or leaves everything as it was, and says which clip is the cause."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import subprocess
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import av
import pytest

from stoat_nb.errors import StoatError
from stoat_nb.ffmpeg import ExecutionResult, RealFFmpegExecutor, find_ffmpeg
from stoat_nb.observe import CancelToken, Progress
from stoat_nb.render import RenderProfile, explain, make_plan, render, verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.render.conftest import Small
from tests.support.barcode import read_barcode


def long_scene(small: Small) -> str:
    """A film that takes some seconds: the long medium, large."""
    scene = json.loads(small.scene)
    scene["format"] |= {"width": 1920, "height": 1080}
    scene |= {"frames": 600, "samples": 1152000, "sound": []}
    scene["picture"] = [scene["picture"][0] | {"frames": 600, "medium": "long25", "source_start": "0"}]
    return json.dumps(scene)


def code_of(small: Small, **options: object) -> str:
    scene = str(options.pop("scene", small.scene))
    output = options.pop("output", small.folder / "film.mp4")
    with pytest.raises(StoatError) as caught:
        render(scene, small.media, output, **options)
    return caught.value.code


def test_a_film_is_proven_and_alone_in_its_folder(small: Small) -> None:
    film = render(small.scene, small.media, small.folder / "film.mp4")
    assert small.files() == {"film.mp4"}
    assert (film.frames, film.samples) == (40, 76800)
    assert film.proof.ok
    assert "ok   samples: 76800" in str(film.proof)
    assert verify(film, frames=True).ok
    assert json.loads(film.to_json())["sha256"] == film.sha256


def test_a_changed_film_is_noticed(small: Small) -> None:
    film = render(small.scene, small.media, small.folder / "film.mp4")
    data = bytearray(film.path.read_bytes())
    data[-1] ^= 1
    film.path.write_bytes(data)
    assert not verify(film).ok
    film.path.unlink()
    with pytest.raises(StoatError, match="no file"):
        verify(film).assert_ok()


def test_an_encoder_that_is_listed_but_does_not_encode_is_refused_before_anything_runs(small: Small) -> None:
    real = find_ffmpeg()
    listed = replace(real.capabilities, _tried={"libx264": False})
    executor = RealFFmpegExecutor(replace(real, known=listed))
    assert code_of(small, executor=executor) == "ffmpeg.capability_missing"
    assert small.files() == set()


def test_two_renders_are_equal_byte_for_byte(small: Small) -> None:
    one = render(small.scene, small.media, small.folder / "one.mp4")
    with ThreadPoolExecutor(1) as pool:
        two = render(small.scene, small.media, small.folder / "two.mp4", pool=pool)
    assert one.sha256 == two.sha256


class Tied(RealFFmpegExecutor):
    """An FFmpeg that belongs to this process."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()


class Deadly(RealFFmpegExecutor):
    """An FFmpeg that takes its worker down."""

    def run(self, args: object, **options: object) -> ExecutionResult:
        os._exit(3)


def test_a_pool_of_processes_gives_the_same_film(small: Small) -> None:
    seen: list[Progress] = []
    one = render(small.scene, small.media, small.folder / "one.mp4")
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        two = render(small.scene, small.media, small.folder / "two.mp4", pool=pool, on_progress=seen.append)
        assert one.sha256 == two.sha256
        assert seen[-1].done == 40
        with pytest.raises(StoatError, match="cannot be pickled") as caught:
            render(small.scene, small.media, small.folder / "film.mp4", pool=pool, executor=Tied())
        assert caught.value.code == "render.pool"
        assert code_of(small, pool=pool, executor=Deadly()) == "render.pool"
        assert code_of(small, pool=pool) == "render.pool"  # a pool that lost a worker takes no more work
    assert small.files() == {"one.mp4", "two.mp4"}


def test_progress_counts_frames_up_to_all(small: Small) -> None:
    seen: list[Progress] = []
    render(small.scene, small.media, small.folder / "film.mp4", on_progress=seen.append)
    counts = [progress.done for progress in seen]
    assert counts == sorted(counts)
    assert (counts[-1], seen[-1].total, seen[-1].unit) == (40, 40, "frames")


def test_own_films_are_replaced_and_foreign_files_are_not(small: Small) -> None:
    path = small.folder / "film.mp4"
    path.write_text("somebody's")
    assert code_of(small) == "render.file_exists"
    assert path.read_text() == "somebody's"
    render(small.scene, small.media, path, own_outputs=[path])
    render(small.scene, small.media, path, overwrite=True)


def test_footage_is_never_overwritten(small: Small) -> None:
    source = small.media["mono44"][0]
    before = source.read_bytes()
    link = small.folder / "link.mp4"
    link.hardlink_to(source)
    for output in (source, link):
        assert code_of(small, output=output, overwrite=True) == "render.protected"
    other = small.folder / "other.mp4"
    assert code_of(small, output=other, overwrite=True, protected_paths=[other]) == "render.protected"
    assert source.read_bytes() == before


@pytest.mark.parametrize("name", ["film.mov", "no/film.mp4"])
def test_a_name_that_cannot_be_written_is_refused(small: Small, name: str) -> None:
    assert code_of(small, output=small.folder / name) == "render.path_invalid"


def test_odd_names_are_written(small: Small) -> None:
    path = small.folder / '-it\'s 100% "odd": \N{OTTER} [a].mp4'
    assert render(small.scene, small.media, path).path.stat().st_size > 0
    assert small.files() == {path.name}


def test_a_missing_medium_is_named_with_its_clip(small: Small, tmp_path: Path) -> None:
    gone = tmp_path / "gone.mp4"
    small.media["rate29"] = (gone, small.media["rate29"][1])
    with pytest.raises(StoatError) as caught:
        render(small.scene, small.media, small.folder / "film.mp4")
    assert (caught.value.code, caught.value.context["clip"]) == ("render.medium_missing", "second")
    assert small.files() == set()


def test_a_changed_medium_is_named_with_its_clip(small: Small, tmp_path: Path) -> None:
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(small.media["rate29"][0].read_bytes() + b"x")
    small.media["rate29"] = (changed, small.media["rate29"][1])
    assert code_of(small) == "render.medium_changed"


def test_a_medium_that_breaks_stops_the_render(small: Small, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    data = small.media["rate29"][0].read_bytes()
    broken.write_bytes(b"\0" * len(data))
    small.media["rate29"] = (broken, small.media["rate29"][1])
    assert code_of(small).startswith(("media.", "render.segment_failed"))
    assert small.files() == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"frames": 0}, "compile.empty"),
        ({"picture": [{"frames": 100}]}, "compile.scene"),
        ({"picture": [{"source_start": "-1"}]}, "compile.before_start"),
        ({"picture": [{"source_start": "39/10"}]}, "compile.beyond_end"),
        ({"picture": [{"source_start": "1/100000007"}]}, "compile.time_base"),
        ({"picture": [{"speed": "2"}]}, "compile.speed"),
        ({"picture": [{"medium": "nobody"}]}, "compile.medium_missing"),
        ({"nonsense": None, "picture": 3}, "compile.document"),
        ({"format": {"width": 7}}, "timeline.format_invalid"),
    ],
)
def test_what_cannot_be_represented_is_refused_before_ffmpeg_starts(
    small: Small, change: dict, code: str
) -> None:
    scene = json.loads(small.scene)
    for key, value in change.items():
        if key == "picture" and isinstance(value, list):
            scene["picture"][0] |= value[0]
        elif key == "format":
            scene["format"] |= value
        else:
            scene[key] = value
    assert code_of(small, scene=json.dumps(scene), executor=RealFFmpegExecutor()) == code
    assert small.files() == set()


def test_sound_without_a_picture_cannot_be_shown(small: Small) -> None:
    path, facts = small.media["rate25"]
    data = facts.to_json() | {"video": None, "kind": "audio"}
    small.media["rate25"] = (path, type(facts).from_json(data))
    assert code_of(small) == "compile.no_picture"


def test_hdr_is_mapped_to_bt709(small: Small) -> None:
    path, facts = small.media["rate25"]
    data = facts.to_json()
    data["video"]["color"] |= {"transfer": "arib-std-b67", "primaries": "bt2020", "space": "bt2020nc"}
    small.media["rate25"] = (path, type(facts).from_json(data))
    film = render(small.scene, small.media, small.folder / "film.mp4")
    assert "high dynamic range is mapped to that of BT.709" in film.plan.segments[0].why
    with av.open(str(film.path)) as container:
        luma = next(container.decode(video=0)).to_ndarray(format="gray")
    code = read_barcode(luma)
    assert code is not None
    assert code.number == 25


def test_settings_that_do_not_exist_are_refused(small: Small) -> None:
    assert code_of(small, profile=RenderProfile(crf=99)).startswith("ffmpeg.")
    assert code_of(small, profile=RenderProfile(preset="warp")).startswith("ffmpeg.")
    assert code_of(small, profile=RenderProfile(threads=64)) == "ffmpeg.value_invalid"


def test_a_cancelled_render_leaves_the_earlier_film(small: Small) -> None:
    path = small.folder / "film.mp4"
    film = render(small.scene, small.media, path)
    token = CancelToken()
    seen = threading.Event()

    def report(progress: Progress) -> None:
        if progress.done:
            seen.set()

    def cancel() -> None:
        seen.wait(30)
        token.cancel("enough")

    thread = threading.Thread(target=cancel)
    thread.start()
    code = code_of(small, scene=long_scene(small), own_outputs=[path], cancel=token, on_progress=report)
    thread.join()
    assert code == "render.cancelled"
    assert verify(film).ok
    assert small.files() == {"film.mp4"}
    assert children() == []


def test_a_killed_ffmpeg_leaves_the_earlier_film(small: Small) -> None:
    path = small.folder / "film.mp4"
    film = render(small.scene, small.media, path)
    done = threading.Event()

    def kill() -> None:
        while not done.wait(0.02):
            if found := [pid for pid in children() if "ffmpeg" in pid[1]]:
                time.sleep(0.3)
                os.kill(found[0][0], signal.SIGKILL)
                return

    thread = threading.Thread(target=kill)
    thread.start()
    code = code_of(small, scene=long_scene(small), own_outputs=[path])
    done.set()
    thread.join()
    assert code == "ffmpeg.killed"
    assert verify(film).ok
    assert small.files() == {"film.mp4"}
    assert children() == []


def children() -> list[tuple[int, str]]:
    """FFmpeg processes that this one started and that still run."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,stat=,comm=", "--ppid", str(os.getpid())],
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [(int(pid), name) for pid, state, name in rows if not state.startswith("Z") and "ffmpeg" in name]


def test_a_full_disk_is_named(small: Small, tmp_path: Path) -> None:
    mount = tmp_path / "tiny"
    mount.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(mount)], capture_output=True, check=False
    ).returncode:
        pytest.skip("this machine does not let the tests mount a small file system")
    try:
        assert code_of(small, output=mount / "film.mp4") == "render.disk_full"
        assert list(mount.iterdir()) == []
    finally:
        subprocess.run(["umount", str(mount)], check=True)


def test_a_read_only_folder_is_named(small: Small, tmp_path: Path) -> None:
    mount = tmp_path / "sealed"
    mount.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(mount)], capture_output=True, check=False
    ).returncode:
        mount.chmod(0o500)
        if os.geteuid() == 0:
            pytest.skip("root writes everywhere")
        assert code_of(small, output=mount / "film.mp4") == "render.read_only"
        return
    try:
        assert code_of(small, output=mount / "film.mp4") == "render.read_only"
    finally:
        subprocess.run(["umount", str(mount)], check=True)


class Forgetful(RealFFmpegExecutor):
    """An FFmpeg that reports success and loses the end of every picture."""

    def run(self, args: object, **options: object) -> ExecutionResult:
        arguments = [str(part).replace("trim=end_frame=20", "trim=end_frame=19") for part in args]
        return super().run(arguments, **options)


def test_a_lost_frame_is_found_though_ffmpeg_reports_success(small: Small) -> None:
    assert code_of(small, executor=Forgetful()) == "render.not_proven"
    assert small.files() == set()


class Deaf(RealFFmpegExecutor):
    """An FFmpeg that reports success and loses the end of a sound."""

    def run(self, args: object, **options: object) -> ExecutionResult:
        shorter = [
            re.sub(r"end_sample=(\d+)", lambda m: f"end_sample={int(m[1]) - 400}", str(part)) for part in args
        ]
        return super().run(shorter, **options)


def test_lost_sound_is_found_though_ffmpeg_reports_success(small: Small) -> None:
    assert code_of(small, executor=Deaf()) == "render.not_proven"


def test_explain_shows_commands_that_really_make_the_pieces(small: Small, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    executor = RealFFmpegExecutor()
    plan = make_plan(
        small.scene,
        small.media,
        small.folder / "film.mp4",
        profile=RenderProfile(),
        work=work,
        executor=executor,
    )
    told = explain(plan, program=str(executor.binary.path))
    assert "40 frames at 25 (1.600 s)" in str(told)
    assert "frames 20 to 24: black" in str(told)
    assert json.loads(told.to_json())["samples"] == 76800
    for step in told.steps:
        if step.kind == "picture":
            subprocess.run(step.command, shell=True, check=True, stdin=subprocess.DEVNULL)
            with av.open(str(work / f"{step.id}.mp4")) as container:
                assert sum(1 for _ in container.decode(video=0)) == step.predicted
    assert small.files() == set()
