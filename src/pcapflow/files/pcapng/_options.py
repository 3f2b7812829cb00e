"""Options, at the end of most blocks. Spec: draft-ietf-opsawg-pcapng section 3.5.

The real world beyond the draft: texts may end in a NUL, and behind the last
option the end of options is often left out.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

__all__ = ("COMMENT", "END_OF_OPTIONS", "OPTION_HEADER_BYTES", "Options", "options_once", "overrun", "text_of_option")

END_OF_OPTIONS = 0
COMMENT = 1
OPTION_HEADER_BYTES = 4


class Options(NamedTuple):
    """Those of a block, as far as they can be told apart."""

    values: dict[int, bytes]
    comments: tuple[str, ...]
    problem: str
    """Why nothing can be told behind them; empty when all was read."""


def options_once(body: bytes, at: int, order: str) -> Options:
    """The first value of each code, and all comments, which alone may be repeated in every block.

    Args:
        body: What lies between the two lengths of a block.
        at: Where in it the options begin.
        order: ``<`` or ``>``.
    """
    unpack = struct.Struct(f"{order}HH").unpack_from
    values: dict[int, bytes] = {}
    comments = []
    problem = ""
    while len(body) - at >= OPTION_HEADER_BYTES:
        code, size = unpack(body, at)
        if code == END_OF_OPTIONS:
            break
        at += OPTION_HEADER_BYTES
        if size > len(body) - at:
            problem = overrun(code, size, len(body) - at)
            break
        value = body[at : at + size]
        if code == COMMENT:
            comments.append(text_of_option(value))
        else:
            values.setdefault(code, value)
        at += size + (-size & 3)
    return Options(values, tuple(comments), problem)


def overrun(code: int, size: int, n_left: int) -> str:
    """What is wrong with an option that is longer than what is left of its block."""
    return f"option {code} claims {size} bytes, {n_left} are left in its block"


def text_of_option(value: bytes) -> str:
    """UTF-8 as far as it goes: a name is not worth refusing a capture."""
    return value.partition(b"\0")[0].decode("utf-8", "replace")
