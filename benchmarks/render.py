"""How long does a film of 20 straight cuts take, against hand-written FFmpeg and MoviePy in the same run?

The hand-written command is the best known one: 20 inputs with -ss/-t, one concat, the same encoder settings.
Every film is decoded and each frame's barcode compared; a film with wrong frames or of another size says so.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from benchmarks._measure import PEERS_PYTHON, Timing, peer_has, start
from stoat_nb.ffmpeg import RealFFmpegExecutor, find_ffmpeg
from stoat_nb.media import probe
from stoat_nb.render import RenderProfile, render
from tests.support.barcode import barcode_frame, coded_sound, read_barcode

CUTS = 20
PROFILE = RenderProfile(crf=23, preset="veryfast", threads=2)


def make_sources(folder: Path, width: int, height: int, seconds: int) -> list[Path]:
    """Two films of moving noise under a barcode, 30 frames a second, with key frames two seconds apart."""
    paths = []
    for medium in (1, 2):
        path = folder / f"source{medium}.mp4"
        random = np.random.default_rng(medium)
        noise = random.integers(0, 48, (height + 64, width + 64), dtype=np.uint8)
        chroma = np.full((height // 2, width), 128, dtype=np.uint8)
        with av.open(str(path), "w") as out:
            video = out.add_stream("libx264", rate=30)
            video.width, video.height, video.pix_fmt = width, height, "yuv420p"
            video.codec_context.gop_size = 60
            video.codec_context.options = {"preset": "ultrafast", "crf": "20"}
            context = video.codec_context
            context.colorspace, context.color_primaries, context.color_trc, context.color_range = 1, 1, 1, 1
            audio = out.add_stream("aac", rate=48000, layout="stereo")
            for number in range(seconds * 30):
                x, y = number * 3 % 64, number % 64
                luma = (
                    barcode_frame(number, medium, width, height) // 2
                    + 40
                    + noise[y : y + height, x : x + width]
                )
                frame = av.VideoFrame.from_ndarray(np.vstack([luma, chroma]), format="yuv420p")
                frame.pts, frame.time_base = number, Fraction(1, 30)
                out.mux(video.encode(frame))
            out.mux(video.encode(None))
            wave = np.ascontiguousarray(coded_sound(medium, seconds * 48000, 48000).T)
            for at in range(0, wave.shape[1], 1024):
                block = av.AudioFrame.from_ndarray(
                    np.ascontiguousarray(wave[:, at : at + 1024]), format="fltp", layout="stereo"
                )
                block.sample_rate, block.pts, block.time_base = 48000, at, Fraction(1, 48000)
                out.mux(audio.encode(block))
            out.mux(audio.encode(None))
        paths.append(path)
    return paths


def scene_of(cuts: list[tuple[int, int]], frames: int, width: int, height: int) -> str:
    picture, sound = [], []
    for number, (medium, first) in enumerate(cuts):
        clip = {
            "clips": [f"b1/m{medium}/{number}"],
            "label": f"cut {number + 1}",
            "medium": f"m{medium}",
            "speed": "1",
        }
        at = number * frames
        picture.append(
            {**clip, "start_frame": at, "frames": frames, "source_start": str(Fraction(first, 30))}
        )
        sound.append({**clip, "track": "A1", "start": at * 1600, "duration": frames * 1600,
                      "offset": str(Fraction(first - at, 30))})  # fmt: skip
    total = len(cuts) * frames
    return json.dumps({
        "format": {"rate": "30", "width": width, "height": height, "sample_rate": 48000}, "timebase": 48000,
        "frames": total, "samples": total * 1600, "picture": picture, "sound": sound,
    })  # fmt: skip


def hand_written(
    ffmpeg: str, paths: list[Path], cuts: list[tuple[int, int]], frames: int, output: Path
) -> None:
    command = [ffmpeg, "-v", "error", "-y"]
    for medium, first in cuts:
        command += [
            "-ss",
            f"{max(0, first - 0.5) / 30:.6f}",
            "-t",
            f"{frames / 30:.6f}",
            "-i",
            str(paths[medium - 1]),
        ]
    legs = "".join(
        f"[{n}:v]setpts=PTS-STARTPTS,fps=30,trim=end_frame={frames}[v{n}];[{n}:a]asetpts=PTS-STARTPTS,apad,atrim=end_sample={frames * 1600}[a{n}];"
        for n in range(len(cuts))
    )
    joined = "".join(f"[v{n}][a{n}]" for n in range(len(cuts)))
    command += [
        "-filter_complex",
        f"{legs}{joined}concat=n={len(cuts)}:v=1:a=1[v][a]",
        "-map",
        "[v]",
        "-map",
        "[a]",
    ]
    command += [
        "-c:v",
        "libx264",
        "-preset",
        PROFILE.preset,
        "-crf",
        str(PROFILE.crf),
        "-g",
        str(PROFILE.gop),
    ]
    command += ["-c:a", "aac", "-b:a", str(PROFILE.audio_bitrate), "-movflags", "+faststart", str(output)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


MOVIEPY = """
import sys
from moviepy import VideoFileClip, concatenate_videoclips
paths, cuts, frames, output, preset, crf = eval(sys.argv[1])
sources = [VideoFileClip(path) for path in paths]
clips = [sources[m - 1].subclipped(first / 30, (first + frames) / 30) for m, first in cuts]
film = concatenate_videoclips(clips)
film.write_videofile(output, fps=30, codec="libx264", audio_codec="aac", preset=preset, threads=2,
                     ffmpeg_params=["-crf", str(crf)], logger=None)
"""


def with_moviepy(paths: list[Path], cuts: list[tuple[int, int]], frames: int, output: Path) -> None:
    request = ([str(path) for path in paths], cuts, frames, str(output), PROFILE.preset, PROFILE.crf)
    subprocess.run([str(PEERS_PYTHON), "-c", MOVIEPY, repr(request)], check=True, stdin=subprocess.DEVNULL)


def measured(work: object) -> Timing:
    """Wall time, and the CPU time of this process and of all that it started."""
    before = _cpu()
    started = time.perf_counter()
    work()
    return Timing(time.perf_counter() - started, _cpu() - before)


def _cpu() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in usage)


def wrong_frames(path: Path, cuts: list[tuple[int, int]], frames: int) -> tuple[int, int]:
    """Return how many frames the film has, and how many of the planned ones are missing or wrong."""
    wanted = [(medium, first + n) for medium, first in cuts for n in range(frames)]
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        found = [_code(frame) for frame in container.decode(video=0)]
    return len(found), sum(a != b for a, b in zip(found, wanted, strict=False)) + max(
        0, len(wanted) - len(found)
    )


def _code(frame: av.VideoFrame) -> tuple[int, int] | None:
    luma = np.frombuffer(frame.planes[0], dtype=np.uint8).reshape(-1, frame.planes[0].line_size)
    grey = luma[: frame.height, : frame.width].astype(np.int16)
    code = read_barcode(np.clip((grey - 64) * 2, 0, 255).astype(np.uint8))
    return code and (code.medium, code.number)


def main() -> int:
    report, options = start("render", __doc__.splitlines()[0])
    width, height, seconds, frames, rounds = (
        (640, 360, 20, 30, 1) if options.short else (1920, 1080, 60, 150, 3)
    )
    ffmpeg = str(find_ffmpeg().path)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        paths = make_sources(folder, width, height, seconds)
        cuts = [(n % 2 + 1, (37 + 883 * n) % (seconds * 30 - frames)) for n in range(CUTS)]
        media = {f"m{n + 1}": (path, probe(path)) for n, path in enumerate(paths)}
        scene = scene_of(cuts, frames, width, height)
        executor = RealFFmpegExecutor()
        executor.binary.capabilities  # noqa: B018 - asked once per build, not once per film
        films = {name: folder / f"{name}.mp4" for name in ("stoat-nb", "FFmpeg", "MoviePy")}
        contestants = {
            "stoat-nb": lambda: render(
                scene, media, films["stoat-nb"], profile=PROFILE, executor=executor, overwrite=True
            ),
            "FFmpeg": lambda: hand_written(ffmpeg, paths, cuts, frames, films["FFmpeg"]),
        }
        if peer_has("moviepy"):
            contestants["MoviePy"] = lambda: with_moviepy(paths, cuts, frames, films["MoviePy"])
        else:
            report.note("MoviePy is not set up (make peers), so it is not in this run")
        taken: dict[str, list[Timing]] = {name: [] for name in contestants}
        for _ in range(rounds):
            for name, work in contestants.items():
                if name == "MoviePy" and taken[name]:
                    continue  # several minutes a round
                taken[name].append(measured(work))
        timings = {
            name: Timing(
                sorted(t.wall for t in all_)[len(all_) // 2], sorted(t.cpu for t in all_)[len(all_) // 2]
            )
            for name, all_ in taken.items()
        }
        report.table(f"{CUTS} cuts of {frames / 30:g} s, {width}x{height}", timings, "FFmpeg", unit="s")
        for name in contestants:
            count, wrong = wrong_frames(films[name], cuts, frames)
            size = os.path.getsize(films[name]) / 1e6
            report.note(f"{name}: {count} of {CUTS * frames} frames, {wrong} wrong or missing; {size:.1f} MB")
        ours, theirs = timings["stoat-nb"], timings["FFmpeg"]
        report.at_most("wall time against hand-written FFmpeg", 1.0, ours.wall / theirs.wall, "x")
        report.at_most("CPU time against hand-written FFmpeg", 1.05, ours.cpu / theirs.cpu, "x")
        if "MoviePy" in timings:
            report.at_most("CPU time against MoviePy", 0.7, ours.cpu / timings["MoviePy"].cpu, "x")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
