"""The loop over bytes of headers, beside its twin in numpy and beside what RFC 1071 says."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.analyses._sums import NOT_THERE, write_sums
from pcapflow.kernel import IS_BUILT
from pcapflow.table import places
from pcapflow.testing import build

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.kernel import _sums as kernel


class Asked(NamedTuple):
    """Sums of ranges in packets of a window."""

    data: bytes
    packets: list[tuple[int, int]]
    """Where each begins, and how many bytes of it there are."""
    ranges: list[tuple[int, int, int]]
    """Packet, byte of it at which the header begins, bytes."""
    offset: int = 0

    def sums(self, write: Any = kernel.sums) -> list[int]:
        start, captured = np.array(self.packets, np.int64).reshape(-1, 2).T.copy()
        packet, first, n_bytes = np.array(self.ranges, np.int64).reshape(-1, 3).T
        place = places(packet=packet, start=first, body=first, stop=first, depth=0, quoted=False)
        # In an allocation of its own, without a byte behind the last: the sanitizers see a step beyond it.
        window = np.frombuffer(bytearray(self.data), np.uint8)
        found = np.empty(len(place), np.int32)
        write(window, start, captured, place, n_bytes.astype(np.uint32), offset=self.offset, found=found)
        return list(found.tolist())


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """Packets anywhere in some bytes, and headers anywhere in them, and behind."""
    data = draw(st.binary(max_size=200) | st.sampled_from([b"", b"\xff" * 70, bytes(70), b"\0\xff" * 9]))
    bounds = st.integers(0, len(data))
    pairs = draw(st.lists(st.tuples(bounds, bounds), min_size=1, max_size=4))
    packets = [(min(pair), max(pair) - min(pair)) for pair in pairs]
    header = st.tuples(st.integers(0, len(packets) - 1), bounds, bounds)
    return Asked(data, packets, draw(st.lists(header, max_size=8)), draw(st.integers(0, 30)))


@given(asked=asked())
def test_sums_are_what_the_rfc_says(asked: Asked) -> None:
    """The complement of the checksum, but for bytes that are all zero; and where they were not captured, it is said."""
    expected = []
    for packet, first, n_bytes in asked.ranges:
        start, captured = asked.packets[packet]
        begin = first + asked.offset
        piece = asked.data[start : start + captured][begin : begin + n_bytes]
        is_there = begin + n_bytes <= captured
        expected.append(0xFFFF - build.internet_checksum(piece) if is_there else NOT_THERE)

    assert expected == asked.sums()


@given(asked=asked())
def test_twins_agree(asked: Asked) -> None:
    """Whatever the parity of begin and length, up to the last byte."""
    assert asked.sums(write_sums) == asked.sums()


def test_twins_agree_on_many_long_ranges() -> None:
    """Of a megabyte, each up to 64 KiB; carries go round."""
    random = np.random.default_rng(5)
    data = random.integers(0, 256, 1 << 20, np.uint8).tobytes()
    first = random.integers(0, len(data) - (1 << 16), 500).tolist()
    n_bytes = random.integers(0, 1 << 16, 500).tolist()
    asked = Asked(data, [(0, len(data))], [(0, *each) for each in zip(first, n_bytes, strict=True)])

    assert asked.sums(write_sums) == asked.sums()


@pytest.mark.parametrize("packet", [(-1, 1), (0, -1), (0, 5), (4, 1), (5, 0), (2**63 - 1, 2), (1, 2**63 - 1)])
def test_a_packet_beyond_the_window_is_refused(packet: tuple[int, int]) -> None:
    """However far: no sum of offsets becomes so large that it is small again."""
    with pytest.raises(IndexError):
        Asked(bytes(4), [(0, 4), packet], [(0, 0, 4), (1, 0, 0)]).sums()


def test_a_packet_that_is_not_there_is_refused() -> None:
    """Counted from 0."""
    with pytest.raises(IndexError):
        Asked(bytes(4), [(0, 4)], [(1, 0, 4)]).sums()


@pytest.mark.parametrize("largest", [(2**32 - 1, 2**32 - 1, 0), (2**32 - 1, 0, 2**32 - 1), (0, 2**32 - 1, 2**32 - 1)])
def test_the_largest_numbers_lead_nowhere(largest: tuple[int, int, int]) -> None:
    """Begin, length and offset of 32 bits do not go round."""
    first, n_bytes, offset = largest

    assert [NOT_THERE] == Asked(bytes(4), [(0, 4)], [(0, first, n_bytes)], offset).sums()


@pytest.mark.parametrize(
    "lengths", [(1, 2, 2, 2, 2), (2, 1, 2, 2, 2), (1, 1, 1, 2, 2), (1, 1, 2, 1, 2), (1, 1, 2, 2, 1)]
)
def test_arrays_of_different_lengths_are_refused(lengths: tuple[int, ...]) -> None:
    """A begin and an end for each packet; a length and room for each header."""
    n_start, n_captured, n_place, n_bytes, n_found = lengths
    none = np.zeros(n_place, int)
    place = places(packet=none, start=none, body=none, stop=none, depth=0, quoted=False)
    packets = np.zeros(n_start, int), np.zeros(n_captured, int)

    with pytest.raises(ValueError, match="arrays of different lengths"):
        kernel.sums(
            np.empty(0, np.uint8), *packets, place, np.zeros(n_bytes, np.uint32), 0, np.zeros(n_found, np.int32)
        )
