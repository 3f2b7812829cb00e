"""The loop over ranges of bytes, beside its twin in numpy and beside what RFC 1071 says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.analyses._sums import sums_of
from pcapflow.kernel import IS_BUILT, VARIABLE
from pcapflow.testing import build

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.kernel import _sums as kernel


def array_of(data: bytes) -> Any:
    """In an allocation of its own, without a byte behind the last: the sanitizers see a step beyond it."""
    return np.frombuffer(bytearray(data), np.uint8)


def sums(data: bytes, ranges: list[tuple[int, int]], choice: str = "compiled") -> list[int]:
    first, n_bytes = np.array(ranges, np.int64).reshape(-1, 2).T.copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, choice)
        found: list[int] = sums_of(array_of(data), first, n_bytes).tolist()
    return found


@st.composite
def windows(draw: st.DrawFn) -> tuple[bytes, list[tuple[int, int]]]:
    """Bytes, and ranges of them in any order, of any length, over each other."""
    data = draw(st.binary(max_size=200) | st.sampled_from([b"", b"\xff" * 70, bytes(70), b"\0\xff" * 9]))
    places = st.integers(0, len(data))
    pairs = draw(st.lists(st.tuples(places, places), max_size=8))
    return data, [(min(pair), max(pair) - min(pair)) for pair in pairs]


@given(window=windows())
def test_sums_are_what_the_rfc_says(window: tuple[bytes, list[tuple[int, int]]]) -> None:
    """The complement of the checksum, but for bytes that are all zero."""
    data, ranges = window

    pieces = [data[first : first + n_bytes] for first, n_bytes in ranges]
    assert [0xFFFF - build.internet_checksum(piece) for piece in pieces] == sums(data, ranges)


@given(window=windows())
def test_twins_agree(window: tuple[bytes, list[tuple[int, int]]]) -> None:
    """Whatever the parity of begin and length, up to the last byte."""
    assert sums(*window, choice="numpy") == sums(*window)


def test_twins_agree_on_many_long_ranges() -> None:
    """Of a megabyte, each up to 64 KiB; carries go round."""
    random = np.random.default_rng(5)
    data = random.integers(0, 256, 1 << 20, np.uint8).tobytes()
    first = random.integers(0, len(data) - (1 << 16), 500)
    ranges = list(zip(first.tolist(), random.integers(0, 1 << 16, 500).tolist(), strict=True))

    assert sums(data, ranges, choice="numpy") == sums(data, ranges)


@pytest.mark.parametrize("place", [(-1, 1), (0, -1), (0, 5), (4, 1), (5, 0), (2**63 - 1, 2), (1, 2**63 - 1)])
def test_a_range_beyond_the_window_is_refused(place: tuple[int, int]) -> None:
    """However far: no sum of offsets becomes so large that it is small again."""
    with pytest.raises(IndexError):
        sums(bytes(4), [(0, 4), place])


@pytest.mark.parametrize("lengths", [(1, 2, 2), (2, 1, 2), (2, 2, 1)])
def test_arrays_of_different_lengths_are_refused(lengths: tuple[int, int, int]) -> None:
    """A begin, a length and room for each range."""
    first, n_bytes, n_found = lengths

    with pytest.raises(ValueError, match="arrays of different lengths"):
        kernel.sums(array_of(b""), np.zeros(first, int), np.zeros(n_bytes, int), np.zeros(n_found, np.uint16))
