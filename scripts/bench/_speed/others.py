"""Jobs of others, each in a process of its own: python -m _speed.others JOB FILE."""

from __future__ import annotations

import mmap
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from .timed import tell_time_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ("JOBS",)

PIECE_BYTES = 512 << 10


def read(path: str) -> Callable[[], int]:
    """Read a file in pieces into one buffer, and do nothing with it; no packet is counted."""
    file = Path(path).open("rb", buffering=0)  # noqa: SIM115  # open until the process ends
    # It begins with a page: into an odd place some processors copy at half or a fifth of their speed.
    buffer = mmap.mmap(-1, PIECE_BYTES)

    def job() -> int:
        while file.readinto(buffer):
            pass
        return 0

    return job


def cypcap(path: str) -> Callable[[], int]:
    """The empty loop of a binding of libpcap."""
    import cypcap as binding  # type: ignore[import-not-found]  # in an environment of its own

    capture = binding.open_offline(path)

    def job() -> int:
        n_packets = 0
        for _ in capture:
            n_packets += 1
        return n_packets

    return job


def dpkt_reader(path: str) -> Callable[[], int]:
    """Dpkt's Reader alone."""
    import dpkt

    reader = dpkt.pcap.Reader(Path(path).open("rb"))  # noqa: SIM115  # open until the process ends

    def job() -> int:
        n_packets = 0
        for _ in reader:
            n_packets += 1
        return n_packets

    return job


def dpkt_ethernet(path: str) -> Callable[[], int]:
    """Dpkt's Reader, and each packet as an object with all that it carries."""
    import dpkt

    reader, ethernet = dpkt.pcap.Reader(Path(path).open("rb")), dpkt.ethernet.Ethernet  # noqa: SIM115  # open until the process ends

    def job() -> int:
        n_packets = 0
        for _, data in reader:
            ethernet(data)
            n_packets += 1
        return n_packets

    return job


def dpkt_ping(path: str) -> Callable[[], int]:
    """Ping statistics as they are written with dpkt: requests matched to replies, times kept for each session."""
    import dpkt

    reader = dpkt.pcap.Reader(Path(path).open("rb"))  # noqa: SIM115  # open until the process ends

    def job() -> int:
        n_packets = 0
        sent: dict[tuple[bytes, bytes, int, int], float] = {}
        round_trips: dict[tuple[bytes, bytes, int], list[float]] = defaultdict(list)
        for time_s, data in reader:
            n_packets += 1
            ip = dpkt.ethernet.Ethernet(data).data
            if not isinstance(ip, dpkt.ip.IP) or not isinstance(ip.data, dpkt.icmp.ICMP):
                continue
            icmp = ip.data
            if icmp.type == dpkt.icmp.ICMP_ECHO:
                sent[ip.src, ip.dst, icmp.data.id, icmp.data.seq] = time_s
            elif icmp.type == dpkt.icmp.ICMP_ECHOREPLY:
                sent_s = sent.pop((ip.dst, ip.src, icmp.data.id, icmp.data.seq), None)
                if sent_s is not None:
                    round_trips[ip.dst, ip.src, icmp.data.id].append(time_s - sent_s)
        for times in round_trips.values():
            print(len(times), min(times), sum(times) / len(times), max(times))
        return n_packets

    return job


JOBS: dict[str, Callable[[str], Callable[[], int]]] = {
    "read": read,
    "cypcap": cypcap,
    "dpkt_reader": dpkt_reader,
    "dpkt_ethernet": dpkt_ethernet,
    "dpkt_ping": dpkt_ping,
}
"""What opens a capture and gives what is timed."""

if __name__ == "__main__":
    tell_time_of(JOBS[sys.argv[1]](sys.argv[2]))
