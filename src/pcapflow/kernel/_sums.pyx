# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False, cdivision=True, initializedcheck=False
"""Sums of 16-bit words over many ranges of a window. Twin: analyses/_sums.py.

Safety: a range is compared with the window before it is read, views compare every index.
"""

from libc.stdint cimport int64_t, uint8_t, uint16_t

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
    const int64_t[::1] first,
    const int64_t[::1] n_bytes,
    uint16_t[::1] found,
):
    """Write the sum of the big endian words of each range, with its carries added: 0 only where every byte is.

    Args:
        window: The bytes.
        first: Where in them each range begins.
        n_bytes: How many bytes each has.
        found: Room for as many sums.

    Raises:
        ValueError: Arrays do not belong together.
        IndexError: A range is not within the window.
    """
    cdef int64_t n = first.shape[0], n_window = window.shape[0], at
    if not (n_bytes.shape[0] == found.shape[0] == n):
        raise ValueError("arrays of different lengths")
    cdef const uint8_t* data = &window[0] if n_window else NULL
    with nogil:
        for at in range(n):
            if first[at] < 0 or first[at] > n_window or n_bytes[at] < 0 or n_bytes[at] > n_window - first[at]:
                with gil:
                    raise IndexError(at)
            found[at] = BIG16(folded(sum_of(data + first[at], n_bytes[at]))) if n_bytes[at] else 0
