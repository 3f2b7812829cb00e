"""What all sources share."""

from __future__ import annotations

import errno
import io
import os

import pytest

from pcapflow.errors import PcapflowError
from pcapflow.files._source import open_source

DATA = bytes(range(200))


class Failing(io.RawIOBase):
    """A device that fails; it cannot be sought in."""

    def __init__(self, error: OSError | None = None) -> None:
        self._error = error or OSError(errno.EIO, "Input/output error")

    def readable(self) -> bool:
        return True

    def readinto(self, _view: object) -> int:
        raise self._error


def test_a_read_that_fails_says_which_file() -> None:
    """A disk error comes without a name; it gets one."""
    with open_source(Failing()) as source, pytest.raises(OSError, match="Input/output error") as failed:
        source.peek(4)

    assert "<file object>" == failed.value.filename


def test_an_error_without_a_number_keeps_its_words() -> None:
    """As those of a gzip file that somebody opened: they stand beside the name."""
    file = io.BufferedReader(Failing(OSError("CRC check failed")))

    with open_source(file) as source, pytest.raises(OSError, match="CRC check failed: '<file object>'") as failed:
        source.peek(4)

    assert "CRC check failed" == failed.value.strerror


def test_a_file_that_does_not_wait_is_refused() -> None:
    """Nothing is there yet, and there is nobody to tell when."""
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    with (
        os.fdopen(write_end, "wb"),
        os.fdopen(read_end, "rb", buffering=0) as file,
        open_source(file) as source,
        pytest.raises(BlockingIOError, match="nothing there yet"),
    ):
        source.peek(4)


def test_what_lies_beyond_the_end_is_missed() -> None:
    """A fetch gives all the bytes or none; a look at the head gives what there is."""
    with open_source(DATA) as source:
        assert DATA == source.peek(300)
        with pytest.raises(PcapflowError, match="bytes 199 to 201 are gone"):
            source.read_at(199, 2)


@pytest.mark.parametrize(("given", "share"), [(DATA, 0.25), (io.BytesIO(DATA), 0.0), (b"", 0.0)])
def test_how_much_was_seen_is_known_where_the_size_is(given: bytes | io.BytesIO, share: float) -> None:
    """Of bytes and of files; not of what only its end tells."""
    assert share == open_source(given).share(50)
