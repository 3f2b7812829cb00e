"""Header to header, against a loop that anybody can check."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files._walk import Lengths, walk_blocks, walk_records
from pcapflow.testing import build

HEAD_BYTES = 60
"""Section header and interface description of a built pcapng file."""

# Few different lengths, so that runs of equal ones occur.
RUNS = st.lists(st.tuples(st.sampled_from([0, 1, 60, 98]), st.integers(1, 40)), max_size=8)


def window_of(data: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(data + b"\xff" * 64, np.uint8)


@given(RUNS, st.sampled_from("<>"), st.sampled_from(list(Lengths)), st.sampled_from([16, 24]), st.integers(0, 200))
def test_records_are_found_one_by_one_and_in_runs(
    runs: list[tuple[int, int]], byte_order: str, lengths: Lengths, header_bytes: int, n_cut: int
) -> None:
    """Whole records and no others, wherever the window ends."""
    data, ends = b"", []
    for captured, n_alike in runs:
        pair = (captured, 2000) if lengths is Lengths.CAPTURED_FIRST else (2000, captured)
        header = struct.pack(f"{byte_order}8xII", *pair) + bytes(header_bytes - 16)
        for _ in range(n_alike):
            data += header + b"\xee" * captured
            ends.append(len(data))
    data = data[: max(0, len(data) - n_cut)]
    whole = [end for end in ends if end <= len(data)]

    walked = walk_records(
        window_of(data),
        len(data),
        header_bytes=header_bytes,
        byte_order=byte_order,
        lengths=lengths,
        most_bytes=262_144,
    )

    assert [0, *whole][: len(whole)] == walked.at.tolist()
    assert ([0, *whole][-1], False) == (walked.stop, walked.is_absurd)


def test_a_record_longer_than_any_packet_ends_the_walk() -> None:
    """262,144 bytes are accepted, one more is not."""
    header = struct.pack("<8xII", 262_145, 262_145)

    walked = walk_records(
        window_of(header), 16, header_bytes=16, byte_order="<", lengths=Lengths.CAPTURED_FIRST, most_bytes=262_144
    )

    assert (0, True) == (walked.stop, walked.is_absurd)


@given(
    st.lists(st.tuples(st.sampled_from([2, 3, 6, 10, 0xBAD]), st.integers(0, 3), st.integers(1, 40)), max_size=8),
    st.sampled_from("<>"),
    st.integers(0, 200),
)
def test_blocks_are_found_one_by_one_and_in_runs(runs: list[tuple[int, int, int]], byte_order: str, n_cut: int) -> None:
    """Whole packet blocks are listed, whole blocks of other kinds skipped, wherever the window ends."""
    data, blocks = b"", []
    for kind, n_words, n_alike in runs:
        size = struct.pack(f"{byte_order}I", 12 + 4 * n_words)
        for _ in range(n_alike):
            begin = len(data)
            data += struct.pack(f"{byte_order}I", kind) + size + bytes(4 * n_words) + size
            blocks.append((begin, len(data), kind))
    data = data[: max(0, len(data) - n_cut)]
    whole = [(begin, kind) for begin, end, kind in blocks if end <= len(data)]

    at, stop = walk_blocks(window_of(data), 0, len(data), byte_order)

    assert [begin for begin, kind in whole if kind in {2, 3, 6}] == at.tolist()
    assert max((end for _, end, _ in blocks if end <= len(data)), default=0) == stop


@pytest.mark.parametrize("size", [0, 8, 13, 14, 15, (16 << 20) + 4])
def test_a_block_of_impossible_length_stops_the_walk(size: int) -> None:
    """Too short, no multiple of 4, longer than any: the loop goes no further."""
    good = build.pcapng(b"x")[HEAD_BYTES:]
    bad = struct.pack("<II", 0xBAD, size) + bytes(32)

    at, stop = walk_blocks(window_of(good + bad), 0, len(good + bad), "<")

    assert len(good) == stop
    assert 1 == len(at)


def test_a_run_ends_where_the_two_lengths_of_a_block_differ() -> None:
    """The trailer is looked at in runs, too."""
    block = build.pcapng(b"x")[HEAD_BYTES:]
    broken = block[:-4] + b"\x05\0\0\0"
    data = block * 30 + broken + block * 5

    at, stop = walk_blocks(window_of(data), 0, len(data), "<")

    assert (30, 30 * len(block)) == (len(at), stop)
