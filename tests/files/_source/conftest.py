"""A source's bytes, and pipes."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, BinaryIO

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pcapflow.files._source import Source


def _whole(source: Source, *, at_once: int = 64) -> bytes:
    data = bytearray()
    with source.handle() as read_into:
        view = memoryview(bytearray(at_once))
        while n_read := read_into(len(data), view):
            data += view[:n_read]
    return bytes(data)


@pytest.fixture(scope="session")
def whole() -> Callable[..., bytes]:
    """All bytes of a source, read in one pass."""
    return _whole


@pytest.fixture
def pipe_with() -> Iterator[Callable[[bytes], BinaryIO]]:
    """A pipe that gives the bytes in small pieces."""
    threads = []

    def make(data: bytes) -> BinaryIO:
        read_end, write_end = os.pipe()

        def write() -> None:
            with os.fdopen(write_end, "wb", buffering=0) as file:
                for at in range(0, len(data), 7):
                    file.write(data[at : at + 7])

        threads.append(threading.Thread(target=write))
        threads[-1].start()
        return os.fdopen(read_end, "rb")

    yield make
    for thread in threads:
        thread.join()
