"""Made footage to try stoat-nb with: six small films, different in rate, shape and sound."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stoat_nb.ffmpeg import RealFFmpegExecutor, run_checked

if TYPE_CHECKING:
    import os

    from stoat_nb.ffmpeg.executor import FFmpegExecutor

__all__ = ["sample_footage"]

# A buzzing voice with syllables and pauses, its vowels shaped by two resonances.
_VOICE = (
    "aevalsrc=exprs='0.9*(mod(t*(118+14*sin(2*PI*0.7*t)+6*sin(2*PI*2.3*t)),1)-0.5)"
    "*max(0,sin(2*PI*2.9*t)+0.5*sin(2*PI*1.1*t))*lt(mod(t,3.1),2.3)':s={rate},"
    "equalizer=f=620:t=q:w=2:g=14,equalizer=f=1450:t=q:w=3:g=10,lowpass=f=3800,volume=0.35"
)
_CHORD = (
    "aevalsrc=exprs='0.12*(sin(2*PI*220*t)+sin(2*PI*277.18*t)+sin(2*PI*329.63*t))*(0.7+0.3*sin(2*PI*0.4*t))"
    "|0.12*(sin(2*PI*220*t)+sin(2*PI*277.18*t)+sin(2*PI*440*t))*(0.7+0.3*cos(2*PI*0.4*t))':s=48000"
)
_BEEPS = "aevalsrc=exprs='0.3*sin(2*PI*880*t)*lt(mod(t,1),0.12)':s=48000"


class _Film(NamedTuple):
    name: str
    picture: str
    sound: str | None
    seconds: int
    turned: bool = False


_FILMS = (
    _Film("dawn.mp4", "gradients=s=640x360:r=25:c0=0x1b2a49:c1=0xf2a65a:c2=0xd1495b:n=3:speed=0.02:seed=7", _CHORD, 8),
    _Film(
        "fractal.mp4",
        "mandelbrot=s=640x360:r=30000/1001:maxiter=100:inner=convergence",
        _VOICE.format(rate=48000),
        8,
    ),
    _Film(
        "cells.mp4",
        "life=s=160x90:r=25:mold=12:ratio=0.12:seed=3:death_color=#20324d:life_color=#7fd1b9:mold_color=#0f1a2b,"
        "scale=640:360:flags=neighbor",
        None,
        6,
    ),
    _Film("phone.mp4", "testsrc2=s=360x640:r=30", _VOICE.format(rate=44100), 6, turned=True),
    _Film("clock.mp4", "testsrc=s=640x360:r=50:decimals=2", _BEEPS, 6),
    _Film(
        "weave.mkv",
        "cellauto=s=320x180:r=24000/1001:rule=110:scroll=1:seed=11,format=gray,gblur=sigma=1,"
        "scale=640:360,eq=contrast=0.8",
        _CHORD,
        6,
    ),
)  # fmt: skip


def sample_footage(folder: str | os.PathLike[str], *, executor: FFmpegExecutor | None = None) -> list[Path]:
    """Make six small films of 6 to 8 seconds in `folder`; those that are there already are kept.

    They differ in rate (24000/1001 to 50), sound (chords, beeps, a voice-like buzz, mono at 44.1 kHz, none)
    and shape: `phone.mp4` is portrait.

    Parameters
    ----------
    folder
        Where to put them; it is made.
    executor
        Runs FFmpeg; the bundled build unless given.

    Returns
    -------
    list of Path
        The six files.

    Raises
    ------
    StoatError
        ``ffmpeg.*`` when a film could not be made.
    """
    executor = executor or RealFFmpegExecutor()
    home = Path(folder).expanduser().absolute()
    home.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda film: _make(executor, film, home), _FILMS))


def _make(executor: FFmpegExecutor, film: _Film, home: Path) -> Path:
    path = home / film.name
    if path.exists():
        return path
    partial = home / f"part-{film.name}"
    args = ["-y", "-loglevel", "error", "-f", "lavfi", "-i", film.picture]
    if film.sound is not None:
        args += ["-f", "lavfi", "-i", film.sound]
    filters = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,"
    filters += "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    turn = film.turned and _can_turn(executor)
    if turn:
        # Stored lying, as telephones do; the file says how to turn it.
        filters = f"transpose=cclock,{filters}"
    args += ["-t", str(film.seconds), "-vf", filters, "-c:v", "libx264", "-preset", "veryfast", "-crf", "26"]
    args += ["-g", "50", "-threads", "2", "-c:a", "aac", "-b:a", "96k", f"file:{partial}"]
    run_checked(executor, args, outputs=[partial])
    if turn:
        lying = home / f"lying-{film.name}"
        partial.replace(lying)
        args = ["-y", "-loglevel", "error", "-display_rotation", "-90", "-i", f"file:{lying}", "-c", "copy"]
        try:
            run_checked(executor, [*args, f"file:{partial}"], outputs=[partial])
        finally:
            lying.unlink()
    partial.replace(path)
    return path


def _can_turn(executor: FFmpegExecutor) -> bool:
    """Whether FFmpeg writes a display matrix (from 6.0 on); otherwise the film is stored upright."""
    major = executor.binary.version.lstrip("nN").split(".")[0]
    return major.isdigit() and int(major) >= 6
