"""The mix: stems added at their places, in blocks, so that memory stays bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stoat_nb.errors import from_code

if TYPE_CHECKING:
    from pathlib import Path

    from stoat_nb.observe.cancel import CancelToken
    from stoat_nb.render.plan import Plan, Stem

__all__ = ["check_stem", "write_mix"]

_BLOCK = 1 << 20
_BYTES = 8  # two float32


def check_stem(stem: Stem) -> None:
    """Raise unless the stem holds exactly the planned samples.

    Raises
    ------
    RenderError
        ``render.not_proven``.
    """
    samples, rest = divmod(stem.file.stat().st_size, _BYTES)
    if rest or samples != stem.samples:
        context = {"what": f"the sound of {stem.label}", "actual": samples, "expected": stem.samples}
        raise from_code("render.not_proven", context)


def write_mix(plan: Plan, cancel: CancelToken | None = None) -> Path:
    """Write the film's sound as raw stereo float samples, limited to full scale; silence where no stem is."""
    files = {stem.id: stem.file for stem in plan.stems}
    waiting = sorted(plan.placements, key=lambda placement: placement.start, reverse=True)
    active = []
    with plan.mix.open("wb") as out:
        for begin in range(0, plan.samples, _BLOCK):
            end = min(begin + _BLOCK, plan.samples)
            if cancel is not None:
                cancel.raise_if_cancelled("the render")
            while waiting and waiting[-1].start < end:
                active.append(waiting.pop())
            active = [placement for placement in active if placement.start + placement.samples > begin]
            block = np.zeros((end - begin, 2), dtype=np.float32)
            for placement in active:
                first = max(placement.start, begin)
                last = min(placement.start + placement.samples, end)
                skip = placement.stem_start + first - placement.start
                part = np.fromfile(
                    files[placement.stem], dtype="<f4", count=2 * (last - first), offset=_BYTES * skip
                )
                block[first - begin : last - begin] += part.reshape(-1, 2)
            np.clip(block, -1, 1, out=block)
            out.write(block.astype("<f4", copy=False).tobytes())
    return plan.mix
