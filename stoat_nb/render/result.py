"""What a finished render gives back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from stoat_nb.render.plan import Plan
    from stoat_nb.render.proof import Proof

__all__ = ["RenderResult"]


@dataclass(frozen=True, slots=True)
class RenderResult:
    """A proven film.

    Attributes
    ----------
    path
        The file.
    frames, samples
        What it holds: as planned, and counted.
    sha256
        Of the whole file.
    size_bytes
        Of the file.
    proof
        Each thing that was compared, with the planned and the found value.
    plan
        What was run.
    seconds
        Wall time of the render.
    """

    path: Path
    frames: int
    samples: int
    sha256: str
    size_bytes: int
    proof: Proof
    plan: Plan
    seconds: float

    @property
    def duration(self) -> Fraction:
        """Seconds of the film."""
        return Fraction(self.frames) / self.plan.rate

    def to_json(self) -> str:
        """Return the report that is kept with the render."""
        return json.dumps({
            "path": str(self.path), "frames": self.frames, "samples": self.samples, "sha256": self.sha256,
            "size_bytes": self.size_bytes, "seconds": round(self.seconds, 3),
            "segments": len(self.plan.segments), "stems": len(self.plan.stems),
            "proof": [asdict(row) for row in self.proof.rows],
        })  # fmt: skip
