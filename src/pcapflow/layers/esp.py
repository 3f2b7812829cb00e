"""Encapsulating Security Payload. Spec: RFC 4303 section 2; over UDP: RFC 3948 section 2.

What follows the two numbers is encrypted.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import PEEK, Bits, Field, Key, Layer, When

__all__ = ("ESP", "ESP_FIRST_ZERO", "ESP_NUMBER", "ESP_OVER_UDP", "UDP_ENCAPSULATION")

_SPI = "Security parameters index"
_SEQUENCE = Field("sequence", ">u4", "Sequence number")
_HEADER = (Field("spi", ">u4", _SPI, Form.HEX32), _SEQUENCE)

ESP = Layer("esp", "Encapsulating Security Payload", header=_HEADER, reached_by={"ip.proto": (50,)})

UDP_ENCAPSULATION = Layer(
    "udpencap",
    "UDP Encapsulation of IPsec Packets",
    shown="",
    header=(),
    # What keeps a translator's entry alive is one byte.
    least_bytes=2,
    next_key=(Key(PEEK, "udpencap.first"),),
    reached_by={"udp.port": (4500,)},
)

ESP_OVER_UDP = Layer(
    "esp.over_udp",
    "Encapsulating Security Payload over UDP",
    prefix="esp",
    shown="udpencap:esp",
    header=_HEADER,
    reached_by={"udpencap.first": tuple(range(1, 256))},
)

ESP_FIRST_ZERO = Layer(
    "esp.first_zero",
    "Index that begins with 0, or the marker of what is not ESP",
    prefix="esp",
    shown="udpencap",
    header=(Field("_spi", ">u4"),),
    columns=(Bits("esp.spi", "_spi", _SPI, form=Form.HEX32, when=(When("_spi", 0, 1, negated=True),)),),
    next_key=(
        Key("_spi", "esp.upper_half", mask=0xFFFF0000, shift=16),
        Key("_spi", "esp.lower_half"),
        Key(0, "esp.index"),
    ),
    # Behind four zeros comes IKE.
    ends={"esp.lower_half": (0,)},
    reached_by={"udpencap.first": (0,)},
)

ESP_NUMBER = Layer(
    "esp.number",
    "The rest of what is readable",
    prefix="esp",
    shown="esp",
    header=(_SEQUENCE,),
    reached_by={"esp.upper_half": tuple(range(1, 256)), "esp.index": (0,)},
)
