"""Generic Routing Encapsulation. Spec: RFC 2784; key and sequence number: RFC 2890; version 1, of PPTP: RFC 2637.

In UDP: RFC 8086. RFC 1701's source routes are lists of any length, behind which nothing is read.
"""

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, GoesOn, Key, Layer, Length, Options, Part, Problem, When
from pcapflow.layers._options import elements_of
from pcapflow.table import Elements, Regions

__all__ = ("GRE",)

Ints = npt.NDArray[np.int64]

HAS_CHECKSUM, HAS_ROUTE, HAS_KEY, HAS_SEQUENCE, HAS_ACK = 0x8000, 0x4000, 0x2000, 0x1000, 0x0080
VERSION = 0x0007
CHECKSUM, KEY, CALL, SEQUENCE, ACK = range(5)


_LENGTH_BITS = HAS_CHECKSUM | HAS_ROUTE | HAS_KEY | HAS_SEQUENCE | HAS_ACK | VERSION


def _header_bytes(flags: Ints) -> Ints:
    has_ack = (flags & HAS_ACK != 0) & (flags & VERSION == 1)
    n_words = 1 + (flags & (HAS_CHECKSUM | HAS_ROUTE) != 0) + (flags & HAS_KEY != 0) + (flags & HAS_SEQUENCE != 0)
    n_bytes: Ints = 4 * (n_words + has_ack)
    return n_bytes


def _fields(regions: Regions) -> Elements:
    """The words that flags announce, in their order; an element each."""
    flags = regions.header["flags_and_version"].astype(np.int64)
    is_enhanced = flags & VERSION == 1
    words = (
        (flags & (HAS_CHECKSUM | HAS_ROUTE) != 0, CHECKSUM),
        ((flags & HAS_KEY != 0) & ~is_enhanced, KEY),
        ((flags & HAS_KEY != 0) & is_enhanced, CALL),
        (flags & HAS_SEQUENCE != 0, SEQUENCE),
        ((flags & HAS_ACK != 0) & is_enhanced, ACK),
    )
    at = regions.start.copy()
    found = []
    for is_there, kind in words:
        row = np.flatnonzero(is_there & (at < regions.stop))
        size = np.full(len(row), 4)
        stop = np.minimum(at[row] + 4, regions.stop[row])
        found.append(Elements(row, np.full(len(row), kind), at[row], stop, size))
        at += 4 * is_there
    return elements_of(found)


def _flag(name: str, meaning: str, mask: int) -> Bits:
    shift = mask.bit_length() - 1
    return Bits(f"gre.flags.{name}", "flags_and_version", meaning, mask=mask, shift=shift, form=Form.BOOLEAN)


_IS_ENHANCED = When("flags_and_version", 1, 2, mask=VERSION)
_IS_PLAIN = When("flags_and_version", 1, 2, mask=VERSION, negated=True)

GRE = Layer(
    "gre",
    "Generic Routing Encapsulation",
    header=(
        Field("flags_and_version", ">u2", "Flags and version", Form.HEX16),
        Field("proto", ">u2", "Protocol of what follows", Form.HEX16),
    ),
    columns=(
        _flag("checksum", "Checksum is present", HAS_CHECKSUM),
        _flag("routing", "Routing is present", HAS_ROUTE),
        _flag("key", "Key is present", HAS_KEY),
        _flag("sequence_number", "Sequence number is present", HAS_SEQUENCE),
        _flag("strict_source_route", "Strict source route", 0x0800),
        Bits(
            "gre.flags.recursion_control", "flags_and_version", "Encapsulations that may follow", mask=0x0700, shift=8
        ),
        _flag("ack", "Acknowledgment is present", HAS_ACK)._replace(when=(_IS_ENHANCED,)),
        Bits("gre.flags.reserved", "flags_and_version", "Reserved", mask=0x00F8, shift=3, when=(_IS_PLAIN,)),
        Bits("gre.flags.reserved", "flags_and_version", "Reserved", mask=0x0078, shift=3, when=(_IS_ENHANCED,)),
        Bits("gre.flags.version", "flags_and_version", "Version", mask=VERSION),
    ),
    header_bytes=Length("flags_and_version", _header_bytes, mask=_LENGTH_BITS),
    goes_on=(GoesOn("flags_and_version", (0,), Problem.UNKNOWN_NEXT, mask=HAS_ROUTE),),
    next_key=(Key("proto", "gre.proto"),),
    falls_back={"gre.proto": "ethertype"},
    options=Options(
        "header",
        _fields,
        (
            Part("gre.checksum", ">u2", "Checksum", Form.HEX16, (CHECKSUM,)),
            Part("gre.offset", ">u2", "Offset of the route", kinds=(CHECKSUM,), at=2),
            Part("gre.key", ">u4", "Key", Form.HEX32, (KEY,)),
            Part("gre.key.payload_length", ">u2", "Bytes that are carried", kinds=(CALL,)),
            Part("gre.key.call_id", ">u2", "Call", kinds=(CALL,), at=2),
            Part("gre.sequence_number", ">u4", "Sequence number", kinds=(SEQUENCE,)),
            Part("gre.ack_number", ">u4", "Acknowledgment number", kinds=(ACK,)),
        ),
        words={
            CHECKSUM: "Checksum and offset",
            KEY: "Key",
            CALL: "Payload length and call",
            SEQUENCE: "Sequence number",
            ACK: "Acknowledgment number",
        },
    ),
    reached_by={"ip.proto": (47,), "udp.port": (4754,)},
)
