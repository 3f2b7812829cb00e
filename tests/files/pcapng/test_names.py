"""Name resolution blocks."""

from __future__ import annotations

import ipaddress
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files.pcapng._names import parse_names
from pcapflow.forms import Form, one_text
from pcapflow.testing import build


def records(*made: tuple[int, bytes], order: str = "<") -> bytes:
    return b"".join(struct.pack(f"{order}HH", kind, len(raw)) + raw + bytes(-len(raw) % 4) for kind, raw in made)


@pytest.mark.parametrize("order", ["<", ">"])
def test_every_kind_of_address(order: str) -> None:
    """IPv4, IPv6, both EUI, and one that nobody knows, which is skipped; an address may have several names."""
    body = records(
        (1, b"\xc0\0\2\1one\0two\0"),
        (2, bytes(15) + b"\1localhost\0"),
        (3, bytes(5) + b"\1card\0"),
        (4, bytes(7) + b"\1long card"),
        (9, b"what"),
        (0, b""),
        (1, b"\xc0\0\2\2behind the end\0"),
        order=order,
    )

    expected = (
        ("192.0.2.1", ("one", "two")),
        ("::1", ("localhost",)),
        ("00:00:00:00:00:01", ("card",)),
        ("00:00:00:00:00:00:00:01", ("long card",)),
    )
    assert (expected, "") == parse_names(body, order)


def test_the_drafts_own_records() -> None:
    """localhost, somehost, and a teapot under test (section 4.5)."""
    body = records(
        (1, bytes([127, 0, 0, 1]) + b"localhost\0"),
        (2, bytes.fromhex("20010db8000000000000000012345678") + b"somehost\0"),
        (3, bytes.fromhex("02caffeef00d") + b"teapot under test\0"),
    )

    expected = (
        ("127.0.0.1", ("localhost",)),
        ("2001:db8::1234:5678", ("somehost",)),
        ("02:ca:ff:ee:f0:0d", ("teapot under test",)),
    )
    assert (expected, "") == parse_names(body, "<")


def test_a_record_that_claims_too_much_is_a_problem() -> None:
    """What it claims, what is left; the records before it are there."""
    body = records((1, b"\xc0\0\2\1a")) + b"\1\0\x50\0abcd"

    assert ((("192.0.2.1", ("a",)),), "name record claims 80 bytes, 4 are left in its block") == parse_names(body, "<")


def test_no_more_are_given_than_are_wanted() -> None:
    """But all are looked at."""
    many = records(*[(1, b"\xc0\0\2\1a\0")] * 5)

    for rest, problem in ((b"", ""), (b"\1\0\x50\0", "name record claims 80 bytes, 0 are left in its block")):
        found, told = parse_names(many + rest, "<", most=2)
        assert (2, problem) == (len(found), told)


@given(
    st.dictionaries(
        st.ip_addresses().map(str), st.lists(st.text("abc.-", min_size=1), min_size=1, unique=True), max_size=4
    ),
    st.sampled_from("<>"),
)
def test_names_come_back_as_they_were_written(names: dict[str, list[str]], order: str) -> None:
    """From the builder, in both byte orders."""
    blocks = build.pcapng(build.Section(order), build.Names(names))

    found, _ = parse_names(blocks[28 + 8 : -32 - 4], order)

    forms = {4: Form.IPV4, 16: Form.IPV6}
    packed = {address: ipaddress.ip_address(address).packed for address in names}
    expected = [(one_text(packed[address], forms[len(packed[address])]), tuple(names[address])) for address in names]
    assert sorted(expected) == sorted(found)


@given(st.binary(max_size=60), st.sampled_from("<>"))
def test_any_bytes_are_read(body: bytes, order: str) -> None:
    """Never a surprise, and never more names than there are bytes."""
    found, _ = parse_names(body, order)

    assert sum(len(names) for _, names in found) <= len(body)
