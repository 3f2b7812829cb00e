# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False, cdivision=True, initializedcheck=False
"""Requests matched to replies while they come, and counted: what ``ping -q`` prints, with nothing kept of a pair.

It serves flows in which nothing but losses, duplicates and lateness happens:
requests that ascend, seen at one place. Every other flow is marked, and is for
the general way (analyses/_sessions.py), which is also the twin.

A flow remembers its latest requests in a ring, by number; a ring grows while
it would lose one that waits, up to MOST_WAITING. A reply to a number that the
ring has lost marks its flow, so that no count is ever a guess.
"""

from libc.stdint cimport INT64_MIN, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memset

from pcapflow.kernel._echo cimport Echo

cdef enum:
    N_SHOWN = 10
    FEWEST_WAITING = 4
    LARGEST_RING = 512
    # Up to here a square is exact in 64 bits.
    LONGEST_US = 3000000000
    US_NS = 1000

MOST_WAITING = LARGEST_RING


cdef packed struct Tally:
    # TALLY in analyses/_tallies.py
    int64_t number
    int64_t n_requests
    int64_t n_received
    int64_t n_duplicates
    int64_t n_corrupted
    int64_t n_untimed
    int64_t n_strays
    int64_t n_disordered
    int64_t n_timed
    int64_t first_sent_ns
    int64_t last_sent_ns
    int64_t n_rtts
    int64_t shortest_us
    int64_t longest_us
    double total_us
    double squares
    int64_t most_behind
    int64_t first_seq
    int64_t last_seq
    int64_t lost_seq  # the highest number that the ring has lost
    int32_t point
    uint32_t n_bytes
    uint16_t header_bytes
    uint16_t strays[N_SHOWN]
    uint16_t disordered[N_SHOWN]
    uint8_t asked
    uint8_t told
    uint8_t is_odd


cdef struct Sent:
    int64_t seq
    int64_t time_ns
    uint8_t timed
    uint8_t answered


cdef struct Ring:
    Sent* sent
    int64_t size  # a power of two


cdef class Tallies:
    """One tally for each flow."""

    cdef Tally* tallies
    cdef Ring* rings
    cdef readonly int64_t n
    cdef int64_t capacity

    def __dealloc__(self):
        cdef int64_t at
        for at in range(self.n):
            free(self.rings[at].sent)
        free(self.tallies)
        free(self.rings)

    def update(self, const Echo[::1] rows):
        """Take the next rows in file order."""
        cdef int64_t at
        with nogil:
            for at in range(rows.shape[0]):
                if rows[at].flow < 0 or rows[at].flow >= self.n:
                    self.begin(rows[at].flow)
                self.take(&rows[at])

    def tobytes(self):
        """TALLY[n] as bytes."""
        if not self.n:
            return b""
        return (<const uint8_t*>self.tallies)[: self.n * sizeof(Tally)]

    cdef int begin(self, int64_t flow) except -1 nogil:
        """Make room up to a flow."""
        cdef int64_t capacity = 64, at
        cdef Tally* tallies
        cdef Ring* rings
        if flow < 0:
            with gil:
                raise IndexError(flow)
        if flow >= self.capacity:
            while capacity <= flow:
                capacity *= 2
            tallies = <Tally*>realloc(self.tallies, capacity * sizeof(Tally))
            if tallies is not NULL:
                self.tallies = tallies
            rings = <Ring*>realloc(self.rings, capacity * sizeof(Ring))
            if rings is not NULL:
                self.rings = rings
            if tallies is NULL or rings is NULL:
                with gil:
                    raise MemoryError
            self.capacity = capacity
        memset(&self.tallies[self.n], 0, (flow + 1 - self.n) * sizeof(Tally))
        memset(&self.rings[self.n], 0, (flow + 1 - self.n) * sizeof(Ring))
        self.n = flow + 1
        return 0

    cdef int take(self, const Echo* row) except -1 nogil:
        cdef Tally* tally = &self.tallies[row.flow]
        cdef Ring* ring = &self.rings[row.flow]
        if not tally.asked and not tally.told:
            tally.number = row.number
            tally.point = row.point
        if row.reply:
            tally.told = True
        else:
            tally.asked = True
        if tally.is_odd:
            return 0
        if row.is_part or row.point != tally.point:
            return mark(tally, ring)
        return reply(tally, ring, row) if row.reply else request(tally, ring, row)


cdef int mark(Tally* tally, Ring* ring) noexcept nogil:
    tally.is_odd = True
    free(ring.sent)
    ring.sent = NULL
    ring.size = 0
    return 0


cdef int request(Tally* tally, Ring* ring, const Echo* row) except -1 nogil:
    cdef Sent* sent
    cdef int step
    cdef int64_t seq
    if tally.n_requests == 0:
        tally.first_seq = tally.last_seq = row.seq
        tally.lost_seq = INT64_MIN
        tally.n_bytes = row.n_bytes
        tally.header_bytes = row.header_bytes
    else:
        step = <int16_t>(row.seq - <uint16_t>tally.last_seq)
        if step <= 0:
            return mark(tally, ring)
        tally.last_seq += step
    seq = tally.last_seq
    if ring.size == 0:
        grow(ring)
    sent = &ring.sent[seq & (ring.size - 1)]
    while sent.seq != INT64_MIN and not sent.answered and ring.size < LARGEST_RING:
        grow(ring)
        sent = &ring.sent[seq & (ring.size - 1)]
    if sent.seq > tally.lost_seq:
        tally.lost_seq = sent.seq
    sent.seq = seq
    sent.time_ns = row.time_ns
    sent.timed = row.timed
    sent.answered = False
    tally.n_requests += 1
    if row.timed:
        if tally.n_timed == 0 or row.time_ns < tally.first_sent_ns:
            tally.first_sent_ns = row.time_ns
        if tally.n_timed == 0 or row.time_ns > tally.last_sent_ns:
            tally.last_sent_ns = row.time_ns
        tally.n_timed += 1
    return 0


cdef int reply(Tally* tally, Ring* ring, const Echo* row) noexcept nogil:
    cdef Sent* sent = NULL
    cdef int64_t seq = row.seq, rtt_ns, rtt_us
    cdef int behind
    if tally.n_requests:
        seq = tally.last_seq + <int16_t>(row.seq - <uint16_t>tally.last_seq)
        if tally.first_seq <= seq <= tally.last_seq:
            sent = &ring.sent[seq & (ring.size - 1)]
            if sent.seq != seq:
                if seq <= tally.lost_seq:
                    return mark(tally, ring)
                sent = NULL
    if sent is NULL:
        if tally.n_strays < N_SHOWN:
            tally.strays[tally.n_strays] = row.seq
        tally.n_strays += 1
        return 0

    if row.sum_right == 0:
        tally.n_corrupted += 1
    elif sent.answered:
        tally.n_duplicates += 1
    else:
        sent.answered = True
        tally.n_received += 1
    behind = <uint16_t>(tally.n_requests - seq - 1 + tally.first_seq)
    if behind <= 0x7FFF and behind > tally.most_behind:
        tally.most_behind = behind
    if not (row.timed and sent.timed):
        tally.n_untimed += 1
        return 0
    rtt_ns = <int64_t>(<uint64_t>row.time_ns - <uint64_t>sent.time_ns)
    if rtt_ns < 0:
        if tally.n_disordered < N_SHOWN:
            tally.disordered[tally.n_disordered] = row.seq
        tally.n_disordered += 1
    elif row.sum_right != 0:
        rtt_us = microseconds(row.time_ns) - microseconds(sent.time_ns)
        if not 0 <= rtt_us <= LONGEST_US:
            return mark(tally, ring)
        if tally.n_rtts == 0 or rtt_us < tally.shortest_us:
            tally.shortest_us = rtt_us
        if rtt_us > tally.longest_us:
            tally.longest_us = rtt_us
        tally.n_rtts += 1
        # In the order of arrival and as ping does: see ping_text/_statistics.py.
        tally.total_us += <double>rtt_us
        tally.squares += <double>(rtt_us * rtt_us)
    return 0


cdef inline int64_t microseconds(int64_t time_ns) noexcept nogil:
    cdef int64_t whole = time_ns // US_NS  # C's division, which cuts towards 0
    return whole - (time_ns < whole * US_NS)


cdef int grow(Ring* ring) except -1 nogil:
    """Give a ring twice the room."""
    cdef int64_t size = 2 * ring.size if ring.size else FEWEST_WAITING, at
    cdef Sent* sent = <Sent*>malloc(size * sizeof(Sent))
    if sent is NULL:
        with gil:
            raise MemoryError
    for at in range(size):
        sent[at].seq = INT64_MIN
    for at in range(ring.size):
        if ring.sent[at].seq != INT64_MIN:
            sent[ring.sent[at].seq & (size - 1)] = ring.sent[at]
    free(ring.sent)
    ring.sent = sent
    ring.size = size
    return 0
