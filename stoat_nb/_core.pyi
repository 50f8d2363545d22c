"""The Rust core of stoat-nb."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, Self, final

__version__: str

# --- errors ---------------------------------------------------------------------------------------

def error_catalogue() -> list[tuple[str, str, str, str]]:
    """Return all rows of the catalogue as (code, kind, message template, hint template)."""

def render_error(code: str, context: Mapping[str, str]) -> tuple[str, str, str]:
    """Return (kind, message, hint) of `code` filled with `context`.

    Raises
    ------
    KeyError
        `code` is not in the catalogue.
    """

# --- time, range, clip (one section a core module; keep the order) ----------------------------------

# --- ffmpeg -----------------------------------------------------------------------------------------

# --- timeline ---------------------------------------------------------------------------------------

@final
class ClipView:
    """A clip (picture or sound) as it stands in one view of a timeline."""

    @property
    def id(self) -> str:
        """Id of this side, such as ``"b1/beach/1v"``."""
    @property
    def link(self) -> str:
        """Id that picture and sound share, such as ``"b1/beach/1"``; edits act on the link."""
    @property
    def label(self) -> str:
        """What people call it: the given name, or ``"beach#1"``."""
    @property
    def name(self) -> str | None:
        """The given name."""
    @property
    def track(self) -> str:
        """The track's name, such as ``"V1"``."""
    @property
    def kind(self) -> Literal["video", "audio"]:
        """Picture or sound."""
    @property
    def start(self) -> Time:
        """The start on the timeline."""
    @property
    def duration(self) -> Time:
        """The duration on the timeline."""
    @property
    def end(self) -> Time:
        """The first instant after it on the timeline."""
    @property
    def start_frame(self) -> int:
        """The start in frames of the timeline."""
    @property
    def frames(self) -> int:
        """The duration in frames of the timeline."""
    @property
    def source_start(self) -> Time:
        """The first source instant."""
    @property
    def source_end(self) -> Time:
        """The source instant at the end; it is not shown any more."""
    @property
    def head_handle(self) -> int:
        """By how many frames of the timeline its head can be extended within the medium."""
    @property
    def tail_handle(self) -> int:
        """By how many frames of the timeline its tail can be extended within the medium."""
    @property
    def medium_id(self) -> str:
        """The medium's id."""
    @property
    def medium_name(self) -> str:
        """The medium's name."""
    @property
    def block(self) -> str:
        """The block that made it."""
    @property
    def made_by(self) -> int:
        """The position of the creating edit in its block, from 0."""
    def __hash__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class GapView:
    """An empty stretch of a track."""

    @property
    def track(self) -> str:
        """The track's name, such as ``"V1"``."""
    @property
    def start(self) -> Time:
        """The start on the timeline."""
    @property
    def duration(self) -> Time:
        """How long it is."""
    def __hash__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Timeline:
    """A sequence of clips on tracks. Immutable: every edit gives a new one.

    Edits are JSON objects ``{"v": 1, "op": ..., ...}``; times in them are exact seconds as text
    (``"5/2"``) and are put on the nearest frame when the edit is applied. Unknown operations and
    fields are refused.

    ==========  =========================================================================================
    op          fields
    ==========  =========================================================================================
    set_format  ``format: {rate, width, height, sample_rate}``
    append      ``medium, source: {start, end}, name?, video_track?, audio_track?``
    insert      ``at, medium, source, name?, video_track?, audio_track?``
    overwrite   the same as insert
    split       ``at, target?``
    trim        ``target, head?, tail?, ripple``: positive amounts shorten, negative ones extend
    remove      ``target, ripple``
    rename      ``target, name``: null takes the name away
    trim_end
    ==========  =========================================================================================

    Examples
    --------
    >>> import json
    >>> from stoat_nb._core import Timeline
    >>> beach = {"id": "beach", "name": "beach.mp4", "audio": None,
    ...          "video": {"rate": "25", "duration": "10", "width": 640, "height": 360}}
    >>> form = {"rate": "25", "width": 640, "height": 360, "sample_rate": 48000}
    >>> cut, _ = Timeline.empty().apply(json.dumps({"v": 1, "op": "set_format", "format": form}))
    >>> cut, _ = cut.apply(json.dumps(
    ...     {"v": 1, "op": "append", "medium": beach, "source": {"start": "1", "end": "4"}}))
    >>> cut.clips()
    [<ClipView beach#1 on V1 from 0 for 3: b0/beach/1v>]
    >>> trim = cut.prepare('{"v": 1, "op": "trim", "target": "beach#1", "head": "1/5", "ripple": true}')
    >>> cut, _ = cut.apply(trim)
    >>> cut.frames
    70
    """

    @staticmethod
    def empty() -> Timeline:
        """Return the timeline without format and clips, with the tracks V1 and A1."""
    @staticmethod
    def from_json(text: str) -> Timeline:
        """Read a document written by :meth:`to_json`.

        Raises
        ------
        ValidationError
            ``timeline.document_invalid``, ``timeline.off_frame_grid`` and others.
        """
    def to_json(self) -> str:
        """Return the document; equal timelines give the same text."""
    def apply(self, edit: str, block: str = "b0") -> tuple[Timeline, str]:
        """Apply one edit, whole or not at all.

        Parameters
        ----------
        edit
            The edit as JSON.
        block
            The block that makes it: part of the ids of the clips that it makes.

        Returns
        -------
        tuple of Timeline and str
            The new timeline, and as JSON what was done: ``{"clips": [ids], "links": [ids],
            "remainder": seconds that the frame grid took from the asked source range,
            "changed": {"start", "end"} or null}``.

        Raises
        ------
        StoatError
            ``timeline.no_handle``, ``timeline.in_the_way``, ``timeline.too_short`` (each with the
            largest legal amount), ``timeline.out_of_range``, ``timeline.sync_conflict``,
            ``timeline.clip_not_found``, ``timeline.target_changed``, ``timeline.name_taken``, ...
        """
    def apply_all(self, edits: Sequence[str], block: str = "b0") -> tuple[Timeline, list[str]]:
        """Apply many edits, all or none; see :meth:`apply`."""
    def prepare(self, edit: str) -> str:
        """Fill the preconditions of an edit from this view.

        ``target`` may be an id, a name or a label as plain text, or an object with ``id``.

        Raises
        ------
        NotFoundError
            ``timeline.clip_not_found``.
        """
    def resolve(self, text: str) -> str:
        """Return the link that an id, a name or a label (``"beach#2"``) means in this view.

        Raises
        ------
        NotFoundError
            ``timeline.clip_not_found``.
        """
    def clips(self) -> list[ClipView]:
        """Return all clips, track by track, each in timeline order."""
    def at(self, time: Time | Fraction | int) -> list[ClipView]:
        """Return the clips that cover the instant `time` (seconds), track by track."""
    def source_at(self, time: Time | Fraction | int) -> list[tuple[ClipView, Time]]:
        """Return what is shown and heard at `time` with its source times; the seen picture comes first."""
    def where(self, medium: str, source: Time | Fraction | int) -> list[tuple[ClipView, Time]]:
        """Return the clips that show the instant `source` of a medium, with the timeline times."""
    def gaps(self) -> list[GapView]:
        """Return the empty stretches of every track."""
    def scene_json(self) -> str:
        """Return what is shown and heard as JSON; neighbouring uses that continue each other are one.

        Raises
        ------
        ValidationError
            ``timeline.no_format``.
        """
    @property
    def hash(self) -> str:
        """BLAKE3 of the document, in hexadecimal."""
    @property
    def content_hash(self) -> str:
        """BLAKE3 of what it holds, whichever blocks made it, in hexadecimal."""
    @property
    def duration(self) -> Time:
        """The length of the longest track."""
    @property
    def frames(self) -> int:
        """The length in frames."""
    @property
    def rate(self) -> FrameRate | None:
        """Frames per second, once set."""
    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels, once set."""
    @property
    def sample_rate(self) -> int | None:
        """Samples per second, once set."""
    @property
    def tracks(self) -> list[str]:
        """The names of its tracks: V1, V2, ..., then A1, A2, ..."""
    def __hash__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[object, tuple[str]]: ...

@final
class Fold:
    """The timeline that a script makes, and how each block fared."""

    @property
    def timeline(self) -> Timeline:
        """The head: the timeline after all blocks."""
    def blocks(self) -> list[str]:
        """Return as JSON, block by block: ``{"id", "owner", "edits": count, "before": hash, "after": hash,
        "stale", "sealed", "orphan", "parked": [...]}``.
        """
    def parked(self) -> list[str]:
        """Return as JSON the edits that could not be replayed: ``{"block", "owner", "index", "code",
        "message", "hint", "context"}``.
        """
    def stale(self) -> list[str]:
        """Return as JSON the owners of the blocks that were recorded on another state."""
    def view_after(self, block: str) -> Timeline:
        """Return the timeline after the block.

        Raises
        ------
        NotFoundError
            ``script.block_not_found``.
        """

@final
class Script:
    """An ordered list of blocks of edits, of which a timeline is the fold. Immutable.

    Owners are JSON: ``{"kind": "cell", "notebook": ..., "cell": ...}``,
    ``{"kind": "named", "name": ...}`` or ``{"kind": "hand"}``. The last block is the open hand block.

    Examples
    --------
    >>> from stoat_nb._core import Script
    >>> form = '{"rate": "25", "width": 640, "height": 360, "sample_rate": 48000}'
    >>> cell = '{"kind": "cell", "notebook": "first", "cell": "a"}'
    >>> script = Script().replace(cell, ['{"v": 1, "op": "set_format", "format": %s}' % form])
    >>> script.fold().timeline.size
    (640, 360)
    >>> script.replace(cell, ['{"v": 1, "op": "set_format", "format": %s}' % form]) == script
    True
    """

    def __new__(cls) -> Self: ...
    @staticmethod
    def from_json(text: str) -> Script:
        """Read a document written by :meth:`to_json`; ``script.document_invalid`` where it is none."""
    def to_json(self) -> str:
        """Return the document; equal scripts give the same text."""
    def view_before(self, owner: str) -> Timeline:
        """Return the state that a run of `owner` starts from: the blocks before its own.

        Without a block, and where its place in the document is known and blocks stand below it, these
        are the blocks of the cells above it; else everything, mouse edits too.
        """
    def block_id(self, owner: str) -> str:
        """Return the id of the block of `owner`, or the one that it would get now."""
    def has_block(self, owner: str) -> bool:
        """Return whether `owner` owns a block."""
    def knows_order(self, owner: str) -> bool:
        """Return whether the place of the cell `owner` in its document is known."""
    def open_block(self, owner: str) -> Script:
        """Make the block of `owner` if there is none: to be called when a cell first edits.

        At the end of the script a hand block with edits is sealed in front of it, and a new one opens
        behind it, so that mouse edits during the run come after the cell.
        """
    def replace(self, owner: str, edits: Sequence[str]) -> Script:
        """Return the script after `owner` ran and made `edits`; later blocks are replayed.

        Equal edits on an equal state give an equal script. No edits of an owner without a block give
        the same script.
        """
    def record_hand(self, edit: str) -> tuple[Script, str]:
        """Record a mouse edit on the head; returns what :meth:`Timeline.apply` reports.

        Raises
        ------
        StoatError
            The edit is illegal; nothing is recorded.
        """
    def undo_hand(self) -> tuple[Script, str]:
        """Take the last mouse edit back, and return it as JSON.

        Raises
        ------
        ScriptError
            ``script.undo_at_cell``: a cell made the last edit (context: ``cell``, ``block``).
        ValidationError
            ``timeline.nothing_to_undo``.
        """
    def hand_blocks(self) -> list[str]:
        """Return as JSON the hand blocks that hold edits, in order."""
    def blocks(self) -> list[str]:
        """Return as JSON all blocks in order: ``{"id", "owner", "edits", "recorded_on", "sealed", "orphan"}``."""
    def order(self, notebook: str, cells: Sequence[str]) -> Script:
        """Bring the blocks into document order.

        Parameters
        ----------
        notebook
            The notebook's key.
        cells
            All its cells in document order. Blocks of cells that are not there are flagged as orphans.
        """
    def keep(self, block: str) -> Script:
        """Turn the orphan `block` into mouse edits; ``script.not_orphan`` where its cell is still there."""
    def remove(self, block: str) -> Script:
        """Take the orphan `block` out; ``script.not_orphan`` where its cell is still there."""
    def fold(self) -> Fold:
        """Return the timeline that the blocks make, and how each fared."""
    def script_state(self) -> str:
        """Return as JSON ``{"state": "in_step" | "hand_edits" | "stale" | "parked", "hand_edits": count,
        "stale": [owners], "orphans": [blocks], "parked": [...]}``.
        """
    @property
    def hash(self) -> str:
        """BLAKE3 of the document, in hexadecimal."""
    @property
    def edits_hash(self) -> str:
        """BLAKE3 of the edits in their blocks: where it stays, there is no new revision."""
    def __hash__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[object, tuple[str]]: ...

# --- compile ----------------------------------------------------------------------------------------
