"""Captures, manifests and texts of ping that hold a text wherever somebody else may write one."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ("CARRIERS", "capture", "manifest", "ping_text")

COMMENT, IF_NAME, IF_DESCRIPTION, IF_FILTER, IF_OS, IF_HARDWARE = 1, 2, 3, 11, 12, 15
SECTION_TEXTS = (2, 3, 4)  # hardware, operating system, program
NAME_RESOLUTION, INTERFACE_STATISTICS = 4, 5
LONGEST_LABEL = 63


def capture(texts: Sequence[bytes]) -> bytes:
    """A ping with its reply, and each text in every field of a pcapng file and of a packet that a report shows."""
    packets: list[build.Packet] = [build.ping(seq=1), build.pong(seq=1, at_ns=50_000)]
    interfaces = [build.Interface()]
    others = []
    for text in texts:
        options = [
            (COMMENT, text),
            (IF_NAME, text),
            (IF_DESCRIPTION, text),
            (IF_FILTER, b"\0" + text),
            (IF_OS, text),
            (IF_HARDWARE, text),
        ]
        at = len(interfaces)
        interfaces.append(build.Interface(options=options))
        others.append(
            build.Block(NAME_RESOLUTION, struct.pack("<HH4s", 1, 5 + len(text), b"\xac\x11\0\2") + text + b"\0")
        )
        # The comment of statistics goes to those of the interface.
        others.append(build.Block(INTERFACE_STATISTICS, struct.pack("<3I", at, 0, 0) + _option(COMMENT, text)))
        packets += [
            build.Packet(
                build.ethernet(build.ipv4(carry(text))), at * 1_000_000, interface=at, options=[(COMMENT, text)]
            )
            for carry in CARRIERS.values()
        ]
    section = build.Section(options=[(code, b"".join(texts)[:1000]) for code in (COMMENT, *SECTION_TEXTS)])
    return build.pcapng(section, *interfaces, *others, *packets)


def _option(code: int, text: bytes) -> bytes:
    return struct.pack("<HH", code, len(text)) + text + bytes(-len(text) % 4)


def _dns(text: bytes) -> bytes:
    labels = [text[at : at + LONGEST_LABEL] for at in range(0, len(text), LONGEST_LABEL)]
    name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    question = name + struct.pack(">HH", 1, 1)
    alias = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, len(name)) + name
    words = b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 60, 1 + len(text)) + bytes([len(text)]) + text
    return struct.pack(">6H", 1, 0x8180, 1, 2, 0, 0) + question + alias + words


def _dhcp(text: bytes) -> bytes:
    options = b"".join(bytes([code, len(text)]) + text for code in (12, 15, 60))
    fixed = b"\2\1\6\0" + bytes(40) + text[:63].ljust(64, b"\0") + text[:127].ljust(128, b"\0")
    return fixed + b"\x63\x82\x53\x63" + options + b"\xff"


def _client_hello(text: bytes) -> bytes:
    name = struct.pack(">HBH", len(text) + 3, 0, len(text)) + text
    extensions = struct.pack(">HH", 0, len(name)) + name
    hello = b"\3\3" + bytes(32) + b"\0" + b"\0\2\x13\1" + b"\1\0" + struct.pack(">H", len(extensions)) + extensions
    message = b"\1" + len(hello).to_bytes(3, "big") + hello
    return b"\x16\3\1" + struct.pack(">H", len(message)) + message


CARRIERS: dict[str, Callable[[bytes], build.Built]] = {
    "dns": lambda text: build.udp(_dns(text), srcport=53),
    "dhcp": lambda text: build.udp(_dhcp(text), srcport=67, dstport=68),
    "tls": lambda text: build.tcp(_client_hello(text), dstport=443, flags=0x018),
    # Blanks end a URI: a tag may have strokes in their place.
    "http uri": lambda text: build.tcp(
        b"GET /" + text.replace(b" ", b"/") + b" HTTP/1.1\r\nHost: " + text + b"\r\nCookie: " + text + b"\r\n\r\n",
        flags=0x018,
    ),
    "http name": lambda text: build.tcp(b"GET / HTTP/1.1\r\n" + text + b": " + text + b"\r\n\r\n", flags=0x018),
    "http reply": lambda text: build.tcp(
        b"HTTP/1.1 200 " + text + b"\r\nServer: " + text + b"\r\n\r\n" + text, srcport=80, flags=0x018
    ),
    "http broken": lambda text: build.tcp(b"GET " + text + b" HTTP/1.1\r\n\r\n", flags=0x018),
    "sip": lambda text: build.udp(
        b"INVITE sip:" + text.replace(b" ", b"/") + b" SIP/2.0\r\nFrom: " + text + b"\r\n\r\n", dstport=5060
    ),
    "tftp": lambda text: build.udp(b"\0\1" + text + b"\0" + text + b"\0", dstport=69),
    "tftp error": lambda text: build.udp(b"\0\5\0\1" + text + b"\0", srcport=69),
    "echo": lambda text: build.icmp_echo(text, ident=9, seq=9),
}
"""What carries a text in a packet: a protocol that a detail tree shows, and a message of it."""


def manifest(text: str, ping_file: str) -> str:
    """The manifest of a recording, with a text in place of each of its own."""
    end = {"name": text, "address": text, "mac": text, "image": {"name": text, "id": text}}
    facts = {
        **dict.fromkeys(("made_by", "start", "end"), text),
        "client": end,
        "server": end,
        "network": {"name": text, "subnets": [text]},
        "tap": {"interface": text},
        "ping": {"argv": ["ping", text], "file": ping_file},
        "tcpdump": {"argv": ["tcpdump", text], "captured": text, "received": text, "dropped": text},
        "engine": {"version": text},
        "notes": [text, text],
    }
    return json.dumps(facts)


def ping_text(text: str) -> str:
    """What ping printed, with a text wherever a name may stand."""
    # A blank, a bracket and an equals sign end a name.
    word = "".join(text.split()).translate(dict.fromkeys(map(ord, "()="))) or "x"
    return f"""\
PING {word} ({word}) 56(84) bytes of data.
64 bytes from {word} (172.17.0.3): icmp_seq=1 ttl=64 time=0.077 ms
From {word} (172.17.0.1) icmp_seq=2 {word}
{word}

--- {word} ping statistics ---
2 packets transmitted, 1 received, +1 errors, 50% packet loss, time 1ms
"""
