"""Long lists of timestamps as small blobs: differences of 64-bit integers, packed by zlib."""

from __future__ import annotations

import sys
import zlib
from array import array
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def pack(values: Sequence[int]) -> bytes:
    """Return `values` as a blob; a regular list shrinks to almost nothing.

    >>> unpack(pack([0, 512, 1024, -3]))
    [0, 512, 1024, -3]
    """
    differences = array("q", [*values[:1], *(after - before for before, after in pairwise(values))])
    if sys.byteorder == "big":
        differences.byteswap()
    return zlib.compress(differences.tobytes(), 6)


def unpack(blob: bytes) -> list[int]:
    """Return the list that :func:`pack` made `blob` of."""
    differences = array("q", zlib.decompress(blob))
    if sys.byteorder == "big":
        differences.byteswap()
    return list(accumulate(differences))
