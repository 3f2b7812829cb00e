"""Messages that begin as HTTP's do: a first line, header lines, an empty line (RFC 9112 section 2.1).

dpkt wants a message whole and refuses the first segment of a long one, so it
gets the head alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("first_line_of", "headers_of")


def first_line_of(payload: bytes) -> bytes:
    """The first line as a message of its own."""
    return payload.partition(b"\n")[0].rstrip(b"\r") + b"\r\n\r\n"


def headers_of(payload: bytes, message: Any) -> Iterator[tuple[str, str]]:
    """Names, in lower case, and values of the header lines, in their order; a name may come several times.

    Args:
        payload: The message, from its first line on.
        message: An empty ``dpkt.http.Message`` to read them.
    """
    rest = payload.partition(b"\n")[2]
    head = rest.partition(b"\r\n\r\n")[0] if b"\r\n\r\n" in rest else rest.partition(b"\n\n")[0]
    if head[:2] in (b"\r\n", b""):
        return
    message.unpack(head + b"\r\n\r\n", is_body_allowed=False)
    for name, values in message.headers.items():
        for value in values if isinstance(values, list) else [values]:
            yield name, value
