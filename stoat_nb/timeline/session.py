"""A session: one timeline in this process, as its cells, its hand and its widgets see and change it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code
from stoat_nb.timeline import key
from stoat_nb.timeline.document import Head
from stoat_nb.timeline.hand import Hand
from stoat_nb.timeline.pen import Pen
from stoat_nb.timeline.run import Draft, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from stoat_nb._core import Timeline
    from stoat_nb.errors import StoatError
    from stoat_nb.timeline.document import Applied, Edit
    from stoat_nb.timeline.timelines import Timelines

__all__ = ["TimelineSession"]


@dataclass(frozen=True)
class _Open:
    """A ``with`` that is open in this context: a group, or a named block."""

    session: TimelineSession
    pen: Pen


_OPEN: ContextVar[tuple[_Open, ...]] = ContextVar("stoat_nb_open", default=())


class TimelineSession:
    """The one timeline called `name` of a project; safe to use from any thread.

    Three kinds of writers come here. A cell writes with a pen of its run, which is committed when the
    cell has ended. ``with block(...)`` and ``with group(...)`` write with a pen of their own. The hand
    (mouse edits, and plain Python) writes at once into the open hand block.
    """

    def __init__(self, project: Timelines, name: str, head: Head) -> None:
        self.project = project
        self.name = name
        self._head = head
        self.hand: Hand = Hand(self)
        self._listeners: list[Callable[[str, dict[str, object]], None]] = []

    # --- what is there -----------------------------------------------------------------------------

    def head(self) -> Head:
        """Return the committed state with all hand edits, as this process knows it."""
        return self._head

    def refresh(self) -> Head:
        """Return the committed state, read again if another process has moved it."""
        with self.project.locked():
            stored = self.project.repository.load(self.name)
            if stored is not None and stored.revision != self._head.revision:
                self.moved(Head.stored(stored))
                self.hand.forget()
                self.project.forget_writing(self.name)
            return self._head

    def view(self) -> Timeline:
        """Return what the present writer sees: a cell the blocks before its own plus its own edits, others head."""
        pen = self._open_pen()
        if pen is not None:
            return pen.value
        actor = key.current()
        if not isinstance(actor, Run) or actor.ended:
            return self._head.timeline
        with self.project.locked():
            draft = actor.draft(self)
            owner = actor.owner or key.HAND
            if owner in draft.pens:
                return draft.pens[owner].value
            if owner is key.HAND:
                return draft.working.timeline
            seen = draft.working.start_of(owner)[1]
            self.project.note_read(self, actor, seen)
            return seen

    # --- edits -------------------------------------------------------------------------------------

    def edit(self, build: Callable[[Timeline], Sequence[Edit]], label: str) -> tuple[Timeline, list[Applied]]:
        """Write the edits that `build` makes as one undo step, all of them or none.

        Returns
        -------
        The state after them, and the report of each.

        Raises
        ------
        ScriptError
            ``script.cell_unknown``: this thread does not say for which cell it edits.
        ConflictError
            ``timeline.conflict``: another kernel has changed what this edit builds on.
        """
        with self.project.locked():
            pen = self._writer()
            if pen is None:
                return self.hand.write(build, label)
            applied = pen.write(label, build(pen.value))
            return pen.value, applied

    def undo(self, *, as_hand: bool = False) -> None:
        """Take back the writer's last step; with `as_hand`, the hand takes back a cell's by new edits.

        Raises
        ------
        ValidationError
            ``timeline.nothing_to_undo``, ``timeline.cannot_undo_by_hand``.
        ScriptError
            ``script.undo_at_cell``: the last step belongs to a cell, which is to be changed instead.
        """
        with self.project.locked():
            pen = self._writer()
            if pen is None:
                self.hand.undo(as_hand=as_hand)
            else:
                pen.undo()

    def redo(self) -> None:
        """Make the writer's step again that was taken back last (``timeline.nothing_to_redo``)."""
        with self.project.locked():
            pen = self._writer()
            if pen is None:
                self.hand.redo()
            else:
                pen.redo()

    # --- the notebook --------------------------------------------------------------------------------

    def script_state(self) -> str:
        """Return how notebook and timeline stand to each other: ``in_step``, or what is to be done first."""
        state = self._head.state_text()
        return "order_differs" if state == "in_step" and self.project.unordered_reads(self) else state

    def take_over(self, block: str, owner: key.CellKey) -> int:
        """Give a hand block to a new cell, and return the revision; nothing is executed.

        Raises
        ------
        ScriptError
            ``script.not_a_hand_block``, ``script.owner_taken``.
        """
        with self.project.locked():
            head = self.refresh().taken_over(block, owner)
            self.hand.forget()
            self.project.save({self: head}, "write to cell", {})
            return self._head.revision

    def keep(self, block: str) -> None:
        """Keep the edits of a deleted cell as mouse edits (``script.not_orphan``)."""
        with self.project.locked():
            self.project.save({self: self.refresh().kept(block)}, "keep edits", {})

    def remove(self, block: str) -> None:
        """Take the edits of a deleted cell out (``script.not_orphan``)."""
        with self.project.locked():
            self.project.save({self: self.refresh().removed(block)}, "remove edits", {block: []})

    # --- groups and blocks ---------------------------------------------------------------------------

    @contextmanager
    def group(self, label: str) -> Iterator[None]:
        """Write on a private version within the ``with``: one undo step at its end, or nothing at all.

        Raises
        ------
        ConflictError
            ``timeline.conflict``: the timeline moved meanwhile.
        """
        with self.project.locked():
            parent = self._writer()
            base = self._head if parent is not None else self.refresh()
            start = parent.value if parent is not None else base.timeline
            pen = Pen(
                parent.owner if parent else key.HAND,
                parent.block if parent else base.hand_block,
                start,
            )
        token = _OPEN.set((*_OPEN.get(), _Open(self, pen)))
        try:
            yield
        finally:
            _OPEN.reset(token)
        if not pen.steps:
            return
        with self.project.locked():
            if parent is not None:
                if parent.value is not start:
                    raise self.conflict(base, self._head)
                parent.adopt(label, pen)
            else:
                self.hand.write(lambda _: pen.edits, label, base.revision)

    @contextmanager
    def block(self, name: str) -> Iterator[None]:
        """Write the block `name` within the ``with``, replacing what it held.

        Raises
        ------
        ScriptError
            ``script.block_repeated``: the same run has written this block before, or it is open now.
        """
        owner = key.NamedKey(name)
        actor = key.current()
        run = actor if isinstance(actor, Run) and not actor.ended else Run(owner)
        with self.project.locked():
            draft = run.draft(self)
            if owner in draft.pens or any(one.session is self for one in _OPEN.get()):
                raise from_code("script.block_repeated", {"block": name, "timeline": self.name})
            self._flush(run, draft)
            draft.working = self.prepare(owner, draft)
            block, before = draft.working.start_of(owner)
            pen = draft.pens[owner] = Pen(owner, block, before)
        token = _OPEN.set((*_OPEN.get(), _Open(self, pen)))
        try:
            yield
        except BaseException:
            self._give_up(run, draft, pen)
            raise
        finally:
            _OPEN.reset(token)
        with self.project.locked():
            draft.working = draft.working.with_block(owner, pen.edits)
            own = draft.pens.get(run.owner) if run.owner is not None and run is actor else None
            if own is not None:
                own.rebase(draft.working.start_of(own.owner)[1])
        if run is not actor:
            run.commit()

    def _flush(self, run: Run, draft: Draft) -> None:
        """Let a named block see what the cell has edited so far."""
        own = draft.pens.get(run.owner) if run.owner is not None else None
        if own is not None:
            draft.working = draft.working.with_block(own.owner, own.edits)

    def _give_up(self, run: Run, draft: Draft, pen: Pen) -> None:
        with self.project.locked():
            del draft.pens[pen.owner]
            if not draft.base.owns(pen.owner):
                self.unprepare(pen)
                draft.working = draft.working.without_block(pen.block)
            if run is not key.current():
                run.abandon()

    # --- for runs ------------------------------------------------------------------------------------

    def prepare(self, owner: key.Owner, draft: Draft) -> Head:
        """Give `owner` its place in the script before its first edit, and return the draft with it.

        A new cell's block closes off the hand edits that it builds on; mouse edits made from now on go to
        a new hand block, so they stay apart from what the cell has seen.
        """
        if owner is key.HAND or draft.working.owns(owner):
            return draft.working
        if not draft.edited:
            draft.base = self.refresh()
            self._head = draft.base.opened(owner)
            return self._head
        self._head = self._head.opened(owner)
        return draft.working.opened(owner)

    def unprepare(self, pen: Pen) -> None:
        """Take back the place of a block whose first run did not end well."""
        if self._head.owns(pen.owner) and not self._head.edits_of(pen.owner):
            self._head = self._head.without_block(pen.block)

    def moved(self, head: Head) -> None:
        """Take over a committed head and tell the listeners."""
        self._head = head
        self.project.changed(self)

    def subscribe(self, callback: Callable[[str, dict[str, object]], None]) -> Callable[[], None]:
        """Call `callback("timeline.changed", {"revision": n, "state": ...})` after each commit; return the way to stop."""
        self._listeners.append(callback)

        def stop() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return stop

    def notify(self) -> None:
        """Tell the listeners that the head has moved."""
        state = self.script_state() if self._listeners else ""
        for callback in list(self._listeners):
            callback("timeline.changed", {"revision": self._head.revision, "state": state})

    def order_as(self, reported: Mapping[str, Sequence[str]]) -> None:
        """Bring the blocks into the reported document orders; stored at once where that moves or flags one."""
        with self.project.locked():
            head = self.refresh()
            for notebook, cells in reported.items():
                head = head.renamed(key.notebook.first, notebook) if notebook == str(key.notebook) else head
                head = head.ordered(notebook, cells)
            if head.content != self._head.content and self._head.revision:
                self.project.save({self: head}, "order of cells", {})
            else:
                self._head = head

    def conflict(self, expected: Head | int, actual: Head) -> StoatError:
        """Return the error that says that the timeline moved meanwhile."""
        base = expected if isinstance(expected, int) else expected.revision
        context = {"name": self.name, "actual": actual.revision, "expected": base}
        return from_code("timeline.conflict", context)

    # --- parts ---------------------------------------------------------------------------------------

    def _open_pen(self) -> Pen | None:
        return next((one.pen for one in reversed(_OPEN.get()) if one.session is self), None)

    def _writer(self) -> Pen | None:
        """Return the pen of whoever writes in this context; None for the hand."""
        pen = self._open_pen()
        if pen is not None:
            return pen
        actor = key.current()
        if isinstance(actor, Run) and not actor.ended:
            return actor.pen(self)
        if actor is not key.HAND and key.keys_required():
            raise from_code("script.cell_unknown", {"timeline": self.name})
        return None
