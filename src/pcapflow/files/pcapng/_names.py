"""Name resolution blocks. Spec: draft-ietf-opsawg-pcapng section 4.5."""

from __future__ import annotations

import struct
from typing import TypeAlias

from pcapflow.forms import Form, one_text

__all__ = ("Names", "parse_names")

Names: TypeAlias = "tuple[tuple[str, tuple[str, ...]], ...]"
"""Addresses, as text, each with its names."""

NRB_RECORD_END = 0
RECORD_HEADER_BYTES = 4


# IPv4, IPv6, EUI-48; the fourth is an EUI-64, written as Wireshark writes one.
ADDRESSES = {1: (4, Form.IPV4), 2: (16, Form.IPV6), 3: (6, Form.MAC), 4: (8, Form.MAC)}
"""Record type to the bytes of its address, and how it is written."""


def parse_names(body: bytes, order: str, most: int = 65_536) -> tuple[Names, str]:
    """Address and names of each record; options behind the records are not looked at.

    Args:
        body: What lies between the two lengths of a block.
        order: ``<`` or ``>``.
        most: So many records are given; all are looked at.

    Returns:
        The names, and why the block cannot be read to its end, if it cannot.
    """
    unpack = struct.Struct(f"{order}HH").unpack_from
    found = []
    problem = ""
    at = 0
    while len(body) - at >= RECORD_HEADER_BYTES:
        kind, size = unpack(body, at)
        if kind == NRB_RECORD_END:
            break
        at += RECORD_HEADER_BYTES
        if size > len(body) - at:
            problem = f"name record claims {size} bytes, {len(body) - at} are left in its block"
            break
        n_bytes, form = ADDRESSES.get(kind, (size, Form.BYTES))
        if size > n_bytes and most:
            most -= 1
            names = body[at + n_bytes : at + size].split(b"\0")
            address = one_text(body[at : at + n_bytes], form)
            found.append((address, tuple(name.decode("utf-8", "replace") for name in names if name)))
        at += size + (-size & 3)
    return tuple(found), problem
