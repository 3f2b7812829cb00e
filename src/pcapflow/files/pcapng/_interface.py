"""Interface description blocks. Spec: draft-ietf-opsawg-pcapng section 4.2; options: section 3.5."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pcapflow.errors import FormatError
from pcapflow.files._linktypes import registered
from pcapflow.files._records import Interface

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("parse_interface",)

TEXTS = {2: "name", 3: "description", 12: "os", 15: "hardware"}
IF_TSRESOL, IF_FILTER, IF_FCSLEN, IF_TSOFFSET = 9, 11, 13, 14
OPTIONS_AT = 8


def parse_interface(body: bytes, order: str, number: int | None = None) -> Interface:
    """Read what lies between the two lengths of a block, at least 8 bytes; ``order`` is ``<`` or ``>``.

    Raises:
        FormatError: An option claims more bytes than the block has.
    """
    linktype, _reserved, snaplen = struct.unpack_from(f"{order}HHI", body)
    texts: dict[str, str] = {}
    ticks_per_s, offset_s, fcs_bytes = 1_000_000, 0, 0
    for code, value in _options(body, order):
        if code in TEXTS:
            texts[TEXTS[code]] = value.decode("utf-8", "replace")
        elif code == IF_FILTER and value[:1] == b"\0":  # 0: libpcap's filter language; 1: compiled code
            texts["filter"] = value[1:].decode("utf-8", "replace")
        elif code == IF_TSRESOL and len(value) == 1:
            ticks_per_s = (2 if value[0] & 0x80 else 10) ** (value[0] & 0x7F)
        elif code == IF_TSOFFSET and len(value) == 8:
            (offset_s,) = struct.unpack(f"{order}q", value)
        elif code == IF_FCSLEN and len(value) == 1:
            # The draft says bits, its example (4) and Wireshark say bytes. No sequence has 8 bytes or more, or 8 bits.
            fcs_bytes = value[0] if value[0] <= 8 else value[0] // 8
    return Interface(
        registered(linktype),
        snaplen=snaplen,
        ticks_per_s=ticks_per_s,
        offset_s=offset_s,
        fcs_bytes=fcs_bytes,
        number=number,
        name=texts.get("name"),
        description=texts.get("description"),
        hardware=texts.get("hardware"),
        os=texts.get("os"),
        filter=texts.get("filter"),
    )


def _options(body: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    """The options at the end of a block: code and value. Spec: section 3.5."""
    unpack = struct.Struct(f"{order}HH").unpack_from
    at = OPTIONS_AT
    while len(body) - at >= 4:
        code, size = unpack(body, at)
        if code == 0:
            return
        if size > len(body) - at - 4:
            problem = f"option {code} claims {size} bytes, {len(body) - at - 4} are left in its block"
            raise FormatError(problem, offset=at)
        yield code, body[at + 4 : at + 4 + size]
        at += 4 + size + (-size & 3)
