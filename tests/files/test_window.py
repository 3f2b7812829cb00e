"""A stretch of a source in one buffer."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files._window import PAGE_BYTES, SLACK_BYTES, Window

DATA = bytes(range(256)) * 4


def window_over(data: bytes, *, window_bytes: int, most: int = 1 << 20, offset: int = 0) -> Window:
    def read_into(at: int, view: memoryview, /) -> int:
        piece = data[at : at + min(most, len(view))]
        view[: len(piece)] = piece
        return len(piece)

    return Window(read_into, offset=offset, window_bytes=window_bytes)


@given(
    st.integers(1, 100), st.integers(1, 50), st.integers(0, 30), st.lists(st.tuples(st.integers(0, 200), st.integers()))
)
def test_the_window_is_always_a_piece_of_the_source(
    window_bytes: int, most: int, offset: int, steps: list[tuple[int, int]]
) -> None:
    """Whatever is dropped and however short the reads are."""
    window = window_over(DATA, window_bytes=window_bytes, most=most, offset=offset)

    for stop, need_bytes in steps:
        window.advance(min(stop, window.n_bytes), need_bytes)
        assert DATA[window.offset : window.offset + window.n_bytes] == window.buffer[: window.n_bytes].tobytes()
        assert window.n_bytes + SLACK_BYTES == len(window.lent)


def test_the_buffer_grows_no_faster_than_the_source_gives() -> None:
    """A claim of 4 GiB on a source of 1,024 bytes makes room for windows of no more than twice what is there."""
    window = window_over(DATA, window_bytes=16)

    while window.advance(0, 1 << 32):
        pass

    assert len(DATA) == window.n_bytes
    assert len(window.buffer) <= 2 * 2 * len(DATA) + PAGE_BYTES + SLACK_BYTES


def test_what_is_read_begins_with_a_page() -> None:
    """Whatever is kept before it: there a processor copies fast."""
    addresses = []

    def read_into(_: int, view: memoryview, /) -> int:
        addresses.append(np.frombuffer(view, np.uint8).__array_interface__["data"][0])
        return len(view)

    window = Window(read_into, offset=0, window_bytes=100_000)
    for stop in (0, 99_991, 50_000, 99_999):
        window.advance(stop, 1)

    assert {0} == {address % PAGE_BYTES for address in addresses}


def test_the_end_is_told_once_nothing_comes() -> None:
    """True as long as bytes come."""
    window = window_over(b"abc", window_bytes=16)

    assert [True, False] == [window.advance(0, 1), window.advance(3, 1)]
    assert 0 == window.n_bytes


def test_a_window_can_be_widened_between_two_reads() -> None:
    """Nothing is lost of what was kept, and more is read from then on."""
    window = window_over(DATA, window_bytes=16)
    window.advance(0, 1)
    window.widen()

    window.advance(10, 1)

    assert 32 == window.capacity
    assert (10, 32) == (window.offset, window.n_bytes)
    assert DATA[10:42] == window.lent[:32].tobytes()
