"""GPRS Tunnelling Protocol, user plane. Spec: 3GPP TS 29.281 sections 5.1 and 5.2; QoS flows: TS 38.415.

The first byte says which shape the header has: eight bytes, or twelve where it
is numbered or extended. Extension headers may be of any length, and the last byte
of each says which follows. Version 0 and the other protocols of the family are
not read.
"""

import numpy as np

from pcapflow.forms import Form
from pcapflow.layers._layer import (
    LAST,
    PEEK,
    Bits,
    Claim,
    Field,
    GoesOn,
    Key,
    Layer,
    Length,
    Options,
    Part,
    Problem,
    When,
)
from pcapflow.table import Elements, Regions

__all__ = ("GTP", "GTP_EXTENDED", "GTP_EXTENSION", "GTP_NUMBERED", "GTP_PAYLOAD", "GTP_QOS", "GTP_VERSIONS")

GTP_VERSIONS = Layer(
    "gtp.versions",
    "GPRS Tunnelling Protocol",
    shown="",
    header=(),
    next_key=(Key(PEEK, "gtp.flags"),),
    reached_by={"udp.port": (2152,)},
)


def _flag(name: str, meaning: str, mask: int) -> Bits:
    return Bits(f"gtp.flags.{name}", "flags", meaning, mask=mask, shift=mask.bit_length() - 1, form=Form.BOOLEAN)


_HEADER = (
    Field("flags", "u1", "Flags", Form.HEX8),
    Field("message", "u1", "Type of message: 0xff carries a packet, 1 and 2 are echoes", Form.HEX8),
    Field("length", ">u2", "Length of what follows the first 8 bytes"),
    Field("teid", ">u4", "Tunnel endpoint identifier", Form.HEX32),
)
_COLUMNS = (
    Bits("gtp.flags.version", "flags", "Version", mask=0xE0, shift=5),
    Bits("gtp.flags.payload", "flags", "1: not of the charging protocol", mask=0x10, shift=4),
    Bits("gtp.flags.reserved", "flags", "Reserved", mask=0x08, shift=3),
    _flag("e", "There is an extension header", 0x04),
    _flag("s", "There is a sequence number", 0x02),
    _flag("pn", "There is an N-PDU number", 0x01),
)
_LONG_HEADER = (*_HEADER, Field("_seq_number", ">u2"), Field("_npdu_number", "u1"), Field("_next", "u1"))
_NEXT = "Type of the next extension header; 0 is none"
_LONG_COLUMNS = (
    *_COLUMNS,
    Bits("gtp.seq_number", "_seq_number", "Sequence number", form=Form.HEX16, when=(When("flags", 2, 3, mask=2),)),
    Bits("gtp.npdu_number", "_npdu_number", "N-PDU number", form=Form.HEX8, when=(When("flags", 1, 2, mask=1),)),
)
_TOTAL = Claim("length", add=8)
# Other messages carry elements of their own, no packet.
_MESSAGE = (Key("message", "gtp.message"), Key(0, "gtp.elements"))

GTP = Layer(
    "gtp",
    "GPRS Tunnelling Protocol",
    header=_HEADER,
    columns=_COLUMNS,
    total_bytes=_TOTAL,
    next_key=_MESSAGE,
    ends={"gtp.elements": (0,)},
    reached_by={"gtp.flags": (0x30, 0x38)},
)

GTP_NUMBERED = Layer(
    "gtp.numbered",
    "GPRS Tunnelling Protocol with numbers",
    prefix="gtp",
    shown="gtp",
    header=_LONG_HEADER,
    columns=_LONG_COLUMNS,
    total_bytes=_TOTAL,
    next_key=_MESSAGE,
    reached_by={"gtp.flags": (0x31, 0x32, 0x33, 0x39, 0x3A, 0x3B)},
)

GTP_EXTENDED = Layer(
    "gtp.extended",
    "GPRS Tunnelling Protocol with extension headers",
    prefix="gtp",
    shown="gtp",
    header=_LONG_HEADER,
    columns=(*_LONG_COLUMNS, Bits("gtp.ext_hdr.next", "_next", _NEXT, form=Form.HEX8)),
    total_bytes=_TOTAL,
    goes_on=(GoesOn("message", (0xFF,), Problem.UNKNOWN_NEXT),),
    next_key=(Key("_next", "gtp.extension"),),
    reached_by={"gtp.flags": (0x34, 0x35, 0x36, 0x37, 0x3C, 0x3D, 0x3E, 0x3F)},
)


def _last_bytes(regions: Regions) -> Elements:
    """The last byte of each header, which has any number of bytes."""
    claimed, start = regions.claimed, regions.claimed - 1
    row = np.flatnonzero((start >= regions.start) & (claimed <= regions.stop))
    one = np.ones(len(row), np.int64)
    return Elements(row, 0 * one, start[row], claimed[row], one)


_IS_SOME = When("_length", 1, 256)
_UNITS = Bits("gtp.ext_hdr.length", "_length", "Length of the extension header, in units of 4 bytes")
_EXTENSION_BYTES = Length("_length", lambda byte: byte * 4)
_EXTENSION_NEXT = (Key(LAST, "gtp.extension"),)
_LAST = Options("header", _last_bytes, (Part("gtp.ext_hdr.next", "u1", _NEXT, Form.HEX8),), words={0: "Next type"})

GTP_QOS = Layer(
    "gtp.qos",
    "PDU Session Container",
    shown="",
    header=(Field("_length", "u1"), Field("_kind", "u1"), Field("_flow", "u1")),
    columns=(
        _UNITS,
        Bits(
            "gtp.ext_hdr.pdu_ses_con.pdu_type",
            "_kind",
            "Direction: 0 downlink, 1 uplink",
            mask=0xF0,
            shift=4,
            when=(_IS_SOME,),
        ),
        Bits(
            "gtp.ext_hdr.pdu_ses_con.qos_flow_id",
            "_flow",
            "QoS flow identifier",
            mask=0x3F,
            when=(_IS_SOME, When("_kind", 0x00, 0x20)),
        ),
    ),
    header_bytes=_EXTENSION_BYTES,
    next_key=_EXTENSION_NEXT,
    options=_LAST,
    reached_by={"gtp.extension": (0x85,)},
)

GTP_EXTENSION = Layer(
    "gtp.extension",
    "Extension header",
    shown="",
    header=(Field("_length", "u1"),),
    columns=(_UNITS,),
    header_bytes=_EXTENSION_BYTES,
    next_key=_EXTENSION_NEXT,
    options=_LAST,
    # Service class, UDP port, RAN containers, PDCP numbers (TS 29.281 figure 5.2.1-3).
    reached_by={"gtp.extension": (0x20, 0x40, 0x81, 0x82, 0x83, 0x84, 0xC0)},
)

GTP_PAYLOAD = Layer(
    "gtp.payload",
    "T-PDU",
    shown="",
    header=(),
    next_key=(Key(PEEK, "version_nibble", mask=0xF0, shift=4),),
    reached_by={"gtp.message": (0xFF,), "gtp.extension": (0,)},
)
