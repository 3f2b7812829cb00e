"""Link layers, ARP, and the frame itself."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from _agree._rule import NOTHING, rule
from _agree._times import delta, text

if TYPE_CHECKING:
    from _agree._packet import Header, Packet

__all__ = ()

# Ethernet and what looks like it.


@rule("no length 0", "eth", fields="eth.", reason="a word of 0 is shown as a type (Cisco's Fibre Channel switches)")
def _(header: Header, _packet: Packet) -> None:
    if header.values.get("eth.len") == "0":
        del header.values["eth.len"]
        header.values["eth.type"] = "0x0000"


@rule("isl", "eth", fields="", reason="Cisco's ISL wraps the frame whose addresses are shown")
def _(header: Header, packet: Packet) -> None:
    if header is packet.headers[0] and header.data[:5] in (b"\x01\0\x0c\0\0", b"\x03\0\x0c\0\0"):
        header.keep()
        packet.forget_after(header)
        packet.headers[-1].kind = "isl"


@rule("fabricpath", "eth", fields="eth.", reason="Cisco's FabricPath wraps the frame whose addresses are shown")
def _(header: Header, _packet: Packet) -> None:
    if header.values.get("eth.type") == "0x8903":
        header.keep()


_OTHER_TYPES = ("0x8870", "0xfff2")


@rule("another type", "*frame*", fields=NOTHING, reason="of two types tshark reads what is behind")
def _(_frame: Header, packet: Packet) -> None:
    if packet.headers:
        last = packet.headers[-1]
        if any(text in _OTHER_TYPES for name, text in last.values.items() if name.endswith(("type", "proto"))):
            last.kind = "another type"


# ARP.


def _arp_addresses(header: Header) -> dict[str, str]:
    """The addresses of Ethernet or of IPv4, wherever the sizes put them."""
    n_hw, n_proto = header.data[4:6]
    shown = {}
    at = 8
    for whose in ("src", "dst"):
        if n_hw == 6 and header.data[0:2] in (b"\0\x01", b"\0\x06") and len(header.data) >= at + 6:
            shown[f"arp.{whose}.hw_mac"] = header.data[at : at + 6].hex(":")
        at += n_hw
        if n_proto == 4 and header.data[2:4] == b"\x08\0" and len(header.data) >= at + 4:
            shown[f"arp.{whose}.proto_ipv4"] = socket.inet_ntoa(header.data[at : at + 4])
        at += n_proto
    return shown


@rule("arp of atm", "arp", fields="arp.", reason="shown as a protocol of its own where the hardware is ATM")
def _(header: Header, packet: Packet) -> None:
    if header.values.get("arp.hw.type") == "19":
        header.keep()
        packet.keep_nothing_after(header)


@rule("arp kinds", "arp", fields="arp.", reason="finds an address of a known kind beside one of another, or elsewhere")
def _(header: Header, packet: Packet) -> None:
    is_shown = "arp.hw.type" in header.values
    if is_shown and len(header.data) >= 8 and not any(one.layer == "arp.addresses" for one in packet.headers):
        header.values |= _arp_addresses(header)


# Requests and replies; their reverse; inverse requests and the like.
_READ_OF_ARP = dict.fromkeys((1, 2, 4, 6), 20) | dict.fromkeys((3, 5, 8), 16) | dict.fromkeys((9, *range(11, 24)), 10)


@rule(
    "cut arp.*",
    "arp.addresses",
    fields="arp.",
    reason="of some operations shown when that was captured which it sums up",
)
def _(header: Header, packet: Packet) -> None:
    carrier = packet.before(header)
    operation = int.from_bytes(carrier.data[6:8], "big") if carrier is not None else 0
    if len(header.data) < _READ_OF_ARP.get(operation, 0):
        header.keep()


@rule(
    "arp error", "arp", "arp.addresses", fields="arp.dst.proto_ipv4", reason="dynamic RARP's error has a status there"
)
def _(header: Header, packet: Packet) -> None:
    if packet.texts("arp.opcode")[:1] == ["7"]:
        header.hide("arp.dst.proto_ipv4")


# Link layers without addresses.


@rule("null family", "null", fields="null.family", reason="above 1500 it is an EtherType; one of 16 bits is tried, too")
def _(header: Header, _packet: Packet) -> None:
    family = int(header.values.get("null.family", "0"))
    if family & 0xFF == 0 and 0 < family < 0x600:
        header.values["null.family"] = str(family >> 8)
        header.kind = "null of 16 bits"
    elif family > 1500:
        header.hide("null.family")
        header.kind = "null of a type"


@rule("gre in sll", "sll", "sll2", fields="", reason="GRE's numbers are not announced as EtherTypes")
def _(header: Header, packet: Packet) -> None:
    if "sll.gretype" in header.values:
        packet.announced = packet.announced.replace("sll:ethertype", "sll", 1)


@rule("cut raw", "ip", "ipv6", fields="ip", reason="not shown of a packet of less than 8 bytes")
def _(header: Header, packet: Packet) -> None:
    if packet.announced.startswith("raw:") and header is packet.headers[0] and len(header.data) < 8:
        packet.forget(header)


# The frame.


@rule("atm pseudo header", "*frame*", fields="frame.", reason="4 bytes before the packet count as the record's header")
def _(frame: Header, packet: Packet) -> None:
    if packet.linktype == 123:
        for name in ("frame.len", "frame.cap_len"):
            frame.values[name] = str(int(frame.values[name]) - 4)


@rule("fraction of a second", "*frame*", fields="frame.time", reason="a fraction of a second or more overflows")
def _(frame: Header, packet: Packet) -> None:
    first, previous, own = packet.times
    if not frame.values["frame.time_epoch"]:
        return
    frame.values["frame.time_epoch"] = text(own)
    frame.values["frame.time_relative"] = text(delta(own, first))
    frame.values["frame.time_delta"] = text(delta(own, previous))


@rule("packet of 2 GiB", "*frame*", fields="frame.len", reason="2,147,483,647 is the most it knows")
def _(frame: Header, _packet: Packet) -> None:
    if int(frame.values["frame.len"]) > 0x7FFFFFFF:
        frame.values["frame.len"] = str(0x7FFFFFFF)
