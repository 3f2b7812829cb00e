"""Transmission Control Protocol. Spec: RFC 9293 section 3.1; accurate ECN: RFC 9768."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Layer, Length

__all__ = ("TCP",)


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
    header_bytes=Length("_offset_flags", lambda word: (word >> 12) * 4),
    reached_by={"ip.proto": (6,)},
)
