"""The lines of a text, and what is read from them the same way in every program's form."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcapflow.errors import FormatError
from pcapflow.forms import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("Line", "is_address", "last_address", "lines_of", "refuse", "time_of", "us_of")

_NS_PER_MS = 1_000_000
_LONGEST_ADDRESS = 64  # with a zone
_LONGEST_LINE = 1_000  # two names of 253 characters fit; none of the patterns has long to look


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end, and without what a terminal put into it."""

    text: str
    offset: int
    """Of its first byte in the text, UTF-8."""


def lines_of(text: str) -> list[Line]:
    """Cut a text into lines; CRLF, bells, the ``^C`` of a terminal and the dots of a flood ping are taken off.

    Raises:
        FormatError: A line is longer than any that a ping prints.
    """
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    offset = 0
    for raw in text.split("\n"):
        line = Line(re.sub(r"^[.EC \b]*(\^C|$)|[\r\a\b]", "", raw), offset)
        if len(line.text) > _LONGEST_LINE:
            raise refuse(line, f"a line of {len(line.text)} characters is no ping's")
        yield line
        offset += len(raw.encode("utf-8", "surrogatepass")) + 1


def refuse(line: Line, problem: str) -> FormatError:
    """Make the error that says what is wrong with a line."""
    return FormatError(f"{problem}: {printable(line.text[:80])!r}", offset=line.offset)


def is_address(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address, with or without a zone."""
    if len(text) > _LONGEST_ADDRESS:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def last_address(text: str) -> str | None:
    """Find the last address in some words: in ``host.example (172.17.0.3):``, in ``::1:``."""
    for token in reversed(re.split(r"[\s()\[\]]+", text)):
        # Without the colon first: with it a zone would still be one, as in fe80::1%eth0:
        for candidate in (token.removesuffix(":"), token):
            if is_address(candidate):
                return candidate
    return None


def time_of(text: str, unit_ns: int = _NS_PER_MS) -> tuple[int, int]:
    """Read a decimal of at most six digits behind the point (or comma).

    Returns:
        The time, and half a unit of its last digit; ns.
    """
    whole, _, rest = text.replace(",", ".").partition(".")
    last_ns = unit_ns // 10 ** len(rest)
    return int(whole + rest) * last_ns, last_ns // 2


def us_of(text: str) -> int:
    """Read milliseconds as whole microseconds; also C's ``0.-57`` for a negative value."""
    whole, _, rest = text.replace(",", ".").partition(".")
    return int(whole) * 1_000 + int(rest if rest.startswith("-") else rest[:3].ljust(3, "0"))
