from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import FormatError
from pcapflow.ping_text._lines import is_address, last_address, lines_of, refuse, time_of, us_of


def test_offsets_are_those_of_bytes() -> None:
    """A letter of two bytes counts as two."""
    assert [("é", 0), ("b", 4), ("", 6)] == [(line.text, line.offset) for line in lines_of("é\r\nb\n")]


@pytest.mark.parametrize("text", ["\x07a", "a\r", "a\r\r", "^Ca", "..\b \b.\b \b^Ca"])
def test_what_a_terminal_put_into_a_line_is_taken_off(text: str) -> None:
    """Bells, carriage returns, the interrupt, the dots of a flood ping before it."""
    assert ["a"] == [line.text for line in lines_of(text)]


def test_the_dots_of_a_flood_ping_are_no_line() -> None:
    """However many they are."""
    assert [""] == [line.text for line in lines_of("." * 5_000 + "\b \b" * 5_000)]


def test_a_line_without_end_is_refused() -> None:
    """No ping prints it, and no pattern is tried on it."""
    with pytest.raises(FormatError, match="a line of 5000 characters") as error:
        lines_of("a\n" + "x" * 5_000)

    assert 2 == error.value.offset


def test_a_refusal_shows_the_line_harmless() -> None:
    """Escapes are escaped, and the rest is cut."""
    error = refuse(lines_of("\x1b[2J" + "x" * 900)[0], "wrong")

    assert "\x1b" not in str(error)
    assert len(str(error)) < 200


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("from 10.0.0.2:", "10.0.0.2"),
        ("host.example (172.17.0.3):", "172.17.0.3"),
        ("From 10.0.0.1 (10.0.0.2) ", "10.0.0.2"),
        ("de 10.0.0.2\u00a0:", "10.0.0.2"),
        ("from ::1:", "::1"),
        ("from :::", "::"),
        ("from fe80:::", "fe80::"),
        ("From fe80::", "fe80::"),
        ("from fe80::1%eth0:", "fe80::1%eth0"),
        ("localhost (::1):", "::1"),
        ("no address: 300.0.0.1", None),
        ("", None),
    ],
)
def test_an_address_is_found_among_words(words: str, address: str | None) -> None:
    """The last one, with its zone and without punctuation."""
    assert address == last_address(words)


def test_a_long_token_is_no_address() -> None:
    """It is not even tried."""
    assert not is_address("1" * 5_000)


@pytest.mark.parametrize(
    ("text", "time_ns", "margin_ns"),
    [
        ("0.015", 15_000, 500),
        ("4.19", 4_190_000, 5_000),
        ("10.0", 10_000_000, 50_000),
        ("101", 101_000_000, 500_000),
        ("0,034", 34_000, 500),
        ("0.000001", 1, 0),
    ],
)
def test_a_time_has_the_margin_of_its_last_digit(text: str, time_ns: int, margin_ns: int) -> None:
    """Half a unit of it; a comma is a point."""
    assert (time_ns, margin_ns) == time_of(text)


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("0.190", 190),
        ("101.411", 101_411),
        ("6.99", 6_990),
        ("0,034", 34),
        ("123", 123_000),
        ("0.-57", -57),
        ("-1.-234", -1_234),
    ],
)
def test_milliseconds_are_read_as_microseconds(text: str, us: int) -> None:
    """Also with fewer digits, and as C writes negative ones."""
    assert us == us_of(text)


@given(us=st.integers(0, 10**12))
def test_no_microsecond_is_lost(us: int) -> None:
    """No float comes near."""
    assert us == us_of(f"{us // 1_000}.{us % 1_000:03d}")
