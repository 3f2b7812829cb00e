"""What every ping should show, whatever was recorded and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcapflow.analyses._words import counted, listed, sessions_words
from pcapflow.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pcapflow.analyses._session import PingSession

__all__ = ("wire_verdicts",)

_NO_PING = "no echo request"


def wire_verdicts(sessions: Sequence[PingSession]) -> list[Verdict]:
    """Loss, duplicates, checksums, TTLs.

    Args:
        sessions: Those with requests.
    """
    verdicts = [_loss(sessions), _duplicates(sessions)]
    is_v4 = [":" not in session.target for session in sessions]
    if not sessions or any(is_v4):
        v4 = [session for session, mine in zip(sessions, is_v4, strict=True) if mine]
        verdicts.append(_checksums("every IPv4 header checksum is right", v4, "header_right"))
    name = "ICMPv6" if sessions and not any(is_v4) else "ICMP"
    verdicts.append(_checksums(f"every {name} checksum is right", sessions, "sum_right"))
    verdicts.append(_ttls(sessions))
    return verdicts


def _each(
    sessions: Sequence[PingSession], text: str, fault: Callable[[PingSession], str], detail: Callable[[], str]
) -> Verdict:
    """One verdict on all sessions: the faults of each, or what was found where there is none."""
    if not sessions:
        return Verdict(None, text, _NO_PING)
    faults = [(session, found) for session in sessions if (found := fault(session))]
    if not faults:
        return Verdict(True, text, detail())
    words = [f"{session.name}: {found}" if len(sessions) > 1 else found for session, found in faults]
    return Verdict(False, text, "; ".join(words))


def _loss(sessions: Sequence[PingSession]) -> Verdict:
    def fault(session: PingSession) -> str:
        lost = session.lost_seqs
        return (
            f"{len(lost)} of {counted(session.n_requests, 'request')} not answered: icmp_seq {listed(lost)}"
            if lost
            else ""
        )

    def detail() -> str:
        n_requests = sum(session.n_requests for session in sessions)
        n_received = sum(session.n_received for session in sessions)
        return f"{n_received} of {counted(n_requests, 'request')}{sessions_words(sessions)} answered"

    return _each(sessions, "no loss", fault, detail)


def _duplicates(sessions: Sequence[PingSession]) -> Verdict:
    def fault(session: PingSession) -> str:
        seqs = session.replies["seq"][session.replies["duplicate"]] & 0xFFFF
        return f"{counted(len(seqs), 'duplicate')}: icmp_seq {listed(seqs.tolist())}" if len(seqs) else ""

    def detail() -> str:
        return f"{counted(sum(len(session.replies) for session in sessions), 'reply')}, each to a request of its own"

    if sessions and not any(len(session.replies) for session in sessions):
        return Verdict(None, "no duplicates", "no reply")
    return _each(sessions, "no duplicates", fault, detail)


def _checksums(text: str, sessions: Sequence[PingSession], name: str) -> Verdict:
    if not sessions:
        return Verdict(None, text, _NO_PING)
    states, numbers = [], []
    for session in sessions:
        for seen in (session, *session.others):
            states += [seen.requests[name], seen.replies[name]]
            numbers += [seen.requests["number"], seen.replies["number"]]
    state, number = np.concatenate(states), np.concatenate(numbers)
    wrong = np.sort(number[state == 0]).tolist()
    n_right, n_open = int(np.count_nonzero(state == 1)), int(np.count_nonzero(state < 0))
    left = f"; not judged, being fragments or not captured whole: {n_open}" if n_open else ""
    if wrong:
        return Verdict(
            False, text, f"wrong in {len(wrong)} of {counted(len(wrong) + n_right, 'packet')}: {listed(wrong)}{left}"
        )
    if not n_right:
        return Verdict(None, text, "no packet was captured whole")
    return Verdict(True, text, f"{counted(n_right, 'packet')}{left}")


def _ttls(sessions: Sequence[PingSession]) -> Verdict:
    def ways(session: PingSession) -> Iterator[tuple[str, tuple[int, ...]]]:
        sent, received = session.ttls
        return iter((("requests", sent), ("replies", received)))

    def fault(session: PingSession) -> str:
        return ", ".join(f"{way} {' and '.join(map(str, ttls))}" for way, ttls in ways(session) if len(ttls) > 1)

    def detail() -> str:
        found = {", ".join(f"{way} {ttls[0]}" for way, ttls in ways(session) if ttls) for session in sessions}
        return "; ".join(sorted(found))

    return _each(sessions, "one TTL in each direction", fault, detail)
