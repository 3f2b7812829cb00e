"""Encapsulating Security Payload. Spec: RFC 4303 section 2; over UDP: RFC 3948.

What follows the two numbers is encrypted.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import PEEK, Field, Key, Layer

__all__ = ("ESP", "ESP_OVER_UDP", "UDP_ENCAPSULATION")

_HEADER = (
    Field("spi", ">u4", "Security parameters index", Form.HEX32),
    Field("sequence", ">u4", "Sequence number"),
)

ESP = Layer("esp", "Encapsulating Security Payload", header=_HEADER, reached_by={"ip.proto": (50,)})

UDP_ENCAPSULATION = Layer(
    "udpencap",
    "UDP Encapsulation of IPsec Packets",
    shown="",
    header=(),
    next_key=(Key(PEEK, "udpencap.first"),),
    # What keeps a translator's entry alive is one byte, which needs no layer.
    ends={"udpencap.first": (0xFF,)},
    reached_by={"udp.port": (4500,)},
)

ESP_OVER_UDP = Layer(
    "esp.over_udp",
    "Encapsulating Security Payload over UDP",
    prefix="esp",
    shown="udpencap:esp",
    header=_HEADER,
    # 0 begins IKE's messages (RFC 3948 section 2.2).
    reached_by={"udpencap.first": tuple(range(1, 0xFF))},
)
