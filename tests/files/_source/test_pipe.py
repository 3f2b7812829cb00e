"""What is read once, and what is kept of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

import pytest

from pcapflow.errors import PcapflowError
from pcapflow.files._source import open_source
from pcapflow.files._source._pipe import LEAST_BYTES, spooled

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = bytes(range(200))


def test_a_pipe_is_read_once(whole: Callable[..., bytes], pipe_with: Callable[[bytes], BinaryIO]) -> None:
    """From beginning to end; a second pass and a fetch are refused in words."""
    with pipe_with(DATA) as file, open_source(file) as source:
        assert DATA[:30] == source.peek(30)
        assert DATA == whole(source)
        assert not source.rereadable
        with pytest.raises(PcapflowError, match="a pipe is read once"):
            whole(source)
        with pytest.raises(PcapflowError, match="a pipe is read once"):
            source.read_at(0, 4)


def test_a_spooled_pipe_is_read_again_and_anywhere(
    whole: Callable[..., bytes], pipe_with: Callable[[bytes], BinaryIO]
) -> None:
    """Even beyond what has come so far."""
    with pipe_with(DATA) as file, open_source(file, spool=True) as source:
        assert DATA[:30] == source.peek(30)
        assert DATA[150:160] == source.read_at(150, 10)
        assert DATA + DATA == whole(source) + whole(source, at_once=1)
        assert DATA[3:5] == source.read_at(3, 2)


def test_a_pipe_hands_on_what_is_there_at_once() -> None:
    """Nobody waits for a full window."""
    read_end, write_end = os.pipe()
    with (
        os.fdopen(read_end, "rb") as file,
        os.fdopen(write_end, "wb", buffering=0) as writer,
        open_source(file) as source,
    ):
        writer.write(b"abc")
        with source.handle() as read_into:
            assert 3 == read_into(0, memoryview(bytearray(1 << 19)))


def test_a_pipe_is_spooled_no_less_than_is_worth_while() -> None:
    """Who asks for a few bytes far behind does not have it read in such pieces."""
    asked = []

    def fill(view: memoryview) -> int:
        asked.append(len(view))
        return len(view)

    with spooled("a", fill) as source:
        assert bytes(3) == source.read_at(5 * LEAST_BYTES, 3)

    assert [LEAST_BYTES] * 6 == asked


def test_a_spool_goes_on_after_a_read_that_failed() -> None:
    """What came before is there once, and what comes after stands behind it."""
    pieces: list[bytes | OSError] = [b"abc", OSError("once"), b"def", b""]

    def fill(view: memoryview) -> int:
        piece = pieces.pop(0)
        if isinstance(piece, OSError):
            raise piece
        view[: len(piece)] = piece
        return len(piece)

    with spooled("a", fill) as source:
        assert b"abc" == source.read_at(0, 3)
        with pytest.raises(OSError, match="once"):
            source.read_at(3, 3)
        assert b"abcdef" == source.read_at(0, 6)
