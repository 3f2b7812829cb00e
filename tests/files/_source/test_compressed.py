"""A compressed capture is a capture: passes, fetches, pipes, damage, changes."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import threading
from typing import TYPE_CHECKING, BinaryIO

import pytest

from bench._mutants.pipe import Pipe
from pcapflow.errors import FormatError, PcapflowError
from pcapflow.files import MAX_RATIO, open_capture
from pcapflow.files._source import _decompressor, compression_of, decompressed, open_source
from pcapflow.files._source._codecs import CODECS
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.files._source.conftest import Compress, Slowly
    from tests.files.conftest import Read

    from pcapflow.files._source import Source
    from pcapflow.files._source._base import CaptureInput

NAMES = [codec.name for codec in CODECS]
DATA = b"data" + os.urandom(299_996)
PACKETS = [build.Packet(bytes([number]) * 60, number * 1_000) for number in range(200)]
CAPTURE = build.pcap(*PACKETS)


def opened(given: CaptureInput, *, spool: bool = False, max_ratio: float = MAX_RATIO) -> Source:
    source = decompressed(open_source(given, spool=spool), max_ratio=max_ratio)
    assert source.compression
    return source


@pytest.mark.parametrize("name", NAMES)
def test_a_compressed_path_is_read_again_and_anywhere(
    tmp_path: Path, name: str, compress: dict[str, Compress], whole: Callable[..., bytes]
) -> None:
    """As one that is not; the way in which it is compressed is known."""
    path = tmp_path / "a"
    path.write_bytes(compress[name](DATA))

    with opened(path) as source:
        assert (name, str(path), str(path)) == (source.compression, source.name, source.path)
        assert DATA[:7] == source.peek(7)
        assert DATA == whole(source) == whole(source, at_once=1 << 20)
        assert DATA[150_000:150_003] == source.read_at(150_000, 3)
        assert DATA[5:9] == source.read_at(5, 4)
        with pytest.raises(PcapflowError, match="bytes 299999 to 300001 are gone"):
            source.read_at(299_999, 2)


def test_how_far_a_pass_has_come_is_told_to_its_thread(
    monkeypatch: pytest.MonkeyPatch, whole: Callable[..., bytes]
) -> None:
    """One that begins in another thread changes nothing of what a table may hold here."""
    monkeypatch.setattr(_decompressor, "FREE_BYTES", 0)
    with opened(gzip.compress(DATA), max_ratio=1.1) as source:
        assert DATA == whole(source)
        other = threading.Thread(target=source.peek, args=(4,))
        other.start()
        other.join()

        assert 1 == source.share(0)
        source.allow(len(DATA))
        with pytest.raises(PcapflowError, match="a table of"):
            source.allow(2 * len(DATA))


def test_what_is_not_compressed_is_left_as_it_is() -> None:
    """And is called so."""
    source = open_source(DATA)

    assert source is decompressed(source)
    assert ("", "", "gzip") == (source.compression, compression_of(DATA[:4]), compression_of(b"\x1f\x8b\x08\x00"))


def test_a_pass_may_begin_behind_the_head_and_goes_forwards() -> None:
    """What is skipped is decompressed; nobody goes back."""
    source = opened(gzip.compress(DATA))
    view = memoryview(bytearray(10))

    with source.handle() as read_into:
        assert 10 == read_into(100_000, view)
        assert DATA[100_000:100_010] == bytes(view)
        with pytest.raises(PcapflowError, match="read forwards"):
            read_into(0, view)
        assert 0 == read_into(400_000, view)


def test_a_pass_and_a_fetch_do_not_disturb_each_other() -> None:
    """Each has its own decompressor."""
    source = opened(gzip.compress(DATA))
    view = memoryview(bytearray(10))

    with source.handle() as read_into:
        read_into(0, view)
        assert DATA[100:110] == source.read_at(100, 10)
        read_into(10, view)
    assert DATA[10:20] == bytes(view)


@pytest.mark.parametrize("name", NAMES)
def test_a_compressed_pipe_is_read_once(
    name: str,
    compress: dict[str, Compress],
    pipe_with: Callable[[bytes], BinaryIO],
    whole: Callable[..., bytes],
) -> None:
    """A second pass and a fetch are refused in words."""
    with pipe_with(compress[name](DATA[:5_000])) as file, opened(file) as source:
        assert not source.rereadable
        assert DATA[:30] == source.peek(30)
        assert DATA[:5_000] == whole(source)
        with pytest.raises(PcapflowError, match="a pipe is read once"):
            whole(source)
        with pytest.raises(PcapflowError, match="a pipe is read once"):
            source.read_at(0, 4)


def test_a_compressed_pipe_that_is_spooled_is_read_again(
    pipe_with: Callable[[bytes], BinaryIO], whole: Callable[..., bytes]
) -> None:
    """It is kept as it comes, compressed."""
    with pipe_with(gzip.compress(DATA[:5_000])) as file, opened(file, spool=True) as source:
        assert DATA[3_000:3_010] == source.read_at(3_000, 10)
        assert DATA[:5_000] == whole(source) == whole(source)


def test_how_much_was_seen_is_known_by_the_compressed_side(tmp_path: Path) -> None:
    """A table that is held asks for room by it; a pipe's is not known."""
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(CAPTURE * 10))

    with opened(path) as source, source.handle() as read_into:
        assert 0 == source.share(0)
        read_into(0, memoryview(bytearray(len(CAPTURE))))
        assert 0 < source.share(len(CAPTURE)) <= 1

    with path.open("rb") as file, opened(io.BufferedReader(file)) as source:
        assert 0 == source.share(100)


def test_a_table_that_is_too_large_for_its_file_is_refused(
    pipe_with: Callable[[bytes], BinaryIO], whole: Callable[..., bytes]
) -> None:
    """Of a file or a pipe; what is not compressed may become as large as it likes."""
    compressed = gzip.compress(DATA[:5_000])
    with pipe_with(compressed) as file:
        for given in (file, compressed):
            with opened(given) as source:
                whole(source)
                source.allow(64 << 20)
                refusal = f"{len(compressed)} bytes of gzip data become a table of 1000000000"
                with pytest.raises(PcapflowError, match=refusal):
                    source.allow(10**9)
    open_source(DATA).allow(10**12)


def test_a_file_that_changed_between_passes_is_refused(tmp_path: Path, whole: Callable[..., bytes]) -> None:
    """It is the file that is compared, not what it becomes."""
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(DATA))
    source = opened(path)
    whole(source)

    os.truncate(path, 1_000)

    with pytest.raises(PcapflowError, match="changed since it was first read"):
        whole(source)
    with pytest.raises(PcapflowError, match="changed since it was first read"):
        source.read_at(0, 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_compressed_capture_is_a_capture(name: str, compress: dict[str, Compress], read: Callable[..., Read]) -> None:
    """With the packets that it has, from windows of any size."""
    data = compress[name](CAPTURE)

    assert read(CAPTURE) == read(data) == read(data, window_bytes=50)
    with open_capture(data) as reader:
        assert reader.description.endswith(f"pcap ({name} compressed)")


def test_a_place_of_a_compressed_capture_is_read_again() -> None:
    """In any order."""
    reader = open_capture(gzip.compress(CAPTURE), window_bytes=500)
    places = [(place, records.window[records.start[0]]) for place, records in reader.places()]
    assert 10 < len(places)

    for place, first in reversed(places):
        records = reader.again(place)
        assert first == records.window[records.start[0]]


@pytest.mark.parametrize("name", NAMES)
def test_a_compressed_capture_that_is_cut_gives_the_packets_before(
    name: str, compress: dict[str, Compress], read: Callable[..., Read]
) -> None:
    """The byte is one of the file as it lies there."""
    compressed = compress[name](CAPTURE)[:-1]

    found = read(compressed)

    assert read(CAPTURE).packets == found.packets or name == "bzip2"
    assert f"byte {len(compressed)}: file ends in the middle of {name} data" == str(found.damage)


LONG = build.pcap(*[build.Packet(os.urandom(20) + bytes(40), number * 1_000) for number in range(8_000)])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_cut", [True, False], ids=["cut", "damaged"])
@pytest.mark.parametrize("given", ["path", "pipe", "pipe that is spooled"])
def test_no_packet_before_the_damage_is_lost(  # noqa: PLR0917  # pytest gives them by name
    tmp_path: Path,
    name: str,
    is_cut: bool,
    given: str,
    compress: dict[str, Compress],
    byte_by_byte: Slowly,
    read: Callable[..., Read],
) -> None:
    """Of a file or a pipe, however it is compressed: as many as if every byte were decompressed alone."""
    # Blocks of 100 kB, of which some are whole.
    damaged = bytearray(bz2.compress(LONG, 1) if name == "bzip2" else compress[name](LONG))
    middle = len(damaged) // 2
    if is_cut:
        del damaged[middle:]
    else:
        damaged[middle : middle + 8] = b"\xff" * 8
    path = tmp_path / "damaged"
    path.write_bytes(damaged)

    found = read(path if given == "path" else Pipe(bytes(damaged)), spool="spooled" in given)

    expected = read(byte_by_byte(name, bytes(damaged))[0]).packets
    assert expected == found.packets
    assert 2_000 < len(expected)
    assert found.damage is not None


def test_a_record_that_is_damaged_is_counted_without_the_compression(read: Callable[..., Read]) -> None:
    """Its byte is none of the file as it lies there, and that is said."""
    found = read(gzip.compress(CAPTURE[:-10]))

    assert 199 == len(found.packets)
    assert found.damage is not None
    assert len(CAPTURE) - 76 == found.damage.offset
    assert "66 left (a byte of the decompressed file)" in found.damage.problem


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"the file is empty \(gzip compressed\)"),
        (b"hello, world", r"it looks like text \(gzip compressed\)"),
        (gzip.compress(CAPTURE), r"it looks like gzip: decompress it first \(gzip compressed\)"),
    ],
)
def test_what_is_compressed_but_no_capture_is_refused(data: bytes, words: str) -> None:
    """Nothing, text, a capture that was compressed twice."""
    with pytest.raises(FormatError, match=words):
        open_capture(gzip.compress(data))


@pytest.mark.parametrize("n_bytes", [4, 12, 20])
def test_what_breaks_off_before_the_head_is_whole_is_refused(n_bytes: int) -> None:
    """With the reason why there is no more."""
    with pytest.raises(FormatError, match=f"byte {n_bytes}: file ends in the middle of gzip data"):
        open_capture(gzip.compress(CAPTURE)[:n_bytes])


def test_the_name_of_a_file_says_nothing(tmp_path: Path, read: Callable[..., Read]) -> None:
    """A capture may be called .gz and not be compressed; text that is called so is text."""
    path = tmp_path / "a.pcap.gz"
    path.write_bytes(CAPTURE)
    assert read(CAPTURE) == read(path)

    path.write_text("hello, world")
    with pytest.raises(FormatError, match="not a capture: it looks like text"):
        open_capture(path)
