# cython: language_level=3
"""Where a header stands, as rows of `PLACE` in table/_rows.py have it."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t


cdef packed struct Place:
    uint32_t packet
    uint32_t start
    uint32_t stop
    uint16_t size
    uint8_t depth
    uint8_t quoted
