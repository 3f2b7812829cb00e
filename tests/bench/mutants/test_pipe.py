"""A pipe gives a little at once."""

from __future__ import annotations

from bench._mutants.pipe import Pipe
from pcapflow.files import open_capture
from pcapflow.testing import build


def test_it_gives_so_much_at_once() -> None:
    """To the end, and nothing behind it."""
    pipe, view = Pipe(b"abcde", 2), bytearray(4)

    assert [2, 2, 1, 0] == [pipe.readinto(view) for _ in range(4)]
    assert not pipe.seekable()


def test_each_read_is_a_window() -> None:
    """So that windows end anywhere."""
    data = build.pcap(*[bytes(60)] * 20)
    with open_capture(Pipe(data, 100), spool=False) as reader:
        assert 5 < len([len(records) for records in reader])
