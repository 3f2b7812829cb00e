"""What ping would not say of a session or of a capture: one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pcapflow.analyses._words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pcapflow.analyses._neighbors import Unanswered

__all__ = ("Numbers", "capture_notes", "session_notes")


class Numbers(NamedTuple):
    """Sequence numbers as on the wire, of which the first may be enough."""

    first: Sequence[int]
    n: int


def session_notes(client: str, target: str, strays: Numbers, disordered: Numbers, n_untimed: int) -> Iterator[str]:
    """Speak of the replies that are in no statistics.

    Args:
        client: Who asked.
        target: Who was asked.
        strays: Of replies to requests that are not in the capture.
        disordered: Of replies with earlier times than their requests.
        n_untimed: Replies that lack a time, or whose requests do.
    """
    if strays.n:
        seqs = listed(strays.first, n=strays.n)
        yield f"{target} answered requests of {client} that are not in the capture: icmp_seq {seqs}."
    if disordered.n:
        seqs = listed(disordered.first, n=disordered.n)
        yield f"Clock disorder: replies with earlier times than their requests, left out: icmp_seq {seqs}."
    if n_untimed:
        yield f"{counted(n_untimed, 'reply')} without a time in the file, or to a request without one."


def capture_notes(n_cut: int, n_requests: int, n_answered: int, unanswered: tuple[Unanswered, ...]) -> Iterator[str]:
    """Speak of packets that are in no session, and say why nothing was answered.

    Args:
        n_cut: Echo packets that are cut before their sequence number ends.
        n_requests: Of all sessions.
        n_answered: Of these.
        unanswered: Addresses that were looked for in vain.
    """
    if n_cut:
        yield f"Cut before the sequence number: {counted(n_cut, 'echo packet')}."
    if n_answered:
        return
    if n_requests:
        yield f"Nothing was answered: {counted(n_requests, 'echo request')}, no reply."
    else:
        yield "No ping: there is no echo request in the capture."
    for address in unanswered:
        yield address.sentence
