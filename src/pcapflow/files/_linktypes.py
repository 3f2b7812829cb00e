"""What both capture formats must know of link types. Spec: draft-ietf-opsawg-pcaplinktype."""

from __future__ import annotations

__all__ = ("most_bytes_of", "registered")

# Some systems wrote their own number (DLT) where the registry's belongs. The registry gives these to nobody.
_REGISTERED = {11: 100, 12: 101, 13: 109, 14: 101, 16: 106, 18: 106, 19: 106}

# D-Bus and USB allow messages of 128 MiB, an EBHSCR frame has up to 32 MiB; elsewhere a longer packet is damage,
# for libpcap and for tshark.
_MOST_BYTES = {231: 128 << 20, 249: 128 << 20, 279: 32 << 20}
_MOST_BYTES_ELSEWHERE = 262_144


def registered(linktype: int) -> int:
    """The registry's number for a link type as it stands in a file; tshark reads these files in the same way."""
    return _REGISTERED.get(linktype, linktype)


def most_bytes_of(linktype: int) -> int:
    """The longest packet that a link type can have."""
    return _MOST_BYTES.get(linktype, _MOST_BYTES_ELSEWHERE)
