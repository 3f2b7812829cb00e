"""User Datagram Protocol. Spec: RFC 768; jumbograms: RFC 2675 section 4."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Claim, Field, Key, Layer

__all__ = ("UDP",)

UDP = Layer(
    "udp",
    "User Datagram Protocol",
    header=(
        Field("srcport", ">u2", "Source port"),
        Field("dstport", ">u2", "Destination port"),
        Field("length", ">u2", "Length"),
        Field("checksum", ">u2", "Checksum", Form.HEX16),
    ),
    # Length 0 marks a jumbogram, which runs to the end of the IP payload.
    total_bytes=Claim("length", zero_is_open=True),
    # What is no tunnel is an application's.
    next_key=(Key("dstport", "udp.port"), Key("srcport", "udp.port"), Key(0, "udp.application")),
    ends={"udp.application": (0,)},
    reached_by={"ip.proto": (17,)},
)
