# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False, cdivision=True, initializedcheck=False
"""Echo packets of a table as rows. Twin: analyses/_echoes.py.

Safety: `headers` compares the lengths of each layer's arrays, `last_before`
stays within them, a packet's index and its begin are compared before they are
used, views compare every index besides, and `verdict` looks whether bytes are
in the window before they are read.
"""

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from pcapflow.kernel._echo cimport Echo
from pcapflow.kernel._flows cimport Flows, Key
from pcapflow.kernel._place cimport Place
from pcapflow.kernel._sums cimport folded, sum_of

cdef extern from *:
    """
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    #define BIG16(word) (word)
    #define FIRST(word) ((uint64_t)(word) << 32)
    #else
    #define BIG16(word) ((uint16_t)((word) >> 8 | (word) << 8))
    #define FIRST(word) ((uint64_t)(word))
    #endif
    /* Two bytes, the family and 0. */
    #define FAMILY(number) BIG16((uint16_t)((number) << 8))
    #define BIG(place) ((uint16_t)((place)[0] << 8 | (place)[1]))
    """
    uint16_t BIG16(uint16_t word) nogil
    uint64_t FIRST(uint32_t word) nogil  # eight bytes of which it is the first four
    uint16_t FAMILY(int number) nogil
    uint16_t BIG(const uint8_t* place) nogil

cdef enum:
    MAX_DEPTH = 64
    ADDRESS_BYTES = 16
    ECHO_BYTES = 4  # of the headers, as far as they are rows of their own
    MESSAGE_BYTES = 4
    V4_BYTES = 20
    V6_BYTES = 40
    ICMPV6 = 58
    REPLY = 0
    REPLY_V6 = 129
    FRAGMENT = 0x3FFF  # more fragments, or an offset
    UNUSUAL = -1

NOT_USUAL = UNUSUAL


cdef struct Headers:
    const Place* place
    const uint8_t* bytes
    int64_t n
    int64_t at  # how many of them were passed


cdef struct Packets:
    const uint8_t* window
    int64_t n_window
    int64_t start  # of the packet in the window
    int64_t captured


def collect(
    Flows flows not None,
    Echo[::1] found,
    int32_t point,
    tuple echo,
    tuple message,
    tuple v4,
    tuple v6,
    const int64_t[::1] number,
    const int64_t[::1] time_ns,
    const uint8_t[::1] timed,
    const int64_t[::1] captured,
    const int64_t[::1] packet_start,
    const uint8_t[::1] window,
    bint has_pseudo,
):
    """Write a row for every echo packet of a usual table: no header is cut, no packet a fragment.

    Args:
        flows: Numbers the flows.
        found: Room for as many rows as there are echo headers.
        point: Where all packets were seen.
        echo: PLACE[K] of the echo headers, and their bytes one behind the other.
        message: The same of the layer that carries them.
        v4: Of IPv4.
        v6: Of IPv6.
        number: As in PacketTable; so are the next five.
        has_pseudo: Whether the message's checksum is over addresses, too.

    Returns:
        How many rows were written; NOT_USUAL where there is a fragment.

    Raises:
        ValueError: Arrays do not belong together.
        IndexError: A header is of a packet that is not there, or a packet begins beyond the window.
    """
    cdef Headers echoes, messages, v4s, v6s
    cdef const Place[::1] echo_place = echo[0], message_place = message[0], v4_place = v4[0], v6_place = v6[0]
    cdef const uint8_t[::1] echo_bytes = echo[1], message_bytes = message[1], v4_bytes = v4[1], v6_bytes = v6[1]
    cdef int64_t n_packets = number.shape[0], n_found = 0
    echoes = headers(echo_place, echo_bytes, ECHO_BYTES)
    messages = headers(message_place, message_bytes, MESSAGE_BYTES)
    v4s = headers(v4_place, v4_bytes, V4_BYTES)
    v6s = headers(v6_place, v6_bytes, V6_BYTES)
    if not (time_ns.shape[0] == timed.shape[0] == captured.shape[0] == packet_start.shape[0] == n_packets):
        raise ValueError("arrays of different lengths")
    if found.shape[0] < echoes.n:
        raise ValueError("an array is too short")
    if has_fragment(&v4s):
        return NOT_USUAL
    cdef Packets packets
    cdef Echo* row
    cdef const Place* place
    cdef const Place* above
    cdef const Place* carrier
    cdef const uint8_t* header
    cdef const uint8_t* kind
    cdef bint is_v6
    cdef int64_t n_bytes, packet, at
    cdef uint64_t pseudo
    cdef Key key
    if n_packets == 0 or echoes.n == 0:
        return 0
    packets.window, packets.n_window = &window[0] if window.shape[0] else NULL, window.shape[0]
    with nogil:
        for at in range(echoes.n):
            place = &echoes.place[at]
            if place.quoted:
                continue
            packet = place.packet
            if packet >= n_packets or packet_start[packet] > packets.n_window:
                with gil:
                    raise IndexError(packet)
            # The last message before the echo, and the last IP header before that: all ascend.
            above = last_before(&messages, place)
            if above is NULL:
                continue
            carrier = last_before(&v4s, above)
            is_v6 = False
            place = last_before(&v6s, above)
            if place is not NULL and (carrier is NULL or place.depth > carrier.depth):
                carrier, is_v6 = place, True
            if carrier is NULL:
                continue
            header = v6s.bytes + (v6s.at - 1) * V6_BYTES if is_v6 else v4s.bytes + (v4s.at - 1) * V4_BYTES
            kind = messages.bytes + (messages.at - 1) * MESSAGE_BYTES
            packets.start, packets.captured = packet_start[packet], captured[packet]
            n_bytes = <int64_t>above.stop - above.start

            row = &found[n_found]
            row.number, row.time_ns, row.timed = number[packet], time_ns[packet], timed[packet]
            row.reply = kind[0] == REPLY or kind[0] == REPLY_V6
            row.is_part, row.point = False, point
            row.seq = BIG(echoes.bytes + at * ECHO_BYTES + 2)
            row.checksum = BIG(kind + 2)
            row.ttl = header[7] if is_v6 else header[8]
            row.n_bytes = <uint32_t>n_bytes
            row.header_bytes = <uint16_t>min(<int64_t>above.start - carrier.start, 255)
            fill(&key, header, is_v6, row.reply, echoes.bytes + at * ECHO_BYTES)
            row.flow = <int32_t>flows.find(&key)
            row.header_right = -1 if is_v6 else verdict(&packets, carrier.start, carrier.size, 0)
            pseudo = 0
            if has_pseudo:
                pseudo = sum_of(<const uint8_t*>&key, 2 * ADDRESS_BYTES)
                pseudo += BIG16(<uint16_t>(n_bytes >> 16)) + BIG16(<uint16_t>n_bytes) + BIG16(ICMPV6)
            row.sum_right = verdict(&packets, above.start, n_bytes, pseudo)
            n_found += 1
    return n_found


cdef Headers headers(const Place[::1] place, const uint8_t[::1] data, int size) except *:
    cdef Headers found
    found.n, found.at, found.place, found.bytes = place.shape[0], 0, NULL, NULL
    if data.shape[0] != found.n * size:
        raise ValueError("arrays of different lengths")
    if found.n:
        found.place, found.bytes = &place[0], &data[0]
    return found


cdef bint has_fragment(const Headers* v4) noexcept nogil:
    cdef int64_t at
    for at in range(v4.n):
        if BIG(v4.bytes + at * V4_BYTES + 6) & FRAGMENT and not v4.place[at].quoted:
            return True
    return False


cdef inline const Place* last_before(Headers* headers, const Place* place) noexcept nogil:
    """The last header of a layer that stands before a place in its packet; NULL for none."""
    while headers.at < headers.n and place_of(&headers.place[headers.at]) < place_of(place):
        headers.at += 1
    if headers.at and headers.place[headers.at - 1].packet == place.packet:
        return &headers.place[headers.at - 1]
    return NULL


cdef inline void fill(Key* key, const uint8_t* header, bint is_v6, bint is_reply, const uint8_t* ident) noexcept nogil:
    cdef uint64_t* source = &key.target[0] if is_reply else &key.client[0]
    cdef uint64_t* destination = &key.client[0] if is_reply else &key.target[0]
    cdef uint32_t word
    if is_v6:
        memcpy(source, header + 8, 16)
        memcpy(destination, header + 24, 16)
    else:
        # Of IPv4 the first four bytes of each address count.
        memcpy(&word, header + 12, 4)
        source[0], source[1] = FIRST(word), 0
        memcpy(&word, header + 16, 4)
        destination[0], destination[1] = FIRST(word), 0
    memcpy(&key.ident, ident, 2)
    key.family, key.zero = FAMILY(6 if is_v6 else 4), 0


cdef inline int64_t place_of(const Place* place) noexcept nogil:
    return <int64_t>place.packet * MAX_DEPTH + place.depth


cdef inline int8_t verdict(const Packets* packets, int64_t start, int64_t n_bytes, uint64_t carry) noexcept nogil:
    """Whether a checksum over bytes of a packet is right: 1, 0, or -1 where they were not all captured."""
    if n_bytes <= 0 or start + n_bytes > packets.captured:
        return -1
    if packets.start < 0 or packets.start + start + n_bytes > packets.n_window:
        return -1
    return folded(sum_of(packets.window + packets.start + start, n_bytes) + carry) == 0xFFFF
