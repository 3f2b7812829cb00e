"""Options of blocks, told apart."""

from __future__ import annotations

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files.pcapng._options import options_once, text_of_option


def listed(options: list[tuple[int, bytes]], order: str = "<") -> bytes:
    return b"".join(
        struct.pack(f"{order}HH", code, len(value)) + value + bytes(-len(value) % 4) for code, value in options
    )


@given(st.lists(st.tuples(st.integers(1, 0xFFFF), st.binary(max_size=9))), st.sampled_from("<>"), st.booleans())
def test_the_first_of_each_code_counts_and_every_comment(
    options: list[tuple[int, bytes]], order: str, has_end: bool
) -> None:
    """Whether the end of options stands there or not; behind it nothing is read."""
    data = b"head" + listed(options, order) + (bytes(4) + b"junk" if has_end else b"")

    values, comments, problem = options_once(data, 4, order)

    assert "" == problem
    assert dict(reversed([option for option in options if option[0] != 1])) == values
    assert tuple(text_of_option(value) for code, value in options if code == 1) == comments


@given(st.binary(max_size=60), st.sampled_from("<>"))
def test_any_bytes_are_read(data: bytes, order: str) -> None:
    """Never more is taken than is there."""
    assert sum(map(len, options_once(data, 0, order).values.values())) <= len(data)


def test_an_option_that_claims_too_much_is_a_problem() -> None:
    """Which, what it claims, what is left; those before it are there."""
    problem = "option 4 claims 100 bytes, 3 are left in its block"

    assert ({2: b"x"}, ("y",), problem) == options_once(listed([(2, b"x"), (1, b"y")]) + b"\4\0\x64\0abc", 0, "<")


@pytest.mark.parametrize(
    ("value", "text"), [(b"eth0", "eth0"), (b"eth0\0\0", "eth0"), ("Büro".encode(), "Büro"), (b"a\xff", "a\ufffd")]
)
def test_text_ends_at_a_nul_and_what_is_no_utf_8_is_replaced(value: bytes, text: str) -> None:
    """As tshark ends it."""
    assert text == text_of_option(value)


@pytest.mark.parametrize("option", [(0x0BAD, b""), (1, b"")], ids=["unknown", "comments"])
def test_time_grows_with_the_options(option: tuple[int, bytes]) -> None:
    """A MiB of empty ones, and two; the best of a few rounds, for others may be at work on the machine."""

    def seconds(n: int) -> float:
        data = listed([option]) * n
        started = time.process_time()
        options_once(data, 0, "<")
        return time.process_time() - started

    assert min(seconds(1 << 19) / seconds(1 << 18) for _ in range(5)) < 2.5
