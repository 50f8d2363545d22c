"""Runs without a person: each project that the notebook opens is a copy of its library, without timelines.

The runner names a folder for these copies in ``STOAT_HEADLESS``; what the run writes stays there, unless
the person asked to keep it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from stoat_nb.errors import from_code

__all__ = ["VARIABLE", "Copy", "copies", "copy_of_library", "keep", "keep_films"]

VARIABLE = "STOAT_HEADLESS"


@dataclass(frozen=True)
class Copy:
    """A library that was copied for a run: whose it is, and at which point of its history."""

    folder: str
    library: str
    copy: str
    epoch: str
    seq: int


def copy_of_library(folder: Path, library: Path) -> Path:
    """Return the library to open for `folder`: itself, or in a headless run its copy, made at the first opening."""
    runs = os.environ.get(VARIABLE)
    if not runs:
        return library
    name = hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()
    copy = Path(runs) / name / "library.sqlite3"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        epoch, seq = _copy_without_timelines(library, copy) if library.exists() else ("", 0)
        record = Copy(str(folder), str(library), str(copy), epoch, seq)
        (copy.parent / "copy.json").write_text(json.dumps(asdict(record)), encoding="utf-8")
    return copy


def copies(runs: Path) -> list[Copy]:
    """Return the copies that a run has made, in the order of their folders."""
    found = [Copy(**json.loads(path.read_text(encoding="utf-8"))) for path in runs.glob("*/copy.json")]
    return sorted(found, key=lambda copy: copy.folder)


def keep(copy: Copy) -> None:
    """Put a copy in the place of its library; timelines that the run did not make come back as they were.

    Raises
    ------
    ConflictError
        ``project.changed_meanwhile``: somebody changed the library while the notebook ran.
    """
    from stoat_nb.store import SqliteProjectStorage, restore
    from stoat_nb.timeline.repository import SqliteTimelineRepository, TimelineChange

    library = Path(copy.library)
    library.parent.mkdir(parents=True, exist_ok=True)
    live = SqliteProjectStorage(library)
    try:
        epoch, seq = live.position()
        if copy.epoch and (epoch, seq) != (copy.epoch, copy.seq):
            raise from_code("project.changed_meanwhile", {"path": copy.folder})
        before = SqliteTimelineRepository(live.database)
        earlier = {name: before.load(name) for name in before.names()}
        restore(live.database, copy.copy)
        after = SqliteTimelineRepository(live.database)
        made = set(after.names())
        after.save_all(
            [
                TimelineChange(name, 0, row.script_json, row.head_hash, "kept", row.writer)
                for name, row in earlier.items()
                if row is not None and name not in made
            ]
        )
    finally:
        live.close()


def keep_films(copy: Copy) -> None:
    """Record the films that a run has written in the real library: they are there, and may be replaced."""
    from stoat_nb.store import SqliteProjectStorage

    if not Path(copy.copy).exists():
        return
    library = Path(copy.library)
    library.parent.mkdir(parents=True, exist_ok=True)
    made, live = SqliteProjectStorage(copy.copy), SqliteProjectStorage(library)
    try:
        known = {row.id for row in live.renders()}
        for row in reversed(made.renders()):
            if row.id not in known:
                live.add_render(row)
    finally:
        made.close()
        live.close()


def _copy_without_timelines(library: Path, copy: Path) -> tuple[str, int]:
    from stoat_nb.store import SqliteProjectStorage
    from stoat_nb.timeline.repository import SqliteTimelineRepository

    live = SqliteProjectStorage(library)
    try:
        position = live.position()
        live.backup(copy)
    finally:
        live.close()
    storage = SqliteProjectStorage(copy)
    try:
        repository = SqliteTimelineRepository(storage.database)
        for name in repository.names():
            repository.delete(name)
    finally:
        storage.close()
    return position.epoch, position.seq
