"""Ways in which captures are compressed: the magic of each, and who decompresses it.

gzip, bzip2 and xz are in the standard library; the extra ``fast`` brings zstd,
lz4, and a gzip of twice the speed. What is needed is imported when a file asks
for it. A decoder that reserves memory by the file's word is given a limit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pcapflow.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

__all__ = ("CODECS", "MEMORY_BYTES", "Codec", "Decoder", "Engine", "codec_of", "is_skippable")

MEMORY_BYTES = 1 << 27
"""For the past that a file refers to: what ``zstd --ultra -22`` and, halved, ``xz -9`` need, and no more."""
_SKIPPABLE = b"\x2a\x4d\x18"


class Decoder(Protocol):
    """Decompresses one member (stream, frame) of a file, as the decoders of the standard library do."""

    @property
    def eof(self) -> bool:
        """Whether the member has come to its end."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without more input."""
        ...

    @property
    def unused_data(self) -> bytes | None:
        """What was given and lies behind the end."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Take all the input, and give at most so much output."""
        ...


class Start(Protocol):
    """Begins a member."""

    def __call__(self, memory_bytes: int = MEMORY_BYTES, /) -> Decoder:
        """A decoder, which may have so many bytes for the past where it reserves them by the file's word."""
        ...


class Engine(NamedTuple):
    """Decoders that are at hand."""

    start: Start
    errors: tuple[type[Exception], ...]
    """What it raises where the data is damaged."""


class Codec(NamedTuple):
    """A way to compress."""

    name: str
    """As the program is called, and as capinfos calls it."""
    magic: bytes
    """How each member begins."""
    load: Callable[[], Engine]
    """Import what is needed. Raises MissingExtraError."""
    skips: bool = False
    """Whether frames without content may stand between the members."""


class _Inflater:
    """zlib's interface, which keeps input that it has no use for yet outside, in the form of the others."""

    def __init__(self, inflater: Any) -> None:
        self._inflater = inflater
        self._rest = b""
        self._was_full = False

    @property
    def eof(self) -> bool:
        return bool(self._inflater.eof)

    @property
    def needs_input(self) -> bool:
        return not (self._rest or self._was_full or self.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inflater.unused_data)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        output: bytes = self._inflater.decompress(self._rest + data if self._rest else data, max_length)
        self._rest = self._inflater.unconsumed_tail
        # Without input left, there may still be output that found no room.
        self._was_full = len(output) == max_length
        return output


GZIP_BITS = 31
"""zlib's word for: a gzip header, the largest window (32 KiB), a trailer with CRC-32 and length."""


def _gzip() -> Engine:
    module: Any
    try:
        module = import_module("isal.isal_zlib")
    except ModuleNotFoundError:
        module = import_module("zlib")
    return Engine(lambda _=0: _Inflater(module.decompressobj(wbits=GZIP_BITS)), (module.error,))


def _bzip2() -> Engine:
    import bz2

    return Engine(lambda _=0: bz2.BZ2Decompressor(), (OSError, ValueError))


def _xz() -> Engine:
    import lzma

    return Engine(lambda most=MEMORY_BYTES: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=most), (lzma.LZMAError,))


def _zstd() -> Engine:
    # In the standard library from 3.14 on (PEP 784).
    module: Any = _first_of("zstd", "compression.zstd", "backports.zstd")
    window_log = module.DecompressionParameter.window_log_max

    def start(memory_bytes: int = MEMORY_BYTES) -> Decoder:
        decoder: Decoder = module.ZstdDecompressor(options={window_log: memory_bytes.bit_length() - 1})
        return decoder

    return Engine(start, (module.ZstdError,))


def _lz4() -> Engine:
    module: Any = _first_of("lz4", "lz4.frame")
    return Engine(lambda _=0: module.LZ4FrameDecompressor(), (RuntimeError,))


def _first_of(package: str, *names: str) -> ModuleType:
    for name in names:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            continue
    raise MissingExtraError(package, extra="fast")


CODECS = (
    Codec("gzip", b"\x1f\x8b\x08", _gzip),  # RFC 1952 section 2.3.1
    Codec("zstd", b"\x28\xb5\x2f\xfd", _zstd, skips=True),  # RFC 8878 section 3.1.1
    Codec("lz4", b"\x04\x22\x4d\x18", _lz4, skips=True),  # lz4_Frame_format.md
    Codec("xz", b"\xfd7zX", _xz),  # The .xz file format, section 2.1.1.1
    Codec("bzip2", b"BZh", _bzip2),
)
"""A new one is a function and a line here."""


def codec_of(magic: bytes) -> Codec | None:
    """The codec of a file that begins with these four bytes."""
    for codec in CODECS:
        if magic.startswith(codec.magic):
            return codec
    # pzstd begins with one; of lz4 no such file is known.
    if is_skippable(magic):
        return next(codec for codec in CODECS if codec.skips)
    return None


def is_skippable(magic: bytes) -> bool:
    """Whether a frame without content begins so. Spec: RFC 8878 section 3.1.2; LZ4 has the same."""
    return magic[1:4] == _SKIPPABLE and magic[0] >> 4 == 5
