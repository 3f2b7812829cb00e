"""Raw IP: no link layer at all. Spec: LINKTYPE_RAW of the link-type registry."""

from pcapflow.layers._layer import PEEK, Key, Layer

__all__ = ("RAW_IP",)

RAW_IP = Layer(
    "raw",
    "Raw packet data",
    header=(),
    next_key=(Key(PEEK, "version_nibble", mask=0xF0, shift=4),),
    reached_by={"linktype": (101,)},
)
