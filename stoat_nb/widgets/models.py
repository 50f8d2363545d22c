"""What a widget may ask of the object that it shows: the boundary between `widgets` and `api`.

Times are exact strings (`"1001/30000"`, `"5"`), rates are `"30000/1001"`, frames are integers in the
grid of the sequence (timeline) or of the medium (source). Every method is called from several
threads at once. Methods are quick (below 5 ms) unless their sentence says that they are slow; slow
ones are called from the widgets' pool. Errors are `StoatError`; a stale `base` is `timeline.conflict`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NotRequired

__all__ = [
    "EventCallback",
    "FilmModel",
    "FormatView",
    "HandCode",
    "ItemView",
    "JobModel",
    "JobView",
    "LibraryItem",
    "LibraryModel",
    "LibraryPage",
    "MediaModel",
    "MediumView",
    "OpenedMedium",
    "ParkedView",
    "PictureUse",
    "TimelineModel",
    "TimelineView",
    "TrackView",
]

EventCallback = Callable[[str, dict[str, object]], None]
"""Called with an event's name (`"timeline.changed"`, `"job.changed"`, ...) and its small payload."""


class FormatView(TypedDict):
    """The format of a sequence."""

    rate: str
    width: int
    height: int
    sample_rate: int


class ItemView(TypedDict):
    """One clip or gap of a track; `start` and `frames` count sequence frames."""

    kind: Literal["clip", "gap"]
    start: int
    frames: int
    id: NotRequired[str]
    link: NotRequired[str]
    label: NotRequired[str]
    medium: NotRequired[str]
    source_start: NotRequired[str]  # exact source time shown at the clip's first frame
    head_room: NotRequired[int]  # sequence frames that the head can still be extended by
    tail_room: NotRequired[int]  # sequence frames that the tail can still be extended by
    color: NotRequired[str]


class TrackView(TypedDict):
    """One track, top of the stack last (V1, V2, ..., then A1, A2, ...)."""

    name: str
    kind: Literal["video", "audio"]
    items: list[ItemView]


class MediumView(TypedDict):
    """What the widget shows of a medium that the timeline uses."""

    name: str
    kind: str
    rate: str | None  # None: variable, or no picture
    width: int | None
    height: int | None
    frames: int | None
    vfr: bool


class PictureUse(TypedDict):
    """One use of a medium's picture by the scene; frames without a use are black."""

    start_frame: int
    frames: int
    clips: list[str]
    label: str
    medium: str
    source_start: str  # exact source time at start_frame
    speed: str


class ParkedView(TypedDict):
    """A hand or cell edit that could not be replayed."""

    block: str
    index: int
    code: str
    message: str


class TimelineView(TypedDict):
    """A whole timeline as the widget draws it."""

    name: str
    revision: int
    format: FormatView | None
    duration_frames: int
    tracks: list[TrackView]
    media: dict[str, MediumView]
    scene: list[PictureUse]
    state: str  # "in_step", "hand_edits(2)", "stale(...)", "order_differs", "parked(1)"
    parked: list[ParkedView]
    can_undo: bool
    can_redo: bool
    undo_cell: str | None  # the cell or named block that made the last edit; None: the hand did


class HandCode(TypedDict):
    """The first closed-off group of mouse edits, as code for one new cell."""

    code: str  # "" when there is nothing to write
    block: str  # id of the hand block, for `take_over`
    after_cell: str | None  # id of the cell that precedes the block; None when it is unknown


class TimelineModel(Protocol):
    """A timeline's head, with hand edits; the object behind the timeline widget."""

    @property
    def name(self) -> str:
        """The timeline's name."""

    def snapshot(self) -> TimelineView:
        """Return the head as one consistent view."""

    def apply_edit(self, edit: dict[str, object], base: int) -> int:
        """Record `edit` in the open hand block and return the new revision.

        `edit` is Edit JSON (`{"v": 1, "op": ...}`) in which `target` is a clip id; the implementation
        adds the facts that the edit relies on.

        Raises
        ------
        StoatError
            `timeline.conflict` when `base` is not the head; the edit's own errors.
        """

    def undo(self, *, as_hand: bool = False) -> int:
        """Undo the last hand edit; return the new revision.

        A cell's edit is undone only with `as_hand`, by new hand edits that take it back exactly.

        Raises
        ------
        StoatError
            `timeline.nothing_to_undo`, `script.undo_at_cell`, `timeline.cannot_undo_by_hand`.
        """

    def redo(self) -> int:
        """Redo the last undone hand edit; return the new revision (`timeline.nothing_to_redo`)."""

    def hand_code(self) -> HandCode:
        """Return the code of the first hand block that holds edits."""

    def take_over(self, block: str, cell: str, notebook: str) -> int:
        """Make `block` the block of `cell` (nothing is executed); return the new revision."""

    def report_cells(self, notebook: str, cells: list[str]) -> None:
        """Tell the document order of the notebook's code cells."""

    def subscribe(self, callback: EventCallback) -> Callable[[], None]:
        """Call `callback("timeline.changed", {"revision": n, "state": ...})` after each change; return the way to stop."""


class LibraryItem(TypedDict):
    """One row of the library browser; times are exact strings."""

    id: str
    name: str
    path: str
    kind: str  # "video", "audio", "still"
    duration: str
    frames: int | None
    rate: str | None
    width: int | None
    height: int | None
    codec: str | None
    offline: bool


class LibraryPage(TypedDict):
    """One page of a query."""

    total: int
    items: list[LibraryItem]


class LibraryModel(Protocol):
    """The media of a project; slow methods."""

    @property
    def name(self) -> str:
        """The project's name."""

    def query(self, text: str, offset: int, limit: int, sort: str) -> LibraryPage:
        """Return rows `offset` to `offset + limit` of what `text` finds (any text is legal; slow).

        `sort` is one of `name`, `-name`, `added`, `-added`, `duration`, `-duration`.
        """

    def thumbnail(self, medium: str, width: int) -> bytes:
        """Return a JPEG of `medium` at most `width` pixels wide (slow); `b""` when it has no picture."""


class OpenedMedium(TypedDict):
    """What the player needs to find a frame in a medium's bytes."""

    id: str
    name: str
    kind: str
    size: int  # bytes
    files_url_path: str | None  # POSIX path relative to the folder in which the kernel started
    rate: str | None  # exact; None for a variable rate
    first_time: str  # container time of the first video frame, exact seconds
    time_base: str  # exact seconds of one tick of `timestamps`
    timestamps: list[int] | None  # only for a variable rate: sorted, absolute
    end_pts: int  # in time_base: last timestamp plus its duration
    frames: int
    width: int  # as shown: after rotation and pixel aspect
    height: int
    rotation: int


class MediaModel(Protocol):
    """The bytes and the pixels of a project's media; slow methods."""

    def open(self, medium: str) -> OpenedMedium:
        """Return the facts of `medium` (slow)."""

    def read(self, medium: str, start: int, end: int) -> bytes:
        """Return the file's bytes `start` to `end` (slow; at most 1 MiB, fewer only at the end)."""

    def frame_jpeg(self, medium: str, frame: int, width: int) -> bytes:
        """Return the n-th presented frame as JPEG, at most `width` pixels wide (slow)."""


class JobView(TypedDict):
    """The state of a job."""

    id: str
    title: str
    state: Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
    done: int
    total: int | None
    unit: str  # "frames", "files"
    phase: str  # what it is doing now; may be empty
    elapsed_seconds: float
    eta_seconds: float | None
    error: dict[str, str] | None  # code, message, hint
    result: str | None  # one line, such as the film's path


class JobModel(Protocol):
    """A running or finished job."""

    @property
    def id(self) -> str:
        """The job's id."""

    def snapshot(self) -> JobView:
        """Return the present state."""

    def cancel(self) -> None:
        """Ask the job to stop; returns at once."""

    def subscribe(self, callback: EventCallback) -> Callable[[], None]:
        """Call `callback("job.changed", {})` on progress and at the end; return the way to stop."""


class FilmModel(Protocol):
    """A proven film."""

    def facts(self) -> Sequence[tuple[str, str]]:
        """Return (name, value) pairs for people, in the order to show them."""
