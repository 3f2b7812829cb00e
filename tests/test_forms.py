from __future__ import annotations

import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import FieldError
from pcapflow.forms import Form, one_text, printable, text_of, value_of

INT64 = st.integers(-(2**63), 2**63 - 1)
NUMBERS = [
    (Form.DECIMAL, 64, "64"),
    (Form.DECIMAL, 4294967295, "4294967295"),
    (Form.HEX8, 2, "0x02"),
    (Form.HEX16, 0x6F57, "0x6f57"),
    (Form.HEX24, 0x12345, "0x012345"),
    (Form.HEX32, 0, "0x00000000"),
    (Form.BOOLEAN, 0, "0"),
    (Form.BOOLEAN, 1, "1"),
    (Form.EPOCH, 1_477_674_114_088_087_000, "1477674114.088087000"),
    (Form.EPOCH, -1, "-0.000000001"),
    (Form.DURATION, 12_000, "0.000012000"),
    (Form.DURATION, -35_000, "-0.000035000"),
    (Form.DURATION, -1_500_000_000, "-1.500000000"),
    (Form.DURATION, 0, "0.000000000"),
]
ADDRESSES = [
    (Form.MAC, "0242ac110002", "02:42:ac:11:00:02"),
    (Form.IPV4, "ac110002", "172.17.0.2"),
    (Form.IPV4, "ffffffff", "255.255.255.255"),
    (Form.IPV6, "fd31" + "00" * 13 + "03", "fd31::3"),
    (Form.IPV6, "00" * 16, "::"),
    (Form.IPV6, "20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1"),
    (Form.IPV6, "00000000" + "0001" + "0000" * 2 + "0001" + "00000000", "::1:0:0:1:0:0"),
    (Form.IPV6, "00" * 10 + "ffff01020304", "::ffff:1.2.3.4"),
    (Form.IPV6, "00" * 12 + "01020304", "::1.2.3.4"),
    (Form.BYTES, "0a0b0c", "0a0b0c"),
]


@pytest.mark.parametrize(("form", "value", "text"), NUMBERS)
def test_numbers_are_written_as_tshark_does(form: Form, value: int, text: str) -> None:
    """A number in its form, alone and in an array."""
    assert text == one_text(value, form)
    assert [text, text] == text_of(np.array([value, value]), form)


@pytest.mark.parametrize(("form", "raw", "text"), ADDRESSES)
def test_addresses_are_written_as_tshark_does(form: Form, raw: str, text: str) -> None:
    """An address from its bytes, alone and in an array."""
    value = np.frombuffer(bytes.fromhex(raw), np.uint8)

    assert text == one_text(value, form) == one_text(value.tobytes(), form)
    assert [text, text] == text_of(np.stack([value, value]), form)


@pytest.mark.parametrize(("form", "value", "text"), NUMBERS)
def test_numbers_are_read_back(form: Form, value: int, text: str) -> None:
    """Reading undoes writing."""
    assert value == value_of(text, form)


@pytest.mark.parametrize(("form", "raw", "text"), ADDRESSES)
def test_addresses_are_read_back(form: Form, raw: str, text: str) -> None:
    """Reading an address gives its bytes."""
    value = value_of(text, form)

    assert isinstance(value, np.ndarray)
    assert np.uint8 == value.dtype
    assert raw == value.tobytes().hex()


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (Form.HEX8, "2", 2),
        (Form.DECIMAL, "0x40", 64),
        (Form.DECIMAL, "-1", -1),
        (Form.BOOLEAN, "True", 1),
        (Form.EPOCH, "1.5", 1_500_000_000),
        (Form.DURATION, "-2", -2_000_000_000),
    ],
)
def test_other_ways_to_write_a_number(form: Form, text: str, value: int) -> None:
    """What people type for the same value is read, too."""
    assert value == value_of(text, form)


def test_other_ways_to_write_bytes() -> None:
    """Hyphens in a MAC address, colons in bytes, capitals."""
    assert "02:42:ac:11:00:02" == one_text(value_of("02-42-AC-11-00-02", Form.MAC), Form.MAC)
    assert "0a0b0c" == one_text(value_of("0A:0b:0c", Form.BYTES), Form.BYTES)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Form.DECIMAL, ""),
        (Form.DECIMAL, "1_000"),
        (Form.DECIMAL, " 1"),
        (Form.DECIMAL, "٣"),
        (Form.DECIMAL, "1.0"),
        (Form.HEX8, "0x100"),
        (Form.HEX16, "-1"),
        (Form.BOOLEAN, "2"),
        (Form.EPOCH, "1.0000000001"),
        (Form.DURATION, "1e3"),
        (Form.MAC, "02:42:ac:11:00"),
        (Form.IPV4, "127.1"),
        (Form.IPV4, "172.17.0.256"),
        (Form.IPV4, "172.17.0.2\0"),
        (Form.IPV6, "fd31::3::"),
        (Form.IPV6, "172.17.0.2"),
        (Form.BYTES, "0a0"),
    ],
)
def test_what_is_not_of_the_form_is_refused(form: Form, text: str) -> None:
    """The message says what was expected."""
    with pytest.raises(FieldError, match=f"is not {form.value}"):
        value_of(text, form)


def test_a_refused_text_cannot_command_the_terminal() -> None:
    """The message holds the text escaped."""
    with pytest.raises(FieldError) as error:
        value_of("\x1b[2J", Form.DECIMAL)

    assert "\x1b" not in str(error.value)


@given(form=st.sampled_from(Form), text=st.text() | st.text("0123456789abcdefx:.-"))
def test_any_text_is_a_value_or_refused(form: Form, text: str) -> None:
    """Nothing but FieldError comes out, and a value that is read is written so that it reads the same."""
    try:
        value = value_of(text, form)
    except FieldError:
        return
    if form not in (Form.DECIMAL, Form.TEXT):
        assert np.array_equal(value, value_of(one_text(value, form), form))


@given(raw=st.binary(min_size=16, max_size=16))
def test_every_ipv6_address_reads_back(raw: bytes) -> None:
    """The text of an address is the system's own, and says all of it."""
    text = one_text(raw, Form.IPV6)

    assert raw == socket.inet_pton(socket.AF_INET6, text)


@given(value_ns=INT64)
def test_every_time_reads_back(value_ns: int) -> None:
    """No nanosecond is lost on either side of 1970."""
    assert value_ns == value_of(one_text(np.int64(value_ns), Form.EPOCH), Form.EPOCH)


def test_no_value_no_text() -> None:
    """Empty arrays give empty lists, and bytes of length 0 one empty text each."""
    assert [] == text_of(np.empty((0, 4), np.uint8), Form.IPV4)
    assert ["", ""] == text_of(np.empty((2, 0), np.uint8), Form.BYTES)


def test_strided_addresses_are_written_row_by_row() -> None:
    """A view into wider headers is no obstacle."""
    headers = np.arange(24, dtype=np.uint8).reshape(2, 12)

    assert ["2.3.4.5", "14.15.16.17"] == text_of(headers[:, 2:6], Form.IPV4)


def test_what_commands_a_terminal_is_escaped() -> None:
    """Escape sequences, line breaks, DEL, C1, direction marks and lone surrogates."""
    assert r"\x1b[31mred\x0a\x09\x7f\x9b\u202e\u2066\u2028\udc80" == printable(
        "\x1b[31mred\n\t\x7f\x9b\u202e\u2066\u2028\udc80"
    )


def test_what_is_harmless_stays() -> None:
    """Letters of any script, and the no-break space that comes right after C1."""
    assert "héllo wörld 世界 \xa0 \\x1b" == printable("héllo wörld 世界 \xa0 \\x1b")


@given(text=st.text(st.characters()))
def test_nothing_printable_commands_a_terminal(text: str) -> None:
    """Whatever comes in, what comes out can be encoded and has no control character."""
    shown = printable(text).encode()

    assert not any(byte < 0x20 or byte == 0x7F for byte in shown)
    assert text.isprintable() is False or text == printable(text)
