"""Lines of ARP, ICMP and ICMPv6 packets against tshark's: source, destination, protocol, length, info.

A packet counts where tshark's Protocol column names one of the three, and
pcapflow came as far. A difference is accepted only by a rule here.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pcapflow.errors import PcapflowError
from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.packets import FactFinder, Facts, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pcapflow.results import PacketLine
    from pcapflow.table import PacketTable

__all__ = (
    "BEHIND_AH",
    "ROUTED",
    "RPL",
    "RULES",
    "TRAILER",
    "VERDICT",
    "Comparison",
    "compare",
    "tshark_lines",
)

TIME_LIMIT_S = 60
PROTOCOLS = ("ARP", "ICMP", "ICMPv6")
LAYERS = ("arp", "icmp", "icmpv6")

TRAILER = "a heuristic of tshark's gave up in the trailer behind an ARP packet"
RPL = "RPL's control messages, whose codes pcapflow has no words for"
ROUTED = "the last address of an IPv6 routing header, which tshark shows as the destination"
VERDICT = "one of the two says that the packet is malformed or cut, and has no other words or the same"
BEHIND_AH = "tshark tells ICMP no TTL where an authentication header stands before it"
RULES = (BEHIND_AH, TRAILER, RPL, ROUTED, VERDICT)

_VERDICTS = ("[Malformed Packet]", "[Packet size limited during capture]")

Columns = tuple[str, str, str, str, str]
"""Source, destination, protocol, length, info."""


@dataclass(frozen=True, slots=True)
class _Difference:
    line: PacketLine
    columns: Columns
    """tshark's."""
    protocols: str
    """tshark's ``frame.protocols``."""
    hops_left: str
    """``ipv6.routing.segleft``."""


@dataclass(slots=True)
class Comparison:
    """What was compared, and what came out."""

    n_lines: Counter[str] = field(default_factory=Counter)
    """Lines by protocol."""
    n_equal: int = 0
    n_beyond: int = 0
    """Packets of the three protocols inside layers that pcapflow does not decode."""
    taken: Counter[str] = field(default_factory=Counter)
    """Rule -> differences that it accepted."""
    differences: list[str] = field(default_factory=list)


def tshark_lines(path: str, *, passes: int = 2) -> dict[int, tuple[str, Columns]]:
    """``frame.number`` -> ``frame.protocols`` and the columns of the packet list, as tshark has them.

    Raises:
        subprocess.TimeoutExpired: tshark hangs on a few captures.
    """
    columns = [f"_ws.col.{name}" for name in ("Source", "Destination", "Protocol", "Length", "Info")]
    names = [word for name in ("frame.number", "frame.protocols", *columns) for word in ("-e", name)]
    options = ["-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", *(["-2"] if passes == 2 else [])]
    command = ["tshark", "-r", path, "-n", *options, "-T", "fields", "-E", "occurrence=f", *names]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=TIME_LIMIT_S, check=False)
    found = {}
    for line in run.stdout.splitlines():
        number, protocols, source, destination, protocol, length, info = line.split("\t", 6)
        found[int(number)] = protocols, (source, destination, protocol, length, info)
    return found


def compare(captures: Iterable[str], *, passes: int = 2) -> Comparison:
    """Compare the lines of these files; what is no capture is passed over."""
    found = Comparison()
    for path in captures:
        try:
            finder, holds_some = FactFinder(), False
            for table in _tables(path):
                holds_some = holds_some or any(len(table.layer(name)) for name in LAYERS)
                finder.update(table)
            if holds_some:
                _compare_file(path, finder.result() if passes == 2 else None, found)
        except PcapflowError:
            continue
    return found


def _tables(path: str) -> Iterator[PacketTable]:
    with open_capture(path) as reader:
        cursor = Cursor()
        for records in reader:
            yield decode(records, tables(), cursor, label=path)


def _compare_file(path: str, facts: Facts | None, found: Comparison) -> None:
    try:
        theirs = tshark_lines(path, passes=1 if facts is None else 2)
    except subprocess.TimeoutExpired:
        found.differences.append(f"{path}: no answer of tshark's within {TIME_LIMIT_S} s")
        return
    finder = FactFinder()
    pending: list[_Difference] = []
    for table in _tables(path):
        known = finder.update(table) if facts is None else facts
        for index, number in enumerate(table.number.tolist()):
            protocols, columns = theirs.get(number, ("", ("", "", "", "", "")))
            if columns[2] not in PROTOCOLS:
                continue
            line = line_of(table, index, known)
            if line.protocol != columns[2]:
                found.n_beyond += 1
                continue
            found.n_lines[line.protocol] += 1
            if _columns(line) == columns:
                found.n_equal += 1
            else:
                pending.append(_Difference(line, columns, protocols, table.texts("ipv6.routing.segleft")[index]))
    for difference in pending:
        rule = _rule(difference)
        if rule is None:
            line, columns = difference.line, difference.columns
            found.differences.append(f"{path} frame {line.number}: {_columns(line)}, tshark {columns}")
        else:
            found.taken[rule] += 1


def _columns(line: PacketLine) -> Columns:
    return line.source, line.destination, line.protocol, str(line.length), line.info


def _rule(difference: _Difference) -> str | None:
    """The rule that accepts a difference; None where none does."""
    line, columns = difference.line, difference.columns
    mine, same_others = _columns(line), _columns(line)[:4] == columns[:4]
    if (mine[0], *mine[2:]) == (columns[0], *columns[2:]):
        return ROUTED if difference.hops_left not in ("", "0") else None
    if not same_others:
        return None
    if (rule := _of_neighbours(difference)) is not None:
        return rule
    if line.info == "RPL Control" and columns[4].startswith("RPL Control ("):
        return RPL
    my_words, their_words = _without_verdict(line.info), _without_verdict(columns[4])
    is_said = my_words != line.info or their_words != columns[4]
    return VERDICT if is_said and (my_words == their_words or "" in (my_words, their_words)) else None


def _of_neighbours(difference: _Difference) -> str | None:
    """A rule about what stands before the message, or behind it."""
    info, theirs = difference.line.info, difference.columns[4]
    if difference.protocols.endswith("trailer") and theirs == info + _VERDICTS[0]:
        return TRAILER
    return BEHIND_AH if ":ah:" in difference.protocols and theirs == re.sub(r", ttl=\d+", "", info) else None


def _without_verdict(info: str) -> str:
    for verdict in _VERDICTS:
        info = info.replace(verdict, "")
    return info
