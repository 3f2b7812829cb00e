"""What is measured side by side, in groups; each group's rows run in turns."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from .measure import Row
from .standard import STANDARD, made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .peers import Peer, Peers

__all__ = (
    "COMPILED",
    "DPKT_ETHERNET",
    "DPKT_PING",
    "DPKT_READER",
    "ECHO_TABLES",
    "FEW",
    "GOPACKET",
    "GROUPS",
    "HELD",
    "LIBPCAP",
    "LINEAR",
    "MEMORY",
    "NUMPY",
    "PACKET_DATA",
    "PACKET_DPKT",
    "PING",
    "PING_STARTS",
    "READ",
    "RECORDS",
    "SMALLEST",
    "STREAMED",
    "STREAMED_AGAIN",
    "TABLES",
    "TSHARK_PING",
    "Bench",
)

STREAMED = "pcapflow, streamed"
STREAMED_AGAIN = "pcapflow, streamed again"
HELD = "pcapflow, held"
NUMPY = "pcapflow, streamed, numpy alone"
RECORDS = "pcapflow, records only"
TABLES = "pcapflow, no column"
COMPILED = "pcapflow, compiled loops"
COLUMNS = "pcapflow, every column"
READ = "read() alone"
LIBPCAP = "libpcap, empty pcap_loop"
LIBPCAP_512K = "libpcap, with 512 KiB, aligned"
GOPACKET = "gopacket, DecodingLayerParser"
CYPCAP = "cypcap, empty loop"
PACKET_DATA = "pcapflow, packet.data"
PACKET_DPKT = "pcapflow, packet.to_dpkt()"
DPKT_READER = "dpkt, Reader"
DPKT_ETHERNET = "dpkt, Reader and Ethernet"
OUR_FIELDS = "pcapflow show -T fields"
TSHARK_FIELDS = "tshark -T fields"
PING = "pcapflow ping -q"
PING_STARTS = "pcapflow ping -q, 2 packets"
ECHO_TABLES = "pcapflow, echo headers streamed"
TSHARK_PING = "tshark -q -z icmp,srt"
DPKT_PING = "dpkt loop"

FIELDS = ("frame.number", "frame.time_epoch", "ip.src", "ip.dst", "ip.ttl", "frame.len")
FEW = 200_000
"""Packets for rows that take microseconds a packet."""
LINEAR = {f"pings-{n}.pcap": n for n in (100_000, 1_000_000, 10_000_000)}
SMALLEST = "pings-2.pcap"
MEMORY = "pings-4GiB.pcap"
LARGE_BYTES = 4 << 30


class Bench(NamedTuple):
    """Where captures are, and who is there to compare with."""

    folder: Path
    peers: Peers

    def ours(self, capture: str, name: str, job: str, n: int, *, kernel: str = "", most_rounds: int = 99) -> Row:
        """A job of pcapflow's."""
        words = (sys.executable, "-m", "_speed.ours", job, str(self.folder / capture))
        # Threads that numpy starts for linear algebra wait by spinning, which the processor's clock counts.
        env = {"OPENBLAS_NUM_THREADS": "1", **({"PCAPFLOW_KERNEL": kernel} if kernel else {})}
        return Row(capture, name, words, n, most_rounds=most_rounds, env=env)

    def theirs(self, capture: str, name: str, job: str, n: int, *, most_rounds: int = 99) -> Row:
        """A job in Python of somebody else's."""
        words = (sys.executable, "-m", "_speed.others", job, str(self.folder / capture))
        return Row(capture, name, words, n, most_rounds=most_rounds)

    def command(self, capture: str, name: str, words: tuple[str, ...], n: int, *, most_rounds: int = 99) -> Row:
        """A whole process of pcapflow's; ``FILE`` is the capture."""
        whole = (sys.executable, "-m", "pcapflow", *words, str(self.folder / capture))
        return Row(capture, name, whole, n, whole=True, most_rounds=most_rounds)

    def peer(self, capture: str, name: str, peer: Peer, n: int, *options: str) -> list[Row]:
        """A program that is perhaps not there."""
        return [] if peer.missing else [Row(capture, name, (*peer.words, str(self.folder / capture), *options), n)]

    def tshark(self, capture: str, name: str, words: tuple[str, ...], n: int, *, most_rounds: int = 99) -> list[Row]:
        """tshark, if it is there."""
        if self.peers.tshark.missing:
            return []
        whole = (*self.peers.tshark.words, "-n", "-r", str(self.folder / capture), *words)
        return [Row(capture, name, whole, n, whole=True, most_rounds=most_rounds)]


def engine(bench: Bench) -> list[Row]:
    """Every header of every packet, beside reading the file and handing packets over."""
    rows = []
    for capture, n in STANDARD.items():
        made(bench.folder / capture, "packets", n)
        rows += [
            bench.theirs(capture, READ, "read", n),
            *bench.peer(capture, LIBPCAP, bench.peers.libpcap, n),
            *bench.peer(capture, LIBPCAP_512K, bench.peers.libpcap, n, str(512 << 10)),
            bench.ours(capture, STREAMED, "streamed", n),
            bench.ours(capture, HELD, "held", n),
            *bench.peer(capture, GOPACKET, bench.peers.gopacket, n),
            *bench.peer(capture, CYPCAP, bench.peers.cypcap, n),
            bench.ours(capture, RECORDS, "records", n),
            bench.ours(capture, TABLES, "tables", n),
            bench.ours(capture, COMPILED, "profile", n),
            bench.ours(capture, NUMPY, "streamed", n, kernel="numpy", most_rounds=3),
        ]
    return rows


def columns(bench: Bench) -> list[Row]:
    """Making columns of a table that is held."""
    names = [name for name in STANDARD if name.endswith(".pcap")]
    for name in names:
        made(bench.folder / name, "packets", STANDARD[name])
    return [bench.ours(name, COLUMNS, "columns", STANDARD[name], most_rounds=3) for name in names]


def ping(bench: Bench) -> list[Row]:
    """Ping statistics, whole processes but for the loop."""
    capture = "pings.pcap"
    n = STANDARD[capture]
    made(bench.folder / capture, "packets", n)
    made(bench.folder / SMALLEST, "packets", 2)
    return [
        bench.command(capture, PING, ("ping", "-q"), n),
        bench.ours(capture, ECHO_TABLES, "echo_tables", n),
        bench.command(SMALLEST, PING_STARTS, ("ping", "-q"), 2),
        *bench.tshark(capture, TSHARK_PING, ("-q", "-z", "icmp,srt"), n, most_rounds=3),
        bench.theirs(capture, DPKT_PING, "dpkt_ping", n, most_rounds=3),
    ]


def objects(bench: Bench) -> list[Row]:
    """Packets one by one, as objects and as lines."""
    rows = []
    fields = tuple(word for field in FIELDS for word in ("-e", field))
    for capture in (f"pings-{FEW}.pcap", f"mixed-{FEW}.pcap"):
        made(bench.folder / capture, "packets", FEW)
        rows += [
            bench.ours(capture, PACKET_DATA, "packet_data", FEW),
            bench.theirs(capture, DPKT_READER, "dpkt_reader", FEW),
            bench.ours(capture, PACKET_DPKT, "packet_dpkt", FEW),
            bench.theirs(capture, DPKT_ETHERNET, "dpkt_ethernet", FEW),
            bench.command(capture, OUR_FIELDS, ("show", "-T", "fields", *fields), FEW, most_rounds=3),
            *bench.tshark(capture, TSHARK_FIELDS, ("-T", "fields", *fields), FEW, most_rounds=3),
        ]
    return rows


def linear(bench: Bench) -> list[Row]:
    """The same job over ever longer captures."""
    for capture, n in {**LINEAR, SMALLEST: 2}.items():
        made(bench.folder / capture, "packets", n)
    rows = [bench.ours(capture, STREAMED_AGAIN, "streamed_again", n) for capture, n in LINEAR.items()]
    return [bench.ours(SMALLEST, STREAMED, "streamed", 2), *rows]


def memory(bench: Bench) -> list[Row]:
    """A capture of 4 GiB."""
    made(bench.folder / MEMORY, "bytes", LARGE_BYTES)
    return [
        bench.ours(MEMORY, STREAMED, "streamed", 0, most_rounds=1),
        bench.command(MEMORY, PING, ("ping", "-q"), 0, most_rounds=1),
    ]


GROUPS: dict[str, Callable[[Bench], list[Row]]] = {
    "engine": engine,
    "columns": columns,
    "ping": ping,
    "objects": objects,
    "linear": linear,
    "memory": memory,
}
"""What makes a group's captures where they are not there, and gives its rows."""
