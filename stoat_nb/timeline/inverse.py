"""The inverse of an edit as new edits: what a person would do by hand to take it back exactly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias, cast

from stoat_nb.errors import StoatError, from_code
from stoat_nb.timeline.document import apply, edit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stoat_nb._core import ClipView, Timeline
    from stoat_nb.timeline.document import Edit, Head, Json

__all__ = ["last_edit_undone"]

Links: TypeAlias = "dict[str, list[ClipView]]"


def last_edit_undone(head: Head) -> list[Edit]:
    """Return hand edits after which `head` shows what it showed before its last edit.

    They are tried on the value first: what is returned restores every clip, gap and name exactly. Only
    the ids of clips that come back are new, as those of any clip that is placed by hand.

    Raises
    ------
    ValidationError
        ``timeline.nothing_to_undo``; ``timeline.cannot_undo_by_hand``: no edits take it back exactly,
        such as a first format, dropped end gaps, or a clip whose in point is off its medium's frames.
    """
    position = next((at for at in reversed(range(len(head.blocks))) if head.blocks[at]["edits"]), None)
    if position is None:
        raise from_code("timeline.nothing_to_undo", {"place": "the timeline"})
    block = head.blocks[position]
    parked = {row["index"] for row in head.parked if row["block"] == block["id"]}
    before, state, last = head.timeline, head.before(position), None
    for index, edit in enumerate(block["edits"]):
        text = json.dumps(edit)
        if index in parked:
            state = state.park(text, block["id"])
        else:
            before, last = state, edit
            state, _ = apply(state, text, block["id"])
    if last is None:
        raise from_code("timeline.nothing_to_undo", {"place": "the timeline"})
    for way in _ways(before, head.timeline, last):
        for closing in ([], [{"op": "trim_end"}]):
            attempt = _Attempt(head.timeline, head.hand_block)
            try:
                way(attempt)
                _restore(attempt, before)
                for fields in closing:
                    attempt.make(fields)
            except StoatError:
                continue
            if _shown(attempt.now) == _shown(before):
                return attempt.edits
    owner = block["owner"]
    context = {"op": str(last["op"]), "cell": owner.get("cell", owner.get("name", "hand"))}
    raise from_code("timeline.cannot_undo_by_hand", context)


class _Attempt:
    """Edits on their way: each is made on what the one before it left."""

    def __init__(self, start: Timeline, block: str) -> None:
        self.now = start
        self.edits: list[Edit] = []
        self._block = block

    def make(self, fields: Mapping[str, object]) -> None:
        edit = self.now.prepare(edit_of(fields))
        self.now, _ = apply(self.now, edit, self._block)
        self.edits.append(edit)


def _ways(before: Timeline, after: Timeline, edit: Mapping[str, Json]) -> list[Callable[[_Attempt], None]]:
    """Return how the part of an edit that moves other clips may be taken back; the first that fits is taken.

    What stays in its place needs no such step: `_restore` repairs it.
    """
    old, new = _links(before), _links(after)
    operation = edit["op"]
    if operation in {"append", "insert"}:
        medium = cast("Mapping[str, Json]", edit["medium"])["id"]
        placed = [link for link, clips in new.items() if link not in old and clips[0].medium_id == medium]
        ways = [_removing(link) for link in placed]
        return [*ways, _in_place] if operation == "append" else ways
    if operation == "remove" and edit["ripple"]:
        gone = [link for link in old if link not in new]
        return [_inserting(before, old[link]) for link in gone]
    if operation == "trim" and edit["ripple"]:
        target = cast("Mapping[str, str]", edit["target"])["id"]
        return [lambda attempt: _trim_back(attempt, old[target], new[target], ripple=True)]
    if operation == "set_format":
        return [lambda attempt: attempt.make({"op": "set_format", "format": _format(before)})]
    return [_in_place]


def _in_place(_attempt: _Attempt) -> None:
    """Move nothing."""


def _removing(link: str) -> Callable[[_Attempt], None]:
    return lambda attempt: attempt.make({"op": "remove", "target": link, "ripple": True})


def _inserting(before: Timeline, clips: list[ClipView]) -> Callable[[_Attempt], None]:
    return lambda attempt: attempt.make(_placing("insert", before, clips))


def _restore(attempt: _Attempt, before: Timeline) -> None:
    """Bring clips back without moving any: new ones go, changed edges return, covered ones are placed again."""
    old = _links(before)
    for link in _links(attempt.now):
        # a clip that this attempt has placed again stands where the old one stood
        if link not in old and not _stands(attempt.now, link, before):
            attempt.make({"op": "remove", "target": link, "ripple": False})
    for link, clips in _links(attempt.now).items():
        if link in old:
            _trim_back(attempt, old[link], clips, ripple=False)
            if old[link][0].name != clips[0].name:
                attempt.make({"op": "rename", "target": link, "name": old[link][0].name})
    shown = {_place(clip) for clip in attempt.now.clips()}
    for clips in old.values():
        if not all(_place(clip) in shown for clip in clips):
            attempt.make(_placing("overwrite", before, clips))


def _trim_back(attempt: _Attempt, old: list[ClipView], new: list[ClipView], *, ripple: bool) -> None:
    """Move the edges of a clip to where its source began and ended before."""
    head = old[0].source_start - new[0].source_start
    tail = new[0].source_end - old[0].source_end
    moved = {edge: str(by) for edge, by in (("head", head), ("tail", tail)) if by != 0}
    if moved:
        attempt.make({"op": "trim", "target": new[0].link, **moved, "ripple": ripple})


def _placing(operation: str, before: Timeline, clips: list[ClipView]) -> dict[str, object]:
    """Return the edit that places what `clips`, picture and sound of one link, showed."""
    media = cast("list[dict[str, Json]]", json.loads(before.to_json())["media"])
    first = clips[0]
    tracks = {f"{clip.kind}_track": clip.track for clip in clips}
    return {
        "op": operation,
        "at": str(first.start),
        "medium": next(medium for medium in media if medium["id"] == first.medium_id),
        "source": {"start": str(first.source_start), "end": str(first.source_end)},
        "name": first.name,
        **tracks,
    }


def _format(view: Timeline) -> dict[str, object]:
    width, height = view.size or (0, 0)
    return {"rate": str(view.rate), "width": width, "height": height, "sample_rate": view.sample_rate}


def _links(view: Timeline) -> Links:
    """Return picture and sound of each link, picture first, in timeline order."""
    found: Links = {}
    for clip in sorted(view.clips(), key=lambda clip: (clip.start_frame, clip.track.startswith("A"))):
        found.setdefault(clip.link, []).append(clip)
    for clips in found.values():
        clips.sort(key=lambda clip: clip.kind == "audio")
    return found


def _place(clip: ClipView) -> tuple[object, ...]:
    edges = (clip.start_frame, clip.frames, clip.source_start, clip.source_end)
    return (clip.track, *edges, clip.medium_id, clip.name)


def _stands(view: Timeline, link: str, before: Timeline) -> bool:
    there = {_place(clip) for clip in before.clips()}
    return all(_place(clip) in there for clip in view.clips() if clip.link == link)


def _shown(view: Timeline) -> object:
    """Return all that can be seen, heard and told apart on a timeline, but for ids."""
    links = sorted(sorted(_place(clip) for clip in clips) for clips in _links(view).values())
    gaps = sorted((gap.track, gap.start, gap.duration) for gap in view.gaps())
    return (view.rate, view.size, view.sample_rate, links, gaps)
