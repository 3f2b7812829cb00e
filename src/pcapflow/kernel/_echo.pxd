# cython: language_level=3
"""An echo packet, as ECHO in analyses/_echoes.py: what one loop finds and another counts."""

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t


cdef packed struct Echo:
    int64_t number
    int64_t time_ns
    int32_t flow
    int32_t point
    uint32_t n_bytes
    uint16_t seq
    uint16_t checksum
    uint16_t header_bytes
    uint8_t ttl
    int8_t header_right
    int8_t sum_right
    uint8_t timed
    uint8_t reply
    uint8_t is_part
