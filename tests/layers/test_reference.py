"""The columns and a second decoder, written packet by packet from the specifications, agree on any bytes.

It is slow and knows nothing of the layers' tables, so that an error in how the
rules are run cannot hide in both.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.testing import build, vary
from pcapflow.testing.strategies import mutated

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable

ETHERNET_KINDS = ["ethernet", "vlan", "arp", "ipv4", "ipv6", "ipv6_extensions", "icmp", "icmpv6", "tcp", "udp"]
OPTION_HEADERS = {0: "hopopts", 43: "routing", 60: "dstopts"}
MOST_HEADERS = 64


def mac(raw: bytes) -> str:
    return ":".join(f"{byte:02x}" for byte in raw)


def ipv4(raw: bytes) -> str:
    return ".".join(str(byte) for byte in raw)


def ipv6(raw: bytes) -> str:
    address = ipaddress.IPv6Address(raw)
    if not any(raw[:10]) and (raw[10:12] == b"\xff\xff" or (not any(raw[10:12]) and any(raw[12:14]))):
        return f"::{'ffff:' if any(raw[10:12]) else ''}{ipv4(raw[12:])}"
    return str(address)


class Reference:
    """One Ethernet frame, read field by field."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.values: dict[str, list[str]] = {}
        self.n_headers = 0
        self.ethernet(0, len(data))

    def show(self, name: str, start: int, n_bytes: int, text: Callable[[bytes], str], stop: int) -> None:
        """A field, if all of its bytes are there."""
        if start + n_bytes <= stop:
            self.values.setdefault(name, []).append(text(self.data[start : start + n_bytes]))

    def numbers(self, prefix: str, start: int, stop: int, **fields: tuple[int, int, int, str]) -> None:
        """Numbers: offset, bytes, a mask whose lowest bit is where the number begins, form."""
        for name, (offset, n_bytes, mask, form) in fields.items():
            shift = (mask & -mask).bit_length() - 1
            whole = f"{prefix}.{name.replace('__', '.')}"
            self.show(
                whole,
                start + offset,
                n_bytes,
                lambda raw, mask=mask, shift=shift, form=form: format((int.from_bytes(raw) & mask) >> shift, form),  # type: ignore[misc]  # the values of this turn
                stop,
            )

    def word(self, at: int, n_bytes: int = 2) -> int:
        return int.from_bytes(self.data[at : at + n_bytes])

    def enter(self, start: int, stop: int, *, demanded: bool = False) -> bool:
        """Whether a header begins here."""
        if (start >= stop and not demanded) or self.n_headers == MOST_HEADERS:
            return False
        self.n_headers += 1
        return True

    def ethernet(self, at: int, stop: int) -> None:
        if not self.enter(at, stop, demanded=at == 0):
            return
        self.show("eth.dst", at, 6, mac, stop)
        self.show("eth.src", at + 6, 6, mac, stop)
        if at + 14 <= stop:
            self.typed("eth", self.word(at + 12), at + 12, at + 14, stop)

    def typed(self, carrier: str, word: int, at: int, body: int, stop: int) -> None:
        """What stands behind a word that is a type, or up to 1500 a length."""
        if word <= 1500:
            self.numbers(carrier, at, stop, len=(0, 2, 0xFFFF, "d"))
            stop = min(stop, body + word)
        elif word >= 1536 or carrier == "vlan":
            self.numbers(carrier, at, stop, **{"type" if carrier == "eth" else "etype": (0, 2, 0xFFFF, "#06x")})
        self.ethertype(word, body, stop)

    def ethertype(self, word: int, at: int, stop: int) -> None:
        if word in (0x8100, 0x9100):
            self.vlan(at, stop)
        elif word == 0x88A8:
            self.provider_tag(at, stop)
        elif word in (0x0806, 0x8035):
            self.arp(at, stop)
        elif word == 0x0800:
            self.ip(at, stop)
        elif word == 0x86DD:
            self.ip6(at, stop)

    def vlan(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("vlan", at, stop, id=(0, 2, 0x0FFF, "d"), priority=(0, 1, 0xE0, "d"), dei=(0, 1, 0x10, "d"))
        if at + 4 <= stop:
            self.typed("vlan", self.word(at + 2), at + 2, at + 4, stop)

    def provider_tag(self, at: int, stop: int, *, is_second: bool = False) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("ieee8021ad", at, stop, priority=(0, 1, 0xE0, "d"), dei=(0, 1, 0x10, "d"))
        if at + 4 > stop:
            # What the identifier is called depends on the type behind it, which is 0 where it is cut.
            name = "cvid" if is_second else "id"
            self.numbers("ieee8021ad", at, stop, **{name: (0, 2, 0x0FFF, "d")})
            return
        word = self.word(at + 2)
        has_second = word == 0x88A8 and not is_second
        name = "cvid" if is_second else "svid" if has_second else "id"
        self.numbers("ieee8021ad", at, stop, **{name: (0, 2, 0x0FFF, "d")})
        if has_second:
            self.provider_tag(at + 4, stop, is_second=True)
        else:
            self.ethertype(word, at + 4, stop)

    def arp(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("arp", at, stop, hw__type=(0, 2, 0xFFFF, "d"), proto__type=(2, 2, 0xFFFF, "#06x"))
        self.numbers("arp", at, stop, hw__size=(4, 1, 0xFF, "d"), proto__size=(5, 1, 0xFF, "d"), opcode=(6, 2, -1, "d"))
        if at + 8 > stop or self.word(at) not in (1, 6) or self.word(at + 2, 4) != 0x08000604:
            return
        if self.enter(at + 8, stop, demanded=True):
            for whose, place in (("src", at + 8), ("dst", at + 18)):
                self.show(f"arp.{whose}.hw_mac", place, 6, mac, stop)
                self.show(f"arp.{whose}.proto_ipv4", place + 6, 4, ipv4, stop)

    def ip(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("ip", at, stop, version=(0, 1, 0xF0, "d"), dsfield=(1, 1, 0xFF, "#04x"), len=(2, 2, -1, "d"))
        self.show("ip.hdr_len", at, 1, lambda raw: str((raw[0] & 15) * 4), stop)
        self.numbers("ip", at, stop, id=(4, 2, -1, "#06x"), flags=(6, 1, 0xE0, "#04x"), frag_offset=(6, 2, 0x1FFF, "d"))
        self.numbers("ip", at, stop, flags__mf=(6, 1, 0x20, "d"), ttl=(8, 1, -1, "d"), proto=(9, 1, -1, "d"))
        self.numbers("ip", at, stop, checksum=(10, 2, -1, "#06x"))
        self.show("ip.src", at + 12, 4, ipv4, stop)
        self.show("ip.dst", at + 16, 4, ipv4, stop)
        n_bytes, total = (self.word(at, 1) & 15) * 4, self.word(at + 2)
        if at + 20 > stop or n_bytes < 20 or 0 < total < n_bytes:
            return
        if total:
            stop = min(stop, at + total)
        if at + n_bytes <= stop and self.word(at, 1) >> 4 == 4 and self.word(at + 6) & 0x1FFF == 0:
            self.protocol(self.word(at + 9, 1), at + n_bytes, stop)

    def ip6(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.show("ip.version", at, 1, lambda raw: str(raw[0] >> 4), stop)
        self.numbers("ipv6", at, stop, version=(0, 1, 0xF0, "d"), tclass=(0, 2, 0x0FF0, "#010x"))
        self.numbers("ipv6", at, stop, flow=(1, 3, 0x0FFFFF, "#08x"), plen=(4, 2, -1, "d"))
        self.numbers("ipv6", at, stop, nxt=(6, 1, -1, "d"), hlim=(7, 1, -1, "d"))
        self.show("ipv6.src", at + 8, 16, ipv6, stop)
        self.show("ipv6.dst", at + 24, 16, ipv6, stop)
        if at + 40 > stop or self.word(at, 1) >> 4 != 6:
            return
        if self.word(at + 4):
            stop = min(stop, at + 40 + self.word(at + 4))
        self.protocol(self.word(at + 6, 1), at + 40, stop)

    def protocol(self, number: int, at: int, stop: int) -> None:
        if number in OPTION_HEADERS:
            self.options(OPTION_HEADERS[number], at, stop)
        elif number == 44:
            self.fragment(at, stop)
        else:
            known = {
                1: self.icmp,
                4: self.ip,
                6: self.tcp,
                17: self.udp,
                41: self.ip6,
                58: self.icmp6,
                143: self.ethernet,
            }
            known.get(number, lambda _at, _stop: None)(at, stop)

    def options(self, name: str, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers(f"ipv6.{name}", at, stop, nxt=(0, 1, -1, "d"), len=(1, 1, -1, "d"))
        if name == "routing":
            self.numbers("ipv6.routing", at, stop, type=(2, 1, -1, "d"), segleft=(3, 1, -1, "d"))
        body = at + 8 + 8 * self.word(at + 1, 1)
        if body <= stop:
            self.protocol(self.word(at, 1), body, stop)

    def fragment(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("ipv6.fraghdr", at, stop, nxt=(0, 1, -1, "d"), reserved_octet=(1, 1, -1, "#04x"))
        self.numbers("ipv6.fraghdr", at, stop, offset=(2, 2, 0xFFF8, "d"), reserved_bits=(3, 1, 0x06, "d"))
        self.numbers("ipv6.fraghdr", at, stop, more=(3, 1, 0x01, "d"), ident=(4, 4, -1, "#010x"))
        if at + 8 <= stop and self.word(at + 2) & 0xFFF8 == 0:
            self.protocol(self.word(at, 1), at + 8, stop)

    def icmp(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("icmp", at, stop, type=(0, 1, -1, "d"), code=(1, 1, -1, "d"), checksum=(2, 2, -1, "#06x"))
        kind = self.word(at, 1)
        if at + 4 > stop or not self.enter(at + 4, stop, demanded=True):
            return
        if kind in (0, 8, 13, 14, 15, 16, 17, 18):
            self.numbers("icmp", at, stop, ident=(4, 2, -1, "d"), seq=(6, 2, -1, "d"))
        elif kind in (42, 43):
            self.numbers("icmp", at, stop, ident=(4, 2, -1, "d"))
        elif kind in (3, 4, 5, 11, 12):
            if kind == 3 and self.word(at + 1, 1) == 4:
                self.numbers("icmp", at, stop, mtu=(6, 2, -1, "d"))
            if at + 8 <= stop:
                self.ip(at + 8, stop)

    def icmp6(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("icmpv6", at, stop, type=(0, 1, -1, "d"), code=(1, 1, -1, "d"), checksum=(2, 2, -1, "#06x"))
        kind = self.word(at, 1)
        if at + 4 > stop or not self.enter(at + 4, stop, demanded=True):
            return
        if kind in (128, 129):
            self.numbers("icmpv6.echo", at, stop, identifier=(4, 2, -1, "#06x"), sequence_number=(6, 2, -1, "d"))
        elif kind in (160, 161):
            self.numbers("icmpv6.echo", at, stop, identifier=(4, 2, -1, "#06x"))
        elif kind in (1, 2, 3, 4) and at + 8 <= stop:
            self.ip6(at + 8, stop)

    def tcp(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("tcp", at, stop, srcport=(0, 2, -1, "d"), dstport=(2, 2, -1, "d"), seq_raw=(4, 4, -1, "d"))
        self.numbers(
            "tcp", at, stop, ack_raw=(8, 4, -1, "d"), flags=(12, 2, 0x0FFF, "#06x"), checksum=(16, 2, -1, "#06x")
        )
        self.show("tcp.hdr_len", at + 12, 1, lambda raw: str((raw[0] >> 4) * 4), stop)
        self.numbers("tcp", at, stop, flags__syn=(13, 1, 0x02, "d"), window_size_value=(14, 2, -1, "d"))
        self.numbers("tcp", at, stop, urgent_pointer=(18, 2, -1, "d"))

    def udp(self, at: int, stop: int) -> None:
        if not self.enter(at, stop):
            return
        self.numbers("udp", at, stop, srcport=(0, 2, -1, "d"), dstport=(2, 2, -1, "d"), length=(4, 2, -1, "d"))
        self.numbers("udp", at, stop, checksum=(6, 2, -1, "#06x"))


def table_of(packets: list[bytes]) -> PacketTable:
    with open_capture(build.capture(*packets)) as reader:
        (table,) = [decode(records, tables(), Cursor()) for records in reader]
    return table


NAMES = sorted(
    {name for kind in ETHERNET_KINDS for _, data in vary.packets(kind, 60, seed=8) for name in Reference(data).values}
)
PACKETS = st.sampled_from(ETHERNET_KINDS).flatmap(
    lambda kind: st.builds(lambda dice: vary.packet(kind, dice)[1], st.randoms(use_true_random=False))
)


@given(packets=st.lists(st.one_of(PACKETS, PACKETS.flatmap(mutated)), min_size=1, max_size=20))
@settings(max_examples=150)
def test_columns_are_what_the_specifications_say(packets: list[bytes]) -> None:
    """Every occurrence of 81 columns, in packets of which some are damaged."""
    table = table_of(packets)
    expected = [Reference(data).values for data in packets]

    for name in NAMES:
        assert [",".join(values.get(name, [])) for values in expected] == table.texts(name), name


def test_the_reference_knows_the_columns() -> None:
    """Enough of them, and of every protocol that it reads."""
    assert 81 == len(NAMES)
