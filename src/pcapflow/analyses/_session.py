"""One run of ping, as one vantage point saw it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses._notes import Numbers, session_notes
from pcapflow.analyses._printed import printed
from pcapflow.analyses._words import counted, listed
from pcapflow.ping_text import write
from pcapflow.results import Metric, Note, Result, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from pcapflow.ping_text import PingText
    from pcapflow.results import Block

__all__ = ("REPLY", "REQUEST", "PingError", "PingSession")

REQUEST = np.dtype(
    [
        ("number", np.int64),  # frame.number
        ("seq", np.int64),  # counted on beyond 16 bits
        ("sent_ns", np.int64),  # meaningless where timed is false
        ("timed", np.bool_),
        ("ttl", np.uint8),
        ("answered", np.bool_),
        ("header_right", np.int8),  # IPv4 header checksum: 1 right, 0 wrong, -1 not judged
        ("sum_right", np.int8),  # ICMP checksum: the same
    ]
)

REPLY = np.dtype(
    [
        ("number", np.int64),
        ("request", np.int64),  # index of the request that it answers
        ("seq", np.int64),
        ("sent_ns", np.int64),  # of the request
        ("received_ns", np.int64),
        ("rtt_ns", np.int64),  # the difference; below 0 the clock ran backwards
        ("timed", np.bool_),  # whether both have a time
        ("ttl", np.uint8),
        ("n_bytes", np.int64),  # of the ICMP message, header and data
        ("duplicate", np.bool_),
        ("corrupted", np.bool_),  # the ICMP checksum is wrong: it answers nothing
        ("source", np.int64),  # index into PingSession.sources
        ("header_right", np.int8),
        ("sum_right", np.int8),
    ]
)

_SEQ_MASK = 0xFFFF


class PingError(NamedTuple):
    """An ICMP error about a request."""

    number: int
    """Its frame.number."""
    seq: int
    """Of the request that it quotes, counted on beyond 16 bits."""
    source: str
    """Who says so."""
    words: str
    """As ping prints it."""
    counted: bool
    """False for advice, such as a redirect."""


@dataclass(frozen=True, slots=True, eq=False)
class PingSession(Result):
    """Echo requests of one sender to one address under one identifier, and what came back.

    Packets are counted, not sightings: all numbers are those of one vantage
    point, and ``others`` is how the same packets looked from the others.
    """

    label: str
    """The capture."""
    client: str
    """Who asked."""
    target: str
    """Who was asked."""
    ident: int
    run: int
    """Counts from 0 the runs that had the same addresses and identifier."""
    vantage: str
    """Where the packets were seen."""
    data_bytes: int | None
    """Data of the first request; None where there is no request."""
    total_bytes: int | None
    """The same with ICMP and IP headers."""
    requests: npt.NDArray[np.void]
    """REQUEST[R], in file order."""
    replies: npt.NDArray[np.void]
    """REPLY[K], in file order: all that belong to a request, duplicates and corrupted ones among them."""
    errors: tuple[PingError, ...]
    stray_seqs: npt.NDArray[np.int64]
    """int64[S]: of replies to requests that are not in the capture."""
    sources: tuple[str, ...]
    """Who replied; the target comes first."""
    others: tuple[PingSession, ...] = ()

    @property
    def n_requests(self) -> int:
        """Requests; one that was sent again under its number counts again."""
        return len(self.requests)

    @property
    def n_received(self) -> int:
        """Requests that were answered."""
        return int(np.count_nonzero(self.requests["answered"]))

    @property
    def n_duplicates(self) -> int:
        """Replies to a request that was answered before."""
        return int(np.count_nonzero(self.replies["duplicate"]))

    @property
    def n_corrupted(self) -> int:
        """Replies whose ICMP checksum is wrong."""
        return int(np.count_nonzero(self.replies["corrupted"]))

    @property
    def n_errors(self) -> int:
        """ICMP errors, without advice such as redirects."""
        return sum(error.counted for error in self.errors)

    @property
    def loss_ratio(self) -> float | None:
        """Share of requests without a reply, 0 to 1; None when nothing was sent."""
        return (self.n_requests - self.n_received) / self.n_requests if self.n_requests else None

    @property
    def lost_seqs(self) -> tuple[int, ...]:
        """Sequence numbers of requests without a reply, as on the wire."""
        return tuple((self.requests["seq"][~self.requests["answered"]] & _SEQ_MASK).tolist())

    @property
    def judged(self) -> npt.NDArray[np.bool_]:
        """bool[K]: replies whose round trip counts, duplicates among them as in ping's own statistics."""
        judged: npt.NDArray[np.bool_] = (
            self.replies["timed"] & (self.replies["rtt_ns"] >= 0) & ~self.replies["corrupted"]
        )
        return judged

    @property
    def disordered(self) -> npt.NDArray[np.bool_]:
        """bool[K]: replies that stand before their request by their times, though not in the file."""
        disordered: npt.NDArray[np.bool_] = self.replies["timed"] & (self.replies["rtt_ns"] < 0)
        return disordered

    @property
    def rtt_ns(self) -> npt.NDArray[np.int64]:
        """int64: the round trips that count, in order of arrival."""
        rtt_ns: npt.NDArray[np.int64] = self.replies["rtt_ns"][self.judged]
        return rtt_ns

    @property
    def rtt_min_ns(self) -> int | None:
        """The shortest round trip; None without one."""
        return int(self.rtt_ns.min()) if len(self.rtt_ns) else None

    @property
    def rtt_max_ns(self) -> int | None:
        """The longest."""
        return int(self.rtt_ns.max()) if len(self.rtt_ns) else None

    @property
    def rtt_avg_ns(self) -> int | None:
        """The mean, cut to a whole ns."""
        return sum(self.rtt_ns.tolist()) // len(self.rtt_ns) if len(self.rtt_ns) else None

    @property
    def rtt_mdev_ns(self) -> int | None:
        """The standard deviation, of all and not of a sample, rounded."""
        if not len(self.rtt_ns):
            return None
        deviation = self.rtt_ns - self.rtt_ns.mean()
        return round(math.sqrt(np.mean(deviation * deviation)))

    @property
    def ttls(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The different TTLs (hop limits) of the requests, and of the replies."""
        sent, received = set(self.requests["ttl"].tolist()), set(self.replies["ttl"].tolist())
        return tuple(sorted(sent)), tuple(sorted(received))

    def metrics(self) -> dict[str, int | Fraction | tuple[int, ...] | None]:
        """Numbers under the names that expectations use, None where there is none.

        Times are in ns, loss is a share, ``ttl`` holds all TTLs of replies.
        """
        from fractions import Fraction

        n_judged = len(self.rtt_ns)
        return {
            "requests": self.n_requests,
            "replies": self.n_received,
            "loss": Fraction(self.n_requests - self.n_received, self.n_requests) if self.n_requests else None,
            "duplicates": self.n_duplicates,
            "errors": self.n_errors,
            "ttl": self.ttls[1] or None,
            "rtt.min": self.rtt_min_ns,
            "rtt.avg": Fraction(sum(self.rtt_ns.tolist()), n_judged) if n_judged else None,
            "rtt.max": self.rtt_max_ns,
            "rtt.mdev": self.rtt_mdev_ns,
        }

    @property
    def name(self) -> str:
        """The session in words."""
        return f"{self.client} to {self.target} (identifier {self.ident}{f', run {self.run + 1}' if self.run else ''})"

    def ping_text(self, *, lines: bool = True) -> PingText:
        """What ping would have printed, had it stood where the packets were seen.

        Args:
            lines: False leaves out the lines of replies and errors.
        """
        return printed(self, lines=lines)

    def blocks(self, *, quiet: bool = False, title: str = "") -> tuple[Block, ...]:
        """Ping's block, then a line for each thing that ping would not say."""
        if not self.n_requests:
            return tuple(Note("ping.note", "", text) for text in self._notes())
        text = write(self.ping_text(lines=not quiet), quiet=quiet)
        return (
            Text("ping", title, text, self._metrics()),
            *(Note("ping.vantage", "", line) for line in self._vantage_lines()),
            *(Note("ping.note", "", line) for line in self._notes()),
        )

    def _metrics(self) -> tuple[Metric, ...]:
        ttls = self.ttls[1]
        return (
            Metric("client", "Client", self.client),
            Metric("target", "Target", self.target),
            Metric("ident", "Identifier", self.ident),
            Metric("run", "Run", self.run),
            Metric("vantage", "Seen at", self.vantage),
            Metric("data", "Data", self.data_bytes, "bytes"),
            Metric("n_requests", "Requests", self.n_requests),
            Metric("n_replies", "Requests answered", self.n_received),
            Metric("loss", "Loss", self.loss_ratio, "ratio"),
            Metric("n_duplicates", "Duplicates", self.n_duplicates),
            Metric("n_corrupted", "Wrong checksums", self.n_corrupted),
            Metric("n_errors", "Errors", self.n_errors),
            Metric("n_strays", "Replies to no request", len(self.stray_seqs)),
            Metric("n_disordered", "Replies before their request", int(np.count_nonzero(self.disordered))),
            Metric("ttl", "TTL of replies", ttls[0] if len(ttls) == 1 else None),
            Metric("rtt.min", "Shortest round trip", self.rtt_min_ns, "ns"),
            Metric("rtt.avg", "Mean round trip", self.rtt_avg_ns, "ns"),
            Metric("rtt.max", "Longest round trip", self.rtt_max_ns, "ns"),
            Metric("rtt.mdev", "Deviation", self.rtt_mdev_ns, "ns"),
        )

    def _vantage_lines(self) -> Iterator[str]:
        if not self.others:
            return
        yield f"The above is as seen at {self.vantage}, which saw the requests first."
        for other in self.others:
            line = f"At {other.vantage}: {counted(other.n_requests, 'request')}, {other.n_received} received"
            if other.n_duplicates:
                line += f", +{counted(other.n_duplicates, 'duplicate')}"
            times = (other.rtt_min_ns, other.rtt_avg_ns, other.rtt_max_ns, other.rtt_mdev_ns)
            known = [time_ns for time_ns in times if time_ns is not None]
            if known:
                # The wire's own times, to the last digit that the file has: no program printed these.
                line += f", rtt min/avg/max/mdev = {'/'.join(f'{time_ns / 1e6:.6f}' for time_ns in known)} ms"
            yield line + "."

    def _notes(self) -> Iterator[str]:
        disordered = (self.replies["seq"][self.disordered] & _SEQ_MASK).tolist()
        strays = (self.stray_seqs & _SEQ_MASK).tolist()
        n_untimed = int(np.count_nonzero(~self.replies["timed"]))
        yield from session_notes(
            self.client, self.target, Numbers(strays, len(strays)), Numbers(disordered, len(disordered)), n_untimed
        )
        if not self.n_requests and self.errors:
            seqs = listed([error.seq & _SEQ_MASK for error in self.errors])
            asked = f"requests of {self.client} to {self.target} that are not in the capture"
            yield f"Errors are about {asked}: icmp_seq {seqs}."
