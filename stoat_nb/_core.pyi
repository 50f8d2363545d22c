"""The Rust core of stoat-nb."""

import os
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, Literal, Self, TypeAlias, final, overload

__version__: str
__debug_build__: bool

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

# What counts as an exact time: seconds as `Time`, `int` or `Fraction`. A float is not exact.
_TimeLike: TypeAlias = Time | int | Fraction

@final
class Rounding:
    """How a value between two grid points is placed; every conversion names it.

    `Exact` refuses what is not on the grid (`time.not_exact`, whose context holds both
    neighbours), `Floor` is what is on screen at an instant, `Ceil` rounds up, and `Nearest`
    (ties to even) is for edit points.
    """

    Exact: ClassVar[Rounding]
    Floor: ClassVar[Rounding]
    Ceil: ClassVar[Rounding]
    Nearest: ClassVar[Rounding]

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __reduce__(self) -> tuple[object, tuple[type[Rounding], str]]: ...

@final
class Time:
    """Exact seconds: a fraction in lowest terms, immutable and hashable.

    It adds to, subtracts from and compares with `int` and `fractions.Fraction` (of seconds), and
    equal values hash equally. `time / time` is a `Fraction`; `time * number` and `time / number`
    are times. Floats are refused, since they are not exact. `str()` is the serialised form,
    `"1001/30000"` or `"5"`.

    Parameters
    ----------
    num, den
        The seconds as a fraction; it is reduced.

    Raises
    ------
    ValidationError
        `time.zero_denominator`; `time.overflow` when it does not fit into a signed 64-bit
        numerator and an unsigned 32-bit denominator. Arithmetic raises the same.

    Examples
    --------
    >>> from stoat_nb import Time
    >>> Time(2002, 60000)
    Time(1001, 30000)
    >>> print(Time(1, 3) + Time(1, 6))
    1/2
    """

    def __new__(cls, num: int, den: int = 1) -> Time: ...
    @staticmethod
    def parse(text: str, rate: FrameRate | None = None) -> Time:
        """Return the time that a person wrote, exactly.

        Parameters
        ----------
        text
            Seconds (``"12.5"``, ``"-0.04"``, or a fraction ``"1001/30000"``), ``"MM:SS[.f]"``,
            ``"HH:MM:SS[.f]"``, or timecode ``"HH:MM:SS:FF"`` (``;`` before the frames is drop-frame).
        rate
            Frames per second of a timecode; not needed for the other forms.

        Raises
        ------
        ValidationError
            `time.unreadable` for any other text, `time.rate_needed` for timecode without a rate,
            `time.timecode_invalid` for one that does not exist, `time.overflow`.
        """

    @staticmethod
    def from_seconds(seconds: float, rate: FrameRate, rounding: Rounding = ...) -> Time:
        """Return the frame of `rate` at a float number of seconds, as exact time.

        The float is taken for the shortest decimal that denotes it (0.12 is 3/25) and snapped at
        once, so that no float is ever kept.

        Parameters
        ----------
        seconds
            Seconds; neither NaN nor infinite.
        rate
            The grid to snap to.
        rounding
            `Rounding.Nearest` by default.

        Raises
        ------
        ValidationError
            `time.unreadable` for NaN and infinity, `time.not_exact` under `Rounding.Exact`,
            `time.overflow`.
        """

    @staticmethod
    def from_fraction(fraction: int | Fraction) -> Time:
        """Return the exact time of a fraction of seconds; raises `time.overflow`."""

    def to_fraction(self) -> Fraction:
        """Return these seconds as a `fractions.Fraction`."""

    @property
    def numerator(self) -> int:
        """The numerator in lowest terms, with the sign."""

    @property
    def denominator(self) -> int:
        """The denominator in lowest terms, always positive."""

    def frames(self, rate: FrameRate, rounding: Rounding) -> int:
        """Return the number of this time in frames of `rate`.

        Raises
        ------
        ValidationError
            `time.not_exact` under `Rounding.Exact` between two frames; `time.overflow`.
        """

    def __add__(self, value: _TimeLike, /) -> Time: ...
    def __radd__(self, value: _TimeLike, /) -> Time: ...
    def __sub__(self, value: _TimeLike, /) -> Time: ...
    def __rsub__(self, value: _TimeLike, /) -> Time: ...
    def __mul__(self, value: int | Fraction, /) -> Time: ...
    def __rmul__(self, value: int | Fraction, /) -> Time: ...
    @overload
    def __truediv__(self, value: Time, /) -> Fraction: ...
    @overload
    def __truediv__(self, value: int | Fraction, /) -> Time: ...
    def __neg__(self, /) -> Time: ...
    def __pos__(self, /) -> Time: ...
    def __abs__(self, /) -> Time: ...
    def __bool__(self, /) -> bool: ...
    def __float__(self, /) -> float: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: _TimeLike, /) -> bool: ...
    def __le__(self, value: _TimeLike, /) -> bool: ...
    def __gt__(self, value: _TimeLike, /) -> bool: ...
    def __ge__(self, value: _TimeLike, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self) -> tuple[type[Time], tuple[int, int]]: ...

@final
class FrameRate:
    """Frames per second: a positive fraction, immutable and hashable.

    `str()` is the serialised form, ``"30000/1001"`` or ``"25"``. It compares with rates, `int` and
    `Fraction`.

    Parameters
    ----------
    num, den
        The rate as a fraction, such as 30000, 1001; both fit into 32 bits.

    Raises
    ------
    ValidationError
        `time.rate_invalid` when it is not positive; `time.zero_denominator`; `time.overflow`.

    Examples
    --------
    >>> from stoat_nb import FrameRate
    >>> FrameRate.parse("29.97")
    FrameRate(30000, 1001)
    >>> print(FrameRate.NTSC_30.time_of(30))
    1001/1000
    """

    NTSC_24: ClassVar[FrameRate]
    """23.976: 24000/1001."""
    NTSC_30: ClassVar[FrameRate]
    """29.97: 30000/1001."""
    NTSC_48: ClassVar[FrameRate]
    """47.952: 48000/1001."""
    NTSC_60: ClassVar[FrameRate]
    """59.94: 60000/1001."""
    NTSC_120: ClassVar[FrameRate]
    """119.88: 120000/1001."""

    def __new__(cls, num: int, den: int = 1) -> FrameRate: ...
    @staticmethod
    def parse(text: str) -> FrameRate:
        """Return the rate that a text names: ``25``, ``12.5``, ``29.97``, ``30000/1001``.

        A decimal with two or more digits after the point that is an NTSC rate rounded to those
        digits means that rate: ``23.98``, ``23.976`` and ``23.976024`` are all 24000/1001.

        Raises
        ------
        ValidationError
            `time.rate_invalid`.
        """

    @staticmethod
    def guess(measured: int | Fraction) -> FrameRate:
        """Return the standard rate nearest to a measured one, else the measured one itself.

        Near is less than one part in 4000: 59.94 in Matroska reports 19001/317, and is 60000/1001.

        Raises
        ------
        ValidationError
            `time.rate_invalid` when it is not positive.
        """

    @property
    def numerator(self) -> int:
        """The numerator in lowest terms."""

    @property
    def denominator(self) -> int:
        """The denominator in lowest terms."""

    @property
    def nominal(self) -> int:
        """The whole number of frames that timecode counts in a second: 30 for 30000/1001."""

    @property
    def frame_duration(self) -> Time:
        """How long one frame lasts."""

    def time_of(self, index: int) -> Time:
        """Return when frame `index` starts, counted from frame 0; raises `time.overflow`."""

    def frame_at(self, time: _TimeLike, rounding: Rounding = ...) -> int:
        """Return the frame at `time`: by default (`Rounding.Floor`) the one on screen.

        Raises
        ------
        ValidationError
            `time.not_exact` under `Rounding.Exact` between two frames; `time.overflow`.
        """

    def to_fraction(self) -> Fraction:
        """Return this rate as a `fractions.Fraction`."""

    def __float__(self, /) -> float: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: FrameRate | int | Fraction, /) -> bool: ...
    def __le__(self, value: FrameRate | int | Fraction, /) -> bool: ...
    def __gt__(self, value: FrameRate | int | Fraction, /) -> bool: ...
    def __ge__(self, value: FrameRate | int | Fraction, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self) -> tuple[type[FrameRate], tuple[int, int]]: ...

@final
class Timebase:
    """The grid on which every frame of a rate and every sample of a sample rate is a whole tick.

    Parameters
    ----------
    rate
        Frames per second.
    sample_rate
        Samples per second; positive.

    Raises
    ------
    ValidationError
        `time.overflow` when a second would have 2**32 ticks or more, or none.
    """

    def __new__(cls, rate: FrameRate, sample_rate: int) -> Timebase: ...
    @property
    def per_second(self) -> int:
        """Ticks in one second: the least common multiple of the rate's numerator and the sample rate."""

    @property
    def rate(self) -> FrameRate:
        """The frame rate whose frames are whole ticks."""

    @property
    def sample_rate(self) -> int:
        """The samples per second that are whole ticks."""

    def ticks(self, time: _TimeLike, rounding: Rounding = ...) -> int:
        """Return `time` in ticks; by default (`Rounding.Exact`) it must be on the grid.

        Raises
        ------
        ValidationError
            `time.not_exact`, `time.overflow`.
        """

    def time(self, ticks: int) -> Time:
        """Return `ticks` as exact seconds; raises `time.overflow`."""

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self) -> tuple[type[Timebase], tuple[FrameRate, int]]: ...

@final
class BeyondDay:
    """What becomes of a frame number before 0 or after 24 hours of timecode.

    `Refuse` raises, `Wrap` goes around midnight as a recorder's clock does, `Keep` counts hours
    on and writes what is before 0 with a minus sign.
    """

    Refuse: ClassVar[BeyondDay]
    Wrap: ClassVar[BeyondDay]
    Keep: ClassVar[BeyondDay]

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __int__(self, /) -> int: ...
    def __reduce__(self) -> tuple[object, tuple[type[BeyondDay], str]]: ...

@final
class Timecode:
    """A frame number at a rate, written as ``HH:MM:SS:FF`` (or ``HH:MM:SS;FF`` for drop-frame).

    Drop-frame skips the names of the first frames of each minute but every tenth, so that the
    clock keeps up with the wall; no frame is lost. It exists at 29.97, 59.94 and 119.88.

    Parameters
    ----------
    value
        The text, or the frame number counted from 0.
    rate
        Frames per second.
    drop_frame
        None takes the count that the text's separator means (``;`` is drop-frame), and no
        drop-frame for a number.
    beyond_day
        What becomes of a frame outside the day; by default (`BeyondDay.Refuse`) an error.

    Raises
    ------
    ValidationError
        `time.timecode_invalid`, also for the names that drop-frame leaves out; `time.overflow`.

    Examples
    --------
    >>> from stoat_nb import FrameRate, Timecode
    >>> clock = Timecode(107_957, FrameRate.NTSC_30, drop_frame=True)
    >>> print(clock, clock.counted(drop_frame=False))
    01:00:02;05 00:59:58:17
    """

    def __new__(
        cls,
        value: str | int,
        rate: FrameRate,
        drop_frame: bool | None = None,
        *,
        beyond_day: BeyondDay = ...,
    ) -> Timecode: ...
    @staticmethod
    def at(
        time: _TimeLike,
        rate: FrameRate,
        drop_frame: bool = False,
        *,
        rounding: Rounding = ...,
        beyond_day: BeyondDay = ...,
    ) -> Timecode:
        """Return the timecode of the frame at `time`: by default (`Rounding.Floor`) the one on screen.

        Raises
        ------
        ValidationError
            `time.timecode_invalid`, `time.not_exact`, `time.overflow`.
        """

    @property
    def frame(self) -> int:
        """The frame number, counted from 0."""

    @property
    def rate(self) -> FrameRate:
        """Frames per second."""

    @property
    def drop_frame(self) -> bool:
        """Whether names of frames are dropped."""

    @property
    def hours(self) -> int:
        """The written hours."""

    @property
    def minutes(self) -> int:
        """The written minutes, 0 to 59."""

    @property
    def seconds(self) -> int:
        """The written seconds, 0 to 59."""

    @property
    def frames(self) -> int:
        """The written frames, 0 up to the nominal rate."""

    @property
    def time(self) -> Time:
        """When this frame starts, counted from frame 0."""

    def counted(self, drop_frame: bool) -> Timecode:
        """Return the same frame, counted with or without drop-frame; raises `time.timecode_invalid`."""

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self) -> tuple[object, tuple[int, FrameRate, bool]]: ...
    @staticmethod
    def _kept(frame: int, rate: FrameRate, drop_frame: bool) -> Timecode: ...

@final
class Presentation:
    """When the frames of a medium are presented, counted from its first frame.

    A constant rate is its regular grid, a variable rate its table of timestamps. At an instant
    the frame with the greatest presentation time at or before it is shown (the sampling rule).

    Examples
    --------
    >>> from fractions import Fraction
    >>> from stoat_nb import Presentation
    >>> table = Presentation.table([900, 940, 1020], Fraction(1, 1000), 1060)
    >>> table.frame_at(Fraction(119, 1000)), table.frame_at(Fraction(120, 1000))
    (1, 2)
    """

    @staticmethod
    def regular(rate: FrameRate, frames: int) -> Presentation:
        """Return `frames` frames on the regular grid of `rate`; raises `time.overflow` below 0."""

    @staticmethod
    def table(timestamps: Sequence[int], time_base: int | Fraction, end: int) -> Presentation:
        """Return frames at `timestamps`, the last one lasting until `end`.

        Parameters
        ----------
        timestamps
            Presentation times in order, in units of `time_base`.
        time_base
            Seconds in one unit.
        end
            Where the last frame ends, in units of `time_base`.

        Raises
        ------
        ValidationError
            `time.table_invalid` unless the timestamps increase strictly and `end` lies after
            them; `time.overflow`.
        """

    @property
    def rate(self) -> FrameRate | None:
        """The constant rate; None when it is variable."""

    @property
    def frames(self) -> int:
        """How many frames there are."""

    @property
    def end(self) -> Time:
        """The instant at which the last frame ends."""

    def time_of(self, index: int) -> Time:
        """Return when frame `index` starts; for the number of frames itself, the end.

        Raises
        ------
        ValidationError
            `time.no_such_frame`, `time.overflow`.
        """

    def frame_at(self, time: _TimeLike) -> int | None:
        """Return the frame on screen at `time`, or None before the first frame and from the end on."""

    def nearest_edge(self, time: _TimeLike) -> int | None:
        """Return the frame edge (0 to the number of frames) nearest to `time`, ties to even.

        This is where an edit point snaps. None before the first frame and after the end.
        """

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self) -> tuple[object, tuple[object, ...]]: ...

def fit_frame_rate(
    timestamps: Sequence[int], time_base: int | Fraction, hint: FrameRate | None = None
) -> FrameRate | None:
    """Return the constant rate on whose grid the timestamps lie, or None for a variable rate.

    Frame i must start at i / rate after the first one, within one unit of the time base. Standard
    rates are taken first, then the hint, then the simplest fraction. A single frame fits its hint
    alone.

    Parameters
    ----------
    timestamps
        The presentation times of all frames in order, in units of `time_base`.
    time_base
        Seconds in one unit.
    hint
        What the container says.

    Raises
    ------
    ValidationError
        `time.rate_invalid` for a time base that is not positive; `time.overflow`.
    """

@final
class TimeRange:
    """The instants from `start` up to, but without, `end`; immutable, ordered by start, then end.

    An empty range (`start == end`) is allowed. It covers no instant: it overlaps and touches
    nothing, has no gap to anything, and adds nothing to a union.

    Parameters
    ----------
    start, end
        Seconds: `Time`, `int` or `Fraction`.

    Raises
    ------
    ValidationError
        `range.reversed` when it would end before it starts; `time.overflow`.

    Examples
    --------
    >>> from stoat_nb import TimeRange
    >>> a, b = TimeRange(0, 4), TimeRange(3, 9)
    >>> print(a.intersection(b), a.union(b), *b.difference(a))
    [3, 4) [0, 9) [4, 9)
    """

    def __new__(cls, start: _TimeLike, end: _TimeLike) -> TimeRange: ...
    @property
    def start(self) -> Time:
        """The first instant."""

    @property
    def end(self) -> Time:
        """The first instant after it."""

    @property
    def duration(self) -> Time:
        """How long it lasts; raises `time.overflow`."""

    @property
    def is_empty(self) -> bool:
        """Whether it covers no instant."""

    def contains(self, other: TimeRange | _TimeLike) -> bool:
        """Return whether a time, or every instant of a range, lies in it; the end does not."""

    def overlaps(self, other: TimeRange) -> bool:
        """Return whether some instant lies in both."""

    def adjacent(self, other: TimeRange) -> bool:
        """Return whether one starts where the other ends."""

    def intersection(self, other: TimeRange) -> TimeRange | None:
        """Return the instants in both, or None when there are none."""

    def union(self, other: TimeRange) -> TimeRange | None:
        """Return the instants in either, or None when a gap keeps that from being one range."""

    def difference(self, other: TimeRange) -> list[TimeRange]:
        """Return the instants of this range that are not in `other`: none, one or two ranges."""

    def gap(self, other: TimeRange) -> TimeRange | None:
        """Return what lies between the two, or None when they touch or overlap."""

    def shifted(self, offset: _TimeLike) -> TimeRange:
        """Return this range moved by `offset` seconds; raises `time.overflow`."""

    def __contains__(self, other: TimeRange | _TimeLike, /) -> bool: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: TimeRange, /) -> bool: ...
    def __le__(self, value: TimeRange, /) -> bool: ...
    def __gt__(self, value: TimeRange, /) -> bool: ...
    def __ge__(self, value: TimeRange, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self) -> tuple[type[TimeRange], tuple[Time, Time]]: ...

def find_gaps(ranges: Iterable[TimeRange], within: TimeRange | None = None) -> list[TimeRange]:
    """Return the stretches without any range, in order.

    Parameters
    ----------
    ranges
        In any order; they may overlap.
    within
        Where to look, also before the first and after the last range. None looks between the
        first start and the last end.
    """

def merge_ranges(ranges: Iterable[TimeRange]) -> list[TimeRange]:
    """Return the same instants as the fewest ranges, in order: none empty, none touching."""

def total_coverage(ranges: Iterable[TimeRange]) -> Time:
    """Return how long the instants of all ranges last together, each counted once.

    Raises
    ------
    ValidationError
        `time.overflow`.
    """

@final
class Clip:
    """The part `[in_point, out_point)` of a source file; immutable. It may be invalid until checked.

    Parameters
    ----------
    source_path
        The source file.
    in_point, out_point
        Source seconds: `Time`, `int` or `Fraction`.
    source_duration
        Seconds, where known.

    Raises
    ------
    ValidationError
        `time.overflow`.
    """

    def __new__(
        cls,
        source_path: str,
        in_point: _TimeLike,
        out_point: _TimeLike,
        source_duration: _TimeLike | None = None,
    ) -> Clip: ...
    @property
    def source_path(self) -> str:
        """The source file."""

    @property
    def in_point(self) -> Time:
        """The first source instant."""

    @property
    def out_point(self) -> Time:
        """The first source instant after it."""

    @property
    def source_duration(self) -> Time | None:
        """How long the source is; None when unknown."""

    @property
    def range(self) -> TimeRange:
        """The range of the source; raises `range.reversed`."""

    def check(self) -> None:
        """Raise `clip.invalid`, which names every fault, unless the clip is valid."""

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self) -> tuple[type[Clip], tuple[str, Time, Time, Time | None]]: ...

@final
class ClipValidationError:
    """One fault of one field of a clip: a value, not an exception, so that all can be told at once.

    Parameters
    ----------
    field
        The field at fault.
    message
        What is wrong with it.
    actual, expected
        What it is, and what it may be.
    """

    def __new__(cls, field: str, message: str, actual: str, expected: str) -> ClipValidationError: ...
    @property
    def field(self) -> str:
        """The field at fault."""

    @property
    def message(self) -> str:
        """What is wrong with it."""

    @property
    def actual(self) -> str:
        """What it is."""

    @property
    def expected(self) -> str:
        """What it may be."""

    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self) -> tuple[type[ClipValidationError], tuple[str, str, str, str]]: ...

def validate_clip(clip: Clip) -> list[ClipValidationError]:
    """Return every fault of a clip, in the order of its fields; an empty list when it is valid."""

def validate_clips(clips: Sequence[Clip]) -> list[tuple[int, list[ClipValidationError]]]:
    """Return the faults of every clip that has some, with its place in the list."""

# --- ffmpeg -----------------------------------------------------------------------------------------

_Path: TypeAlias = str | os.PathLike[str]
_Parameter: TypeAlias = int | str | Fraction | Time | FrameRate

FORMAT_WHITELIST: str
"""Demuxers that may open a person's file, joined by commas."""

MAX_PIXELS: int
"""The largest picture that a decoder may make, in pixels."""

def filter_names() -> list[str]:
    """Return the names of all filters that may be used.

    Filters that open files, devices or sockets are not among them.
    """

def escape_filter_value(text: str) -> str:
    r"""Escape `text` as the value of one filter option (level 1 only).

    >>> print(escape_filter_value("it's 12:30"))
    it\'s 12\:30
    """

def escape_graph_text(text: str) -> str:
    r"""Escape the options of a filter for their place in a graph (level 2 only).

    >>> print(escape_graph_text("a,b[c]"))
    a\,b\[c\]
    """

def escape_filter_text(text: str) -> str:
    r"""Escape `text` as the value of a filter option inside a graph: both levels.

    >>> print(escape_filter_text("12:30"))
    12\\:30
    """

def escape_concat_path(path: str) -> str:
    """Quote a path for a line ``file ...`` of a concat list.

    Raises
    ------
    ValidationError
        ``ffmpeg.path_invalid``: the name holds a line break, which such a list cannot express.
    """

def concat_list(paths: Sequence[_Path]) -> str:
    """Return the text of a concat list of our own pieces, in order.

    Raises
    ------
    ValidationError
        ``ffmpeg.path_invalid`` or ``ffmpeg.protocol`` for a path that cannot stand in one.
    """

def validate_expression(text: str) -> None:
    """Check that `text` holds only numbers, known names and operators.

    Raises
    ------
    ValidationError
        ``ffmpeg.value_invalid`` with what may stand there.
    """

def validate_path(path: str) -> None:
    """Check that `path` names a plain file: not empty, no NUL, no leading dash, no protocol.

    Raises
    ------
    ValidationError
        ``ffmpeg.path_invalid`` or ``ffmpeg.protocol``.
    """

def validate_crf(crf: int, codec: str = "libx264") -> None:
    """Check a constant rate factor (quality, lower is better) against the range of its codec.

    Raises
    ------
    ValidationError
        ``ffmpeg.value_invalid`` with the range.
    """

def validate_preset(preset: str, codec: str = "libx264") -> None:
    """Check a speed preset: words for x264 and x265, numbers for the AV1 and VP9 encoders.

    Raises
    ------
    ValidationError
        ``ffmpeg.value_invalid`` with the presets of the codec.
    """

def validate_video_codec(codec: str) -> None:
    """Check a video codec against the allow-list.

    Raises
    ------
    ValidationError
        ``ffmpeg.value_invalid`` with the list.
    """

def validate_audio_codec(codec: str) -> None:
    """Check an audio codec against the allow-list.

    Raises
    ------
    ValidationError
        ``ffmpeg.value_invalid`` with the list.
    """

def validate_speed(speed: int | Fraction) -> None:
    """Check a playing speed: from 1/100 to 100 times.

    Raises
    ------
    ValidationError
        ``ffmpeg.value_invalid``.
    """

def validate_volume(volume: int | Fraction) -> None:
    """Check a volume factor: from 0 (silence) to 16 times (24 dB).

    Raises
    ------
    ValidationError
        ``ffmpeg.value_invalid``.
    """

@final
class Filter:
    r"""One filter of the allow-list with its named parameters. Immutable.

    Parameters
    ----------
    name
        One of `filter_names`.
    **params
        Whole numbers, exact fractions, times in seconds, words, expressions or text. Text needs no
        escaping: whatever it holds, it stays one value.

    Raises
    ------
    ValidationError
        ``ffmpeg.filter_unknown``, ``ffmpeg.parameter_unknown`` or ``ffmpeg.value_invalid``.

    Examples
    --------
    >>> print(Filter("metadata", mode="add", key="note", value="a:b,[c]"))
    metadata=mode=add:key=note:value=a\\:b\,\[c\]
    """

    def __new__(cls, name: str, **params: _Parameter) -> Self: ...
    def param(self, key: str, value: _Parameter) -> Filter:
        """Return the filter with one more parameter."""

    @property
    def name(self) -> str:
        """The filter's name."""

    @staticmethod
    def scale(width: int, height: int) -> Filter:
        """Scale to exactly `width` x `height` pixels."""

    @staticmethod
    def scale_fit(width: int, height: int) -> Filter:
        """Scale to the largest even size within `width` x `height` pixels that keeps the aspect ratio."""

    @staticmethod
    def pad(width: int, height: int, color: str = "black") -> Filter:
        """Centre the picture on `width` x `height` pixels of `color`."""

    @staticmethod
    def crop(width: int, height: int, x: int, y: int) -> Filter:
        """Cut out `width` x `height` pixels from the pixel `x`, `y`."""

    @staticmethod
    def setsar() -> Filter:
        """Declare square pixels."""

    @staticmethod
    def format(pixel_formats: str) -> Filter:
        """Convert to one of `pixel_formats`, such as ``yuv420p`` or ``yuv420p|yuv422p``."""

    @staticmethod
    def fps(rate: FrameRate) -> Filter:
        """Make the rate constant, by FFmpeg's default choice of frames (the nearest)."""

    @staticmethod
    def fps_sampled(rate: FrameRate) -> Filter:
        """Make the rate constant from instant nought on: each time the latest frame at or before it."""

    @staticmethod
    def trim(start: int, end: int) -> Filter:
        """Keep the frames from `start` to before `end`."""

    @staticmethod
    def atrim(start: int, end: int) -> Filter:
        """Keep the samples from `start` to before `end`."""

    @staticmethod
    def setpts(expression: str) -> Filter:
        """Set presentation times of pictures by an expression such as ``PTS-STARTPTS``."""

    @staticmethod
    def asetpts(expression: str) -> Filter:
        """Set presentation times of sound by an expression such as ``N/SR/TB``."""

    @staticmethod
    def settb(seconds: int | Fraction) -> Filter:
        """Set the time base of pictures in seconds a tick."""

    @staticmethod
    def concat(segments: int, video: int = 1, audio: int = 1) -> Filter:
        """Join `segments` groups of `video` and `audio` streams end to end."""

    @staticmethod
    def split(outputs: int) -> Filter:
        """Copy pictures to `outputs` labels."""

    @staticmethod
    def asplit(outputs: int) -> Filter:
        """Copy sound to `outputs` labels."""

    @staticmethod
    def overlay(x: int, y: int) -> Filter:
        """Lay the second picture over the first, its corner at the pixel `x`, `y`."""

    @staticmethod
    def amix(inputs: int) -> Filter:
        """Add `inputs` sounds without making them quieter."""

    @staticmethod
    def aresample(rate: int) -> Filter:
        """Resample to `rate` samples a second."""

    @staticmethod
    def aformat(sample_format: str, rate: int, layout: str) -> Filter:
        """Convert sound to a sample format (``fltp``), samples a second and a layout (``stereo``)."""

    @staticmethod
    def apad(samples: int) -> Filter:
        """Continue with silence up to `samples` samples in all."""

    @staticmethod
    def setparams_bt709() -> Filter:
        """Declare the picture as BT.709 in the limited range."""

    @staticmethod
    def volume(factor: int | Fraction) -> Filter:
        """Change the loudness by a factor from 0 to 16."""

    @staticmethod
    def atempo(factor: int | Fraction) -> Filter:
        """Play sound faster or slower at the same pitch, by a factor from 1/2 to 100."""

    @staticmethod
    def color(color: str, width: int, height: int, rate: FrameRate) -> Filter:
        """Make pictures of one colour, `width` x `height` pixels."""

    @staticmethod
    def testsrc2(width: int, height: int, rate: FrameRate) -> Filter:
        """Make moving test pictures, `width` x `height` pixels."""

    @staticmethod
    def anullsrc(rate: int, layout: str = "stereo") -> Filter:
        """Make silence at `rate` samples a second."""

    @staticmethod
    def sine(frequency: int, rate: int) -> Filter:
        """Make a tone of `frequency` hertz at `rate` samples a second."""

    def lasting(self, duration: Time | int | Fraction) -> Filter:
        """Return the source, ending after `duration` seconds."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class FilterChain:
    """A row of filters. Immutable.

    Inputs are labels (``"bg"``) or streams of the command's inputs (``"0:v:0"``, ``"1:a"``, ``"0:3"``).

    Examples
    --------
    >>> print(FilterChain().input("0:v:0").filter(Filter.setsar()).output("v"))
    [0:v:0]setsar=sar=1[v]
    """

    def __new__(cls) -> Self: ...
    def input(self, label: str) -> FilterChain:
        """Return the chain reading one more label or stream."""

    def filter(self, step: Filter) -> FilterChain:
        """Return the chain with one more filter at its end."""

    def output(self, label: str) -> FilterChain:
        """Return the chain writing one more label."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class FilterGraph:
    """Chains joined by labels. Immutable; checked by `text` and by `FFmpegCommand.build`.

    Every label is written once and read or mapped once; pads that meet carry the same kind of media.

    Examples
    --------
    >>> graph = (
    ...     FilterGraph()
    ...     .chain(FilterChain().input("0:v").filter(Filter.split(2)).output("a").output("b"))
    ...     .chain(FilterChain().input("a").input("b").filter(Filter("hstack")).output("both"))
    ... )
    >>> print(graph.text(), graph.open_labels())
    [0:v]split=outputs=2[a][b];[a][b]hstack[both] ['both']
    """

    def __new__(cls) -> Self: ...
    def chain(self, chain: FilterChain) -> FilterGraph:
        """Return the graph with one more chain."""

    def text(self) -> str:
        """Return the checked text for ``-filter_complex``.

        Raises
        ------
        ValidationError
            ``ffmpeg.label_invalid`` with the label and what is wrong there.
        """

    def open_labels(self) -> list[str]:
        """Return the labels that no chain reads, each to be mapped once."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Input:
    """What a command reads. Immutable."""

    @staticmethod
    def file(path: _Path, max_pixels: int = 67108864) -> Input:
        """Read an untrusted media file: only known containers, no protocol but ``file``, no larger picture.

        Raises
        ------
        ValidationError
            ``ffmpeg.path_invalid`` or ``ffmpeg.protocol``.
        """

    @staticmethod
    def generator(source: Filter) -> Input:
        """Read a source filter: ``color``, ``testsrc2``, ``anullsrc``, ``sine``, ..."""

    @staticmethod
    def samples(path: _Path | None, sample_format: str, rate: int, channels: int) -> Input:
        """Read raw interleaved sound (``f32le`` or ``s16le``) of our own file, or of standard input for ``None``."""

    @staticmethod
    def pixels(path: _Path | None, pixel_format: str, width: int, height: int, rate: FrameRate) -> Input:
        """Read raw pictures such as ``rgb24`` of our own file, or of standard input for ``None``."""

    @staticmethod
    def concat_list(path: _Path) -> Input:
        """Read a list of our own pieces that `concat_list` made."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Output:
    """Where a command writes. Immutable."""

    @staticmethod
    def file(path: _Path) -> Output:
        """Write a file.

        Raises
        ------
        ValidationError
            ``ffmpeg.path_invalid`` or ``ffmpeg.protocol``.
        """

    @staticmethod
    def stdout() -> Output:
        """Write to the standard output of the process; needs a format."""

    @staticmethod
    def null() -> Output:
        """Write nowhere: decode and filter only."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class FFmpegCommand:
    """An FFmpeg command line. Immutable: every method returns a new command.

    Options belong to the file that they follow. `build` checks everything and refuses what would have
    no effect. Relative paths are taken from the working folder at the call.

    Examples
    --------
    >>> args = (
    ...     FFmpegCommand()
    ...     .overwrite()
    ...     .input("/footage/beach.mp4")
    ...     .seek(Time(3, 2))
    ...     .output("/films/beach.mp4")
    ...     .video_codec("libx264")
    ...     .crf(18)
    ...     .build()
    ... )
    >>> args[-6:]
    ['file:/footage/beach.mp4', '-c:v', 'libx264', '-crf', '18', 'file:/films/beach.mp4']
    >>> FFmpegCommand().crf(18).input("a.mp4").output("b.mp4").build()
    Traceback (most recent call last):
    stoat_nb.errors.ValidationError: crf was given before any output ...
    """

    def __new__(cls) -> Self: ...
    def overwrite(self, overwrite: bool = True) -> FFmpegCommand:
        """Replace existing outputs; otherwise FFmpeg refuses to."""

    def log_level(self, level: str) -> FFmpegCommand:
        """Log ``quiet``, ``fatal``, ``error``, ``warning`` (as without this call), ``info`` or ``verbose``."""

    def progress(self, period: Time | int | Fraction) -> FFmpegCommand:
        """Report progress on standard output every `period` seconds."""

    def copy_timestamps(self) -> FFmpegCommand:
        """Keep the inputs' own timestamps."""

    def abort_on_empty_output(self) -> FFmpegCommand:
        """Fail when an output gets nothing, which FFmpeg otherwise calls success."""

    def fail_on_damage(self) -> FFmpegCommand:
        """Fail when a frame cannot be decoded; FFmpeg otherwise shows an earlier one and calls it success."""

    def input(self, source: Input | _Path) -> FFmpegCommand:
        """Read one more input; a path is an untrusted file.

        Raises
        ------
        ValidationError
            ``ffmpeg.path_invalid`` or ``ffmpeg.protocol``.
        """

    def filter_complex(self, graph: FilterGraph) -> FFmpegCommand:
        """Filter the inputs. Every label that the graph leaves open is to be mapped once."""

    def output(self, target: Output | _Path) -> FFmpegCommand:
        """Write one more output.

        Raises
        ------
        ValidationError
            ``ffmpeg.path_invalid`` or ``ffmpeg.protocol``.
        """

    def seek(self, time: Time | int | Fraction) -> FFmpegCommand:
        """Start at `time` seconds, rounded down to a microsecond."""

    def duration(self, time: Time | int | Fraction) -> FFmpegCommand:
        """Read or write at most `time` seconds."""

    def stream_loop(self, times: int) -> FFmpegCommand:
        """Input: repeat the file this many further times, -1 for ever."""

    def threads(self, count: int) -> FFmpegCommand:
        """Use this many decoder or encoder threads, 0 to 64; 0 lets FFmpeg choose by the machine."""

    def no_autorotate(self) -> FFmpegCommand:
        """Input: show the pictures as they are stored, not turned upright."""

    def map(self, stream: str) -> FFmpegCommand:
        """Output: write a graph's label (``"[v]"``) or an input's stream (``"0:v:0"``)."""

    def no_video(self) -> FFmpegCommand:
        """Output: write no video."""

    def no_audio(self) -> FFmpegCommand:
        """Output: write no audio."""

    def video_codec(self, codec: str) -> FFmpegCommand:
        """Output: encode video with `codec`, or ``copy`` it."""

    def preset(self, preset: str) -> FFmpegCommand:
        """Output: the video encoder's speed preset, see `validate_preset`."""

    def crf(self, crf: int) -> FFmpegCommand:
        """Output: constant quality, see `validate_crf`."""

    def profile(self, profile: str) -> FFmpegCommand:
        """Output: the profile of the video codec."""

    def video_bitrate(self, bits_per_second: int) -> FFmpegCommand:
        """Output: bits a second of the video."""

    def pix_fmt(self, pixel_format: str) -> FFmpegCommand:
        """Output: the pixel format."""

    def gop(self, frames: int) -> FFmpegCommand:
        """Output: the largest distance of key frames, in frames."""

    def b_frames(self, count: int) -> FFmpegCommand:
        """Output: the largest run of B-frames, 0 to 16."""

    def frame_rate(self, rate: FrameRate) -> FFmpegCommand:
        """Output: frames a second."""

    def fps_mode(self, mode: str) -> FFmpegCommand:
        """Output: ``cfr``, ``vfr`` or ``passthrough``. Without it FFmpeg versions differ."""

    def frames(self, count: int) -> FFmpegCommand:
        """Output: end after this many video frames."""

    def audio_codec(self, codec: str) -> FFmpegCommand:
        """Output: encode audio with `codec`, or ``copy`` it."""

    def audio_bitrate(self, bits_per_second: int) -> FFmpegCommand:
        """Output: bits a second of the audio."""

    def sample_rate(self, rate: int) -> FFmpegCommand:
        """Output: samples a second."""

    def channels(self, count: int) -> FFmpegCommand:
        """Output: audio channels."""

    def bitexact(self) -> FFmpegCommand:
        """Output: write nothing that depends on the FFmpeg version or the clock."""

    def video_track_timescale(self, ticks: int) -> FFmpegCommand:
        """Output: ticks a second of the video track in MP4 and MOV."""

    def movflags(self, flags: str) -> FFmpegCommand:
        """Output: flags of the MP4 writer such as ``faststart``, joined with ``+``."""

    def format(self, container: str) -> FFmpegCommand:
        """Output: the container format, when the name's ending does not say it."""

    def metadata(self, key: str, value: str) -> FFmpegCommand:
        """Output: write a tag of the file, such as ``title``."""

    def build(self) -> list[str]:
        """Return the arguments without the program's name.

        Raises
        ------
        ValidationError
            The first fault by its own code (``ffmpeg.*``); ``context["others"]`` holds the rest.
        """

    def faults(self) -> list[str]:
        """Return every fault as a sentence; empty when `build` succeeds."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...

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
    def park(self, edit: str, block: str = "b0") -> Timeline:
        """Return the timeline after `edit` was parked: it does not act, but the ids after it stay as they were."""
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
        """Return the blocks as JSON, in order.

        Each is ``{"id", "owner", "edits": count, "before": hash, "after": hash, "stale", "sealed",
        "orphan", "parked": [...]}``.
        """
    def parked(self) -> list[str]:
        """Return the edits that could not be replayed, as JSON.

        Each is ``{"block", "owner", "index", "code", "message", "hint", "context"}``.
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
    def take_over(self, block: str, owner: str) -> Script:
        """Give the hand block `block` to `owner`, a new cell that holds only its edits.

        Nothing is executed and the timeline stays as it is. Parked edits stay behind in a hand block
        of their own; the facts of the targets are taken anew, so that running the cell gives equal edits.

        Raises
        ------
        ScriptError
            ``script.not_a_hand_block``; ``script.owner_taken`` where `owner` has a block.
        NotFoundError
            ``script.block_not_found``.
        """
    def discard_parked(self, block: str) -> Script:
        """Give up the parked edits of the hand block `block`; ``script.not_a_hand_block`` for others."""
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
        """Return how script and notebook stand to each other, as JSON.

        It is ``{"state": "in_step" | "hand_edits" | "stale" | "parked", "hand_edits": count,
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

def compile_plan(
    scene_json: str, media_json: str, profile_json: str, capabilities_json: str, *, work: str, output: str
) -> str:
    """Return the plan, as JSON, of rendering a scene.

    Parameters
    ----------
    scene_json
        What is shown and heard when, as a timeline's ``scene_json()`` gives it.
    media_json
        For each medium's id its metadata as JSON, with its absolute ``path``.
    profile_json
        Encoders and their settings.
    capabilities_json
        ``filters`` and ``encoders`` of the FFmpeg that will run; a list that is left out is not checked.
    work
        Absolute path of the folder for intermediate files.
    output
        Absolute path of the file to be written.

    Raises
    ------
    StoatError
        ``compile.*`` with the clip's name for what cannot be represented, before anything runs.
    """
