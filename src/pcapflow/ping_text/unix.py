"""The form that Unix pings share: iputils, BusyBox, and the BSDs' (macOS, inetutils).

iputils translates its words, so that numbers are read by their places and
names (``icmp_seq``, ``ttl``) where that is safe.
"""

from __future__ import annotations

import re

from pcapflow.ping_text._lines import Line, last_address, refuse, time_of, us_of
from pcapflow.ping_text._model import Error, NoAnswer, PingText, Program, Reply, Rtt, Statistics

__all__ = ("read", "starts")

_INT = "([0-9]{1,15})"
_MS = "(-?[0-9]{1,15}[.,]-?[0-9]{1,6})"

_INNER = r"\((?:\S+ \()?([^()\s]+)\)+"  # in (::1) and in (localhost (::1))
_FROM = r"(?: \S+ (\S+) (\S*):)?"
_FIRST: tuple[tuple[Program, re.Pattern[str]], ...] = (
    ("iputils", re.compile(rf"PING (\S+) {_INNER}{_FROM} {_INT}\({_INT}\) .*")),
    ("iputils", re.compile(rf"PING ([^\s(]+) ?{_INNER}(?: ,? ?flow \S+)?{_FROM} {_INT}() .*")),
    ("busybox", re.compile(rf"PING (\S+) {_INNER}(?: from (\S+))?(): {_INT}() data bytes")),
    ("bsd", re.compile(rf"PING6\(\S+\+{_INT} bytes\) (\S+) --> (\S+)")),
)

_STAMP = re.compile(r"\[[0-9]+\.[0-9]+\] ")  # ping -D
_REPLY = re.compile(
    r"(?P<bytes>[0-9]{1,9}) (?P<who>[^=]*?),? (?:icmp_[rs]eq|seq)=(?P<seq>[0-9]{1,9})(?: ident=[0-9]+)?"
    r"(?: (?:ttl|hlim)=(?P<ttl>[0-9]{1,3}))?(?: \S+=(?P<time>[0-9]{1,12}(?:[.,][0-9]{1,6})?) ?(?P<unit>[^\s0-9.,=]+))?"
    r"(?P<marks>(?: \([^()]*\))*)"
)
_TIMED_BYTES = 24  # ICMP's header and the time that a request carries: a shorter reply has none printed
_UNITS_NS = {"usec": 1_000, "us": 1_000}  # iputils before 2002; everybody else has milliseconds
_LOOKS_LIKE_REPLY = re.compile(r"[0-9]+ .*seq=")
_ERROR = re.compile(rf"(\D.*?) icmp_seq={_INT} (.+)")
_BSD_ERROR = re.compile(r"[0-9]+ bytes from (\S+): ([A-Z].*)")
_NO_ANSWER = re.compile(rf"[^0-9]+ icmp_seq[= ]{_INT}")
_WRONG_DATA = re.compile(r".*#[0-9]+ .*0x[0-9a-f]+ .*0x[0-9a-f]+")
_DATA_DUMP = re.compile(r"#[0-9]+\t[0-9a-f ]*")

_HEADING = re.compile(r"-{3,4} ?.*ping.*-{3,4}", re.IGNORECASE)
_LOSS = re.compile(r"(-?[0-9.]+(?:e[+-]?[0-9]+)?) ?% .*")
_COUNT = re.compile(rf"\+?{_INT} (\S+)")
_TIME = re.compile(rf"[^0-9]*{_INT} ?[^\s0-9]+")
_NOT_COUNTS = ("out of wait time", "somebody's printing up packets")
_RTT = re.compile(rf"\S.*? = {_MS}/{_MS}/{_MS}(?:/{_MS})? \S+?(, .*)?")
_PIPE = re.compile(rf"(?:^pipe|, ?\S+) {_INT}(?=,|$)")
_IPG = re.compile(rf"ipg/\S+ {_MS}/{_MS}")


def starts(text: str) -> bool:
    """Whether this is the first line of such a text."""
    return text.startswith("PING") and any(pattern.fullmatch(text) for _, pattern in _FIRST)


def read(lines: list[Line]) -> PingText:
    """Read a text from its first line on."""
    for line in lines[1:]:
        if starts(line.text):
            raise refuse(line, "a second run of ping begins here, and this reads one")
    heading = next((at for at, line in enumerate(lines) if _HEADING.fullmatch(line.text)), len(lines))
    entries, notes = _entries(lines[1:heading])
    ping = _first(lines[0].text)._replace(lines=entries, notes=notes)
    if heading < len(lines):
        below = [line for line in lines[heading + 1 :] if line.text.strip()]
        if not below:
            raise refuse(lines[heading], "the statistics break off after")
        ping = ping._replace(statistics=_statistics(*below[:2]))
    if ping.program == "busybox" and _is_bsd(lines):
        ping = ping._replace(program="bsd")
    return ping


def _first(text: str) -> PingText:
    program, match = next((program, match) for program, pattern in _FIRST if (match := pattern.fullmatch(text)))
    if program == "bsd":
        data, source, address = match.groups()
        return PingText(address, address, int(data), source=source, program=program)
    name, address, source, interface, data, total = match.groups(default="")
    return PingText(name, address, int(data), int(total) if total else None, source, interface, program=program)


def _is_bsd(lines: list[Line]) -> bool:
    """BusyBox has the BSDs' first line, but not the names of their numbers, nor decimals in the loss."""
    return any(re.search(r"icmp_seq|std-?dev =|\.[0-9]% packet loss", line.text) for line in lines)


def _entries(lines: list[Line]) -> tuple[tuple[Reply | Error | NoAnswer, ...], tuple[str, ...]]:
    entries: list[Reply | Error | NoAnswer] = []
    notes = []
    for line in lines:
        text = _STAMP.sub("", line.text, count=1) if line.text.startswith("[") else line.text
        last = entries[-1] if entries else None
        if isinstance(last, Reply) and _WRONG_DATA.fullmatch(text):
            entries[-1] = last._replace(marks=(*last.marks, text))
        elif isinstance(last, Reply) and last.marks and _DATA_DUMP.fullmatch(text):
            entries[-1] = last._replace(marks=(*last.marks[:-1], f"{last.marks[-1]}\n{text}"))
        elif entry := _entry(line, text):
            entries.append(entry)
        elif text.strip():
            notes.append(text)
    return tuple(entries), tuple(notes)


def _entry(line: Line, text: str) -> Reply | Error | NoAnswer | None:
    if match := _REPLY.fullmatch(text):
        return _reply(line, match)
    if _LOOKS_LIKE_REPLY.match(text):
        raise refuse(line, "a reply's line that breaks off")
    if match := _NO_ANSWER.fullmatch(text):
        return NoAnswer(int(match[1]))
    if (match := _ERROR.fullmatch(text)) and (address := last_address(match[1])):
        return Error(address, int(match[2]), match[3])
    if (match := _BSD_ERROR.fullmatch(text)) and (address := last_address(match[1])):
        return Error(address, None, match[2])
    return None


def _reply(line: Line, match: re.Match[str]) -> Reply:
    address = last_address(match["who"])
    if address is None:
        raise refuse(line, "a reply's line without an address")
    marks = re.findall(r"\(([^()]*)\)", match["marks"])
    doubles = [mark for mark in marks if mark.startswith("DUP")]
    n_bytes = int(match["bytes"])
    if not match["time"] and not marks and n_bytes >= _TIMED_BYTES:
        raise refuse(line, "a reply's line that breaks off")
    time_ns, margin_ns = time_of(match["time"], _UNITS_NS.get(match["unit"], 1_000_000)) if match["time"] else (None, 0)
    return Reply(
        seq=int(match["seq"]),
        n_bytes=n_bytes,
        ttl=int(match["ttl"]) if match["ttl"] else None,
        address=address,
        time_ns=time_ns,
        margin_ns=margin_ns,
        duplicate=bool(doubles),
        marks=tuple(mark for mark in marks if mark not in doubles),
    )


def _statistics(counts: Line, times: Line | None = None) -> Statistics:
    statistics = _counts(counts)
    if times and (match := _RTT.fullmatch(times.text)):
        low, average, high, mdev, tail = match.groups(default="")
        rtt = Rtt(us_of(low), us_of(average), us_of(high), us_of(mdev) if mdev else None)
        statistics = statistics._replace(rtt=rtt)
    else:
        tail = times.text if times and re.match(r"pipe |ipg/", times.text) else ""
    if match := _PIPE.search(tail):
        statistics = statistics._replace(pipe=int(match[1]))
    if match := _IPG.search(tail):
        statistics = statistics._replace(ipg_us=us_of(match[1]), ewma_us=us_of(match[2]))
    return statistics


def _counts(line: Line) -> Statistics:
    parts = re.split("[,\uff0c] ?", line.text)  # Chinese has its own comma
    leading = [re.search(_INT, part) for part in parts[:2]]
    if len(leading) < 2 or not (leading[0] and leading[1]):
        raise refuse(line, "not the counts of packets transmitted and received")
    counts = {"dup": 0, "cor": 0, "err": 0}  # so they begin in English, French and Spanish
    loss: str | None = None
    time_ms: int | None = None
    for part in parts[2:]:
        if match := _LOSS.fullmatch(part):
            loss = f"{match[1]}%"
        elif (match := _COUNT.fullmatch(part)) and (kind := match[2][:3].lower()) in counts:
            counts[kind] = int(match[1])
        elif loss is not None and (match := _TIME.fullmatch(part)):
            time_ms = int(match[1])
        elif not part.endswith(_NOT_COUNTS):
            raise refuse(line, f"{part!r} is no count that is known")
    return Statistics(
        n_sent=int(leading[0][0]),
        n_received=int(leading[1][0]),
        n_duplicates=counts["dup"],
        n_corrupted=counts["cor"],
        n_errors=counts["err"],
        loss=loss,
        time_ms=time_ms,
    )
