"""Interface description blocks. Spec: draft-ietf-opsawg-pcapng section 4.2."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pcapflow.errors import FormatError
from pcapflow.files._linktypes import registered
from pcapflow.files._records import Interface
from pcapflow.files.pcapng._options import options_once, text_of_option

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ("parse_interface",)

TEXTS = {2: "name", 3: "description", 12: "os", 15: "hardware"}
IF_TSRESOL, IF_FILTER, IF_FCSLEN, IF_TSOFFSET = 9, 11, 13, 14
OPTIONS_AT = 8


def parse_interface(body: bytes, order: str, number: int | None = None, section: int | None = None) -> Interface:
    """Read what lies between the two lengths of a block, at least 8 bytes.

    Args:
        body: The block's.
        order: ``<`` or ``>``.
        number: How many interfaces the section had before.
        section: Its number.

    Raises:
        FormatError: An option claims more bytes than the block has: what the times are counted in may stand behind it.
    """
    linktype, _reserved, snaplen = struct.unpack_from(f"{order}HHI", body)
    options, comments, problem = options_once(body, OPTIONS_AT, order)
    if problem:
        raise FormatError(problem, offset=OPTIONS_AT)
    texts = {name: text_of_option(options[code]) for code, name in TEXTS.items() if code in options}
    # 0: libpcap's filter language; 1: compiled code
    if options.get(IF_FILTER, b"")[:1] == b"\0":
        texts["filter"] = text_of_option(options[IF_FILTER][1:])
    (resolution,) = _sized(options, IF_TSRESOL, "B", order) or (6,)
    (offset_s,) = _sized(options, IF_TSOFFSET, "q", order) or (0,)
    (fcs,) = _sized(options, IF_FCSLEN, "B", order) or (0,)
    return Interface(
        registered(linktype),
        snaplen=snaplen,
        ticks_per_s=(2 if resolution & 0x80 else 10) ** (resolution & 0x7F),
        offset_s=offset_s,
        # The draft says bits, its example (4) and Wireshark say bytes. No sequence has 8 bytes or more, or 8 bits.
        fcs_bytes=fcs if fcs <= 8 else fcs // 8,
        number=number,
        section=section,
        comments=comments,
        name=texts.get("name"),
        description=texts.get("description"),
        hardware=texts.get("hardware"),
        os=texts.get("os"),
        filter=texts.get("filter"),
    )


def _sized(options: Mapping[int, bytes], code: int, form: str, order: str) -> tuple[int, ...]:
    """The number in an option; nothing where it is not there, or of another length."""
    value = options.get(code, b"")
    return struct.unpack(f"{order}{form}", value) if len(value) == struct.calcsize(f"{order}{form}") else ()
