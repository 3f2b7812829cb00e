"""ARP: addresses are there where their sizes are those of Ethernet and IPv4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def test_each_field_has_its_value(told: Told) -> None:
    packet = bytes.fromhex("0001 0800 06 04 0002 02420a000001 0a000001 02420a000002 0a000002")

    found = told(build.ethernet(packet, type=0x0806), 1, "arp.")

    assert {
        "arp.hw.type": "1",
        "arp.proto.type": "0x0800",
        "arp.hw.size": "6",
        "arp.proto.size": "4",
        "arp.opcode": "2",
        "arp.src.hw_mac": "02:42:0a:00:00:01",
        "arp.src.proto_ipv4": "10.0.0.1",
        "arp.dst.hw_mac": "02:42:0a:00:00:02",
        "arp.dst.proto_ipv4": "10.0.0.2",
    } == found


def test_other_sizes_have_no_addresses(told: Told) -> None:
    packet = bytes.fromhex("0001 0800 08 04 0001") + bytes(24)

    found = told(build.ethernet(packet, type=0x0806), 1, "arp.")

    assert {"arp.hw.type", "arp.proto.type", "arp.hw.size", "arp.proto.size", "arp.opcode"} == set(found)
