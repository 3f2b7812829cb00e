"""What may be opened as a capture, and what it is told that may not."""

from __future__ import annotations

import contextlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcapflow.files
from pcapflow.errors import FormatError, PcapflowError
from pcapflow.files import FORMATS, open_capture

WRITERS = {"pcap_writer"}


def test_every_format_is_in_the_list() -> None:
    """A file without an underscore in its name is a format, or writes one."""
    modules = {module.name for module in pkgutil.iter_modules(pcapflow.files.__path__)}

    assert {name for name in modules if not name.startswith("_")} - WRITERS == {one.name for one in FORMATS}


def test_no_two_formats_share_a_magic() -> None:
    """Which format it is never depends on the order of the list."""
    magics = [magic for one in FORMATS for magic in one.magics]

    assert len(set(magics)) == len(magics)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"hello, world", "it looks like text"),
        (b"snoop\0\0\0", "it looks like snoop"),
        (b"\x00\x01\x02\x03", "unknown magic 00010203"),
        (b"\xd4\xc3", "unknown magic d4c3"),
    ],
)
def test_what_is_no_capture_is_told_what_it_looks_like(data: bytes, words: str) -> None:
    """One line, at byte 0."""
    with pytest.raises(FormatError, match=words) as refused:
        open_capture(data)

    assert 0 == refused.value.offset
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=100))
def test_any_bytes_are_accepted_or_refused(data: bytes) -> None:
    """Never another exception than pcapflow's own."""
    with contextlib.suppress(PcapflowError), open_capture(data) as reader:
        list(reader)
