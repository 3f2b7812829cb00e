"""GRE, SCTP and IGMP: headers that consist of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _agree._rule import rule

if TYPE_CHECKING:
    from _agree._packet import Header, Packet

__all__ = ()

# GRE.


@rule("cut gre.flags", "gre", fields="gre.flags", reason="shown when the protocol was captured")
def _(header: Header, _packet: Packet) -> None:
    if len(header.data) < 4:
        header.hide("gre.flags")


@rule("gre version 1", "gre", fields="", reason="read as version 0 unless it carries PPP, as the specification demands")
def _(header: Header, packet: Packet) -> None:
    flags = int.from_bytes(header.data[:2], "big")
    if len(header.data) < 4 or flags & 7 != 1 or header.data[2:4] == b"\x88\x0b":
        return
    header.hide("gre.flags.ack", "gre.key.", "gre.ack_number")
    header.values["gre.flags.reserved"] = str(flags >> 3 & 0x1F)
    key_at = 8 if flags & 0xC000 else 4
    if flags & 0x2000 and len(header.data) >= key_at + 4:
        header.add(key_at, "gre.key", f"0x{header.data[key_at : key_at + 4].hex()}")
    if flags & 0x0080:
        packet.forget_after(header)


# SCTP.

_PARAMETERS_AT = {1: 20, 2: 20, 4: 4, 5: 4, 6: 4, 9: 4, 0x80: 8, 0x82: 4, 0xC1: 8}
"""Chunks that hold parameters or causes of errors, and the byte at which these begin."""
_LEAST = {0: 16, 1: 20, 2: 20, 3: 16, 64: 20, 192: 8}
_NUMBERS = {7: "sctp.shutdown_cumulative_tsn_ack", 12: "sctp.ecne_lowest_tsn", 13: "sctp.cwr_lowest_tsn"}
"""Chunks that are one number."""
_PARAMETER_BYTES = {5: 8, 6: 20, 9: 8, 0xC006: 8}


def _end_of_list(raw: bytes, size: int) -> int | None:
    """Where a list of parameters, or of causes, that claims some bytes breaks off; None where it does not."""
    at = 0
    while at < size:
        if at + 4 > min(size, len(raw)):
            return at
        kind, n_bytes = int.from_bytes(raw[at : at + 2], "big"), int.from_bytes(raw[at + 2 : at + 4], "big")
        if n_bytes < 4:
            return at + 4 if n_bytes else at
        if at + n_bytes > min(size, len(raw)) or n_bytes < _PARAMETER_BYTES.get(kind, 4):
            return at + n_bytes
        at += n_bytes + 3 & ~3
    return None


def _end_of_chunk(raw: bytes, size: int) -> int | None:
    """Where a chunk, which claims some bytes, breaks off."""
    kind = raw[0]
    if size < _LEAST.get(kind, 4):
        return None
    if kind in _NUMBERS and size == 4:
        return size
    if kind == 3:
        n_blocks = int.from_bytes(raw[12:14], "big") + int.from_bytes(raw[14:16], "big")
        return size if 16 + 4 * n_blocks > size else None
    at = _PARAMETERS_AT.get(kind)
    if at is None:
        return None
    if kind in (4, 5):
        n_bytes = int.from_bytes(raw[6:8], "big")
        return size if size < 8 or n_bytes < 4 or 4 + n_bytes > size else None
    end = _end_of_list(raw[at:], size - at)
    return None if end is None else at + end


@rule("short sctp", "sctp", fields="", reason="not named where there are less than 12 bytes")
def _(header: Header, packet: Packet) -> None:
    if len(header.data) == header.n_bytes < 12:
        packet.forget(header)


@rule("cut sctp", "sctp", fields="sctp.", reason="the header is shown as a whole, and so is each chunk")
def _(header: Header, _packet: Packet) -> None:
    if len(header.data) < 12:
        header.keep()
    for at in [one.at for one in header.listed if one.name == "sctp.chunk_type"]:
        size = int.from_bytes(header.data[at + 2 : at + 4].ljust(2, b"\xff"), "big")
        if min(at + (max(size, 4) + 3 & ~3), header.n_bytes) > len(header.data) or at + 4 > len(header.data):
            header.drop(at, len(header.data))


@rule(
    "chunk beyond the end",
    "sctp",
    fields="sctp.",
    reason="a chunk's numbers are shown where those before lists are there",
)
def _(header: Header, _packet: Packet) -> None:
    for at in [one.at for one in header.listed if one.name == "sctp.chunk_type"]:
        kind, n_left = header.data[at], header.n_bytes - at
        if kind in (0, 64) and n_left < _LEAST[kind]:
            header.drop(at + 1, header.n_bytes, "sctp.data_")
        elif kind == 3 and n_left < 8:
            header.drop(at + 1, at + 2, "sctp.sack_")
    for one in [one for one in header.listed if one.name == "sctp.sack_gap_block_start"]:
        if one.at + 4 > header.n_bytes:
            header.drop(one.at, one.at + 2)


@rule("padded chunk", "sctp", fields="sctp.", reason="a number in a chunk may lie in what counts as its padding")
def _(header: Header, _packet: Packet) -> None:
    for at in [one.at for one in header.listed if one.name == "sctp.chunk_type"]:
        name, size = _NUMBERS.get(header.data[at]), int.from_bytes(header.data[at + 2 : at + 4], "big")
        if name is not None and 4 < size < 8 and at + 8 <= len(header.data):
            header.add(at + 4, name, str(int.from_bytes(header.data[at + 4 : at + 8], "big")))


@rule("broken chunk", "sctp", fields="sctp.", reason="nothing is shown after a list in a chunk that breaks off")
def _(header: Header, _packet: Packet) -> None:
    at = 12
    while at + 4 <= len(header.data):
        size = int.from_bytes(header.data[at + 2 : at + 4], "big")
        if size == 0:
            return
        end = _end_of_chunk(header.data[at : at + (size + 3 & ~3)], size)
        if end is not None:
            header.drop(at + min(end, size), len(header.data))
            return
        at += max(size, 4) + 3 & ~3


# IGMP. A layer begins behind the byte of the type.


@rule(
    "igmp response", "igmp.query", fields="igmp.max_resp", reason="0 is a reserved field in version 1, and a float in 3"
)
def _(header: Header, _packet: Packet) -> None:
    code = int(header.values.get("igmp.max_resp", "1"))
    if header.n_bytes < 11:
        if code == 0:
            header.hide("igmp.max_resp")
    elif code > 127:
        header.values["igmp.max_resp"] = str((code & 15 | 16) << (code >> 4 & 7) + 3)


@rule("cut igmp query", "igmp", "igmp.query", fields="igmp.", reason="read when what tells the version was captured")
def _(header: Header, _packet: Packet) -> None:
    if header.layer == "igmp.query":
        if len(header.data) < 11 <= header.n_bytes:
            header.keep()
            header.listed = []
    elif header.data == b"\x11" and header.n_bytes < 12:
        header.hide("igmp.type")


@rule("cut igmp record", "igmp.report_v3", fields="igmp.", reason="shown when its group was captured")
def _(header: Header, _packet: Packet) -> None:
    begins = [one.at for one in header.listed if one.name == "igmp.record_type"]
    for at in begins:
        if at + 8 > len(header.data):
            header.drop(at, at + 8)


@rule("cut igmp block", "igmp.mtrace", fields="igmp.mtrace.q_", reason="what a router said is shown as a whole")
def _(header: Header, _packet: Packet) -> None:
    for at in [one.at for one in header.listed if one.name == "igmp.mtrace.q_arrival"]:
        if at + 32 > len(header.data):
            header.drop(at, len(header.data))


@rule("igmp of others", "igmp", fields="igmp.type", reason="DVMRP, PIM and IGAP show types of their own")
def _(header: Header, _packet: Packet) -> None:
    if header.data[:1] in (b"\x13", b"\x14", b"\x40", b"\x41", b"\x42"):
        header.hide("igmp.type")
