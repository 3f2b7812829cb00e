"""PPP over Ethernet. Spec: RFC 2516 section 4: how a session is found, and what it carries."""

from pcapflow.forms import Form
from pcapflow.layers._layer import PEEK, Bits, Claim, Field, GoesOn, Key, Layer, Problem

__all__ = ("PPPOE_DISCOVERY", "PPPOE_SESSION")

_HEADER = (
    Field("_version_type", "u1"),
    Field("code", "u1", "Code: 0 session, 0x09 and 0x07 discovery, 0x19 and 0x65 request, 0xa7 end", Form.HEX8),
    Field("session_id", ">u2", "Session", Form.HEX16),
    Field("payload_length", ">u2", "Length of what follows"),
)
_COLUMNS = (
    Bits("pppoe.version", "_version_type", "Version", mask=0xF0, shift=4),
    Bits("pppoe.type", "_version_type", "Type", mask=0x0F),
)
_TOTAL = Claim("payload_length", add=6)

PPPOE_DISCOVERY = Layer(
    "pppoed",
    "PPP-over-Ethernet Discovery",
    prefix="pppoe",
    header=_HEADER,
    columns=_COLUMNS,
    total_bytes=_TOTAL,
    reached_by={"ethertype": (0x8863,)},
)

PPPOE_SESSION = Layer(
    "pppoes",
    "PPP-over-Ethernet Session",
    prefix="pppoe",
    header=_HEADER,
    columns=_COLUMNS,
    total_bytes=_TOTAL,
    goes_on=(GoesOn("code", (0,), Problem.UNKNOWN_NEXT),),
    # No address and control fields here (section 7).
    next_key=(Key(PEEK, "ppp.is_odd", mask=0x01),),
    # 51: LINKTYPE_PPP_ETHER, a session without Ethernet.
    reached_by={"ethertype": (0x8864,), "linktype": (51,)},
)
