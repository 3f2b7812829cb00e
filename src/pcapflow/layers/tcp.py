"""Transmission Control Protocol. Spec: RFC 9293 section 3.1; accurate ECN: RFC 9768.

Options: IANA "TCP Option Kind Numbers"; window scale and timestamps: RFC 7323; selective acknowledgments: RFC 2018.
"""

import numpy as np

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Layer, Length, Options, Part
from pcapflow.layers._options import type_length

__all__ = ("TCP",)

END, NOP, MSS, WSCALE, SACK_PERMITTED, SACK, TIMESTAMP = 0, 1, 2, 3, 4, 5, 8
GREATEST_SHIFT = 14
"""RFC 7323 section 2.3: more counts as this."""

_OPTIONS = Options(
    "header",
    type_length(single=(END, NOP), end=END, end_repeats=True),
    (
        Part("tcp.option_kind", "u1", "Kind of option"),
        Part("tcp.option_len", "u1", "Bytes of the option", at=1),
        Part("tcp.options.eol", "1u1", "End of the options", Form.BYTES, kinds=(END,)),
        Part("tcp.options.nop", "1u1", "No operation", Form.BYTES, kinds=(NOP,)),
        Part("tcp.options.mss_val", ">u2", "Maximum segment size", kinds=(MSS,), at=2, sizes=(4,)),
        Part("tcp.options.wscale.shift", "u1", "Shift of the window", kinds=(WSCALE,), at=2, sizes=(3,)),
        Part(
            "tcp.options.wscale.multiplier",
            "u1",
            "Scale of the window",
            kinds=(WSCALE,),
            at=2,
            sizes=(3,),
            value=lambda shift: np.uint16(1) << np.minimum(shift, GREATEST_SHIFT).astype(np.uint16),
        ),
        Part(
            "tcp.options.sack_perm",
            "2u1",
            "Selective acknowledgments permitted",
            Form.BYTES,
            kinds=(SACK_PERMITTED,),
            sizes=(2,),
        ),
        Part(
            "tcp.options.sack.count",
            "u1",
            "Blocks that are acknowledged selectively",
            kinds=(SACK,),
            at=1,
            value=lambda n_bytes: (n_bytes - 2) // 8,
        ),
        Part("tcp.options.sack_le", ">u4", "First sequence number of a block", kinds=(SACK,), at=2, every=8),
        Part("tcp.options.sack_re", ">u4", "Sequence number behind a block", kinds=(SACK,), at=6, every=8),
        Part("tcp.options.timestamp.tsval", ">u4", "Timestamp", kinds=(TIMESTAMP,), at=2, sizes=(10,)),
        Part("tcp.options.timestamp.tsecr", ">u4", "Timestamp that is echoed", kinds=(TIMESTAMP,), at=6, sizes=(10,)),
    ),
    words={
        END: "End of options",
        NOP: "No operation",
        MSS: "Maximum segment size",
        WSCALE: "Window scale",
        SACK_PERMITTED: "Selective acknowledgments permitted",
        SACK: "Selective acknowledgment",
        TIMESTAMP: "Timestamps",
    },
)


def _flag(name: str, meaning: str, bit: int) -> Bits:
    return Bits(f"tcp.flags.{name}", "_offset_flags", meaning, mask=1 << bit, shift=bit, form=Form.BOOLEAN)


TCP = Layer(
    "tcp",
    "Transmission Control Protocol",
    header=(
        Field("srcport", ">u2", "Source port"),
        Field("dstport", ">u2", "Destination port"),
        Field("seq_raw", ">u4", "Sequence number"),
        Field("ack_raw", ">u4", "Acknowledgment number"),
        Field("_offset_flags", ">u2"),
        Field("window_size_value", ">u2", "Window, not scaled"),
        Field("checksum", ">u2", "Checksum", Form.HEX16),
        Field("urgent_pointer", ">u2", "Urgent pointer"),
    ),
    columns=(
        Bits("tcp.hdr_len", "_offset_flags", "Bytes of the header", mask=0xF000, shift=12, scale=4),
        Bits("tcp.flags", "_offset_flags", "Flags", mask=0x0FFF, form=Form.HEX16),
        Bits("tcp.flags.res", "_offset_flags", "Reserved", mask=0x0E00, shift=9, form=Form.BOOLEAN),
        _flag("ae", "Accurate ECN", 8),
        _flag("cwr", "Congestion window reduced", 7),
        _flag("ece", "ECN echo", 6),
        _flag("urg", "Urgent", 5),
        _flag("ack", "Acknowledgment", 4),
        _flag("push", "Push", 3),
        _flag("reset", "Reset", 2),
        _flag("syn", "Synchronize", 1),
        _flag("fin", "Final", 0),
    ),
    header_bytes=Length("_offset_flags", lambda words: words * 4, mask=0xF000, shift=12),
    reached_by={"ip.proto": (6,)},
    options=_OPTIONS,
)
