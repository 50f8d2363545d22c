"""A run of a cell: private drafts of every timeline that it touches, committed together or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakSet

from stoat_nb.errors import from_code
from stoat_nb.timeline import key
from stoat_nb.timeline.pen import Pen

if TYPE_CHECKING:
    from stoat_nb.timeline.document import Head
    from stoat_nb.timeline.session import TimelineSession
    from stoat_nb.timeline.timelines import Timelines

__all__ = ["Draft", "Run", "known_projects"]

# The open projects of this process: a cell that no longer edits one of their timelines empties its block.
_PROJECTS: WeakSet[Timelines] = WeakSet()


def known_projects() -> WeakSet[Timelines]:
    """Return the open projects; each adds itself when it is opened."""
    return _PROJECTS


@dataclass
class Draft:
    """What one run has done to one timeline.

    `base` is the timeline when the run first touched it, `working` the same with the named blocks that
    ended in this run. A named block and the cell's own edits have a pen each.
    """

    base: Head
    working: Head
    pens: dict[key.Owner, Pen] = field(default_factory=dict)

    @property
    def edited(self) -> bool:
        """Whether any pen was opened."""
        return bool(self.pens)


class Run:
    """One run of a cell, or of a named block outside any cell.

    Parameters
    ----------
    owner
        The cell; None in a kernel that does not say which cell runs.
    """

    def __init__(self, owner: key.Owner | None) -> None:
        self._owner = owner
        self._drafts: dict[TimelineSession, Draft] = {}
        self._ended = False

    @property
    def owner(self) -> key.Owner | None:
        """The cell whose run this is, under the notebook's reported id."""
        return key.notebook.canonical(self._owner) if self._owner is not None else None

    @property
    def ended(self) -> bool:
        """Whether it was committed or given up; a thread of the cell may outlive it."""
        return self._ended

    def drafts(self) -> dict[TimelineSession, Draft]:
        """Return the drafts by timeline."""
        return self._drafts

    def draft(self, session: TimelineSession) -> Draft:
        """Return the draft of `session`, begun at its first use in this run."""
        draft = self._drafts.get(session)
        if draft is None:
            head = session.refresh()
            draft = self._drafts[session] = Draft(head, head)
        elif not draft.edited:
            # nothing written yet: what is seen may move with the mouse, as for any reader
            draft.base = draft.working = session.head()
        return draft

    def pen(self, session: TimelineSession) -> Pen:
        """Return the pen of the cell's own block, made at its first edit.

        Raises
        ------
        ScriptError
            ``script.cell_unknown``: the kernel does not say which cell runs, and the timeline has edits.
        """
        draft = self.draft(session)
        owner = self.owner
        if owner is None:
            if draft.base.has_edits and key.HAND not in draft.pens:
                raise from_code("script.cell_unknown", {"timeline": session.name})
            owner = key.HAND
        pen = draft.pens.get(owner)
        if pen is None:
            draft.working = session.prepare(owner, draft)
            block, before = draft.working.start_of(owner)
            pen = draft.pens[owner] = Pen(owner, block, before)
        return pen

    def commit(self) -> None:
        """Commit every project that was touched, and empty the blocks that this cell gave up.

        Raises
        ------
        ConflictError
            ``timeline.conflict``: another kernel changed what the cell was built on.
        """
        self._ended = True
        for project in list(_PROJECTS):
            project.commit(self)

    def abandon(self) -> None:
        """Forget everything: the cell raised, and its old blocks stay as they were."""
        self._ended = True
        self._drafts.clear()
