# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False, cdivision=True, initializedcheck=False
"""From record header to record header: one loop for classic pcap, one for pcapng.

Each writes what a file says of a packet to arrays, and returns when the window
holds nothing more that is whole, or when the arrays are full. Twins:
files/_walk.py, and what files/pcap.py and files/pcapng/_packets.py make of it.

Safety: ``left`` is what was read and not yet passed. Every length that the file
claims is compared with it before anything is read by it, or stepped over.
Nothing behind the last byte that was read is touched.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef extern from *:
    """
    static inline uint32_t swapped(uint32_t word) {
        return word >> 24 | (word >> 8 & 0xff00) | (word << 8 & 0xff0000) | word << 24;
    }
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    #define IS_BIG_MACHINE 1
    #else
    #define IS_BIG_MACHINE 0
    #endif
    """
    const int IS_BIG_MACHINE
    uint32_t swapped(uint32_t word) nogil

cdef enum:
    # which of the two lengths is the captured one, as Lengths in files/_walk.py
    CAPTURED_FIRST = 0
    WIRE_FIRST = 1
    EITHER = 2
    # draft-ietf-opsawg-pcapng section 11.1
    SECTION_HEADER = 0x0A0D0D0A
    INTERFACE_DESCRIPTION = 1
    OBSOLETE_PACKET = 2
    SIMPLE_PACKET = 3
    NAME_RESOLUTION = 4
    INTERFACE_STATISTICS = 5
    ENHANCED_PACKET = 6
    LEAST_BLOCK_BYTES = 12
    MOST_BLOCK_BYTES = 16 << 20
    # what a packet block has around the packet: headers, and the length at its end
    PACKET_AT = 28
    SIMPLE_PACKET_AT = 12
    TRAILER_BYTES = 4

cdef enum:
    # what `timed` says of a packet; TICKS: time_ns holds the file's ticks, for exact arithmetic to convert
    UNTIMED = 0
    TIMED = 1
    TICKS = 2
    # why walk_blocks returns: at a block that it does not judge; without room; at a packet whose claims cannot be
    STOPPED = 0
    FULL = 1
    IMPOSSIBLE = 2

TIMES = (UNTIMED, TIMED, TICKS)
REASONS = (STOPPED, FULL, IMPOSSIBLE)


cdef packed struct Clock:
    # an interface, as CLOCK in files/pcapng/_compiled.py
    int64_t ns_per_tick  # 0: not a whole number
    int64_t most_ticks  # beyond, int64 does not hold the time
    int64_t offset_ns
    int64_t snaplen
    int64_t most_bytes


cdef struct Columns:
    int64_t* start
    int64_t* captured
    int64_t* wire
    int64_t* time_ns
    uint8_t* timed
    int32_t* interface
    int64_t capacity


cdef inline uint32_t word_at(const uint8_t* place, bint is_swapped) noexcept nogil:
    cdef uint32_t word
    memcpy(&word, place, 4)
    return swapped(word) if is_swapped else word


def walk_records(
    const uint8_t[::1] window,
    int64_t n_bytes,
    int64_t at,
    int64_t n,
    int64_t header_bytes,
    bint is_big,
    int lengths,
    int64_t most_bytes,
    int64_t ns_per_tick,
    int64_t[::1] start,
    int64_t[::1] captured,
    int64_t[::1] wire,
    int64_t[::1] time_ns,
):
    """Follow the records of a classic file from the byte ``at`` on; the first goes to row ``n`` of the arrays.

    Returns:
        How many rows are full; where the next record begins; and its length, or its header's while that is incomplete:
        0 where the record is whole and the arrays have no room for it.
    """
    cdef Columns columns
    cdef int64_t need_bytes
    columns.capacity = start.shape[0]
    if not (captured.shape[0] == wire.shape[0] == time_ns.shape[0] == columns.capacity > 0):
        raise ValueError("arrays of different lengths")
    if not 0 <= n <= columns.capacity or not 0 <= at <= n_bytes <= window.shape[0] or header_bytes < 16:
        raise ValueError("no such place")
    if n_bytes == 0:
        return n, at, header_bytes
    columns.start, columns.captured, columns.wire, columns.time_ns = &start[0], &captured[0], &wire[0], &time_ns[0]
    with nogil:
        need_bytes = follow_records(
            &window[0], n_bytes, &at, &n, header_bytes, is_big != IS_BIG_MACHINE, lengths, most_bytes, ns_per_tick,
            columns,
        )
    return n, at, need_bytes


cdef int64_t follow_records(
    const uint8_t* window, int64_t n_bytes, int64_t* stop, int64_t* n_rows, int64_t header_bytes, bint is_swapped,
    int lengths, int64_t most_bytes, int64_t ns_per_tick, Columns columns,
) noexcept nogil:
    cdef const uint8_t* header
    cdef int64_t at = stop[0], row = n_rows[0], left, captured, wire, need_bytes
    while True:
        left = n_bytes - at
        if left < header_bytes:
            need_bytes = header_bytes
            break
        header = window + at
        captured, wire = word_at(header + 8, is_swapped), word_at(header + 12, is_swapped)
        if lengths == WIRE_FIRST or (lengths == EITHER and wire < captured):
            captured, wire = wire, captured
        if captured > most_bytes or captured > left - header_bytes:
            need_bytes = header_bytes + captured
            break
        if row == columns.capacity:
            need_bytes = 0
            break
        columns.start[row] = at + header_bytes
        columns.captured[row] = captured
        columns.wire[row] = wire
        # Seconds have 32 bits, and so has the fraction, which may be a second or more: int64 holds both.
        columns.time_ns[row] = (
            <int64_t>word_at(header, is_swapped) * 1_000_000_000 + word_at(header + 4, is_swapped) * ns_per_tick
        )
        row += 1
        at += header_bytes + captured
    stop[0], n_rows[0] = at, row
    return need_bytes


def walk_blocks(
    const uint8_t[::1] window,
    int64_t n_bytes,
    int64_t at,
    int64_t n,
    bint is_big,
    Clock[::1] clocks,
    int64_t n_interfaces,
    int32_t first_interface,
    int64_t[::1] start,
    int64_t[::1] captured,
    int64_t[::1] wire,
    int64_t[::1] time_ns,
    uint8_t[::1] timed,
    int32_t[::1] interface,
):
    """Follow the blocks of a section from the byte ``at`` on; the first packet goes to row ``n`` of the arrays.

    Args:
        clocks: What matters of the section's interfaces, of which there are ``n_interfaces``.
        first_interface: The file's number for the section's first interface.

    Returns:
        How many rows are full; where the walk stopped; why (a section header, a block that describes interfaces or
        names, one that is not whole and one whose lengths cannot be are STOPPED); and how many rows hold TICKS.
    """
    cdef Columns columns
    cdef int64_t n_ticks = 0
    cdef int why
    columns.capacity = start.shape[0]
    if not (captured.shape[0] == wire.shape[0] == time_ns.shape[0] == columns.capacity > 0):
        raise ValueError("arrays of different lengths")
    if not timed.shape[0] == interface.shape[0] == columns.capacity:
        raise ValueError("arrays of different lengths")
    if not 0 <= n <= columns.capacity or not 0 <= at <= n_bytes <= window.shape[0]:
        raise ValueError("no such place")
    if not 0 <= n_interfaces <= clocks.shape[0] or clocks.shape[0] == 0 or first_interface < 0:
        raise ValueError("no such interface")
    if n_bytes == 0:
        return n, at, STOPPED, 0
    columns.start, columns.captured, columns.wire, columns.time_ns = &start[0], &captured[0], &wire[0], &time_ns[0]
    columns.timed, columns.interface = &timed[0], &interface[0]
    with nogil:
        why = follow_blocks(
            &window[0], n_bytes, &at, &n, is_big, &clocks[0], n_interfaces, first_interface, columns, &n_ticks
        )
    return n, at, why, n_ticks


cdef int follow_blocks(
    const uint8_t* window, int64_t n_bytes, int64_t* stop, int64_t* n_rows, bint is_big, const Clock* clocks,
    int64_t n_interfaces, int32_t first_interface, Columns columns, int64_t* n_ticks,
) noexcept nogil:
    cdef bint is_swapped = is_big != IS_BIG_MACHINE
    cdef const uint8_t* block
    cdef const Clock* clock
    cdef int64_t at = stop[0], row = n_rows[0], left, size, begin, room, captured, wire
    cdef uint32_t kind, number
    cdef uint64_t ticks
    cdef int why
    while True:
        left = n_bytes - at
        why = STOPPED
        if left < LEAST_BLOCK_BYTES:
            break
        block = window + at
        kind, size = word_at(block, is_swapped), word_at(block + 4, is_swapped)
        if kind == SECTION_HEADER or kind == INTERFACE_DESCRIPTION:
            break
        if kind == NAME_RESOLUTION or kind == INTERFACE_STATISTICS:
            break
        if size < LEAST_BLOCK_BYTES or size & 3 or size > MOST_BLOCK_BYTES or size > left:
            break
        if word_at(block + size - TRAILER_BYTES, is_swapped) != size:
            break
        if kind == ENHANCED_PACKET or kind == OBSOLETE_PACKET or kind == SIMPLE_PACKET:
            why = IMPOSSIBLE
            begin = SIMPLE_PACKET_AT if kind == SIMPLE_PACKET else PACKET_AT
            room = size - TRAILER_BYTES - begin
            if room < 0:
                break
            if kind == SIMPLE_PACKET:
                number = 0
                wire = word_at(block + 8, is_swapped)
                captured = wire
            else:
                number = word_at(block + 8, is_swapped)
                if kind == OBSOLETE_PACKET:
                    # 16 bits of interface, then 16 of a drop count
                    number = number >> 16 if is_big else number & 0xFFFF
                captured, wire = word_at(block + 20, is_swapped), word_at(block + 24, is_swapped)
            if number >= n_interfaces:
                break
            clock = &clocks[number]
            if kind == SIMPLE_PACKET and clock.snaplen > 0:
                captured = min(captured, clock.snaplen)
            if captured > room or captured > clock.most_bytes:
                break
            if row == columns.capacity:
                why = FULL
                break
            columns.start[row] = at + begin
            columns.captured[row] = captured
            columns.wire[row] = wire
            columns.interface[row] = first_interface + <int32_t>number
            if kind == SIMPLE_PACKET:
                columns.time_ns[row] = 0
                columns.timed[row] = UNTIMED
            else:
                ticks = <uint64_t>word_at(block + 12, is_swapped) << 32 | word_at(block + 16, is_swapped)
                if clock.ns_per_tick > 0 and ticks <= <uint64_t>clock.most_ticks:
                    columns.time_ns[row] = <int64_t>ticks * clock.ns_per_tick + clock.offset_ns
                    columns.timed[row] = TIMED
                else:
                    columns.time_ns[row] = <int64_t>ticks
                    columns.timed[row] = TICKS
                    n_ticks[0] += 1
            row += 1
        at += size
    stop[0], n_rows[0] = at, row
    return why
