"""The formats of compression: known by their magic, decompressed by who is installed, within limits of memory."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from pcapflow.errors import MissingExtraError
from pcapflow.files._source._codecs import CODECS, MEMORY_BYTES, Codec, codec_of

if TYPE_CHECKING:
    from tests.files._source.conftest import Compress

BY_NAME = {codec.name: codec for codec in CODECS}
DATA = bytes(range(256)) * 1_000


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_a_codec_is_known_by_its_magic(codec: Codec, compress: dict[str, Compress]) -> None:
    """The first four bytes say which."""
    assert codec == codec_of(compress[codec.name](DATA)[:4])


@pytest.mark.parametrize("magic", [b"", b"\x1f", b"\x1f\x8b\x00", b"\xd4\xc3\xb2\xa1", b"\x60\x2a\x4d\x18", b"P*M"])
def test_nothing_else_is_compressed(magic: bytes) -> None:
    """The beginning of a magic, another method than deflate, a capture, what only resembles a skipped frame."""
    assert codec_of(magic) is None


@pytest.mark.parametrize("first", [0x50, 0x5F])
def test_what_begins_with_a_skipped_frame_is_zstd(first: int) -> None:
    """pzstd writes such files."""
    assert BY_NAME["zstd"] == codec_of(bytes([first]) + b"\x2a\x4d\x18")


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_no_call_gives_more_than_was_asked_for(codec: Codec, compress: dict[str, Compress]) -> None:
    """And all comes out in the end, whatever the input's pieces are."""
    given, output = compress[codec.name](DATA) + b"behind", b""
    decoder = codec.load().start()

    while not decoder.eof:
        piece = b""
        if decoder.needs_input:
            piece, given = given[:100], given[100:]
        data = decoder.decompress(piece, 1_000)
        assert len(data) <= 1_000
        output += data

    assert DATA == output
    assert b"behind" == (decoder.unused_data or b"") + given


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """As if these modules were not installed."""
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)


def test_gzip_needs_the_standard_library_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only faster with isal."""
    without(monkeypatch, "isal", "isal.isal_zlib")

    engine = BY_NAME["gzip"].load()

    assert (zlib.error,) == engine.errors
    assert DATA == engine.start().decompress(gzip.compress(DATA), len(DATA) + 1)


def test_gzip_is_read_by_isal_where_it_is_installed() -> None:
    """At twice the speed."""
    isal: Any = pytest.importorskip("isal.isal_zlib")

    assert (isal.error,) == BY_NAME["gzip"].load().errors


@pytest.mark.parametrize(
    ("name", "modules"),
    [("zstd", ("compression.zstd", "backports.zstd")), ("lz4", ("lz4.frame",))],
)
def test_what_is_missing_is_named_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch, name: str, modules: tuple[str, ...]
) -> None:
    """One line that can be typed."""
    without(monkeypatch, *modules)

    with pytest.raises(MissingExtraError, match=rf"{name} is not installed: pip install 'pcapflow\[fast\]'"):
        BY_NAME[name].load()


def test_xz_may_refer_to_a_limited_past() -> None:
    """What ``xz -9`` makes is read; a file that wants more memory is refused before it has it."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": MEMORY_BYTES}]
    engine = BY_NAME["xz"].load()

    assert DATA == engine.start().decompress(lzma.compress(DATA, preset=9), 1 << 20)
    with pytest.raises(engine.errors, match="Memory usage limit"):
        engine.start().decompress(lzma.compress(DATA, filters=filters), 1 << 20)


def test_zstd_may_refer_to_a_limited_past() -> None:
    """What ``zstd --ultra -22`` makes is read; what ``zstd --long=31`` makes is refused."""
    zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    engine = BY_NAME["zstd"].load()

    def with_window(log: int) -> bytes:
        compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: log})
        return bytes(compressor.compress(DATA) + compressor.flush())

    assert DATA == engine.start().decompress(with_window(27), 1 << 20)
    with pytest.raises(engine.errors, match="memory"):
        engine.start().decompress(with_window(28), 1 << 20)


def test_bzip2_is_of_the_standard_library() -> None:
    """A block of it is 900 kB at most."""
    assert DATA == BY_NAME["bzip2"].load().start().decompress(bz2.compress(DATA), 1 << 20)
