"""When a recording is whole: tcpdump's word, the file and ping's own text must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow import ping_text
from pcapflow.errors import FormatError
from pcapflow.recording import _counters

if TYPE_CHECKING:
    from pcapflow.recording._counters import Counters
    from pcapflow.recording._stream import PcapStream


def replies_printed(text: str) -> frozenset[int] | None:
    """Sequence numbers of the replies in a text of ping, 16 bits as on the wire; None where it is no known text."""
    try:
        return frozenset(reply.seq & 0xFFFF for reply in ping_text.parse(text).replies)
    except FormatError:
        return None


def missing(printed: frozenset[int] | None, stream: PcapStream) -> frozenset[int]:
    """Which of these do not stand in the file as request and reply."""
    return (printed or frozenset()) - (stream.requests & stream.replies)


def faults(*, status: int | None, said: str, counters: Counters, stream: PcapStream, lost: frozenset[int]) -> list[str]:
    """Why the recording is not whole; nothing, when it is.

    Args:
        status: tcpdump's exit status.
        said: tcpdump's standard error.
        counters: Those of tcpdump.
        stream: What came from it.
        lost: See `missing`; empty where nothing can be said.
    """
    found = []
    if status != 0:
        # With too few rights it leaves a valid file without a packet.
        found.append(
            f"tcpdump ended with status {'unknown' if status is None else status}: {_counters.complaint(said)}"
        )
    if stream.n_rest_bytes:
        found.append(f"the last packet is cut: {stream.n_rest_bytes} bytes are left over")
    if counters.dropped:
        found.append(f"{counters.dropped} packets were dropped for want of buffer")
    if stream.n_packets != counters.captured:
        found.append(f"tcpdump captured {counters.captured} packets, and the file has {stream.n_packets}")
    elif not stream.n_packets:
        found.append(f"no packet passed the filter ({counters.received} received)")
    if lost:
        numbers = ", ".join(map(str, sorted(lost)[:5])) + (", ..." if len(lost) > 5 else "")
        found.append(
            f"ping printed {len(lost)} replies that the file does not have as request and reply: seq {numbers}"
        )
    return found


def notes(*, counters: Counters, is_filtered: bool, is_text_known: bool) -> list[str]:
    """What a reader of the file should know, though nothing is wrong."""
    said = []
    if late := counters.received - counters.captured:
        said.append(f"{late} packets passed the filter while tcpdump was being stopped, and are not in the file")
    if is_filtered:
        said.append("the filter was the caller's, so ping's replies were not looked for in the file")
    elif not is_text_known:
        said.append("what ping printed is no text of a known ping, so its replies were not looked for in the file")
    return said
