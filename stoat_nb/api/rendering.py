"""From a timeline to a proven film, and the plan of one for people."""

from __future__ import annotations

import json
import secrets
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from stoat_nb.api.film import Film
from stoat_nb.errors import CancelledError, StoatError, from_code

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from stoat_nb import _core
    from stoat_nb.api.project import Project
    from stoat_nb.api.timeline import Timeline
    from stoat_nb.config import Settings
    from stoat_nb.ffmpeg import FFmpegExecutor
    from stoat_nb.jobs import Work
    from stoat_nb.media.metadata import VideoMetadata
    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.observe.progress import Progress
    from stoat_nb.render import Explanation, RenderProfile

__all__ = ["executor_of", "explained", "rendering"]


def executor_of(settings: Settings, given: FFmpegExecutor | None = None) -> FFmpegExecutor:
    """Return what runs FFmpeg, as the settings say unless one is `given`, with logs and metrics."""
    from stoat_nb.ffmpeg import ObservableFFmpegExecutor, RealFFmpegExecutor, find_ffmpeg

    if isinstance(given, ObservableFFmpegExecutor):
        return given
    runs = given or RealFFmpegExecutor(
        find_ffmpeg(settings.ffmpeg, ffprobe=settings.ffprobe),
        timeout_seconds=settings.ffmpeg_timeout_seconds,
        attempts=settings.ffmpeg_retries + 1,
    )
    return ObservableFFmpegExecutor(runs)


def rendering(
    timeline: Timeline, path: str | os.PathLike[str], *, overwrite: bool, profile: RenderProfile | None
) -> Work[Film]:
    """Return the work that renders what the timeline shows now; later edits do not reach it.

    Raises
    ------
    ValidationError
        ``timeline.no_format``: there is nothing on it.
    """
    project, view, head = timeline.project, timeline.session.view(), timeline.session.head()
    scene, media = _scene(timeline, view), _media(project, view)
    target = Path(path).expanduser().absolute()

    def work(cancel: CancelToken, report: Callable[[Progress], None]) -> Film:
        from stoat_nb.render import H264, render

        started = _now()

        def note(status: Literal["proven", "failed", "cancelled"], film: Film | None, text: str) -> None:
            from stoat_nb.store import RenderRow

            project.storage.add_render(
                RenderRow(
                    id=secrets.token_hex(8),
                    timeline=timeline.name,
                    revision=head.revision,
                    head_hash=view.hash,
                    path=str(target),
                    status=status,
                    frames=film.frames if film else None,
                    samples=film.samples if film else None,
                    sha256=film.sha256 if film else None,
                    report_json=text,
                    started_at=started,
                    finished_at=_now(),
                )
            )

        try:
            with ThreadPoolExecutor(project.settings.render_workers, "stoat-render") as pool:
                result = render(
                    scene,
                    media,
                    target,
                    profile=profile or H264,
                    executor=project.executor,
                    pool=pool,
                    cancel=cancel,
                    on_progress=report,
                    overwrite=overwrite,
                    protected_paths=_footage_at(project, target),
                    own_outputs=_own_films(project),
                )
        except StoatError as error:
            with suppress(StoatError):  # what went wrong is said below; its record must not hide it
                note(
                    "cancelled" if isinstance(error, CancelledError) else "failed",
                    None,
                    json.dumps({"code": error.code, "message": error.message}),
                )
            raise
        film = Film(result)
        note("proven", film, result.to_json())
        return film

    return work


def explained(timeline: Timeline, profile: RenderProfile | None) -> Explanation:
    """Return the plan of a render for people: picture, sound, commands, and why."""
    from stoat_nb.render import H264, make_plan
    from stoat_nb.render.explain import explain

    project, view = timeline.project, timeline.session.view()
    scene, media = _scene(timeline, view), _media(project, view)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        plan = make_plan(
            scene, media, work / "film.mp4", profile=profile or H264, work=work, executor=project.executor
        )
        return explain(plan)


def _scene(timeline: Timeline, view: _core.Timeline) -> str:
    if view.rate is None or view.frames == 0:
        raise from_code("timeline.empty", {"timeline": timeline.name})
    return view.scene_json()


def _media(project: Project, view: _core.Timeline) -> dict[str, tuple[Path, VideoMetadata]]:
    found = {}
    for identity in sorted({clip.medium_id for clip in view.clips()}):
        record = project.videos.get(identity)
        found[identity] = (project.library.path_of(record), record.metadata)
    return found


def _footage_at(project: Project, target: Path) -> list[Path]:
    """Return `target` if it is a medium of the library, which is never overwritten."""
    with suppress(StoatError):
        root, inside = project.roots.place(target)
        if project.videos.get_by_path(root, inside) is not None:
            return [target]
    return []


def _own_films(project: Project) -> list[str]:
    return [row.path for row in project.storage.renders() if row.status == "proven"]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
