"""How far a piece of work is, counted in units that are exact (frames, files), never in guessed time."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A count of finished units.

    Parameters
    ----------
    done
        Finished units, from 0.
    total
        All units, or ``None`` where it is not known.
    unit
        What is counted, in the plural: ``"frames"``, ``"files"``.
    note
        What is being worked on now, for people.
    speed
        FFmpeg's own speed as a multiple of real time, where it reports one.

    Examples
    --------
    >>> Progress(30, 120).fraction
    0.25
    >>> Progress(30).fraction is None
    True
    """

    done: int
    total: int | None = None
    unit: str = "frames"
    note: str = ""
    speed: float | None = None

    @property
    def fraction(self) -> float | None:
        """Between 0 and 1, or ``None`` where the total is not known."""
        if self.total is None:
            return None
        return min(1.0, self.done / self.total) if self.total > 0 else 1.0
