"""Captures in every compression, to be damaged; and files of a few MiB that are 10 GiB decompressed."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = ("BOMBS", "COMPRESS", "GZIP_HEAD", "seeds_of", "write_bomb")

MIB = 1 << 20
SMALL_BYTES = 300
SKIPPED = b"\x50\x2a\x4d\x18\x05\0\0\0hello"
"""A frame without content."""
GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


def _zstd() -> Any:
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def _of_zstd(data: bytes) -> bytes:
    module = _zstd()
    compressor = module.ZstdCompressor(options={module.CompressionParameter.checksum_flag: 1})
    return bytes(compressor.compress(data) + compressor.flush())


def _of_lz4(data: bytes) -> bytes:
    frame: Any = import_module("lz4.frame")
    return bytes(frame.compress(data, content_checksum=True, block_checksum=True))


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": _of_zstd,
    "lz4": _of_lz4,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}
"""One member of some bytes, with a checksum."""


def seeds_of(codec: str, seeds: Iterable[bytes]) -> list[bytes]:
    """Each capture in one member, in several, and, where there is such a thing, with a frame that is skipped."""
    compress = COMPRESS[codec]
    found = []
    for seed in seeds:
        several = b"".join(compress(seed[at : at + SMALL_BYTES]) for at in range(0, len(seed), SMALL_BYTES))
        found += [compress(seed), several]
        if codec in ("zstd", "lz4"):
            found.append(compress(seed) + SKIPPED + compress(b"") + SKIPPED)
    return found


HEAD = build.pcap()
RECORD = build.pcap(b"")[len(HEAD) :]
ENDLESS = build.pcapng(build.Interface()) + b"\x06\0\0\0\xfc\xff\xff\xff"
BOMBS: dict[str, tuple[bytes, bytes]] = {
    "packets of no bytes": (HEAD, RECORD * (MIB // len(RECORD))),
    "a record without end": (HEAD + b"\xff" * 16, bytes(MIB)),
    "a block without end": (ENDLESS, bytes(MIB)),
}
"""How a file begins, and what then comes again and again."""


def write_bomb(path: Path, codec: str, what: str, n_bytes: int) -> int:
    """Write a bomb that is about so many bytes decompressed; gives how many it has."""
    compressor: Any = _zstd().ZstdCompressor() if codec == "zstd" else zlib.compressobj(9, zlib.DEFLATED, 31)
    head, body = BOMBS[what]
    with path.open("wb") as file:
        file.write(compressor.compress(head))
        for _ in range(n_bytes // len(body)):
            file.write(compressor.compress(body))
        file.write(compressor.flush())
    return path.stat().st_size
