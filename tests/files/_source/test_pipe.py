"""What is read once, and what is kept of it."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from pcapflow.errors import PcapflowError
from pcapflow.files._source import open_source
from pcapflow.files._source._pipe import LEAST_BYTES, SpooledPipe, spooled

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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full is one of Linux' devices")
def test_a_disk_that_is_full_says_for_what() -> None:
    """It is not the capture that cannot be read, nor standard output that cannot be written."""
    pipe = SpooledPipe("a", len, io.FileIO("/dev/full", "r+b"))

    with pipe as source, pytest.raises(OSError, match="No space left on device: 'temporary copy of a'"):
        source.read_at(0, 3)


def test_a_machine_without_room_for_a_spool_says_for_what(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As above."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "none")])

    with pytest.raises(FileNotFoundError, match="temporary copy of a") as failed:
        spooled("a", len)

    assert "temporary copy of a" == failed.value.filename


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
