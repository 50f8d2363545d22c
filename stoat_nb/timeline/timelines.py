"""All timelines of one open project: their sessions, and commits over several of them at once."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stoat_nb.errors import ConflictError, from_code
from stoat_nb.store.actor import acting_as
from stoat_nb.timeline import key
from stoat_nb.timeline.document import Head
from stoat_nb.timeline.repository import TimelineChange
from stoat_nb.timeline.run import known_projects
from stoat_nb.timeline.session import TimelineSession
from stoat_nb.timeline.writer import is_alive, this_process

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stoat_nb._core import Timeline
    from stoat_nb.timeline.document import Edit
    from stoat_nb.timeline.pen import Pen
    from stoat_nb.timeline.repository import TimelineRepository
    from stoat_nb.timeline.run import Draft, Run

__all__ = ["Timelines", "report_cells"]

_ATTEMPTS = 5
# How far back the log is asked who wrote a block last.
_LOG_ROWS = 500

# The document orders that a front end, or a headless run, has reported: notebook to the ids of its code cells.
_reported: dict[str, list[str]] = {}


def report_cells(notebook: str, cells: Sequence[str]) -> None:
    """Take the document order of a notebook's code cells, for all timelines of all open projects.

    Blocks of cells that are gone from the notebook stay, and are flagged.
    """
    known = key.notebook.report(notebook)
    _reported[known] = list(cells)
    for project in list(known_projects()):
        project.order_as_reported(known)


@dataclass
class _Read:
    """What one run of a cell saw of a timeline, as hashes."""

    run: Run
    seen: set[str] = field(default_factory=set)


class Timelines:
    """The timelines of a project, by name. One lock guards them: edits are short and one at a time."""

    def __init__(self, repository: TimelineRepository) -> None:
        self.repository = repository
        self._lock = threading.RLock()
        self._depth = 0
        self._changed: list[TimelineSession] = []
        self._sessions: dict[str, TimelineSession] = {}
        # blocks that this process wrote last, by timeline; emptied when another process writes there
        self._written: dict[str, set[str]] = {}
        # what cells without a block have read at a place that nobody had reported, by timeline
        self._unordered_reads: dict[str, dict[key.CellKey, _Read]] = {}
        for name in repository.names():
            self.session(name)
        known_projects().add(self)

    def close(self) -> None:
        """Take part in no more runs."""
        known_projects().discard(self)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock; listeners hear of what was committed after it is released."""
        with self._lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                due = self._changed if self._depth == 0 else []
                if due:
                    self._changed = []
        for session in dict.fromkeys(due):
            session.notify()

    def changed(self, session: TimelineSession) -> None:
        """Note that the listeners of `session` are to be told."""
        self._changed.append(session)

    def names(self) -> list[str]:
        """Return the names of all timelines that hold anything, sorted."""
        return self.repository.names()

    def session(self, name: str) -> TimelineSession:
        """Return the one session of the timeline `name`; a new timeline is empty, and stored at its first edit.

        Raises
        ------
        ValidationError
            ``project.timeline_name_invalid``: the name is empty, too long, or holds control characters.
        """
        if not name.strip() or len(name) > 200 or any(not letter.isprintable() for letter in name):
            raise from_code("project.timeline_name_invalid", {"name": repr(name[:200])})
        with self._lock:
            session = self._sessions.get(name)
            if session is None:
                stored = self.repository.load(name)
                head = Head.stored(stored) if stored is not None else Head.empty()
                session = self._sessions[name] = TimelineSession(self, name, head)
                session.order_as(_reported)
            return session

    # --- saving ------------------------------------------------------------------------------------

    def save(
        self, heads: Mapping[TimelineSession, Head], label: str, edits: Mapping[str, list[Edit]]
    ) -> None:
        """Save new heads in one transaction; `edits` are by block, for the log.

        Raises
        ------
        ConflictError
            ``timeline.conflict``: one of them was changed meanwhile; nothing is saved.
        """
        log = json.dumps([{"block": block, "edits": made} for block, made in edits.items()])
        with self.locked():
            revisions = self.repository.save_all(
                [
                    TimelineChange(
                        session.name,
                        head.revision,
                        head.script_json,
                        head.timeline.hash,
                        label,
                        this_process(),
                        log,
                    )
                    for session, head in heads.items()
                ]
            )
            for session, head in heads.items():
                self._written.setdefault(session.name, set()).update(edits)
                session.moved(head.at_revision(revisions[session.name]))

    def forget_writing(self, name: str) -> None:
        """Note that another process has written `name`: which blocks are ours is to be asked again."""
        self._written.pop(name, None)

    # --- runs --------------------------------------------------------------------------------------

    def commit(self, run: Run) -> None:
        """Commit what `run` did to all timelines, in one transaction and one revision each.

        Raises
        ------
        ConflictError
            ``timeline.conflict``: a block before the run's own, or its own, was changed meanwhile.
        """
        with self.locked():
            self._forget_reads(run)
            for attempt in range(_ATTEMPTS):
                heads: dict[TimelineSession, Head] = {}
                edits: dict[str, list[Edit]] = {}
                for session in self._concerned(run):
                    head = self._after(session, run, edits)
                    if head is not None:
                        heads[session] = head
                try:
                    if heads:
                        with acting_as(_label(run)):
                            self.save(heads, _label(run), edits)
                except ConflictError:
                    if attempt == _ATTEMPTS - 1:
                        raise
                else:
                    break

    def _concerned(self, run: Run) -> list[TimelineSession]:
        """Return the sessions that the run has edited, or in which its cell owns edits from an earlier run."""
        sessions = {session: None for session in run.drafts() if session.project is self}
        if isinstance(run.owner, key.CellKey):
            sessions |= {self.session(name): None for name in self.repository.names()}
        return list(sessions)

    def _after(self, session: TimelineSession, run: Run, edits: dict[str, list[Edit]]) -> Head | None:
        """Return the head with the run's blocks replaced, or None where nothing changes."""
        latest = head = session.refresh()
        draft = run.drafts().get(session)
        if draft is not None:
            for pen in draft.pens.values():
                self._check(session, draft, pen, latest)
                head = (
                    head.with_hand_edits(pen.edits)
                    if pen.owner is key.HAND
                    else head.with_block(pen.owner, pen.edits)
                )
                edits[pen.block] = pen.edits
        owner = run.owner
        if (
            isinstance(owner, key.CellKey)
            and (draft is None or owner not in draft.pens)
            and head.edits_of(owner)
        ):
            self._check_writer(session, head.block_of(owner))
            edits[head.block_of(owner)] = []
            head = head.with_block(owner, [])
        stored = self.repository.load(session.name)
        before = Head.stored(stored) if stored is not None else Head.empty()
        # a document order alone is no revision: mouse edits that are on their way would be refused for it
        if head.content == before.content or (stored is None and not head.has_edits):
            return None
        return head

    def _check(self, session: TimelineSession, draft: Draft, pen: Pen, latest: Head) -> None:
        """Refuse to commit on other ground than the pen was written on."""
        if pen.owner is key.HAND:
            return
        written = set(draft.pens)
        moved = latest.ground_of(pen.owner, written) != draft.working.ground_of(pen.owner, written)
        # another process may have given the id that this pen's clips are named by to a block of its own
        taken = latest.block_of(pen.owner) != pen.block
        if moved or taken or latest.edits_of(pen.owner) != draft.base.edits_of(pen.owner):
            raise session.conflict(draft.base, latest)
        if latest.edits_of(pen.owner):
            self._check_writer(session, pen.block)

    def _check_writer(self, session: TimelineSession, block: str) -> None:
        """Refuse to replace a block that another running kernel wrote last."""
        if block in self._written.get(session.name, ()):
            return
        for row in self.repository.log(session.name, _LOG_ROWS):
            if any(entry.get("block") == block for entry in json.loads(row.edits_json)):
                if row.writer != this_process() and is_alive(row.writer):
                    raise from_code("timeline.other_kernel", {"timeline": session.name, "writer": row.writer})
                return

    # --- document order ------------------------------------------------------------------------------

    def order_as_reported(self, notebook: str) -> None:
        """Bring all timelines into the reported document order of `notebook`."""
        with self.locked():
            for session in list(self._sessions.values()):
                session.order_as(_reported)
                self._judge_reads(session, notebook)

    def _judge_reads(self, session: TimelineSession, notebook: str) -> None:
        """Drop the reads that saw what their place, now known, shows; the others differ until they are run again."""
        reads = self._unordered_reads.get(session.name, {})
        for cell, read in list(reads.items()):
            owner = key.notebook.canonical(cell)
            if not isinstance(owner, key.CellKey) or owner.notebook != notebook:
                continue
            gone = owner.cell not in _reported[notebook]
            if gone or read.seen == {session.head().start_of(owner)[1].hash}:
                del reads[cell]
                self.changed(session)

    def note_read(self, session: TimelineSession, run: Run, seen: Timeline) -> None:
        """Note what a cell without a block sees: whether that is right is known once order is reported."""
        owner = run.owner
        if not isinstance(owner, key.CellKey) or owner.notebook in _reported or session.head().owns(owner):
            return
        read = self._unordered_reads.setdefault(session.name, {}).setdefault(owner, _Read(run))
        read.seen.add(seen.hash)

    def _forget_reads(self, run: Run) -> None:
        """Forget what an earlier run of the same cell has read."""
        for name, reads in self._unordered_reads.items():
            for cell, read in list(reads.items()):
                if read.run is not run and key.notebook.canonical(cell) == run.owner:
                    del reads[cell]
                    self.changed(self.session(name))

    def unordered_reads(self, session: TimelineSession) -> bool:
        """Return whether a cell that owns no block has read `session` otherwise than document order says."""
        reads = self._unordered_reads.get(session.name, {})
        return any(not session.head().owns(key.notebook.canonical(cell)) for cell in reads)


def _label(run: Run) -> str:
    owner = run.owner
    if isinstance(owner, key.CellKey):
        return f"cell {owner.cell}"
    return f"block {owner.name}" if isinstance(owner, key.NamedKey) else "cell"
