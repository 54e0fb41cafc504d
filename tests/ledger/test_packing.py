"""What is packed comes back; what is cut, damaged or longer than it should be is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.ledger.packing import ZstdError, pack, unpack

# As the zstandard package wrote it, which ledgers were written with before.
OLD_BODY = b"Kereta itu mungkin membawa peluru. " * 4
OLD = bytes.fromhex(
    "28b52ffd208c65010044024b657265746120697475206d756e676b696e206d656d626177612070656c7572752e204b01002c26554f"
)


@given(st.binary(max_size=2000), st.sampled_from([1, 3, 15]))
def test_what_is_packed_comes_back(body, level):
    assert unpack(pack(body, level), len(body)) == body


def test_older_ledgers_are_read():
    assert unpack(OLD, len(OLD_BODY)) == OLD_BODY


@pytest.mark.parametrize("packed", [b"", b"no frame at all", OLD[:-3], OLD[:9] + b"\xff" + OLD[10:]])
def test_cut_and_damaged_bytes_are_told(packed):
    with pytest.raises(ZstdError):
        unpack(packed, len(OLD_BODY))


def test_a_frame_that_would_fill_the_memory_is_told():
    with pytest.raises(ZstdError):
        unpack(pack(bytes(50_000_000), 1), 100)
