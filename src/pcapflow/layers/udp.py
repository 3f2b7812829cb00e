"""User Datagram Protocol. Spec: RFC 768; jumbograms: RFC 2675 section 4.

Of the two ports the lower one says what is carried, if that is known, else the
higher one: the other is drawn at random, and may be anybody's.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import NOBODY, Claim, Field, Key, Layer

__all__ = ("UDP", "UDP_TUNNEL")

SERVICES = (
    # system ports (RFC 6335 section 6)
    *(7, 13, 19, 37, 49, 53, 67, 68, 69, 88, 111, 123, 137, 138, 161, 162, 177, 213, 319, 320, 389, 427, 434, 443),
    *(464, 496, 500, 502, 513, 514, 520, 521, 546, 547, 623, 631, 646, 853),
    # user ports of servers below those of tunnels
    *(1194, 1645, 1646, 1812, 1813, 1900, 1985, 2055, 2427, 3478, 3784, 3785, 4739, 5060, 5246, 5247, 5353, 5355),
    *(5683, 5684, 6343),
)
"""Ports (IANA's service names and port numbers) at which what is carried is an application's, no packet."""

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
    next_key=(
        Key("srcport", "udp.port", beside="dstport"),
        Key("srcport", "udp.port", beside="dstport", higher=True),
        Key(0, "udp.application"),
    ),
    ends={"udp.application": (0,), "udp.port": SERVICES},
    reached_by={"ip.proto": (17,)},
)

UDP_TUNNEL = Layer(
    "udp.tunnel",
    "Tunnel that is not read",
    shown="",
    header=(),
    next_key=(NOBODY,),
    # L2TP, GTP's control plane and charging, Teredo, LISP.
    reached_by={"udp.port": (1701, 2123, 3386, 3544, 4341)},
)
