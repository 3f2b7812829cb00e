"""Where bytes come from: paths, pipes, file objects, memory."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

import pytest

from pcapflow.errors import PcapflowError
from pcapflow.files._source import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


DATA = bytes(range(200))


class OnlyRead:
    """A file object of the least kind: it can be read, once."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, n_bytes: int) -> bytes:
        return self._file.read(n_bytes)


@pytest.mark.parametrize(
    "given",
    [DATA, bytearray(DATA), memoryview(DATA), io.BytesIO(DATA), OnlyRead(DATA)],
    ids=lambda one: type(one).__name__,
)
def test_bytes_and_file_objects_are_read_to_the_end(given: BinaryIO, whole: Callable[..., bytes]) -> None:
    """After a look at the head, which takes nothing away."""
    with open_source(given) as source:
        assert DATA[:7] == source.peek(7)
        assert DATA == whole(source)


@pytest.mark.parametrize("given", [str, lambda path: path], ids=["str", "Path"])
def test_a_path_is_read_again_and_anywhere(
    tmp_path: Path, given: Callable[[Path], str | Path], whole: Callable[..., bytes]
) -> None:
    """As often as wanted, and closed in between."""
    path = tmp_path / "a"
    path.write_bytes(DATA)

    with open_source(given(path)) as source:
        assert DATA + DATA == whole(source) + whole(source)
        assert DATA[150:153] == source.read_at(150, 3)


def test_a_file_object_is_read_from_where_it_stands_and_left_open(whole: Callable[..., bytes]) -> None:
    """A capture may lie in the middle of another file."""
    file = io.BytesIO(b"before" + DATA)
    file.seek(6)

    with open_source(file) as source:
        assert DATA == whole(source)
        assert DATA[3:5] == source.read_at(3, 2)
    assert not file.closed


def test_bytes_are_let_go_when_they_are_closed() -> None:
    """Whoever handed over a bytearray can append to it."""
    data = bytearray(DATA)
    source = open_source(data)
    source.close()

    data.append(1)


def test_a_file_object_that_was_closed_is_refused_by_name() -> None:
    """Python's own error has no name."""
    file = io.BytesIO(DATA)
    source = open_source(file)
    file.close()

    with pytest.raises(PcapflowError, match=r"^<file object>: .*closed"):
        source.peek(4)


def test_a_packet_may_be_fetched_in_the_middle_of_a_pass() -> None:
    """The pass goes on where it was."""
    source = open_source(io.BytesIO(DATA))

    with source.handle() as read_into:
        view = memoryview(bytearray(10))
        read_into(0, view)
        assert DATA[100:110] == source.read_at(100, 10)
        read_into(10, view)
    assert DATA[10:20] == bytes(view)


def test_a_compressed_file_object_is_as_good_as_any(tmp_path: Path, whole: Callable[..., bytes]) -> None:
    """Whoever opens a file with gzip hands over its bytes."""
    with gzip.open(tmp_path / "a.gz", "wb") as file:
        file.write(DATA)

    with gzip.open(tmp_path / "a.gz", "rb") as file, open_source(file) as source:
        assert DATA + DATA == whole(source) + whole(source)


@pytest.mark.parametrize("given", [io.StringIO("text"), 7, None])
def test_what_is_no_input_is_a_type_error(given: BinaryIO) -> None:
    """A file opened as text, a number, nothing."""
    with pytest.raises(TypeError, match="binary file object is needed"):
        open_source(given)


def test_a_missing_file_says_its_name(tmp_path: Path) -> None:
    """The system's own error, with the path."""
    with pytest.raises(FileNotFoundError) as failed:
        open_source(tmp_path / "none")

    assert str(tmp_path / "none") == str(failed.value.filename)


def test_a_folder_says_its_name(tmp_path: Path) -> None:
    """The system's own error, with the path."""
    with pytest.raises(IsADirectoryError) as failed:
        open_source(tmp_path)

    assert str(tmp_path) == failed.value.filename


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shrink(path: Path) -> None:
    os.truncate(path, 3)


def replace(path: Path) -> None:
    path.with_suffix(".new").write_bytes(path.read_bytes())
    path.with_suffix(".new").replace(path)


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


@pytest.mark.parametrize("change", [grow, shrink, replace, touch])
def test_a_file_that_changed_between_passes_is_refused(
    tmp_path: Path, change: Callable[[Path], None], whole: Callable[..., bytes]
) -> None:
    """By size, time, or identity; in a pass and in a fetch."""
    path = tmp_path / "a"
    path.write_bytes(DATA)
    source = open_source(path)
    whole(source)

    change(path)

    with pytest.raises(PcapflowError, match="changed since it was first read"):
        whole(source)
    with pytest.raises(PcapflowError, match="changed since it was first read"):
        source.read_at(0, 1)


def test_a_file_may_grow_between_its_head_and_the_first_pass(tmp_path: Path, whole: Callable[..., bytes]) -> None:
    """Somebody may still be writing it."""
    path = tmp_path / "a"
    path.write_bytes(DATA)
    source = open_source(path)
    source.peek(4)

    grow(path)

    assert DATA + b"more" == whole(source)


def test_bytes_that_vanished_are_missed() -> None:
    """A file object has no identity, but what was there must be there again."""
    file = io.BytesIO(DATA)
    source = open_source(file)
    file.truncate(100)

    with pytest.raises(PcapflowError, match="bytes 90 to 110 are gone"):
        source.read_at(90, 20)


def test_a_named_pipe_is_opened_once(tmp_path: Path, whole: Callable[..., bytes]) -> None:
    """What came through it for the head is not lost to the pass."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    thread = threading.Thread(target=path.write_bytes, args=(DATA,))
    thread.start()

    with open_source(path) as source:
        assert DATA[:4] == source.peek(4)
        assert DATA == whole(source)
    thread.join()


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_standard_input_is_called_so(closed: bool) -> None:
    """Bytes when it is open, an error of the system with its name when it is closed."""
    code = "from pcapflow.files._source import open_source\nprint(open_source('-').peek(3))"
    shell = f'{sys.executable} -c "$CODE"' + (" <&-" if closed else "")

    told = subprocess.run(
        ["sh", "-c", shell],
        input=b"abcdef",
        capture_output=True,
        timeout=30,
        check=False,
        env={**os.environ, "CODE": code, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert b"<stdin>" in told.stderr if closed else told.stdout == b"b'abc'\n", told.stderr
