"""``fping -c``'s form, one target: no first line, sequence numbers from 0, three digits of each time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pcapflow.ping_text._lines import Line, last_address, refuse, time_of, us_of
from pcapflow.ping_text._model import Error, NoAnswer, PingText, Reply, Rtt, Statistics

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("read", "starts")

_STAMP = r"(?:\[[0-9.]+\] )?"  # fping -D
_TIME = r"([0-9]{1,12}(?:\.[0-9]{1,6})?)"
_REPLY = re.compile(rf"{_STAMP}(\S+) +: \[([0-9]{{1,9}})\], ([0-9]{{1,9}}) bytes, {_TIME} ms(?: .*)?")
_DUPLICATE = re.compile(rf"{_STAMP}(\S+) +: duplicate for \[([0-9]{{1,9}})\], ([0-9]{{1,9}}) bytes, {_TIME} ms(?: .*)?")
_NO_ANSWER = re.compile(rf"{_STAMP}(\S+) +: \[([0-9]{{1,9}})\], timed out(?: .*)?")
_ERROR = re.compile(r"(ICMP .+) from (\S+) for ICMP Echo sent to (\S+)(?: .*)?")
_STATISTICS = re.compile(
    r"(\S+) +: xmt/rcv/%loss = ([0-9]{1,15})/([0-9]{1,15})/([0-9]{1,4})%"
    rf"(?:, min/avg/max = {_TIME}/{_TIME}/{_TIME})?"
)
_OWN = (_REPLY, _DUPLICATE, _NO_ANSWER, _STATISTICS)


def starts(text: str) -> bool:
    """Whether this is a line by which such a text can be known."""
    return any(pattern.fullmatch(text) for pattern in _OWN)


def read(lines: list[Line]) -> PingText:
    """Read a text from its first line of that kind on."""
    targets = [match[1] for line in lines for pattern in _OWN if (match := pattern.fullmatch(line.text))]
    for line in lines:
        if any((match := pattern.fullmatch(line.text)) and match[1] != targets[0] for pattern in _OWN):
            raise refuse(line, "a second target, and this reads one")
    last = next((match for line in reversed(lines) if (match := _STATISTICS.fullmatch(line.text))), None)
    return PingText(
        name=targets[0],
        address=targets[0],
        lines=tuple(_entries(lines)),
        statistics=_statistics(last) if last else None,
        program="fping",
    )


def _entries(lines: list[Line]) -> Iterator[Reply | Error | NoAnswer]:
    for line in lines:
        if match := _REPLY.fullmatch(line.text) or _DUPLICATE.fullmatch(line.text):
            time_ns, margin_ns = time_of(match[4])
            yield Reply(
                seq=int(match[2]),
                n_bytes=int(match[3]),
                ttl=None,
                address=match[1],
                time_ns=time_ns,
                margin_ns=margin_ns,
                duplicate=" : duplicate for " in line.text,
            )
        elif match := _NO_ANSWER.fullmatch(line.text):
            yield NoAnswer(int(match[2]))
        elif (match := _ERROR.fullmatch(line.text)) and (address := last_address(match[2])):
            yield Error(address, None, match[1])


def _statistics(match: re.Match[str]) -> Statistics:
    low, average, high = match.group(5, 6, 7)
    return Statistics(
        n_sent=int(match[2]),
        n_received=int(match[3]),
        loss=f"{match[4]}%",
        rtt=Rtt(us_of(low), us_of(average), us_of(high)) if low else None,
    )
