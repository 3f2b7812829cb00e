# cython: language_level=3
"""The sum of 16-bit words that Internet checksums are made of. Spec: RFC 1071 sections 2 (A) to (C).

Words are added as the machine reads them: its order of bytes does not matter.
"""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy


cdef inline uint64_t sum_of(const uint8_t* data, int64_t n_bytes) noexcept nogil:
    """Of 33 bits, right modulo 65535; an odd byte counts as one before a zero.

    Longer words with their carries added give the same, as 65535 divides 2**64 - 1; it is 0 only where every byte is.
    """
    cdef uint64_t total = 0, other = 0, word
    cdef uint32_t half
    cdef uint16_t pair
    cdef int64_t at = 0
    # Two sums, for one waits for its carry.
    while at + 16 <= n_bytes:
        memcpy(&word, data + at, 8)
        total += word
        total += total < word
        memcpy(&word, data + at + 8, 8)
        other += word
        other += other < word
        at += 16
    total += other
    total += total < other
    if at + 8 <= n_bytes:
        memcpy(&word, data + at, 8)
        total += word
        total += total < word
        at += 8
    # By halves: what is stored byte by byte and loaded as a whole waits for the store.
    if at + 4 <= n_bytes:
        memcpy(&half, data + at, 4)
        total += half
        total += total < half
        at += 4
    if at + 2 <= n_bytes:
        memcpy(&pair, data + at, 2)
        total += pair
        total += total < pair
        at += 2
    if at < n_bytes:
        pair = 0
        memcpy(&pair, data + at, 1)
        total += pair
        total += total < pair
    return (total >> 32) + <uint32_t>total


cdef inline uint16_t folded(uint64_t total) noexcept nogil:
    """A sum of at most 47 bits as one of 16, right modulo 65535; it is 0 only where the sum is."""
    # Who asks after each time whether it is enough waits for wrong guesses.
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return <uint16_t>total
