"""The hand: mouse edits, written at once into the open hand block, with an undo of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoat_nb.errors import ConflictError, from_code
from stoat_nb.timeline import key
from stoat_nb.timeline.inverse import last_edit_undone
from stoat_nb.timeline.pen import Pen, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stoat_nb._core import Timeline
    from stoat_nb.timeline.document import Applied, Edit
    from stoat_nb.timeline.session import TimelineSession

__all__ = ["Hand"]

_ATTEMPTS = 5


class Hand:
    """The writer of one session's mouse edits, also while a cell runs."""

    def __init__(self, session: TimelineSession) -> None:
        self._session = session
        self._steps: list[Step] = []
        self._undone: list[Step] = []

    @property
    def can_undo(self) -> bool:
        """Whether the last edit is a mouse edit, which can be taken back."""
        return bool(self._session.head().hand_edits)

    @property
    def can_redo(self) -> bool:
        """Whether a mouse edit was taken back last."""
        return bool(self._undone)

    def edit(self, build: Callable[[Timeline], Sequence[Edit]], label: str, base: int | None = None) -> int:
        """Write mouse edits as one undo step, and return the revision.

        Raises
        ------
        ConflictError
            ``timeline.conflict``: `base` is not the present revision.
        """
        self.write(build, label, base)
        return self._session.head().revision

    def undo(self, *, as_hand: bool = False) -> int:
        """Take back the last mouse step and return the revision.

        Parameters
        ----------
        as_hand
            Where a cell made the last edit, take it back by new mouse edits.

        Raises
        ------
        ScriptError
            ``script.undo_at_cell``: a cell made the last edit.
        ValidationError
            ``timeline.nothing_to_undo``, ``timeline.cannot_undo_by_hand``.
        """
        session = self._session
        with session.project.locked():
            head = session.refresh()
            edits = head.hand_edits
            if as_hand and not edits:
                self.write(lambda _: last_edit_undone(head), "undo by hand", head.revision)
                return session.head().revision
            if not edits:
                head.without_last_hand_edit()
            step = self._steps.pop() if self._steps else Step("", tuple(edits[-1:]), head.timeline)
            for _ in step.edits:
                head = head.without_last_hand_edit()
            session.project.save({session: head}, "undo", {})
            self._undone.append(step)
            return session.head().revision

    def redo(self) -> int:
        """Make the step again that was taken back last, and return the revision (``timeline.nothing_to_redo``)."""
        session = self._session
        with session.project.locked():
            session.refresh()
            if not self._undone:
                raise from_code("timeline.nothing_to_redo", {"place": session.name})
            step = self._undone[-1]
            undone = self._undone[:-1]
            self.write(lambda _: step.edits, step.label)
            self._undone = undone
            return session.head().revision

    def forget(self) -> None:
        """Forget the steps: what they stand on belongs to others now."""
        self._steps.clear()
        self._undone.clear()

    def write(
        self, build: Callable[[Timeline], Sequence[Edit]], label: str, base: int | None = None
    ) -> tuple[Timeline, list[Applied]]:
        """Write mouse edits; return the state after them, and the report of each."""
        session = self._session
        with session.project.locked():
            for attempt in range(_ATTEMPTS):
                head = session.refresh()
                if base is not None and head.revision != base:
                    raise session.conflict(base, head)
                edits = build(head.timeline)
                if not edits:
                    return head.timeline, []
                pen = Pen(key.HAND, head.hand_block, head.timeline)
                applied = pen.write(label, edits)
                log = {head.hand_block: list(edits)}
                try:
                    session.project.save({session: head.with_hand_edits(edits)}, label, log)
                except ConflictError:
                    if attempt == _ATTEMPTS - 1:
                        raise
                    continue
                self._steps.append(pen.steps[-1])
                self._undone.clear()
                return session.head().timeline, applied
        raise AssertionError
