"""What ping printed, borne out by the wire or not."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pcapflow.analyses._manifest_verdicts import ends_of
from pcapflow.analyses._words import counted, listed
from pcapflow.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np

    from pcapflow.analyses._session import PingSession
    from pcapflow.ping_text import PingText, Reply

__all__ = ("against_verdicts",)

_SENT = "as many requests as ping sent"
_RECEIVED = "as many of them answered as ping says"
_REPLIES = "every reply that ping printed is on the wire, and no other"
_TTLS = "every reply has the TTL that ping printed"
_TIMES = "every round trip on the wire is above 0 and at most what ping printed"


def against_verdicts(
    text: PingText, sessions: Sequence[PingSession], manifest: Mapping[str, object] | None
) -> list[Verdict]:
    """Compare a text of ping with the session that it tells of.

    Args:
        text: What ping printed.
        sessions: Those with requests.
        manifest: Says who pinged, where there is one.
    """
    session, why_not = _session_of(text, sessions, manifest)
    if session is None:
        if text.replies:
            return [Verdict(False, _REPLIES, f"ping printed {counted(len(text.replies), 'reply')}, and {why_not}")]
        return [Verdict(None, _REPLIES, why_not)]
    verdicts = [_sent(text, session), _received(text, session)]
    if not text.replies and session.n_received and text.statistics is not None and text.statistics.n_received:
        return [
            *verdicts,
            *(Verdict(None, each, "the text has no lines of replies") for each in (_REPLIES, _TTLS, _TIMES)),
        ]
    pairs = list(_pairs(text, session))
    return [*verdicts, _same_replies(text, session), _ttls(pairs), _times(pairs)]


def _session_of(
    text: PingText, sessions: Sequence[PingSession], manifest: Mapping[str, object] | None
) -> tuple[PingSession | None, str]:
    """The session that a text tells of; or why there is none."""
    target = text.address.partition("%")[0]
    found = [session for session in sessions if session.target == target]
    client = ends_of(manifest)[0] if manifest is not None else None
    for asker in (client, text.source.partition("%")[0]):
        if asker:
            found = [session for session in found if session.client == asker] or found
    if len(found) > 1:
        # Of several runs the one whose sequence numbers are those of the text.
        printed = {reply.seq for reply in text.replies}
        alike = [one for one in found if printed == set((one.replies["seq"] & 0xFFFF).tolist())]
        found = alike if len(alike) == 1 else found
    if len(found) == 1:
        return found[0], ""
    if not found:
        return None, f"the capture has no echo request to {target}"
    return None, f"the capture has {len(found)} pings to {target}, and which is meant cannot be told"


def _sent(text: PingText, session: PingSession) -> Verdict:
    if text.statistics is None:
        return Verdict(None, _SENT, "the text breaks off before its statistics")
    n_sent, n_wire = text.statistics.n_sent, session.n_requests
    found = f"ping says {n_sent}, the wire {n_wire}"
    if n_wire < n_sent and n_sent - n_wire <= n_sent - text.statistics.n_received:
        # What finds no neighbour never leaves its host, though ping counts it as sent.
        return Verdict(None, _SENT, f"{found}: the others, which nobody answered, may never have left their host")
    return Verdict(n_sent == n_wire, _SENT, found)


def _received(text: PingText, session: PingSession) -> Verdict:
    if text.statistics is None:
        return Verdict(None, _RECEIVED, "the text breaks off before its statistics")
    said, seen = (text.statistics.n_received, text.statistics.n_duplicates), (session.n_received, session.n_duplicates)
    words = [f"{n} received" + (f", +{counted(n_more, 'duplicate')}" if n_more else "") for n, n_more in (said, seen)]
    return Verdict(said == seen, _RECEIVED, f"ping says {words[0]}, the wire {words[1]}")


def _same_replies(text: PingText, session: PingSession) -> Verdict:
    if text.program == "windows":
        return Verdict(None, _REPLIES, "this program prints no sequence numbers")
    printed = Counter(reply.seq for reply in text.replies)
    wire = Counter((session.replies["seq"] & 0xFFFF).tolist())
    faults = [
        f"{what}: icmp_seq {listed(sorted(seqs.elements()))}"
        for what, seqs in (
            ("printed, and not on the wire", printed - wire),
            ("on the wire, and not printed", wire - printed),
        )
        if seqs
    ]
    return Verdict(not faults, _REPLIES, "; ".join(faults) or counted(len(text.replies), "reply"))


def _pairs(text: PingText, session: PingSession) -> Iterator[tuple[Reply, np.void]]:
    """Printed replies with those of the wire: of one number in order; without numbers in the order of arrival."""
    by_order = text.program == "windows"
    waiting: dict[int, list[np.void]] = defaultdict(list)
    for place, reply in enumerate(session.replies, start=1):
        waiting[place if by_order else int(reply["seq"]) & 0xFFFF].append(reply)
    for printed in text.replies:
        if waiting[printed.seq]:
            yield printed, waiting[printed.seq].pop(0)


def _ttls(pairs: Sequence[tuple[Reply, np.void]]) -> Verdict:
    known = [(printed, int(reply["ttl"])) for printed, reply in pairs if printed.ttl is not None]
    if not known:
        return Verdict(None, _TTLS, "no reply with a TTL to compare")
    faults = [
        f"icmp_seq {printed.seq}: printed {printed.ttl}, on the wire {ttl}"
        for printed, ttl in known
        if printed.ttl != ttl
    ]
    return Verdict(not faults, _TTLS, "; ".join(faults[:5]) or counted(len(known), "reply"))


def _times(pairs: Sequence[tuple[Reply, np.void]]) -> Verdict:
    """Where the wire's own difference is not above 0, its clock ran backwards or is too coarse: no fault of ping's."""
    known = [(printed, printed.longest_ns, int(reply["rtt_ns"])) for printed, reply in pairs if reply["timed"]]
    timed = [(printed, longest_ns, rtt_ns) for printed, longest_ns, rtt_ns in known if longest_ns is not None]
    judged = [(printed, longest_ns, rtt_ns) for printed, longest_ns, rtt_ns in timed if rtt_ns > 0]
    left = len(timed) - len(judged)
    note = f"; {left} not judged: the clock of the capture ran backwards, or is too coarse" if left else ""
    if not judged:
        return Verdict(None, _TIMES, "no reply with a time to compare" + note)
    faults = [
        f"icmp_seq {printed.seq}: {rtt_ns / 1e6:.6f} ms on the wire, printed {(printed.time_ns or 0) / 1e6:.3f} ms"
        for printed, longest_ns, rtt_ns in judged
        if rtt_ns > longest_ns
    ]
    if faults:
        return Verdict(False, _TIMES, f"{len(faults)} of {len(judged)} are not: {'; '.join(faults[:5])}{note}")
    above = [(printed.time_ns or 0) - rtt_ns for printed, _, rtt_ns in judged]
    spare = f"ping printed {min(above) / 1e6:.3f} to {max(above) / 1e6:.3f} ms more"
    return Verdict(True, _TIMES, f"{counted(len(judged), 'reply')}; {spare}{note}")
