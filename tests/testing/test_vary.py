"""Packets that vary: in every bit, always the same ones for a seed, and reaching the layer that they are for."""

from __future__ import annotations

import functools
import operator
import subprocess
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build, vary

if TYPE_CHECKING:
    from pathlib import Path

# Where the header begins and how many bytes of it are always there.
HEADERS = {
    "ethernet": (0, 14),
    "vlan": (14, 4),
    "linux_sll": (0, 16),
    "linux_sll2": (0, 20),
    "null": (0, 4),
    "raw_ip": (0, 20),
    "arp": (14, 28),
    "ipv4": (14, 20),
    "ipv6": (14, 40),
    "ipv6_extensions": (54, 8),
    "icmpv6": (54, 8),
}


@pytest.mark.parametrize(("layer", "start", "n_bytes"), [(layer, *place) for layer, place in HEADERS.items()])
def test_every_bit_of_the_header_varies(layer: str, start: int, n_bytes: int) -> None:
    """Over 200 packets no bit of the header is always 0 or always 1."""
    headers = [data[start : start + n_bytes] for _, data in vary.packets(layer, 200, seed=1)]

    ever_set = [functools.reduce(operator.or_, column) for column in zip(*headers, strict=True)]
    always_set = [functools.reduce(operator.and_, column) for column in zip(*headers, strict=True)]

    assert [0xFF] * n_bytes == ever_set
    assert [0] * n_bytes == always_set


@pytest.mark.parametrize(("layer", "n_bytes"), [("tcp", 20), ("udp", 8), ("icmp", 8)])
def test_every_bit_varies_behind_ip_of_any_length(layer: str, n_bytes: int) -> None:
    """The same for what stands behind IPv4, whose header has a length, or IPv6."""
    headers = []
    for _, data in vary.packets(layer, 200, seed=1):
        start = 14 + ((data[14] & 15) * 4 if data[14] >> 4 == 4 else 40)
        headers.append(data[start : start + n_bytes])

    assert [0xFF] * n_bytes == [functools.reduce(operator.or_, column) for column in zip(*headers, strict=True)]
    assert [0] * n_bytes == [functools.reduce(operator.and_, column) for column in zip(*headers, strict=True)]


@pytest.mark.parametrize("layer", vary.LAYERS)
def test_a_seed_gives_the_same_packets(layer: str) -> None:
    """Packets of one seed are always the same, those of another are others."""
    assert vary.packets(layer, 5, seed=1) == vary.packets(layer, 5, seed=1)
    assert vary.packets(layer, 5, seed=1) != vary.packets(layer, 5, seed=2)


@pytest.mark.tshark
@pytest.mark.parametrize(
    ("layer", "shown"),
    [
        ("vlan", {"vlan", "ieee8021ad"}),
        ("arp", {"arp"}),
        ("icmp", {"icmp"}),
        ("icmpv6", {"icmpv6"}),
        ("tcp", {"tcp"}),
        ("udp", {"udp"}),
        ("ipv6_extensions", {"ipv6.hopopts", "ipv6.routing", "ipv6.fraghdr", "ipv6.dstopts"}),
    ],
)
def test_tshark_finds_the_layer_in_every_packet(tmp_path: Path, layer: str, shown: set[str]) -> None:
    """The layer that a packet is for is there, whatever its own header says."""
    path = tmp_path / "varied.pcap"
    path.write_bytes(build.capture(*(data for _, data in vary.packets(layer, 50, seed=2))))

    run = subprocess.run(
        ["tshark", "-r", path, "-n", "-oipv6.defragment:FALSE", "-T", "fields", "-e", "frame.protocols"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert [] == [line for line in run.stdout.splitlines() if not shown & set(line.split(":"))]
