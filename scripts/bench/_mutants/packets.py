"""Packets to begin with, and what is done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.errors import PcapflowError
from pcapflow.files import open_capture
from pcapflow.layers import tables
from pcapflow.testing import build, vary

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

__all__ = ("LINKTYPES", "Seed", "messages", "mutant", "seeds_of")

MOST_BYTES = 65_536
LINKTYPES = tuple(sorted(tables().keys["linktype"]))
EDGES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 20, 40, 0x3F, 0x40, 0x7F, 0x80, 0xBF, 0xC0, 0xFE, 0xFF)

Seed = tuple[int, bytes]


def messages() -> list[tuple[str, int, bytes]]:
    """Transport, port and payload of a message of each application protocol."""
    name = b"\x07example\x03com\x00"
    record = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x7f\x00\x00\x01"
    other = b"\xc0\x0c\x00\x0f\x00\x01\x00\x00\x00\x3c\x00\x09\x00\x0a\x04mail\xc0\x0c"
    dns = b"\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00" + name + b"\x00\x01\x00\x01" + record + other
    dhcp = b"\x01\x01\x06\x00" + bytes(232) + b"\x63\x82\x53\x63" + b"\x35\x01\x01\x0c\x04host\x37\x03\x01\x03\x06\xff"
    server_name = b"\x00\x00\x00\x10\x00\x0e\x00\x00\x0bexample.com"
    hello = (
        b"\x03\x03" + bytes(32) + b"\x00\x00\x02\x13\x01\x01\x00" + len(server_name).to_bytes(2, "big") + server_name
    )
    handshake = b"\x01" + len(hello).to_bytes(3, "big") + hello
    tls = b"\x16\x03\x01" + len(handshake).to_bytes(2, "big") + handshake
    sip = b"INVITE sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\nCSeq: 1 INVITE\r\n\r\n"
    return [
        ("udp", 53, dns),
        ("udp", 5353, dns),
        ("tcp", 53, len(dns).to_bytes(2, "big") + dns),
        ("udp", 67, dhcp),
        ("udp", 123, b"\x24\x02\x04\xef" + bytes(44)),
        ("udp", 69, b"\x00\x01file\x00octet\x00"),
        ("udp", 1812, b"\x01\x01\x00\x1c" + bytes(16) + b"\x01\x08root\x00\x00"),
        ("udp", 520, b"\x02\x02\x00\x00" + bytes(40)),
        ("tcp", 80, b"GET /index.html HTTP/1.1\r\nHost: example.com\r\nUser-Agent: a\r\n\r\n"),
        ("tcp", 80, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: b\r\n\r\nhello"),
        ("tcp", 443, tls),
        ("udp", 5060, sip),
    ]


def seeds_of(captures: Iterable[str] = (), n_of_each_layer: int = 20) -> list[Seed]:
    """Link type and bytes of packets to begin with: drawn ones, whole messages, and those of the captures."""
    seeds = [seed for layer in vary.LAYERS for seed in vary.packets(layer, n_of_each_layer, seed=1)]
    for transport, port, payload in messages():
        segment = (build.tcp if transport == "tcp" else build.udp)(payload, dstport=port)
        seeds.append((1, bytes(build.ethernet(build.ipv4(segment)))))
    for path in captures:
        try:
            with open_capture(path) as reader:
                for records in reader:
                    for start, n_bytes, at in zip(records.start, records.captured, records.interface, strict=True):
                        linktype = records.interfaces[at].linktype
                        if linktype in LINKTYPES:
                            seeds.append((linktype, records.window[start : start + n_bytes].tobytes()))
        except PcapflowError:
            continue
    return seeds


def mutant(data: bytes, dice: random.Random) -> bytes:
    """The bytes with something done to them; now and then so often that lengths get large."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 8))):
        at = dice.randrange(len(made) + 1)
        match dice.randrange(6):
            case 0 if at < len(made):
                made[at] ^= 1 << dice.randrange(8)
            case 1:
                made[at : at + 1] = bytes([dice.choice(EDGES)])
            case 2:
                made[at : at + 2] = dice.choice((b"\0\0", b"\xff\xff", b"\0\1", b"\x80\0", b"\xc0\x0c"))
            case 3:
                del made[at : at + dice.randrange(16)]
            case 4:
                made[at:at] = dice.randbytes(dice.randrange(16))
            case 5:
                piece = made[at : at + dice.randrange(1, 64)]
                # Most of dpkt's loops are over something that repeats.
                made[at:at] = piece * (dice.randrange(1_000) if dice.randrange(500) == 0 else dice.randrange(4))
    if dice.randrange(8) == 0:
        del made[dice.randrange(len(made) + 1) :]
    return bytes(made[:MOST_BYTES])
