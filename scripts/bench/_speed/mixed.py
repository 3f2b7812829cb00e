"""Packets of many protocols and of 60 to 1,514 bytes, as on a busy link: about 477 bytes on average.

A make of packet names its headers, from Ethernet on; what follows from them
(types, lengths, checksums) is computed, so that all of it is right.
"""

from __future__ import annotations

from itertools import accumulate, count, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from .captures import MAX_BYTES, PATTERN, Frames, Headers, checksum, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ("MAKES", "mixed")

STRETCH = 20_000
MEAN_GAP_US = 25
N_FLOWS = 2_500
MIN_BYTES = 60
NET = 0x0A020000
FIRST_PORT = 60_002
"""Above those that have a protocol: what a packet carries is data to every reader."""

Dice = np.random.Generator
Rows = npt.NDArray[np.void]
Lengths = npt.NDArray[np.int64]


def _dtype(words: str) -> np.dtype[np.void]:
    return np.dtype([(name, form) for name, form in (word.split(":") for word in words.split())])


IPV4 = _dtype("version:u1 tos:u1 len:>u2 id:>u2 fragment:>u2 ttl:u1 proto:u1 checksum:>u2 src:>u4 dst:>u4")
LAYERS = {
    "eth": _dtype("dst:V6 src:V6 type:>u2"),
    "outer_vlan": _dtype("tci:>u2 type:>u2"),
    "vlan": _dtype("tci:>u2 type:>u2"),
    "arp": _dtype("fixed:>u8 sha:V6 spa:>u4 tha:V6 tpa:>u4"),
    "ip": IPV4,
    "ip6": _dtype("version:>u4 plen:>u2 proto:u1 hlim:u1 src:4>u4 dst:4>u4"),
    "tcp": _dtype("srcport:>u2 dstport:>u2 seq:>u4 ack:>u4 flags:>u2 window:>u2 checksum:>u2 urgent:>u2"),
    "stamps": _dtype("nops:>u2 kind:>u2 value:>u4 echo:>u4"),
    "syn": _dtype("mss:>u4 sack:>u2 kind:>u2 value:>u4 echo:>u4 scale:>u4"),
    "udp": _dtype("srcport:>u2 dstport:>u2 length:>u2 checksum:>u2"),
    "echo": _dtype("type:u1 code:u1 checksum:>u2 ident:>u2 seq:>u2"),
    "error": _dtype("type:u1 code:u1 checksum:>u2 unused:>u4"),
    "echo6": _dtype("type:u1 code:u1 checksum:>u2 ident:>u2 seq:>u2"),
    "neighbour": _dtype("type:u1 code:u1 checksum:>u2 flags:>u4 target:4>u4 option:>u2 mac:V6"),
    "quoted_ip": IPV4,
    "quoted_udp": _dtype("srcport:>u2 dstport:>u2 length:>u2 checksum:>u2"),
    "quoted_tcp": _dtype("srcport:>u2 dstport:>u2 seq:>u4"),
}
TYPES = {"outer_vlan": 0x8100, "vlan": 0x8100, "arp": 0x0806, "ip": 0x0800, "ip6": 0x86DD}
PROTOCOLS = {
    "tcp": 6,
    "udp": 17,
    "echo": 1,
    "error": 1,
    "echo6": 58,
    "neighbour": 58,
    "quoted_udp": 17,
    "quoted_tcp": 6,
}
TCP_WORDS = {"stamps": 8, "syn": 10}


def _any(n: int, least: int, dice: Dice) -> Lengths:
    return dice.integers(max(least, MIN_BYTES), MAX_BYTES + 1, n)


def _mostly_full(n: int, least: int, dice: Dice) -> Lengths:
    return np.where(dice.random(n) < 0.66, MAX_BYTES, _any(n, least, dice))


def _small(n: int, least: int, dice: Dice) -> Lengths:
    return dice.integers(max(least, MIN_BYTES), 300, n)


def _quote(n: int, least: int, dice: Dice) -> Lengths:
    return dice.integers(least, 590, n)


def _ping(n: int, least: int, dice: Dice) -> Lengths:  # noqa: ARG001 (one signature for all)
    return np.full(n, least + 56)


class Make(NamedTuple):
    """One make of packet."""

    share: int
    """So many of a thousand packets."""
    layers: str
    lengths: Callable[[int, int, Dice], Lengths] | None = None
    """How long frames are, of at least the headers' bytes; None: nothing follows the headers but zeros up to 60."""


MAKES = (
    Make(150, "eth ip tcp"),
    Make(150, "eth ip tcp stamps"),
    Make(25, "eth ip tcp syn"),
    Make(230, "eth ip tcp stamps", _mostly_full),
    Make(80, "eth ip udp", _small),
    Make(70, "eth ip udp", _any),
    Make(60, "eth ip echo", _ping),
    Make(15, "eth ip error quoted_ip quoted_udp", _quote),
    Make(15, "eth ip error quoted_ip quoted_tcp"),
    Make(30, "eth arp"),
    Make(10, "eth vlan arp"),
    Make(40, "eth vlan ip tcp stamps", _any),
    Make(10, "eth outer_vlan vlan ip udp", _any),
    Make(40, "eth ip6 tcp stamps", _any),
    Make(20, "eth ip6 tcp"),
    Make(30, "eth ip6 udp", _small),
    Make(15, "eth ip6 echo6", _ping),
    Make(10, "eth ip6 neighbour"),
)


def mixed() -> Iterator[Frames]:
    """Stretches of frames of all makes."""
    time_us = 0
    shares = np.array([make.share for make in MAKES])
    for stretch in count():
        dice = np.random.default_rng([2, stretch])
        kinds = dice.choice(len(MAKES), STRETCH, p=shares / shares.sum())
        length = np.zeros(STRETCH, np.int64)
        headers = []
        for number, make in enumerate(MAKES):
            which = np.flatnonzero(kinds == number)
            rows, length[which] = _made(make, len(which), dice)
            headers.append(Headers(which, rows))
        times = time_us + np.cumsum(dice.integers(0, 2 * MEAN_GAP_US + 1, STRETCH))
        time_us = int(times[-1])
        yield Frames(times, length, tuple(headers))


class Draft(NamedTuple):
    """Frames of one make, not yet filled in."""

    rows: Rows
    at: dict[str, int]
    """Header -> byte at which it begins."""
    after: dict[str, str]
    """Header -> the one that follows, or nothing."""
    end: Lengths
    """int64[n]: byte at which the packet ends; zeros up to 60 bytes stand behind it."""
    src: Lengths
    """int64[n]: number of the host that sends it."""
    dst: Lengths
    back: npt.NDArray[np.bool_]
    """bool[n]: whether it answers."""
    dice: Dice

    def left(self, name: str) -> Lengths:
        """int64[n]: bytes from where a header begins."""
        return self.end - self.at[name]

    def random(self, bits: int) -> Lengths:
        """int64[n]: numbers of so many bits."""
        return self.dice.integers(0, 1 << bits, len(self.rows))

    def words(self) -> npt.NDArray[np.uint16]:
        """uint16[n, m]: words of the headers, the rows' own memory."""
        return words_of(self.rows.view(np.uint8).reshape(len(self.rows), -1))


def _made(make: Make, n: int, dice: Dice) -> tuple[npt.NDArray[np.uint8], Lengths]:
    """Headers of n frames of a make, and how long the frames are."""
    names = make.layers.split()
    sizes = [LAYERS[name].itemsize for name in names]
    n_bytes = sum(sizes)
    zeros = max(MIN_BYTES - n_bytes, 0) if make.lengths is None else 0
    length = np.full(n, n_bytes + zeros) if make.lengths is None else make.lengths(n, n_bytes, dice)

    flow, back = dice.integers(0, N_FLOWS, n), dice.random(n) < 0.5
    draft = Draft(
        rows=np.zeros(n, [*((name, LAYERS[name]) for name in names), ("zeros", f"V{zeros}")]),
        at=dict(zip(names, accumulate(sizes, initial=0), strict=False)),
        after=dict(pairwise([*names, ""])),
        end=length - zeros,
        src=np.where(back, flow + N_FLOWS, flow),
        dst=np.where(back, flow, flow + N_FLOWS),
        back=back,
        dice=dice,
    )
    for name in names:
        FILL[name](draft, name)
    # From the innermost: a checksum covers those of what is quoted.
    for name in reversed(names):
        if name in COVERS:
            _sum(draft, name)
    return draft.rows.view(np.uint8).reshape(n, -1), length


def _eth(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    header["src"], header["dst"], header["type"] = _mac(draft.src), _mac(draft.dst), TYPES[draft.after[name]]


def _tag(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    header["tci"], header["type"] = 100 + draft.src % 50, TYPES[draft.after[name]]


def _arp(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    header["fixed"] = 0x0001_0800_0604_0000 + np.where(draft.back, 2, 1)
    header["sha"], header["tha"] = _mac(draft.src), _mac(np.where(draft.back, draft.dst, 0))
    header["spa"], header["tpa"] = NET + draft.src, NET + draft.dst


def _ip(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    header["version"], header["len"], header["id"], header["fragment"] = (
        0x45,
        draft.left(name),
        draft.random(16),
        0x4000,
    )
    header["ttl"], header["proto"] = np.where(draft.back, 57, 64), PROTOCOLS[draft.after[name]]
    # What an error quotes went the other way.
    ends = (draft.dst, draft.src) if name == "quoted_ip" else (draft.src, draft.dst)
    header["src"], header["dst"] = NET + ends[0], NET + ends[1]


def _ip6(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    header["version"], header["plen"] = 0x6000_0000 + draft.src, draft.left(name) - 40
    header["proto"], header["hlim"] = PROTOCOLS[draft.after[name]], 255 if draft.after[name] == "neighbour" else 64
    header["src"], header["dst"] = _address6(draft.src), _address6(draft.dst)


def _tcp(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    _ports(draft, name)
    header["flags"] = TCP_WORDS.get(draft.after[name], 5) << 12 | (0x02 if draft.after[name] == "syn" else 0x10)
    header["seq"], header["window"] = draft.random(32), 501
    header["ack"] = 0 if draft.after[name] == "syn" else draft.random(32)


def _udp(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    _ports(draft, name)
    header["length"] = draft.left(name)


def _ports(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    header["srcport"], header["dstport"] = FIRST_PORT + draft.src, FIRST_PORT + draft.dst


def _stamps(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    header["nops"], header["kind"], header["value"], header["echo"] = 0x0101, 0x080A, draft.src, draft.dst


def _syn(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    header["mss"], header["sack"], header["kind"], header["value"] = 0x0204_05B4, 0x0402, 0x080A, draft.src
    header["scale"] = 0x0103_0307


def _echo(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    request, reply = (8, 0) if name == "echo" else (128, 129)
    header["type"], header["seq"] = np.where(draft.back, reply, request), draft.random(10)
    header["ident"] = np.minimum(draft.src, draft.dst) + 1


def _error(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    port_unreachable, time_exceeded = (3, 3), (11, 0)
    header["type"], header["code"] = port_unreachable if "quoted_udp" in draft.at else time_exceeded


def _neighbour(draft: Draft, name: str) -> None:
    header = draft.rows[name]
    solicitation, advertisement = (135, 0, 0x0101), (136, 0x6000_0000, 0x0201)
    for field, asks, answers in zip(("type", "flags", "option"), solicitation, advertisement, strict=True):
        header[field] = np.where(draft.back, answers, asks)
    header["target"] = _address6(np.where(draft.back, draft.src, draft.dst))
    header["mac"] = _mac(draft.src)


FILL = {
    "eth": _eth,
    "outer_vlan": _tag,
    "vlan": _tag,
    "arp": _arp,
    "ip": _ip,
    "ip6": _ip6,
    "tcp": _tcp,
    "stamps": _stamps,
    "syn": _syn,
    "udp": _udp,
    "echo": _echo,
    "echo6": _echo,
    "error": _error,
    "neighbour": _neighbour,
    "quoted_ip": _ip,
    "quoted_udp": _udp,
    "quoted_tcp": _ports,
}
"""All fields of a header but its checksum: for which packets, and the header's name."""


def _address6(host: Lengths) -> npt.NDArray[np.int64]:
    words = np.zeros((len(host), 4), np.int64)
    words[:, 0], words[:, 3] = 0x2001_0DB8, host + 1
    return words


def _mac(host: Lengths) -> npt.NDArray[np.void]:
    return (0x0200_0000_0000 + host).astype(">u8").view(np.uint8).reshape(-1, 8)[:, 2:].copy().view("V6")[:, 0]


PATTERN_SUMS = np.array([words_of(np.pad(PATTERN[:n], (0, n & 1))).sum(dtype=np.int64) for n in range(MAX_BYTES + 1)])
COVERS = {
    "ip": "",
    "quoted_ip": "",
    "echo": "",
    "error": "",
    "tcp": "ip",
    "udp": "ip",
    "echo6": "ip",
    "neighbour": "ip",
    "quoted_udp": "quoted_ip",
}
"""Header with a checksum -> whose addresses it covers, too."""


def _sum(draft: Draft, name: str) -> None:
    """The checksum of a header, over what it covers."""
    first, words = draft.at[name] // 2, draft.words()
    if name in ("ip", "quoted_ip"):
        total = words[:, first : first + 10].sum(1, dtype=np.int64)
    else:
        total = words[:, first:].sum(1, dtype=np.int64)
        total += PATTERN_SUMS[draft.end] - PATTERN_SUMS[np.minimum(draft.rows.itemsize, draft.end)]
    if ip := COVERS[name]:
        ip = ip if ip in draft.at else "ip6"
        half = LAYERS[ip].itemsize // 2
        addresses = 4 if ip != "ip6" else 16
        stop = draft.at[ip] // 2 + half
        total += words[:, stop - addresses : stop].sum(1, dtype=np.int64) + PROTOCOLS[name] + draft.left(name)
    draft.rows[name]["checksum"] = checksum(total)
