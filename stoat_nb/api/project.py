"""A project as a person holds it: its library, its timelines, its films."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Self

from stoat_nb.api.library import Library
from stoat_nb.api.timeline import Timeline
from stoat_nb.api.video import Video
from stoat_nb.errors import from_code

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from stoat_nb.analytics import Mirror, Result
    from stoat_nb.api.jobs import Jobs
    from stoat_nb.api.library_face import LibraryFace
    from stoat_nb.api.media_face import MediaFace
    from stoat_nb.api.timeline_face import TimelineFace
    from stoat_nb.config import Settings
    from stoat_nb.ffmpeg import FFmpegExecutor
    from stoat_nb.jobs import Job
    from stoat_nb.library import VideoRepository
    from stoat_nb.library.ingest import IngestReport
    from stoat_nb.library.roots import MediaRoots
    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.observe.progress import Progress
    from stoat_nb.store import ProjectStorage
    from stoat_nb.timeline.timelines import Timelines

__all__ = ["Project"]


class Project:
    """A folder with a library of media and timelines; get one from ``st.open``."""

    def __init__(  # noqa: PLR0917 - made in one place, by what opens it
        self,
        folder: Path,
        storage: ProjectStorage,
        videos: VideoRepository,
        timelines: Timelines,
        roots: MediaRoots,
        settings: Settings,
        executor: FFmpegExecutor | None = None,
    ) -> None:
        self.folder = folder
        self.storage = storage
        self.videos = videos
        self.timelines = timelines
        self.roots = roots
        self.settings = settings
        self._executor = executor
        self._held: dict[str, Timeline] = {}
        self._faces: dict[str, TimelineFace] = {}
        self._lock = threading.Lock()
        self._closed = False

    # --- media ---------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def library(self) -> Library:
        """All its media."""
        return Library(self)

    def ingest(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        *,
        on_error: Literal["raise", "record"] = "raise",
        background: bool = False,
    ) -> IngestReport | Job[IngestReport]:
        """Take files and folders into the library; they stay where they are.

        Parameters
        ----------
        paths
            Files and folders. A folder outside the project's media roots becomes a new one, and that is said.
        on_error
            ``"record"`` accepts files that cannot be read as rows of the report.
        background
            Return a job at once instead of waiting.

        Returns
        -------
        The report, or the job whose result it is.

        Raises
        ------
        PartialError
            ``bulk.partial``: some files failed; the others are in the library.
        """
        from functools import partial

        from stoat_nb.library.ingest import ingest
        from stoat_nb.media import probe

        def work(cancel: CancelToken, report: Callable[[Progress], None]) -> IngestReport:
            return ingest(
                paths,
                self.videos,
                self.roots,
                probe=partial(probe, timeout_seconds=self.settings.probe_timeout_seconds),
                workers=self.settings.ingest_workers,
                on_progress=report,
                cancel=cancel,
                on_error=on_error,
            )

        self._check_open()
        if background:
            return self.jobs.start("ingest", work, label="ingest", unit="files")
        return self.jobs.run("ingest", work, label="ingest", unit="files")

    def __getitem__(self, key: str) -> Video:
        """Return a medium by its id, or by a path with as many folders as make it unique.

        Raises
        ------
        NotFoundError
            ``library.not_found``.
        ConflictError
            ``library.ambiguous_name``, with the candidates.
        """
        return Video(self, self.videos.find(key))

    def video(self, identity: str) -> Video:
        """Return a medium by its id (``library.not_found``)."""
        return Video(self, self.videos.get(identity))

    # --- timelines -------------------------------------------------------------------------------------------

    def timeline(self, name: str) -> Timeline:
        """Return the timeline called `name`; a new one is empty. Opening it never changes it."""
        self._check_open()
        session = self.timelines.session(name)
        with self._lock:
            return self._held.setdefault(name, Timeline(self, session))

    def timeline_names(self) -> list[str]:
        """Return the names of all timelines that hold anything, sorted."""
        return self.timelines.names()

    # --- films and questions -----------------------------------------------------------------------------------

    @cached_property
    def jobs(self) -> Jobs:
        """What runs its work; ``project.jobs.history()`` tells how each job ended, also in earlier kernels."""
        from stoat_nb.api.jobs import Jobs
        from stoat_nb.store.jobs import SqliteJobStore

        return Jobs(SqliteJobStore(self.storage.database))

    @cached_property
    def executor(self) -> FFmpegExecutor:
        """What runs FFmpeg."""
        from stoat_nb.api.rendering import executor_of

        return executor_of(self.settings, self._executor)

    def sql(
        self,
        query: str,
        params: Sequence[object] | Mapping[str, object] | None = None,
        *,
        tables: Mapping[str, object] | None = None,
    ) -> Result:
        """Ask the library a question in SQL (DuckDB), answered from this moment's state.

        Parameters
        ----------
        query
            One question over ``videos``, ``clips`` and the other tables.
        params
            Values for ``?`` or ``$name``.
        tables
            Your own tables by name: pandas, polars, Arrow, or the path of a Parquet file.

        Returns
        -------
        The answer: ``.df()``, ``.pl()``, ``.arrow()``, ``.fetchall()``.

        Raises
        ------
        ValidationError
            ``sql.*``: it is no question, or names what is not there.
        """
        return self._mirror.query(query, params, tables=tables)

    @cached_property
    def _mirror(self) -> Mirror:
        from stoat_nb.analytics import Mirror
        from stoat_nb.api.clip_rows import clip_rows

        return Mirror(
            self.storage,
            clip_rows,
            memory_bytes=self.settings.sql_memory_bytes,
            threads=self.settings.sql_threads,
        )

    # --- for widgets ---------------------------------------------------------------------------------------------

    def timeline_model(self, timeline: Timeline) -> TimelineFace:
        """Return the face that widgets see of `timeline`, the same one each time."""
        from stoat_nb.api.timeline_face import TimelineFace

        with self._lock:
            return self._faces.setdefault(timeline.name, TimelineFace(timeline))

    @cached_property
    def media_model(self) -> MediaFace:
        """The face that widgets see of the media."""
        from stoat_nb.api.media_face import MediaFace

        return MediaFace(self)

    @cached_property
    def library_model(self) -> LibraryFace:
        """The face that widgets see of the library."""
        from stoat_nb.api.library_face import LibraryFace

        return LibraryFace(self)

    # --- its life --------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Cancel its background jobs and close its library; a later use is ``project.closed``."""
        from stoat_nb.api.opening import forget

        if not self._closed:
            self._closed = True
            forget(self)
            self.timelines.close()
            self.jobs.close()
            if "_mirror" in self.__dict__:
                self._mirror.close()
            if "media_model" in self.__dict__:
                self.media_model.close()
            self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_open(self) -> None:
        if self._closed:
            raise from_code("project.closed", {"path": self.folder})

    def __repr__(self) -> str:
        media, cuts = self.videos.count(), len(self.timeline_names())
        return (
            f"Project({self.name!r}, {media} medi{'um' if media == 1 else 'a'}, "
            f"{cuts} timeline{'' if cuts == 1 else 's'})"
        )
