"""Options, at the end of most blocks. Spec: draft-ietf-opsawg-pcapng section 3.5.

The real world beyond the draft: texts may end in a NUL, and behind the last
option the end of options is often left out.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pcapflow.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("COMMENT", "END_OF_OPTIONS", "OPTION_HEADER_BYTES", "options_once", "text_of_option")

END_OF_OPTIONS = 0
COMMENT = 1
OPTION_HEADER_BYTES = 4


def options_once(body: bytes, at: int, order: str) -> tuple[dict[int, bytes], tuple[str, ...]]:
    """The first value of each code, and all comments, which alone may be repeated in every block.

    Args:
        body: What lies between the two lengths of a block.
        at: Where in it the options begin.
        order: ``<`` or ``>``.

    Raises:
        FormatError: An option claims more bytes than the block has.
    """
    values: dict[int, bytes] = {}
    comments = []
    for code, value in _options(body, at, order):
        if code == COMMENT:
            comments.append(text_of_option(value))
        else:
            values.setdefault(code, value)
    return values, tuple(comments)


def _options(body: bytes, at: int, order: str) -> Iterator[tuple[int, bytes]]:
    unpack = struct.Struct(f"{order}HH").unpack_from
    while len(body) - at >= OPTION_HEADER_BYTES:
        code, size = unpack(body, at)
        if code == END_OF_OPTIONS:
            return
        at += OPTION_HEADER_BYTES
        if size > len(body) - at:
            problem = f"option {code} claims {size} bytes, {len(body) - at} are left in its block"
            raise FormatError(problem, offset=at)
        yield code, body[at : at + size]
        at += size + (-size & 3)


def text_of_option(value: bytes) -> str:
    """UTF-8 as far as it goes: a name is not worth refusing a capture."""
    return value.partition(b"\0")[0].decode("utf-8", "replace")
