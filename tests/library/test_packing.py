"""Timestamps as blobs come back exactly, and regular ones are small."""

from hypothesis import given
from hypothesis import strategies as st

from stoat_nb.library.packing import pack, unpack


@given(st.lists(st.integers(-(2**61), 2**61)))
def test_what_is_packed_comes_back(values):
    assert unpack(pack(values)) == values


def test_a_regular_list_is_small():
    assert len(pack(range(0, 512 * 400_000, 512))) < 5_000
