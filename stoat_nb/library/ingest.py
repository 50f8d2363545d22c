"""Takes files and folders into the library: looked into in parallel, kept in batches, each failure a row."""

from __future__ import annotations

import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Literal, TypeAlias

from stoat_nb.errors import MediaError, StoatError, from_code
from stoat_nb.library.record import NewVideo
from stoat_nb.library.scan import Found, Refused, scan
from stoat_nb.observe.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from stoat_nb.library.repository import Stamp, VideoRepository
    from stoat_nb.library.roots import MediaRoots
    from stoat_nb.media.metadata import VideoMetadata
    from stoat_nb.observe.cancel import CancelToken

OnError: TypeAlias = Literal["raise", "record"]
Outcome: TypeAlias = Literal["added", "updated", "unchanged", "failed"]

_BATCH_ROWS = 200
_BATCH_SECONDS = 2.0
"""What a kill may lose: at most this many looks into files, or this much time."""


@dataclass(frozen=True)
class IngestRow:
    """What became of one file; `code` and `message` say why it failed."""

    path: str
    outcome: Outcome
    id: str | None = None
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, repr=False)
class IngestReport:
    """What became of every file, in the order in which they were found, and the roots that were added."""

    rows: tuple[IngestRow, ...]
    roots_added: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Return how many files ended as `outcome`."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def failures(self) -> tuple[IngestRow, ...]:
        """The files that could not be taken in."""
        return tuple(row for row in self.rows if row.outcome == "failed")

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all media that are now in the library."""
        return tuple(row.id for row in self.rows if row.id is not None)

    def __repr__(self) -> str:
        """Return what a cell shows: the counts and each failure, not every row."""
        return str(self)

    def __str__(self) -> str:
        counts = Counter(row.outcome for row in self.rows)
        parts = [
            f"{counts[name]} {name}" for name in ("added", "updated", "unchanged", "failed") if counts[name]
        ]
        lines = [", ".join(parts) or "no media found"]
        lines += [f"media root {name!r} added" for name in self.roots_added]
        lines += [f"{row.path}: {row.message} [{row.code}]" for row in self.failures]
        return "\n".join(lines)


class PartialError(MediaError):
    """Some items of bulk work failed (``bulk.partial``); `report` has a row for each item."""

    def __init__(self, report: IngestReport) -> None:
        failures = report.failures
        examples = "; ".join(f"{row.path}: {row.code}" for row in failures[:3])
        super().__init__("bulk.partial", failed=len(failures), total=len(report.rows), examples=examples)
        self.report = report

    def __reduce__(self) -> tuple[type[PartialError], tuple[IngestReport]]:  # type: ignore[override]
        return PartialError, (self.report,)


def ingest(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    videos: VideoRepository,
    roots: MediaRoots,
    *,
    probe: Callable[[Path], VideoMetadata] | None = None,
    workers: int = 4,
    add_roots: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
    on_error: OnError = "raise",
) -> IngestReport:
    """Take files and folders into the library and return what became of each file.

    A file whose size and modification time are those of its row is not looked into again, so a second
    call is quick and changes nothing; a call that was cut off is completed by the next.

    Parameters
    ----------
    paths
        Files and folders.
    probe
        What looks into a file; by default :func:`stoat_nb.media.probe.probe`.
    workers
        How many files are looked into at once.
    add_roots
        Whether a path outside all media roots makes its folder a new one. Only code that a person
        wrote may; a message of a widget may not.
    on_progress
        Called with the count of finished files, from this thread.
    cancel
        Stops it; what was taken in until then stays.
    on_error
        ``"record"`` accepts failed files as rows of the report.

    Raises
    ------
    PartialError
        ``bulk.partial``: some files failed, and `on_error` is ``"raise"``. All others are in the library.
    CancelledError
        ``job.cancelled``.
    """
    named = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    added = _roots_for(named, roots) if add_roots else ()
    batch = _Batch(videos)
    try:
        _look_into(
            scan(named, roots),
            batch,
            probe or _default_probe(),
            workers=workers,
            on_progress=on_progress,
            cancel=cancel,
        )
    finally:
        _count(batch.rows)
    report = IngestReport(tuple(batch.rows), added)
    if report.failures and on_error == "raise":
        raise PartialError(report)
    return report


def _count(rows: Sequence[IngestRow]) -> None:
    from stoat_nb.observe.metrics import count_ingested

    for outcome, files in Counter(row.outcome for row in rows).items():
        count_ingested("refreshed" if outcome == "updated" else outcome, files)


def _default_probe() -> Callable[[Path], VideoMetadata]:
    from stoat_nb.media.probe import probe

    return probe


def _roots_for(paths: Iterable[str | PathLike[str]], roots: MediaRoots) -> tuple[str, ...]:
    """Add the roots that `paths` need; a path that cannot have one is refused later, as its own row."""
    added: list[str] = []
    for path in paths:
        try:
            name = roots.ensure(path)
        except StoatError as error:
            if error.code == "library.root_invalid":
                raise
            continue
        if name is not None:
            added.append(name)
    return tuple(added)


def _look_into(
    items: Iterator[Found | Refused],
    batch: _Batch,
    probe: Callable[[Path], VideoMetadata],
    *,
    workers: int,
    on_progress: Callable[[Progress], None] | None,
    cancel: CancelToken | None,
) -> None:
    listed = list(items)
    done = 0

    def finished(path: Path) -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(Progress(done, len(listed), unit="files", note=path.name))

    waiting: deque[tuple[Found, int, Future[VideoMetadata]]] = deque()
    pool = ThreadPoolExecutor(max_workers=max(1, workers), thread_name_prefix="stoat-ingest")

    def take() -> None:
        found, row, future = waiting.popleft()
        batch.probed(found, row, future)
        finished(found.path)

    try:
        for item in listed:
            if cancel is not None:
                cancel.raise_if_cancelled("ingest")
            row = batch.open_row(item)
            if isinstance(item, Refused) or not batch.is_new(item):
                finished(item.path)
                continue
            waiting.append((item, row, pool.submit(probe, item.path)))
            if len(waiting) >= 4 * workers:
                take()
        while waiting:
            if cancel is not None:
                cancel.raise_if_cancelled("ingest")
            take()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        batch.flush()


class _Batch:
    """Rows on their way into the library; what is looked into is kept soon, but not one by one."""

    def __init__(self, videos: VideoRepository) -> None:
        self.rows: list[IngestRow] = []
        self._videos = videos
        self._known: dict[str, Mapping[str, Stamp]] = {}
        self._new: list[tuple[int, NewVideo]] = []
        self._since = time.monotonic()

    def open_row(self, item: Found | Refused) -> int:
        """Add the row of a file and return its number."""
        if isinstance(item, Refused):
            self.rows.append(_failed(item.path, item.error))
        else:
            stamp = self._stamp(item)
            self.rows.append(IngestRow(str(item.path), "unchanged", stamp and stamp.id))
        return len(self.rows) - 1

    def is_new(self, found: Found) -> bool:
        """Whether the file is unknown, or another than the row says."""
        stamp = self._stamp(found)
        if stamp is None:
            return True
        if stamp.offline and (stamp.file_size, stamp.modified_ns) == (found.size, found.modified_ns):
            self._videos.update(stamp.id, offline=False)
        return (stamp.file_size, stamp.modified_ns) != (found.size, found.modified_ns)

    def _stamp(self, found: Found) -> Stamp | None:
        root, path = found.place
        if root not in self._known:
            self._known[root] = self._videos.stamps(root)
        return self._known[root].get(path)

    def probed(self, found: Found, row: int, future: Future[VideoMetadata]) -> None:
        """Take what was found out about a file, or why nothing was."""
        try:
            metadata = future.result()
        except StoatError as error:
            self.rows[row] = _failed(found.path, error)
            return
        except Exception as error:  # noqa: BLE001 - a broken file must not end the work on the others
            reason = f"{type(error).__name__}: {error}"
            self.rows[row] = _failed(
                found.path, from_code("media.unreadable", {"path": found.path, "reason": reason})
            )
            return
        stamp = self._stamp(found)
        if stamp is not None:
            self._videos.update(
                stamp.id,
                metadata=metadata,
                file_size=found.size,
                modified_ns=found.modified_ns,
                fingerprint=None,
                offline=False,
            )
            self.rows[row] = IngestRow(str(found.path), "updated", stamp.id)
            return
        new = NewVideo(found.place.root, found.place.path, metadata, found.size, found.modified_ns)
        self._new.append((row, new))
        if len(self._new) >= _BATCH_ROWS or time.monotonic() - self._since > _BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Keep what waits, in one transaction."""
        waiting, self._new = self._new, []
        self._since = time.monotonic()
        for (row, _), video in zip(waiting, self._add([new for _, new in waiting]), strict=True):
            outcome: Outcome = "added" if isinstance(video, str) else "failed"
            if isinstance(video, str):
                self.rows[row] = IngestRow(self.rows[row].path, outcome, video)
            else:
                self.rows[row] = IngestRow(self.rows[row].path, outcome, None, video.code, video.message)

    def _add(self, new: list[NewVideo]) -> list[str | StoatError]:
        """Return the ids; when the batch is refused, find the one at fault by adding them one by one."""
        try:
            return [video.id for video in self._videos.add_many(new)]
        except StoatError as error:
            if error.code not in ("library.already_there", "library.record_invalid"):
                raise
        outcomes: list[str | StoatError] = []
        for video in new:
            try:
                outcomes.append(self._videos.add(video).id)
            except StoatError as error:
                there = self._videos.get_by_path(video.root, video.path)  # another kernel was faster
                outcomes.append(error if there is None else there.id)
        return outcomes


def _failed(path: Path, error: StoatError) -> IngestRow:
    return IngestRow(str(path), "failed", None, error.code, error.message)
