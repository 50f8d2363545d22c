"""A pen: the edits that one block gains in one run, on a private value with an undo of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stoat_nb.errors import from_code
from stoat_nb.timeline.document import apply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoat_nb._core import Timeline
    from stoat_nb.timeline.document import Applied, Edit
    from stoat_nb.timeline.key import Owner

__all__ = ["Pen", "Step"]


@dataclass(frozen=True)
class Step:
    """One undo step: its edits, and the value after them."""

    label: str
    edits: tuple[Edit, ...]
    value: Timeline


@dataclass
class Pen:
    """Writes edits for `owner` on top of `before`; nobody else sees them until they are committed.

    Parameters
    ----------
    owner
        Whose block is written.
    block
        The id that the block has, or will have.
    before
        The state that the block starts from.
    """

    owner: Owner
    block: str
    before: Timeline
    steps: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    @property
    def value(self) -> Timeline:
        """The state that the writer sees."""
        return self.steps[-1].value if self.steps else self.before

    @property
    def edits(self) -> list[Edit]:
        """All edits of this run, in order."""
        return [edit for step in self.steps for edit in step.edits]

    def write(self, label: str, edits: Sequence[Edit]) -> list[Applied]:
        """Apply `edits` as one step: all of them, or none and an error."""
        value, applied = self.value, []
        for edit in edits:
            value, result = apply(value, edit, self.block)
            applied.append(result)
        if edits:
            self.steps.append(Step(label, tuple(edits), value))
            self.undone.clear()
        return applied

    def undo(self) -> Step:
        """Take back the last step of this run.

        Raises
        ------
        ValidationError
            ``timeline.nothing_to_undo``: this run has made none.
        """
        if not self.steps:
            raise from_code("timeline.nothing_to_undo", {"place": "this run of the cell"})
        step = self.steps.pop()
        self.undone.append(step)
        return step

    def redo(self) -> Step:
        """Make the step again that was taken back last.

        Raises
        ------
        ValidationError
            ``timeline.nothing_to_redo``: none was, or something else was done since.
        """
        if not self.undone:
            raise from_code("timeline.nothing_to_redo", {"place": "this run of the cell"})
        step = self.undone.pop()
        self.steps.append(step)
        return step

    def adopt(self, label: str, other: Pen) -> None:
        """Take over what `other` wrote on top of this pen's value, as one step."""
        self.steps.append(Step(label, tuple(other.edits), other.value))
        self.undone.clear()

    def rebase(self, before: Timeline) -> None:
        """Write the same steps on another start; an edit that no longer fits raises its error."""
        steps, self.before, self.steps = self.steps, before, []
        undone = self.undone
        for step in steps:
            self.write(step.label, step.edits)
        self.undone = undone
