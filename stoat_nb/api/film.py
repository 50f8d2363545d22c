"""A film as a person holds it: where it is, and what was proven of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoat_nb.api.text import rate_text, timecode

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    import pandas as pd

    from stoat_nb.render import Proof, RenderResult

__all__ = ["Film"]


class Film:
    """A rendered file that holds exactly the planned frames and samples."""

    def __init__(self, result: RenderResult) -> None:
        self._result = result

    @property
    def path(self) -> Path:
        """The file."""
        return self._result.path

    @property
    def frames(self) -> int:
        """How many frames it has: as planned, and counted in the file."""
        return self._result.frames

    @property
    def samples(self) -> int:
        """How many sound samples it has: as planned, and counted in the file."""
        return self._result.samples

    @property
    def sha256(self) -> str:
        """The hash of the whole file, in hexadecimal."""
        return self._result.sha256

    @property
    def duration(self) -> Fraction:
        """How long it lasts, exact seconds."""
        return self._result.duration

    @property
    def proof(self) -> Proof:
        """Each thing that was compared, with the planned and the found value."""
        return self._result.proof

    def verify(self, *, frames: bool = False) -> Proof:
        """Look again at the file, and compare it with what was proven.

        Parameters
        ----------
        frames
            Also decode every frame and sample, which takes as long as playing it fast.

        Returns
        -------
        Proof
            What was compared; ``.ok`` says whether all is equal, ``.assert_ok()`` raises where it is not.
        """
        from stoat_nb.render import verify

        return verify(self._result, frames=frames)

    def df(self) -> pd.DataFrame:
        """Return the proof as a pandas table: what, expected, actual, ok."""
        import pandas as pd

        rows = [(row.what, row.expected, row.actual, row.ok) for row in self.proof.rows]
        return pd.DataFrame(rows, columns=["what", "expected", "actual", "ok"])

    def facts(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for people, in the order to show them."""
        plan = self._result.plan
        return [
            ("file", self.path.name),
            ("length", timecode(self.duration, plan.rate)),
            ("picture", f"{plan.width}x{plan.height}, {rate_text(plan.rate)} fps"),
            ("frames", str(self.frames)),
            ("samples", f"{self.samples} at {plan.sample_rate} Hz"),
            (
                "proof",
                f"{sum(row.ok for row in self.proof.rows)} of {len(self.proof.rows)} comparisons equal",
            ),
        ]

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return f"Film({self.path.name!r}, {self.frames} frames, {self.samples} samples, proven)"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        from stoat_nb.widgets import display_film

        return {**display_film(self), "text/plain": repr(self)}
