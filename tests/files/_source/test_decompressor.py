"""Compressed data, whole and damaged: what was before the damage, where it is, and why."""

from __future__ import annotations

import errno
import gzip
import random
import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcapflow.errors import FormatError, PcapflowError
from pcapflow.files._source import _decompressor
from pcapflow.files._source._codecs import CODECS
from pcapflow.files._source._decompressor import PIECE_BYTES, Decompressor

if TYPE_CHECKING:
    from tests.files._source.conftest import Compress, Slowly

    from pcapflow.files._source._base import ReadInto

BY_NAME = {codec.name: codec for codec in CODECS}
NAMES = list(BY_NAME)
# Some of it can be compressed, some cannot.
DATA = b"".join(random.Random(at).randbytes(40) + bytes(60) for at in range(700))  # noqa: S311  # no secret
SKIPPED = b"\x5a\x2a\x4d\x18" + struct.pack("<I", 40_000) + bytes(40_000)


def reader_of(data: bytes, at_once: int = 1 << 20) -> ReadInto:
    def read_into(offset: int, view: memoryview, /) -> int:
        piece = data[offset : offset + min(at_once, len(view))]
        view[: len(piece)] = piece
        return len(piece)

    return read_into


class Made:
    """What came of compressed data."""

    def __init__(
        self, name: str, compressed: bytes, *, at_once: int = 5_000, max_ratio: float = 200, can_go_back: bool = True
    ) -> None:
        self.data = b""
        self.error: FormatError | None = None
        self.decompressor = Decompressor(BY_NAME[name], "a", max_ratio, can_go_back=can_go_back)
        view = memoryview(bytearray(at_once))
        try:
            while n := self.decompressor.read(reader_of(compressed), view):
                self.data += view[:n]
        except FormatError as error:
            self.error = error

    @property
    def problem(self) -> str:
        return "" if self.error is None else self.error.problem


@pytest.mark.parametrize("name", NAMES)
def test_members_are_read_one_after_the_other(name: str, compress: dict[str, Compress]) -> None:
    """Empty ones, too, and with zeros between them and behind."""
    one = compress[name](DATA)
    empty = compress[name](b"")

    made = Made(name, one + empty + bytes(512) + one + bytes(100_000))

    assert "" == made.problem
    assert DATA + DATA == made.data


@pytest.mark.parametrize("name", [codec.name for codec in CODECS if codec.skips])
def test_frames_without_content_are_skipped(name: str, compress: dict[str, Compress]) -> None:
    """Wherever they stand."""
    one = compress[name](DATA)

    assert DATA + DATA == Made(name, SKIPPED + one + SKIPPED + SKIPPED + one + SKIPPED).data
    assert f"{name} data ends in a frame that is skipped: 7 bytes are missing" == Made(name, SKIPPED[:-7]).problem


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_cut_gives_what_is_there(name: str, compress: dict[str, Compress]) -> None:
    """Every byte that can be made of it, and where it ends."""
    compressed = compress[name](DATA)
    lengths = []

    for n_bytes in range(4, len(compressed), 997):
        made = Made(name, compressed[:n_bytes])
        assert f"file ends in the middle of {name} data" == made.problem
        assert made.error is not None
        assert n_bytes == made.error.offset
        assert DATA.startswith(made.data)
        lengths.append(len(made.data))

    assert sorted(lengths) == lengths
    if name in {"gzip", "xz"}:  # the others are made of blocks that are larger
        assert len(DATA) / 2 < lengths[-1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("can_go_back", [True, False])
def test_damage_is_told_behind_what_was_before(
    name: str, where: float, can_go_back: bool, compress: dict[str, Compress], byte_by_byte: Slowly
) -> None:
    """To the last byte, of a pipe as well: as if every byte were decompressed alone."""
    damaged = bytearray(compress[name](DATA))
    at = int(len(damaged) * where)
    damaged[at : at + 8] = b"\xff" * 8

    made = Made(name, bytes(damaged), can_go_back=can_go_back)

    assert f"{name} data is damaged" in made.problem
    assert made.error is not None
    assert byte_by_byte(name, bytes(damaged)) == (made.data, made.error.offset)


@pytest.mark.parametrize("name", ["zstd", "xz"])
def test_a_pipe_whose_past_is_too_large_for_two_decoders_is_read_by_one(
    name: str, compress: dict[str, Compress], byte_by_byte: Slowly, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to the piece before the damage, at least."""
    monkeypatch.setattr(_decompressor, "FOLLOWER_BYTES", 1 << 11)
    data = b"".join(random.Random(at).randbytes(40) + bytes(60) for at in range(5_000))  # noqa: S311  # no secret
    compressed = compress[name](data)
    at = len(compressed) * 3 // 4
    damaged = compressed[:at] + b"\xff" * 99 + compressed[at + 99 :]

    made = Made(name, damaged, can_go_back=False)

    assert data == Made(name, compressed, can_go_back=False).data
    assert f"{name} data is damaged" in made.problem
    assert byte_by_byte(name, damaged)[0].startswith(made.data)
    assert 200_000 < len(made.data)


@pytest.mark.parametrize("name", ["gzip", "zstd", "lz4", "xz"])
def test_a_wrong_checksum_is_told(name: str, compress: dict[str, Compress]) -> None:
    """Behind all that it is the sum of."""
    compressed = bytearray(compress[name](DATA))
    compressed[{"gzip": -8, "zstd": -1, "lz4": -1, "xz": -33}[name]] ^= 1

    made = Made(name, bytes(compressed))

    assert DATA == made.data
    assert ("a checksum is wrong" if name != "xz" else f"{name} data is damaged") in made.problem


@pytest.mark.parametrize("name", NAMES)
def test_what_follows_must_be_of_the_same_make(name: str, compress: dict[str, Compress]) -> None:
    """What stands behind the last member is not left out in silence."""
    compressed = compress[name](DATA)

    made = Made(name, compressed + b"\0\0" + b"garbage")

    assert DATA == made.data
    assert made.error is not None
    assert (len(compressed) + 2, f"what follows is no {name} data, but 67617262") == (made.error.offset, made.problem)


@pytest.mark.parametrize("name", NAMES)
def test_a_bomb_is_refused_unless_it_is_allowed(
    name: str, compress: dict[str, Compress], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond so many bytes, above so many times as long; the option is named."""
    monkeypatch.setattr(_decompressor, "FREE_BYTES", 3 * PIECE_BYTES)
    bomb = compress[name](bytes(20 * PIECE_BYTES))
    ratio = 20 * PIECE_BYTES / len(bomb)

    with pytest.raises(PcapflowError, match=r"a: \d+ bytes of .* data become \d+ or more.*--max-ratio") as refused:
        Made(name, bomb, max_ratio=ratio / 8)
    assert not isinstance(refused.value, FormatError)
    assert 20 * PIECE_BYTES == len(Made(name, bomb, max_ratio=ratio * 1.1).data)
    assert 2 * PIECE_BYTES == len(Made(name, compress[name](bytes(2 * PIECE_BYTES)), max_ratio=1).data)


def test_what_is_made_of_it_may_be_as_large_as_what_it_becomes() -> None:
    """Above 64 MiB, so many times as many bytes as were fetched."""
    decompressor = Decompressor(BY_NAME["gzip"], "a", 200, can_go_back=False)

    decompressor.allow(64 << 20)
    with pytest.raises(PcapflowError, match=r"a: 0 bytes of gzip data become a table of 67108865 or more, above 200"):
        decompressor.allow((64 << 20) + 1, "a table of ")
    decompressor.n_taken = 1 << 20
    decompressor.allow(200 << 20)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_read_that_failed_may_be_tried_again(name: str, is_damaged: bool, compress: dict[str, Compress]) -> None:
    """Whichever it is: nothing is lost and nothing comes twice."""
    one = bytearray(compress[name](DATA[:9_000]))
    if is_damaged:
        one[len(one) // 2 :] = b"\xff" * (len(one) // 2)
    compressed = bytes(one) + (SKIPPED if BY_NAME[name].skips else b"") + bytes(one)
    read, n_left = reader_of(compressed), 1

    def failing(offset: int, view: memoryview, /) -> int:
        nonlocal n_left
        n_left -= 1
        if n_left % 2 == 0:
            raise OSError(errno.EIO, "Input/output error")
        return read(offset, view[:700])

    decompressor = Decompressor(BY_NAME[name], "a", 200, can_go_back=True)
    view, data, n_failed, broken = memoryview(bytearray(1_000)), b"", 0, False
    while not broken:
        try:
            n = decompressor.read(failing, view)
            if n == 0:
                break
            data += view[:n]
        except OSError:
            n_failed += 1
        except FormatError:
            broken = True

    whole = Made(name, compressed)
    assert (whole.data, whole.error is not None) == (data, broken)
    assert 1 < n_failed


def test_what_a_pipe_has_is_handed_on_at_once() -> None:
    """A member is whole, and the next may come tomorrow."""
    member = gzip.compress(b"abc")
    reads = [member, member[:5], member[5:]]

    def read_into(_offset: int, view: memoryview, /) -> int:
        piece = reads.pop(0)
        view[: len(piece)] = piece
        return len(piece)

    decompressor = Decompressor(BY_NAME["gzip"], "a", 200, can_go_back=False)
    view = memoryview(bytearray(100))

    assert 3 == decompressor.read(read_into, view)
    assert 2 == len(reads)
    assert 3 == decompressor.read(read_into, view)
    assert [] == reads


@given(
    name=st.sampled_from(NAMES),
    flips=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=3),
    tail=st.binary(max_size=40),
    can_go_back=st.booleans(),
    at_once=st.integers(1, 300),
)
@settings(max_examples=300)
def test_any_bytes_are_decompressed_or_refused(  # noqa: PLR0917  # pytest and hypothesis give them by name
    compress: dict[str, Compress],
    name: str,
    flips: list[tuple[int, int]],
    tail: bytes,
    can_go_back: bool,
    at_once: int,
) -> None:
    """Never another exception than pcapflow's own, and the same bytes with reads of any size, up to the damage."""
    compressed = bytearray(compress[name](DATA[:900]))
    for at, value in flips:
        compressed[at % len(compressed)] = value

    made = Made(name, bytes(compressed) + tail, at_once=at_once, can_go_back=can_go_back)

    other = Made(name, bytes(compressed) + tail, at_once=10_000)
    assert (made.error is None) == (other.error is None)
    if made.error is None:
        assert other.data == made.data
    # What a decoder gives of the byte that breaks it depends on how much it was asked for.
    assert other.data.startswith(made.data) or made.data.startswith(other.data)
