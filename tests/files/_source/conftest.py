"""A source's bytes, pipes, and compressors."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import pytest

from pcapflow.files._source._codecs import CODECS
from pcapflow.files._source._decompressor import CAREFUL_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pcapflow.files._source import Source

    Compress: TypeAlias = Callable[[bytes], bytes]
    Slowly: TypeAlias = Callable[[str, bytes], tuple[bytes, int]]


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


def _zstd(data: bytes) -> bytes:
    zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.checksum_flag: 1})
    return bytes(compressor.compress(data, zstd.ZstdCompressor.FLUSH_FRAME))


def _lz4(data: bytes) -> bytes:
    frame: Any = import_module("lz4.frame")
    return bytes(frame.compress(data, content_checksum=True))


@pytest.fixture(scope="session")
def compress() -> dict[str, Compress]:
    """Compressors by their codec's name; each makes one member, with a checksum."""
    return {"gzip": gzip.compress, "zstd": _zstd, "lz4": _lz4, "xz": lzma.compress, "bzip2": bz2.compress}


def _byte_by_byte(name: str, compressed: bytes) -> tuple[bytes, int]:
    engine = next(codec for codec in CODECS if codec.name == name).load()
    decoder, output = engine.start(), bytearray()
    for at in range(len(compressed)):
        try:
            output += decoder.decompress(compressed[at : at + 1], CAREFUL_BYTES)
            while not (decoder.needs_input or decoder.eof):
                output += decoder.decompress(b"", CAREFUL_BYTES)
        except engine.errors:
            return bytes(output), at
        if decoder.eof:
            break
    return bytes(output), len(compressed)


@pytest.fixture(scope="session")
def byte_by_byte() -> Slowly:
    """What one decoder makes of it, and the byte at which it gives up: the slow way, which loses nothing."""
    return _byte_by_byte
