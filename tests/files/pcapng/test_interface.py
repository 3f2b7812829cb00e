"""Interface description blocks and their options."""

from __future__ import annotations

import struct

import pytest

from pcapflow.errors import FormatError
from pcapflow.files import Interface
from pcapflow.files.pcapng._interface import parse_interface


def body(*options: tuple[int, bytes], order: str = "<", snaplen: int = 0, linktype: int = 1) -> bytes:
    made = struct.pack(f"{order}HHI", linktype, 0, snaplen)
    for code, value in options:
        made += struct.pack(f"{order}HH", code, len(value)) + value + bytes(-len(value) % 4)
    return made


@pytest.mark.parametrize("order", ["<", ">"])
def test_everything_that_an_interface_may_say(order: str) -> None:
    """All options that are kept, in both byte orders; the end of options, and nothing behind it."""
    options = (
        (2, b"eth0"),
        (3, "Büro".encode()),
        (9, b"\x09"),
        (11, b"\0icmp"),
        (12, b"Linux"),
        (13, b"\4"),
        (14, struct.pack(f"{order}q", -5)),
        (15, b"card"),
        (0, b""),
        (2, b"not this"),
    )

    assert Interface(
        113,
        snaplen=96,
        name="eth0",
        description="Büro",
        hardware="card",
        os="Linux",
        filter="icmp",
        ticks_per_s=10**9,
        offset_s=-5,
        fcs_bytes=4,
    ) == parse_interface(body(*options, order=order, snaplen=96, linktype=113), order)


@pytest.mark.parametrize("written", range(256))
def test_every_resolution(written: int) -> None:
    """Bit 7 says whether the rest is an exponent of 2 or of 10; none is a divisor of 0."""
    base = 2 if written >= 128 else 10

    assert base ** (written % 128) == parse_interface(body((9, bytes([written]))), "<").ticks_per_s


@pytest.mark.parametrize(("written", "fcs_bytes"), [(0, 0), (4, 4), (16, 2), (32, 4)])
def test_check_sequences_are_counted_in_bytes_or_bits(written: int, fcs_bytes: int) -> None:
    """4 and 32 are the same."""
    assert fcs_bytes == parse_interface(body((13, bytes([written]))), "<").fcs_bytes


@pytest.mark.parametrize("option", [(9, b"\x09\x09"), (14, b"\1"), (13, b""), (11, b"\1code"), (0x0BAD, b"x")])
def test_options_of_other_lengths_and_kinds_change_nothing(option: tuple[int, bytes]) -> None:
    """What is not understood is as if it were not there."""
    assert Interface(1) == parse_interface(body(option), "<")


def test_text_that_is_no_utf_8_is_kept_as_far_as_it_goes() -> None:
    """A name is not worth refusing a capture."""
    assert "a\ufffd" == parse_interface(body((2, b"a\xff")), "<").name


def test_an_option_longer_than_its_block_is_refused() -> None:
    """Which option, what it claims, what is left."""
    with pytest.raises(FormatError, match="option 2 claims 100 bytes, 3 are left"):
        parse_interface(body() + b"\2\0\x64\0abc", "<")
