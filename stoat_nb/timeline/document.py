"""A head: one version of a timeline's script, as the core keeps it, with the questions sessions ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

from stoat_nb import _core
from stoat_nb.timeline import key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from stoat_nb.timeline.repository import StoredTimeline

__all__ = [
    "Applied",
    "BlockRow",
    "Edit",
    "Head",
    "Json",
    "ParkedRow",
    "apply",
    "edit_of",
    "label_of",
    "owner_of",
]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Edit: TypeAlias = str
"""An edit in its serialised form; equal edits are equal texts."""


class Applied(TypedDict):
    """What one edit did."""

    clips: list[str]
    links: list[str]
    remainder: str
    changed: dict[str, str] | None


class BlockRow(TypedDict):
    """One block of a script."""

    id: str
    owner: dict[str, str]
    edits: list[dict[str, Json]]
    recorded_on: str | None
    sealed: bool
    orphan: bool


class ParkedRow(TypedDict):
    """An edit that is kept but does not act."""

    block: str
    owner: dict[str, str]
    index: int
    code: str
    message: str
    hint: str


class StateRow(TypedDict):
    """How notebook and timeline stand to each other."""

    state: str
    hand_edits: int
    stale: list[dict[str, str]]
    orphans: list[str]
    parked: list[ParkedRow]


def edit_of(value: Mapping[str, object]) -> str:
    """Return the serialised form of an edit's fields, before its target is prepared."""
    return json.dumps({"v": 1, **{name: part for name, part in value.items() if part is not None}})


def apply(timeline: _core.Timeline, edit: Edit, block: str) -> tuple[_core.Timeline, Applied]:
    """Return `timeline` after `edit` of `block`, and what it did."""
    after, report = timeline.apply(edit, block)
    return after, cast("Applied", json.loads(report))


def label_of(timeline: _core.Timeline, link: str) -> str:
    """Return what people call `link` in this view: its name, or a label such as ``beach#2``."""
    return next((clip.label for clip in timeline.clips() if clip.link == link), link)


def owner_of(document: Mapping[str, str]) -> key.Owner:
    """Return the owner that a script's document names."""
    if document["kind"] == "cell":
        return key.CellKey(document["notebook"], document["cell"])
    return key.NamedKey(document["name"]) if document["kind"] == "named" else key.HAND


def _document(owner: key.Owner) -> str:
    if isinstance(owner, key.CellKey):
        return json.dumps({"kind": "cell", "notebook": owner.notebook, "cell": owner.cell})
    if isinstance(owner, key.NamedKey):
        return json.dumps({"kind": "named", "name": owner.name})
    return json.dumps({"kind": "hand"})


@dataclass(frozen=True, eq=False)
class Head:
    """One version of a timeline: its script, and the revision it is stored under (0: not yet)."""

    script: _core.Script
    revision: int

    @classmethod
    def empty(cls) -> Head:
        """Return the timeline that nobody has edited."""
        return cls(_core.Script(), 0)

    @classmethod
    def stored(cls, row: StoredTimeline) -> Head:
        """Return what the repository holds."""
        return cls(_core.Script.from_json(row.script_json), row.revision)

    def at_revision(self, revision: int) -> Head:
        """Return the same script under the revision that storing gave it."""
        return Head(self.script, revision)

    # --- what it is ------------------------------------------------------------------------------------

    @cached_property
    def fold(self) -> _core.Fold:
        """The replay of all blocks."""
        return self.script.fold()

    @property
    def timeline(self) -> _core.Timeline:
        """The state after all blocks."""
        return self.fold.timeline

    @cached_property
    def script_json(self) -> str:
        """The document to store."""
        return self.script.to_json()

    @cached_property
    def blocks(self) -> list[BlockRow]:
        """The blocks, in order; the last is the open hand block."""
        return cast("list[BlockRow]", json.loads(self.script_json)["blocks"])

    @cached_property
    def state(self) -> StateRow:
        """How notebook and timeline stand to each other."""
        return cast("StateRow", json.loads(self.script.script_state()))

    def state_text(self) -> str:
        """Return ``in_step``, or what is to be done first: ``parked(n)``, ``stale(cells)``, ``hand_edits(n)``."""
        found = self.state
        if found["state"] == "parked":
            return f"parked({len(found['parked'])})"
        if found["state"] == "stale":
            gone = [row["owner"] for row in self.blocks if row["id"] in found["orphans"]]
            cells = [owner.get("cell", owner.get("name", "")) for owner in [*found["stale"], *gone]]
            return f"stale({', '.join(dict.fromkeys(cells))})"
        return f"hand_edits({found['hand_edits']})" if found["hand_edits"] else "in_step"

    @property
    def parked(self) -> list[ParkedRow]:
        """The edits that could not be replayed."""
        return self.state["parked"]

    @property
    def has_edits(self) -> bool:
        """Whether any block holds an edit."""
        return any(block["edits"] for block in self.blocks)

    @cached_property
    def content(self) -> str:
        """What makes a revision: blocks with their edits, flags and the states they were recorded on."""
        return json.dumps(
            [block for block in self.blocks if block["edits"] or block["owner"]["kind"] != "hand"]
        )

    def before(self, position: int) -> _core.Timeline:
        """Return the state before the block at `position`."""
        return self.fold.view_after(self.blocks[position - 1]["id"]) if position else _core.Timeline.empty()

    def owns(self, owner: key.Owner) -> bool:
        """Whether `owner` has a block."""
        return self._row(owner) is not None

    def block_of(self, owner: key.Owner) -> str:
        """Return the id of the block of `owner`, or the one that it would get."""
        return self.script.block_id(_document(owner))

    def edits_of(self, owner: key.Owner) -> list[dict[str, Json]]:
        """Return the edits of the block of `owner`."""
        row = self._row(owner)
        return row["edits"] if row is not None else []

    def start_of(self, owner: key.Owner) -> tuple[str, _core.Timeline]:
        """Return the id of the block of `owner`, and the state that a run of it starts from."""
        document = _document(owner)
        return self.script.block_id(document), self.script.view_before(document)

    def ground_of(
        self, owner: key.Owner, written: Collection[key.Owner]
    ) -> list[tuple[str, list[dict[str, Json]]]]:
        """Return what a run of `owner` builds on: the blocks before its own, but for those `written` by the run."""
        ground = []
        for block in self.blocks:
            found = owner_of(block["owner"])
            if found == owner:
                break
            if block["edits"] and found not in written:
                ground.append((block["id"], block["edits"]))
        return ground

    @property
    def hand_block(self) -> str:
        """The id of the open hand block."""
        return self.blocks[-1]["id"]

    @property
    def last_cell(self) -> str | None:
        """The cell, or the named block, that made the last edit; None for the hand, and when there is none."""
        for block in reversed(self.blocks):
            if block["edits"]:
                owner = block["owner"]
                return owner.get("cell", owner.get("name"))
        return None

    @property
    def hand_edits(self) -> list[Edit]:
        """The edits of the hand block that the next undo takes from; empty at a cell's block."""
        for block in reversed(self.blocks):
            if block["edits"]:
                return (
                    [json.dumps(edit) for edit in block["edits"]] if block["owner"]["kind"] == "hand" else []
                )
        return []

    # --- the next version ------------------------------------------------------------------------------

    def opened(self, owner: key.Owner) -> Head:
        """Return it with a block for `owner`, empty if it is new."""
        return Head(self.script.open_block(_document(owner)), self.revision)

    def with_block(self, owner: key.Owner, edits: Sequence[Edit]) -> Head:
        """Return it after a run of `owner` made `edits`: its block is replaced, later blocks are replayed."""
        return Head(self.script.replace(_document(owner), list(edits)), self.revision)

    def with_hand_edits(self, edits: Sequence[Edit]) -> Head:
        """Return it with mouse edits at the end."""
        script = self.script
        for edit in edits:
            script, _ = script.record_hand(edit)
        return Head(script, self.revision)

    def without_last_hand_edit(self) -> Head:
        """Return it without the last mouse edit (``script.undo_at_cell``, ``timeline.nothing_to_undo``)."""
        script, _ = self.script.undo_hand()
        return Head(script, self.revision)

    def without_block(self, block: str) -> Head:
        """Return it without an empty block, whose first run did not end well."""
        document = json.loads(self.script_json)
        document["blocks"] = [row for row in document["blocks"] if row["id"] != block or row["edits"]]
        return self._read(document)

    def renamed(self, earlier: str, now: str) -> Head:
        """Return it with the blocks of the notebook `earlier` under its reported id."""
        document = json.loads(self.script_json)
        taken = {owner["cell"] for owner in self._owners() if owner.get("notebook") == now}
        moved = False
        for row in document["blocks"]:
            owner = row["owner"]
            if owner.get("notebook") == earlier and owner["cell"] not in taken:
                owner["notebook"], moved = now, True
        return self._read(document) if moved else self

    def ordered(self, notebook: str, cells: Sequence[str]) -> Head:
        """Return it with its blocks in the notebook's document order."""
        return Head(self.script.order(notebook, list(cells)), self.revision)

    def taken_over(self, block: str, owner: key.Owner) -> Head:
        """Return it with a hand block given to a cell."""
        return Head(self.script.take_over(block, _document(owner)), self.revision)

    def kept(self, block: str) -> Head:
        """Return it with the edits of a deleted cell kept as mouse edits."""
        return Head(self.script.keep(block), self.revision)

    def removed(self, block: str) -> Head:
        """Return it without the edits of a deleted cell."""
        return Head(self.script.remove(block), self.revision)

    # --- parts -------------------------------------------------------------------------------------------

    def _row(self, owner: key.Owner) -> BlockRow | None:
        return next((block for block in self.blocks if owner_of(block["owner"]) == owner), None)

    def _owners(self) -> list[dict[str, str]]:
        return [block["owner"] for block in self.blocks]

    def _read(self, document: object) -> Head:
        return Head(_core.Script.from_json(json.dumps(document)), self.revision)
