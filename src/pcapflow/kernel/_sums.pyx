# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False, cdivision=True, initializedcheck=False
"""Sums of 16-bit words over bytes of many headers, or of what these carry. Twin: analyses/_sums.py.

Safety: a packet's index is compared before it is used, a range with its packet and with the window before it is
read, views compare every index.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

from pcapflow.kernel._place cimport Place
from pcapflow.kernel._sums cimport folded, sum_of

cdef extern from *:
    """
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    #define BIG16(word) (word)
    #else
    #define BIG16(word) ((uint16_t)((word) >> 8 | (word) << 8))
    #endif
    """
    uint16_t BIG16(uint16_t word) nogil


def sums(
    const uint8_t[::1] window,
    const int64_t[::1] packet_start,
    const int64_t[::1] captured,
    const Place[::1] place,
    const uint32_t[::1] n_bytes,
    uint32_t offset,
    int32_t[::1] found,
):
    """Write the sum of the big endian words of each range, with its carries added: 0 only where every byte is.

    Args:
        window: The bytes.
        packet_start: Where in them each packet begins.
        captured: How many of its bytes there are.
        place: PLACE[K] of the headers.
        n_bytes: How many bytes each range has.
        offset: Where in its header each begins.
        found: Room for as many sums; -1 where not all bytes were captured.

    Raises:
        ValueError: Arrays do not belong together.
        IndexError: A header is of a packet that is not there, or a packet is not within the window.
    """
    cdef int64_t n = place.shape[0], n_packets = packet_start.shape[0], n_window = window.shape[0], at, first, stop
    cdef uint32_t packet
    if not (n_bytes.shape[0] == found.shape[0] == n) or captured.shape[0] != n_packets:
        raise ValueError("arrays of different lengths")
    cdef const uint8_t* data = &window[0] if n_window else NULL
    with nogil:
        for at in range(n):
            packet = place[at].packet
            if packet >= n_packets or not (0 <= captured[packet] <= n_window):
                with gil:
                    raise IndexError(packet)
            first = <int64_t>place[at].start + offset
            stop = first + n_bytes[at]
            if stop > captured[packet]:
                found[at] = -1
                continue
            if not (0 <= packet_start[packet] <= n_window - captured[packet]):
                with gil:
                    raise IndexError(packet)
            found[at] = BIG16(folded(sum_of(data + packet_start[packet] + first, n_bytes[at]))) if n_bytes[at] else 0
