"""A message of each protocol that dpkt reads where a key leads to it: key space, value, bytes."""

from __future__ import annotations

import struct

__all__ = ("SAMPLES",)

_MAC = bytes.fromhex("0200000000aa")
_ADDRESS = bytes([192, 0, 2, 1])
_FLOWS = {5: (24, 48), 6: (24, 52), 7: (24, 52)}
"""NetFlow's version to bytes of its header and of a record."""


def _bgp(kind: int, body: bytes) -> bytes:
    return b"\xff" * 16 + struct.pack(">HB", 19 + len(body), kind) + body


def _update() -> bytes:
    attributes = b"\x40\x01\x01\x00" + b"\x40\x02\x06\x02\x02\xfd\xe8\xfd\xe9" + b"\x40\x03\x04" + _ADDRESS
    return _bgp(2, b"\0\0" + struct.pack(">H", len(attributes)) + attributes + b"\x18\xc6\x33\x64")


def _netflow(version: int) -> bytes:
    n_head, n_record = _FLOWS[version]
    head = struct.pack(">HHIII", version, 1, 60_000, 1_500_000_000, 0)
    return head + bytes(n_head - len(head)) + _ADDRESS + bytes([192, 0, 2, 9]) + bytes(n_record - 8)


def _element(kind: int, value: bytes) -> bytes:
    return struct.pack(">HH", kind, 4 + len(value)) + value


def _call() -> bytes:
    """GETPORT of NFS over UDP."""
    return struct.pack(">IIIIII", 0x5EED, 0, 2, 100_000, 2, 3) + bytes(16) + struct.pack(">IIII", 100_003, 3, 17, 0)


def _name_query() -> bytes:
    name = b"".join(bytes((0x41 + (byte >> 4), 0x41 + (byte & 15))) for byte in b"TEST".ljust(15) + b"\0")
    return struct.pack(">HHHHHH", 1, 0x0110, 1, 0, 0, 0) + b"\x20" + name + b"\0\0\x20\0\x01"


def _diameter() -> bytes:
    origin = struct.pack(">IB", 264, 0x40) + (8 + 12).to_bytes(3, "big") + b"host.example"
    head = b"\x01" + (20 + len(origin)).to_bytes(3, "big") + b"\x80" + (257).to_bytes(3, "big")
    return head + struct.pack(">III", 0, 1, 2) + origin


def _beacon() -> bytes:
    head = b"\x80\0\0\0" + b"\xff" * 6 + _MAC + _MAC + b"\x10\0"
    return head + bytes(8) + b"\x64\0\x31\x04" + b"\0\x04test" + b"\x01\x02\x82\x84" + bytes(4)


_SMB = b"\xffSMB\x72" + bytes(4) + b"\x18\x53\xc8" + bytes(12) + b"\xff\xff\xfe\xff\0\0\0\0"
_Q931 = b"\x08\x02\x54\x2b\x05\x04\x03\x88\x93\xa5\x28\x03Jon"
_SETTINGS = b"\0\0\x06\x04\0\0\0\0\0" + b"\0\x03\0\0\0\x64"

SAMPLES: list[tuple[str, int, bytes]] = [
    # one link
    (
        "llc.snap",
        0x00000C_2000,
        b"\x02\xb4\0\0" + _element(1, b"switch") + _element(4, b"\0\0\0\x29") + _element(99, b"\1\2"),
    ),
    ("llc.snap", 0x00000C_2004, b"\x01" + _element(1, b"lab\0") + _element(2, b"\x81")),
    ("llc.snap", 0x00E02B_00BB, struct.pack(">BBHHHH", 1, 0, 16, 0, 7, 0) + _MAC),
    (
        "llc.dsap",
        0x42,
        b"\0\0\x02\x02\x3e\x80\0" + _MAC + bytes(4) + b"\x80\0" + _MAC + b"\x80\x01\0\0\x14\0\x02\0\x0f\0",
    ),
    ("ethertype", 0x88A2, b"\x10\0\0\x01\x02\x01" + bytes(4) + b"\0\x02\x40\x0a\x02\x11\0\x04disk"),
    ("ethertype", 0x88A2, b"\x10\0\0\x01\x02\0" + bytes(4) + b"\0\0\x01\xec" + bytes(8)),
    ("ethertype", 0x8137, b"\xff\xff\0\x1e\0\x11" + bytes(10) + b"\x04\x52" + bytes(4) + _MAC + b"\x40\x03"),
    ("linktype", 105, _beacon()),
    ("linktype", 105, b"\xd4\0\0\0" + _MAC),
    ("linktype", 105, b"\x88\x01\0\0" + _MAC * 3 + b"\x20\0" + b"\0\0" + b"\xaa\xaa\x03\0\0\0\x08\0" + bytes(4)),
    ("linktype", 105, b"\x94\0\0\0" + _MAC * 2 + b"\x05\0" + b"\x10\0" + bytes(16)),
    ("linktype", 127, b"\0\0\x0e\0\x2e\0\0\0\x10\x02\x6c\x09\xa0\0\xd0"[:14] + _beacon()),
    # routers
    (
        "ip.proto",
        89,
        b"\x02\x01\0\x2c" + _ADDRESS + bytes(4) + b"\x12\x34\0\0" + bytes(8) + b"\xff\xff\xff\0" + bytes(16),
    ),
    ("ip.proto", 103, b"\x20\0\x12\x34\0\x01\0\x02\0\x69"),
    ("ip.proto", 112, b"\x21\x01\x64\x01\0\x01\x12\x34" + _ADDRESS + b"secret\0\0"),
    ("udp.port", 1985, b"\0\0\x10\x03\x0a\x6e\x01\0cisco\0\0\0" + _ADDRESS),
    ("tcp.port", 179, _bgp(1, struct.pack(">BHH", 4, 65_000, 180) + _ADDRESS + b"\x06\x02\x04\x01\x02\0\x01")),
    ("tcp.port", 179, _update() + _bgp(4, b"")),
    ("tcp.port", 179, _bgp(3, b"\x06\x02")),
    *(("udp.port", 2055, _netflow(version)) for version in _FLOWS),
    # calls
    ("tcp.port", 1720, b"\x03\0" + struct.pack(">H", 4 + len(_Q931)) + _Q931),
    ("tcp.port", 102, b"\x03\0\0\x07\x02\xf0\x80"),
    ("tcp.port", 2000, struct.pack("<III", 16, 0, 0x111) + struct.pack("<III", 12, 1, 77)),
    ("udp.port", 5004, b"\x80\x60\0\x07\0\0\x01\0\0\0\0\x2a" + b"media"),
    ("udp.port", 3478, b"\0\x01\0\x0c\x21\x12\xa4\x42" + bytes(12) + b"\x80\x22\0\x05agent\0\0\0"),
    # services
    ("udp.port", 137, _name_query()),
    ("udp.port", 138, b"\x11\x02\0\x2a" + _ADDRESS + b"\0\x8a\0\x08\0\0" + b"datagram"),
    ("tcp.port", 445, b"\0\0" + struct.pack(">H", len(_SMB)) + _SMB),
    ("udp.port", 111, _call()),
    ("tcp.port", 2049, struct.pack(">I", 0x80000000 | 24) + struct.pack(">IIIIII", 0x5EED, 1, 0, 0, 0, 0)),
    ("udp.port", 7001, struct.pack(">IIIIIBBBBHH", 1, 2, 3, 4, 5, 1, 1, 0, 0, 0, 52)),
    ("tcp.port", 3868, _diameter()),
    ("tcp.port", 1521, b"\0\x0c\0\0\x06\0\0\0\0\0\0\x40"),
    ("tcp.dstport", 5900, b"\x04\x01\0\0\0\0\xff\x0d"),
    ("tcp.srcport", 5900, b"\0\0\0\x01" + bytes(12)),
    ("tcp.port", 5190, b"*\x02\0\x01\0\x0a" + struct.pack(">HHHI", 1, 2, 0, 9)),
    ("tcp.port", 5050, b"YMSG\0\x10\0\0\0\0\0\x57" + bytes(8)),
    ("tcp.port", 5050, b"YHOO1.0\0" + bytes(24) + b"alice".ljust(36, b"\0") + b"bob".ljust(36, b"\0")),
    ("udp.port", 8000, b"\x02\x0d\x51\0\x1d\0\x07\0\x01\xe2\x40\x03"),
    ("udp.port", 8000, b"\x03" + bytes(45)),
    ("udp.port", 8000, b"\x05\x0d\x51\0\0\0\x1d\0\x07\0\x01\xe2\x40\x03"),
    ("tcp.port", 23, b"\xff\xfd\x18\xff\xfa\x18USER\x01alice\0\xff\xf0login: "),
    ("tcp.port", 8080, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _SETTINGS),
]
"""Those that have had a file of their own from the beginning are in `packets.messages`."""
