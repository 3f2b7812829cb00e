"""A document as a recording of five pings gives it, made by hand."""

from __future__ import annotations

import pytest

from pcapflow.reports import Document
from pcapflow.results import (
    Block,
    Grid,
    GridColumn,
    Metric,
    Metrics,
    Note,
    PacketLine,
    Packets,
    Stack,
    StackLayer,
    Text,
    TreeNode,
    Verdict,
    Verdicts,
)

CLIENT, SERVER = "172.17.0.2", "172.17.0.3"
CLIENT_MAC, SERVER_MAC = "02:42:ac:11:00:02", "02:42:ac:11:00:03"
RTTS_NS = (108_412, 71_903, 84_377, 69_218, 90_150)

PING = """\
PING 172.17.0.3 (172.17.0.3) 56(84) bytes of data.
64 bytes from 172.17.0.3: icmp_seq=1 ttl=64 time=0.108 ms
64 bytes from 172.17.0.3: icmp_seq=2 ttl=64 time=0.071 ms
64 bytes from 172.17.0.3: icmp_seq=3 ttl=64 time=0.084 ms
64 bytes from 172.17.0.3: icmp_seq=4 ttl=64 time=0.069 ms
64 bytes from 172.17.0.3: icmp_seq=5 ttl=64 time=0.090 ms

--- 172.17.0.3 ping statistics ---
5 packets transmitted, 5 received, 0% packet loss, time 4099ms
rtt min/avg/max/mdev = 0.069/0.084/0.108/0.013 ms
"""


def tree(number: int, *, is_request: bool) -> tuple[TreeNode, ...]:
    """Give the detail tree of an echo packet."""
    source, destination = (CLIENT, SERVER) if is_request else (SERVER, CLIENT)
    source_mac, destination_mac = (CLIENT_MAC, SERVER_MAC) if is_request else (SERVER_MAC, CLIENT_MAC)
    kind, word = (8, "request") if is_request else (0, "reply")
    flags = TreeNode("Flags: 0x2, Don't fragment", "ip.flags", 0x4000, 20, 21, (
        TreeNode("0... .... = Reserved bit: Not set", "ip.flags.rb", False, 20, 21),
        TreeNode(".1.. .... = Don't fragment: Set", "ip.flags.df", True, 20, 21),
        TreeNode("..0. .... = More fragments: Not set", "ip.flags.mf", False, 20, 21),
    ))  # fmt: skip
    return (
        TreeNode(f"Frame {number}: 98 bytes on wire (784 bits), 98 bytes captured (784 bits)", "frame", None, 0, 98),
        TreeNode(f"Ethernet II, Src: {source_mac}, Dst: {destination_mac}", "eth", None, 0, 14, (
            TreeNode(f"Destination: {destination_mac}", "eth.dst", destination_mac, 0, 6),
            TreeNode(f"Source: {source_mac}", "eth.src", source_mac, 6, 12),
            TreeNode("Type: IPv4 (0x0800)", "eth.type", 0x0800, 12, 14),
        )),
        TreeNode(f"Internet Protocol Version 4, Src: {source}, Dst: {destination}", "ip", None, 14, 34, (
            TreeNode("0100 .... = Version: 4", "ip.version", 4, 14, 15),
            TreeNode(".... 0101 = Header Length: 20 bytes (5)", "ip.hdr_len", 20, 14, 15),
            TreeNode("Total Length: 84", "ip.len", 84, 16, 18),
            flags,
            TreeNode("Time to Live: 64", "ip.ttl", 64, 22, 23),
            TreeNode("Protocol: ICMP (1)", "ip.proto", 1, 23, 24),
            TreeNode(f"Source Address: {source}", "ip.src", source, 26, 30),
            TreeNode(f"Destination Address: {destination}", "ip.dst", destination, 30, 34),
        )),
        TreeNode("Internet Control Message Protocol", "icmp", None, 34, 42, (
            TreeNode(f"Type: {kind} (Echo (ping) {word})", "icmp.type", kind, 34, 35),
            TreeNode("Code: 0", "icmp.code", 0, 35, 36),
            TreeNode("Identifier (BE): 28503 (0x6f57)", "icmp.ident", 28503, 38, 40),
            TreeNode(f"Sequence Number (BE): {(number + 1) // 2}", "icmp.seq", (number + 1) // 2, 40, 42),
        )),
        TreeNode("Data (56 bytes)", "data", None, 42, 98),
    )  # fmt: skip


def packet(number: int) -> PacketLine:
    """Give the line of an echo packet; odd numbers are requests."""
    is_request, seq = number % 2 == 1, (number + 1) // 2
    time_ns = (seq - 1) * 1_024_773_118 + (0 if is_request else RTTS_NS[seq - 1])
    source, destination = (CLIENT, SERVER) if is_request else (SERVER, CLIENT)
    word, other = ("request", f"(reply in {number + 1})") if is_request else ("reply  ", f"(request in {number - 1})")
    return PacketLine(
        number,
        f"{time_ns // 10**9}.{time_ns % 10**9:09d}",
        source,
        destination,
        "ICMP",
        98,
        f"Echo (ping) {word}  id=0x6f57, seq={seq}/{seq * 256}, ttl=64 {other}",
        tree(number, is_request=is_request),
    )


def arp(number: int, time: str, info: str, source: str, destination: str) -> PacketLine:
    """Give the line of an ARP packet, which has no tree here."""
    return PacketLine(number, time, source, destination, "ARP", 42, info)


@pytest.fixture
def blocks() -> tuple[Block, ...]:
    """One block of every kind."""
    return (
        Verdicts("check", "Expectations", (
            Verdict(True, "no loss", "5 requests, 5 replies"),
            Verdict(True, "no duplicates", "0"),
            Verdict(True, "checksums are right", "10 IPv4 headers, 10 ICMP messages"),
            Verdict(True, "one TTL per direction", "64 from 172.17.0.2, 64 from 172.17.0.3"),
            Verdict(True, "nothing between link layer, IPv4 and ICMP", "10 echo packets"),
            Verdict(True, "0 < wire <= printed", "5 replies, by 0.4 to 21.7 us"),
            Verdict(None, "time", "ping's own clock is not on the wire"),
        )),
        Text("ping_text", "What ping saw, from the wire", PING),
        Metrics("ping", "The session in numbers", (
            Metric("n_requests", "Requests", 5, "packets"),
            Metric("n_replies", "Replies", 5, "packets"),
            Metric("rtt_min", "Fastest", min(RTTS_NS), "ns"),
            Metric("rtt_avg", "On average", sum(RTTS_NS) // 5, "ns"),
            Metric("rtt_max", "Slowest", max(RTTS_NS), "ns"),
            Metric("loss", "Lost", 0.0, "ratio"),
        )),
        Stack("layers", "An echo request, layer by layer", (
            StackLayer("Ethernet", 14, "02:42:ac:11:00:02 → 02:42:ac:11:00:03"),
            StackLayer("IPv4", 20, "172.17.0.2 → 172.17.0.3, ttl 64"),
            StackLayer("ICMP", 8, "Echo (ping) request, id 0x6f57, seq 1"),
            StackLayer("data", 56, "timestamp and pattern"),
        )),
        Grid("interfaces", "Where it was captured", (
            GridColumn("name", "Interface"), GridColumn("link", "Link type"),
            GridColumn("n_packets", "Packets", "packets"), GridColumn("n_captured", "Captured", "bytes"),
            GridColumn("resolution", "Resolution", "ns"),
        ), (("docker0", "Ethernet", 14, 1148, 1), ("br-5f2c91d0a3b7", "Ethernet", 0, 0, 1))),
        Packets("packets", "Packets", (
            *map(packet, range(1, 11)),
            arp(11, "5.103200418", "Who has 172.17.0.2? Tell 172.17.0.3", SERVER_MAC, CLIENT_MAC),
            arp(12, "5.103271844", "172.17.0.2 is at 02:42:ac:11:00:02", CLIENT_MAC, SERVER_MAC),
        )),
        Note("problem", "Problems found", "No packet breaks its protocol, and none is cut short."),
    )  # fmt: skip


@pytest.fixture
def document(blocks: tuple[Block, ...]) -> Document:
    """Give the whole report."""
    return Document("172.17.0.2 pings 172.17.0.3", blocks, capture="bridge.pcap", version="0.1.0")
