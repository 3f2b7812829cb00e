"""Authentication Header. Spec: RFC 4302 section 2."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Field, Key, Layer, Length

__all__ = ("AH",)

AH = Layer(
    "ah",
    "Authentication Header",
    header=(
        Field("next_header", "u1", "Protocol of what follows"),
        Field("length", "u1", "Length beyond the first eight bytes, in units of 4 bytes"),
        Field("reserved", "2u1", "Reserved", Form.BYTES),
        Field("spi", ">u4", "Security parameters index", Form.HEX32),
        Field("sequence", ">u4", "Sequence number"),
    ),
    header_bytes=Length("length", lambda byte: (byte + 2) * 4),
    next_key=(Key("next_header", "ip.proto"),),
    reached_by={"ip.proto": (51,)},
)
