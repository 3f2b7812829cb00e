"""Windows' form. Every language has its own words and the same numbers in the same order.

It prints no sequence numbers: one line stands for one request. An ICMP error
counts as received in its statistics.
"""

from __future__ import annotations

import re

from pcapflow.ping_text._lines import Line, last_address, refuse
from pcapflow.ping_text._model import Error, NoAnswer, PingText, Reply, Rtt, Statistics

__all__ = ("read", "starts")

_NS_PER_MS = 1_000_000
_MARGIN_NS = _NS_PER_MS
"""It counts whole ticks of a clock: a time may be short by a whole unit."""

_REPLY = re.compile(
    r"(?P<who>.+?) (?:\S+ ?=(?P<bytes>[0-9]{1,6}) )?"
    r"\S+ ?(?P<less>[=<])(?P<time>[0-9]{1,9}) ?ms(?: TTL=(?P<ttl>[0-9]{1,3}))?"
)
_ERROR = re.compile(r"(\D+ \S+): ([^0-9=]+)")
_COUNTS = re.compile(r"= ?([0-9]{1,15})\b(?! ?ms)\D+?= ?([0-9]{1,15})\D+?= ?[0-9]{1,15}\s+\(\D*([0-9]{1,3})%")
_TIMES = re.compile(r"= ?([0-9]{1,9}) ?ms\D+?= ?([0-9]{1,9}) ?ms\D+?= ?([0-9]{1,9}) ?ms")


_COLONS = (":", "\uff1a")  # Chinese has its own


def starts(text: str) -> bool:
    """Whether this is the first line of such a text."""
    return _first(text) is not None


def _first(text: str) -> PingText | None:
    if "ping" not in text.lower() or not text.rstrip().endswith(_COLONS):
        return None
    text = _spaced(text)
    size = re.search(r" ([0-9]{1,6}) [^0-9]*$", text)
    address = last_address(text[: size.start()]) if size else None
    if not size or not address:
        return None
    name = re.search(rf"(\S+) \[{re.escape(address)}\]", text)
    return PingText(name[1] if name else address, address, int(size[1]), program="windows")


def read(lines: list[Line]) -> PingText:
    """Read a text from its first line on."""
    ping = _first(lines[0].text)
    if ping is None:
        raise refuse(lines[0], "not a first line of ping")
    below = [Line(line.text.rstrip(), line.offset) for line in lines[1:] if line.text.strip()]
    for line in below:
        if starts(line.text):
            raise refuse(line, "a second run of ping begins here, and this reads one")
    heading = next((at for at, line in enumerate(below) if line.text.endswith(_COLONS)), len(below))
    return ping._replace(
        lines=tuple(_entry(line.text, seq) for seq, line in enumerate(below[:heading], start=1)),
        statistics=_statistics(below[heading:]) if heading < len(below) else None,
    )


def _entry(text: str, seq: int) -> Reply | Error | NoAnswer:
    if (match := _REPLY.fullmatch(text)) and (address := last_address(_spaced(match["who"]))):
        n_bytes, ttl = match["bytes"], match["ttl"]
        return Reply(
            seq=seq,
            n_bytes=int(n_bytes) + 8 if n_bytes else None,  # Windows counts the data alone
            ttl=int(ttl) if ttl else None,
            address=address,
            time_ns=0 if match["less"] == "<" else int(match["time"]) * _NS_PER_MS,
            margin_ns=_MARGIN_NS,
        )
    if (match := _ERROR.fullmatch(text)) and (address := last_address(_spaced(match[1]))):
        return Error(address, seq, match[2])
    return NoAnswer(seq)


def _spaced(text: str) -> str:
    """Part an address from letters that follow without a space, as in ``8.8.8.8からの応答:``."""
    return re.sub(r"[^\x00-\x7f]+", " ", text)


def _statistics(lines: list[Line]) -> Statistics:
    block = "\n".join(line.text for line in lines)
    counts = _COUNTS.search(block)
    if not counts:
        raise refuse(lines[0], "no counts of packets sent, received and lost below")
    times = _TIMES.search(block)
    return Statistics(
        n_sent=int(counts[1]),
        n_received=int(counts[2]),
        loss=f"{counts[3]}%",
        rtt=Rtt(int(times[1]) * 1_000, int(times[3]) * 1_000, int(times[2]) * 1_000) if times else None,
    )
