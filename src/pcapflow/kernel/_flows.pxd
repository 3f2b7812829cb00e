# cython: language_level=3
"""Flows as other loops number them, without Python between."""

from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t

cdef enum:
    KEY_WORDS = 10


cdef struct Key:
    # as analyses/_flows.py has it, in the words that it is compared by
    uint64_t client[2]
    uint64_t target[2]
    uint16_t ident
    uint16_t family
    uint32_t zero


cdef class Flows:
    cdef uint64_t secret[KEY_WORDS + 1]
    cdef Key* keys
    cdef uint32_t* after  # the next key of the same chain, + 1
    cdef uint32_t* hashes
    cdef uint32_t* chains  # the first key of each chain, + 1: CHAINS for each key that there is room for
    cdef int64_t n
    cdef int64_t capacity
    cdef int64_t latest

    cdef int64_t find(self, const Key* key) except -1 nogil
    cdef void chain(self, int64_t at) noexcept nogil
    cdef int grow(self) except -1 nogil
