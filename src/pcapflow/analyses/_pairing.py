"""Which request a reply answers: arrays in, arrays out.

Packets are paired in file order, never by their times: on a live bridge a frame
may stand before its predecessor by its time. Sequence numbers have 16 bits; here
they go on counting where the wire's begin again at 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ("Requests", "Unwrapped", "pair")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

REORDERED = 3
"""How far packets fall behind by disorder alone: what TCP, too, takes for it (RFC 5681 section 3.2)."""


class Unwrapped(NamedTuple):
    """Numbers of M messages."""

    run: Ints
    """int64[M]: which run of ping within its group a message belongs to, from 0."""
    seq: Ints
    """int64[M]: the sequence number, counted on beyond 16 bits."""


class Requests(NamedTuple):
    """Echo requests, told apart into runs; a group is a flow seen at one vantage point."""

    numbers: Unwrapped
    """In the order in which the requests were given."""
    key: Ints
    """group * n_rows + row, ascending."""
    order: Ints
    """Which request each key is of."""
    n_rows: int

    @staticmethod
    def of(
        group: Ints, row: Ints, seq: npt.NDArray[np.uint16], checksum: npt.NDArray[np.uint16], n_rows: int
    ) -> Requests:
        """Count on, and tell runs apart.

        Within a run numbers ascend, but for the network's disorder. Another run
        has begun where they fell back and either of these shows that this was
        no disorder:

        * A number of the run is back with another checksum: ping sends the time
          in its data, so that a request of a new run differs from one of the
          old, and equals it where the network doubled it. The new run then
          began at the last step back before.
        * The number is below all of the run, and more than `REORDERED` below
          the highest.

        Who always sends the same number has one run, each of whose requests is
        a request of its own; pings of one request each under one identifier
        look the same. Only where the number goes up at last, a run began with
        the last request before. A run that is begun again after more than
        32,767 requests cannot be told from one of which requests are missing,
        nor one with the same data from a doubled one.

        Args:
            group: int64[M]; requests of a group are in file order.
            row: int64[M]: the place of each among all messages, ascending.
            seq: uint16[M].
            checksum: uint16[M]: of the ICMP message.
            n_rows: How many messages there are; every row is below.
        """
        order = np.argsort(group, kind="stable")
        groups, seqs = group[order], seq[order].astype(np.int64)
        begins = np.r_[True, groups[1:] != groups[:-1]][: len(order)]
        first = _last_true(begins)
        # A difference of 16 bits with a sign: 65535 -> 0 is a step of one.
        steps = np.diff(seqs, prepend=seqs[:1]).astype(np.int16).astype(np.int64)
        counted, checksums = seqs[first] + _sum_since(steps, first), checksum[order]

        restarts = np.zeros(len(order), np.int64)
        starts = np.flatnonzero(begins)
        stops = np.r_[starts, len(order)][1:]
        # Nearly always: numbers that ascend, and nothing to find.
        is_plain = np.bincount(first[(steps <= 0) & ~begins], minlength=len(order))[begins] == 0
        for start, stop in zip(starts[~is_plain].tolist(), stops[~is_plain].tolist(), strict=True):
            found = _restarts(counted[start:stop].tolist(), checksums[start:stop].tolist())
            restarts[start + np.array(found, np.int64)] = 1
        run = _sum_since(restarts, first)
        first = _last_true(begins | (restarts > 0))
        unwrapped = seqs[first] + _sum_since(steps, first)

        there = np.argsort(order, kind="stable")
        return Requests(Unwrapped(run[there], unwrapped[there]), groups * n_rows + row[order], order, n_rows)

    def follow(self, group: Ints, row: Ints, seq: npt.NDArray[np.uint16]) -> tuple[Unwrapped, Flags]:
        """Number what answers: the nearest number to that of the last request before it in its group.

        Returns:
            The numbers, and whether there is a request before at all.
        """
        at = np.searchsorted(self.key, group * self.n_rows + row) - 1
        known = at >= 0
        known[known] = self.key[at[known]] // self.n_rows == group[known]
        numbers = Unwrapped(np.zeros(len(row), np.int64), seq.astype(np.int64))
        last = self.order[at[known]]
        asked = self.numbers.seq[last]
        numbers.run[known] = self.numbers.run[last]
        numbers.seq[known] = asked + (seq[known].astype(np.int64) - asked).astype(np.int16)
        return numbers, known


def _restarts(numbers: list[int], checksums: list[int]) -> list[int]:
    """Where in a group another run begins; see `Requests.of`."""
    found: list[int] = []
    lowest = highest = previous = numbers[0]
    checksum_of: dict[int, int] = {}
    fall = -1  # the last step back since the run's highest number
    again = -1  # where the only number of the run was sent again
    for at, (number, checksum) in enumerate(zip(numbers, checksums, strict=True)):
        if number < previous:
            fall = at
        previous = number
        is_far = number < lowest and highest - number > REORDERED
        is_other = checksum_of.get(number, checksum) != checksum
        begin = -1
        if is_far or (is_other and fall >= 0):
            begin = fall
        elif number > highest:
            begin = again if lowest == highest else -1
            highest, fall = number, -1
        elif is_other and lowest == highest:
            again = at
        if begin >= 0:
            found.append(begin)
            checksum_of = dict(zip(numbers[begin:at], checksums[begin:at], strict=True))
            lowest, highest, fall, again = numbers[begin], number, -1, -1
        lowest = min(lowest, number)
        checksum_of[number] = checksum
    return found


def _last_true(flags: Flags) -> Ints:
    """For each place the last one up to it whose flag is set; the first one is."""
    return np.maximum.accumulate(np.where(flags, np.arange(len(flags)), 0))


def _sum_since(values: Ints, first: Ints) -> Ints:
    """Running sums that begin at 0 at each ``first``."""
    sums = np.cumsum(values)
    return sums - sums[first]


def pair(group: Ints, seq: Ints, is_reply: Flags, answers: Flags) -> tuple[Ints, Flags]:
    """Give each reply its request: of the requests of its number the latest that still waits for a reply.

    Args:
        group: int64[N]: what a request and its reply have in common, besides the number. In file order.
        seq: int64[N]: the number, counted on.
        is_reply: bool[N].
        answers: bool[N]: false for a reply that is none, such as one with a wrong checksum.

    Returns:
        For each reply the row of its request, -1 where there is none and for requests; and which replies are
        duplicates, the request having been answered before.
    """
    partner = np.full(len(group), -1, np.int64)
    duplicate = np.zeros(len(group), bool)
    if not len(group):
        return partner, duplicate
    order = np.lexsort((seq, group))
    differs = (np.diff(group[order]) != 0) | (np.diff(seq[order]) != 0)
    starts = np.flatnonzero(np.r_[True, differs])
    sizes = np.diff(np.r_[starts, len(order)])

    # Nearly always: one request, then one reply.
    plain = starts[sizes == 2]
    request, reply = order[plain], order[plain + 1]
    plainly = ~is_reply[request] & is_reply[reply]
    partner[reply[plainly]] = request[plainly]

    rest = np.r_[plain[~plainly], starts[sizes > 2]]
    lengths = np.r_[np.full(np.count_nonzero(~plainly), 2), sizes[sizes > 2]]
    for start, size in zip(rest.tolist(), lengths.tolist(), strict=True):
        waiting: list[int] = []
        latest = -1
        for row in order[start : start + size].tolist():
            if not is_reply[row]:
                waiting.append(row)
                latest = row
            elif not answers[row]:
                partner[row] = latest
            elif waiting:
                partner[row] = waiting.pop()
            else:
                partner[row] = latest
                duplicate[row] = latest >= 0
    return partner, duplicate
