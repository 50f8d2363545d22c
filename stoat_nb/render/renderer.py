"""The renderer: runs a plan's commands in parallel, mixes, joins, proves, and only then names the film."""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import secrets
import shutil
import threading
import time
from concurrent.futures import FIRST_EXCEPTION, BrokenExecutor, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, ParamSpec

from stoat_nb.errors import CancelledError, StoatError, from_code
from stoat_nb.ffmpeg import RealFFmpegExecutor, run_checked
from stoat_nb.ffmpeg.observable import as_kind
from stoat_nb.observe import CancelToken, Progress, logger
from stoat_nb.observe.metrics import count_render
from stoat_nb.render.mix import check_stem, write_mix
from stoat_nb.render.pieces import PieceFacts, check_piece, join_pieces
from stoat_nb.render.plan import Plan, Segment, Stem, make_plan
from stoat_nb.render.profile import H264, RenderProfile
from stoat_nb.render.proof import prove, sha256_of
from stoat_nb.render.result import RenderResult
from stoat_nb.render.target import Target, storage_error

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from concurrent.futures import Executor, Future

    from stoat_nb.ffmpeg.executor import FFmpegExecutor
    from stoat_nb.media.metadata import VideoMetadata

__all__ = ["render"]

_log = logger("render")
# Costs in encoded frames, to start the longest work first.
_BLACK_COST, _SOUND_COST = 0.2, 0.05
_P = ParamSpec("_P")


def _counted(work: Callable[_P, RenderResult]) -> Callable[_P, RenderResult]:
    """Count how each render ended, and the frames of the proven ones."""

    @functools.wraps(work)
    def counting(*args: _P.args, **kwargs: _P.kwargs) -> RenderResult:
        try:
            result = work(*args, **kwargs)
        except BaseException as error:
            count_render("cancelled" if isinstance(error, CancelledError) else "failed")
            raise
        count_render("proven", result.frames)
        return result

    return counting


@_counted
def render(
    scene_json: str,
    media: Mapping[str, tuple[str | os.PathLike[str], VideoMetadata]],
    output: str | os.PathLike[str],
    *,
    profile: RenderProfile = H264,
    executor: FFmpegExecutor | None = None,
    pool: Executor | None = None,
    cancel: CancelToken | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    overwrite: bool = False,
    protected_paths: Collection[str | os.PathLike[str]] = (),
    own_outputs: Collection[str | os.PathLike[str]] = (),
    work_root: str | os.PathLike[str] | None = None,
) -> RenderResult:
    """Render a scene to an MP4 file that is proven to hold the planned frames and samples.

    Parameters
    ----------
    scene_json
        A timeline's ``scene_json()``.
    media
        For each medium's id its file and what a probe said of it.
    output
        The film's file. It is written under another name beside it, proven, then renamed; a render that
        fails or is cancelled leaves what was there untouched.
    profile
        Encoders and their settings.
    executor
        Runs FFmpeg; the bundled build unless given.
    pool
        Runs the pieces in parallel; threads of its own, one for each processor, unless given. A pool of
        processes or machines needs an executor that can be pickled, and stops between pieces only.
    cancel
        Stops the render.
    on_progress
        Called from several threads, one call at a time, with the frames that are done.
    overwrite
        Replace a file that no render of the project wrote.
    protected_paths
        Footage; never overwritten. The media of the scene always belong to it.
    own_outputs
        Films that earlier renders wrote; they are replaced.
    work_root
        The folder for intermediate files; beside the film unless given. Nothing is left in it.

    Raises
    ------
    StoatError
        ``compile.*`` and ``render.*`` with the clip's name; ``ffmpeg.*`` when FFmpeg fails.
    """
    started = time.monotonic()
    executor = executor or RealFFmpegExecutor()
    sources = [path for path, _ in media.values()]
    target = Target(output, protected=[*sources, *protected_paths], own=own_outputs, overwrite=overwrite)
    root = Path(work_root).absolute() if work_root else target.path.parent
    work = root / f"render-{secrets.token_hex(4)}"
    plan = make_plan(scene_json, media, target.partial, profile=profile, work=work, executor=executor)
    _check_sources(plan, media)
    token = CancelToken(parent=cancel)
    run = _Run(plan, executor, token, _Counter(plan.frames, on_progress))
    _log.info("render.started", output=str(target.path), frames=plan.frames, segments=len(plan.segments))
    try:
        work.mkdir(parents=True)
        with _pool(pool) as workers:
            pieces = run.all_pieces(workers)
        run.note("mixing")
        write_mix(plan, token)
        run.note("joining")
        join_pieces(plan, pieces, token)
        run.step(plan.mux_args, target.partial, "the film")
        run.note("proving")
        proof = prove(target.partial, plan, pieces)
        proof.assert_ok()
        token.raise_if_cancelled("the render")
        digest, size = sha256_of(target.partial), target.partial.stat().st_size
        target.publish()
    except StoatError as error:
        raise _own_error(error, target.path.parent) from error
    except OSError as error:
        raise storage_error(error, target.path.parent) from error
    finally:
        token.cancel("the render has ended")
        shutil.rmtree(work, ignore_errors=True)
        with contextlib.suppress(OSError):
            target.discard()
    seconds = time.monotonic() - started
    _log.info("render.proven", output=str(target.path), frames=plan.frames, seconds=round(seconds, 3))
    return RenderResult(target.path, plan.frames, plan.samples, digest, size, proof, plan, seconds)


def _check_sources(plan: Plan, media: Mapping[str, tuple[str | os.PathLike[str], VideoMetadata]]) -> None:
    parts: list[Segment | Stem] = [*plan.segments, *plan.stems]
    for part in parts:
        if part.medium is None:
            continue
        path, metadata = media[part.medium]
        context = {"clip": part.label, "path": path}
        try:
            size = Path(path).stat().st_size
        except OSError as error:
            raise from_code("render.medium_missing", context) from error
        if size != metadata.file_size:
            raise from_code("render.medium_changed", context)


def _own_error(error: StoatError, folder: Path) -> StoatError:
    if error.code in ("ffmpeg.cancelled", "job.cancelled"):
        return from_code("render.cancelled", {})
    if error.code == "ffmpeg.disk_full":
        return from_code("render.disk_full", {"folder": folder})
    return error


def _was_stopped(error: BaseException) -> bool:
    return isinstance(error, StoatError) and error.code in ("ffmpeg.cancelled", "job.cancelled")


@contextlib.contextmanager
def _pool(pool: Executor | None) -> Iterator[Executor]:
    if pool is not None:
        yield pool
        return
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
                            thread_name_prefix="stoat-render") as own:  # fmt: skip
        yield own


class _Counter:
    """Adds up the frames of all pieces; what is reported never goes back."""

    def __init__(self, total: int, report: Callable[[Progress], None] | None) -> None:
        self._total = total
        self._report = report
        self._done: dict[str, int] = {}
        self._shown = 0
        self._lock = threading.Lock()

    def set(self, piece: str, frames: int, most: int, note: str) -> None:
        with self._lock:
            self._done[piece] = max(self._done.get(piece, 0), min(frames, most))
            self._shown = max(self._shown, sum(self._done.values()))
            self.tell(note)

    def tell(self, note: str) -> None:
        if self._report is not None:
            with contextlib.suppress(Exception):
                self._report(Progress(min(self._shown, self._total), self._total, "frames", note))


def _make_piece(executor: FFmpegExecutor, segment: Segment, rate: object) -> PieceFacts:
    """Make one piece wherever the pool runs it."""
    from fractions import Fraction

    name = segment.label or "black"
    _run_step(executor, "segment", segment.args, segment.file, label=name, step=segment.id)
    return check_piece(segment, Fraction(str(rate)))


def _make_stem(executor: FFmpegExecutor, stem: Stem) -> None:
    """Make one stem wherever the pool runs it."""
    _run_step(executor, "sound", stem.args, stem.file, label=stem.label, step=stem.id)
    check_stem(stem)


def _run_step(
    executor: FFmpegExecutor,
    kind: Literal["segment", "sound", "film"],
    args: tuple[str, ...],
    output: Path,
    *,
    label: str,
    step: str,
    cancel: CancelToken | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> None:
    try:
        run_checked(as_kind(executor, kind), args, cancel=cancel, on_progress=on_progress, outputs=[output])
    except StoatError as error:
        if error.code != "ffmpeg.failed":
            raise
        context = {**error.context, "clip": label, "segment": step, "reason": error.context.get("reason", "")}
        raise from_code("render.segment_failed", context) from error


@dataclass(frozen=True, slots=True)
class _Run:
    """One plan while it runs."""

    plan: Plan
    executor: FFmpegExecutor
    token: CancelToken
    counter: _Counter

    def note(self, text: str) -> None:
        self.token.raise_if_cancelled("the render")
        self.counter.tell(text)

    def step(self, args: tuple[str, ...], output: Path, label: str) -> None:
        self.note("writing")
        _run_step(self.executor, "film", args, output, label=label, step="film", cancel=self.token)

    def all_pieces(self, pool: Executor) -> list[PieceFacts]:
        """Make all pieces and stems, the longest first; one failure stops the others."""
        frames_per_sample = self.plan.rate / self.plan.sample_rate
        jobs: list[tuple[float, Segment | Stem]] = [
            (segment.frames * (1.0 if segment.medium else _BLACK_COST), segment)
            for segment in self.plan.segments
        ]
        jobs += [(float(stem.samples * frames_per_sample) * _SOUND_COST, stem) for stem in self.plan.stems]
        jobs.sort(key=lambda job: job[0], reverse=True)
        futures: dict[Future[PieceFacts | None], Segment | Stem] = {}
        try:
            for _, part in jobs:
                futures[self._submitted(pool, part)] = part
            self._wait(futures)
        except BaseException:
            self.token.cancel("another part of the render failed")
            for future in futures:
                future.cancel()
            wait(futures)
            raise
        facts = {part.id: future.result() for future, part in futures.items()}
        return [piece for segment in self.plan.segments if (piece := facts[segment.id]) is not None]

    def _wait(self, futures: Mapping[Future[PieceFacts | None], Segment | Stem]) -> None:
        pending = set(futures)
        while pending:
            done, pending = wait(pending, timeout=0.25, return_when=FIRST_EXCEPTION)
            failures = [error for future in done if (error := future.exception()) is not None]
            if failures:
                # What failed first, not those that were stopped because of it.
                raise self._told(min(failures, key=_was_stopped))
            for future in done:
                part = futures[future]
                if isinstance(part, Segment):
                    self.counter.set(part.id, part.frames, part.frames, part.label or "black")
            self.token.raise_if_cancelled("the render")

    def _told(self, error: BaseException) -> BaseException:
        """Say what a pool of processes or machines could not do; other errors are told already."""
        if isinstance(error, BrokenExecutor):
            reason = str(error) or "a worker was lost"
        elif isinstance(error, TypeError | AttributeError | pickle.PicklingError):
            try:
                pickle.dumps(self.executor)
            except Exception as cause:  # noqa: BLE001 - whatever an executor's own state raises
                reason = f"the executor cannot be pickled: {cause}"
            else:
                return error
        else:
            return error
        told = from_code("render.pool", {"reason": reason})
        told.__cause__ = error
        return told

    def _submitted(self, pool: Executor, part: Segment | Stem) -> Future[PieceFacts | None]:
        try:
            return self._submit(pool, part)
        except RuntimeError as error:  # it is closed, or lost a worker
            raise from_code("render.pool", {"reason": str(error)}) from error

    def _submit(self, pool: Executor, part: Segment | Stem) -> Future[PieceFacts | None]:
        if isinstance(pool, ThreadPoolExecutor):
            return pool.submit(self._here, part)
        if isinstance(part, Segment):
            return pool.submit(_make_piece, self.executor, part, str(self.plan.rate))
        return pool.submit(_make_stem, self.executor, part)

    def _here(self, part: Segment | Stem) -> PieceFacts | None:
        self.token.raise_if_cancelled("the render")
        if isinstance(part, Stem):
            _run_step(
                self.executor,
                "sound",
                part.args,
                part.file,
                label=part.label,
                step=part.id,
                cancel=self.token,
            )
            check_stem(part)
            return None
        name = part.label or "black"

        def report(progress: Progress) -> None:
            self.counter.set(part.id, progress.done, part.frames, name)

        _run_step(
            self.executor,
            "segment",
            part.args,
            part.file,
            label=name,
            step=part.id,
            cancel=self.token,
            on_progress=report,
        )
        facts = check_piece(part, self.plan.rate)
        self.counter.set(part.id, part.frames, part.frames, name)
        return facts
