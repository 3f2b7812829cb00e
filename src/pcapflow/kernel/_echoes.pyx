# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False, cdivision=True, initializedcheck=False
"""Echo packets of a table as rows, and the numbering of flows. Twin: analyses/_echoes.py and analyses/_flows.py.

Safety: views are compared with their bounds at each access; bytes of packets
are read by `sum_of`, whose callers compare with the window before.
"""

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

cdef extern from *:
    """
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    #define BIG16(word) (word)
    #define FIRST(word) ((uint64_t)(word) << 32)
    #else
    #define FIRST(word) ((uint64_t)(word))
    #define BIG16(word) ((uint16_t)((word) >> 8 | (word) << 8))
    #endif
    """
    uint16_t BIG16(uint16_t word) nogil
    uint64_t FIRST(uint32_t word) nogil  # eight bytes of which it is the first four

cdef enum:
    MAX_DEPTH = 64
    KEY_BYTES = 36
    KEY_WORDS = 9
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
    MOST_FLOWS = 0x40000000

SECRET_BYTES = (KEY_WORDS + 1) * 8
NOT_USUAL = UNUSUAL


cdef packed struct Place:
    # PLACE in table/_rows.py
    uint32_t packet
    uint32_t start
    uint32_t stop
    uint16_t size
    uint8_t depth
    uint8_t quoted


cdef packed struct Echo:
    # ECHO in analyses/_echoes.py
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


cdef packed struct Key:
    # as _flows.py in analyses has it, in the words that it is compared by
    uint64_t client[2]
    uint64_t target[2]
    uint16_t ident
    uint8_t family
    uint8_t zero


cdef class Flows:
    """Keys of 36 bytes, numbered in the order in which they are met.

    A hash table with chains. The hash is multilinear with secret random
    multipliers, so that nobody can make keys that collide: two different keys
    do with probability 2**-32 (Lemire and Kaser, "Strongly universal string
    hashing is fast", 2014).
    """

    cdef uint64_t secret[KEY_WORDS + 1]
    cdef Key* keys
    cdef uint32_t* after  # the next key of the same chain, + 1
    cdef uint32_t* hashes
    cdef uint32_t* chains  # the first key of each chain, + 1; as many as there is room for keys
    cdef int64_t n
    cdef int64_t capacity
    cdef int64_t latest

    def __cinit__(self, bytes secret):
        """``secret``: SECRET_BYTES random bytes."""
        if len(secret) != SECRET_BYTES:
            raise ValueError("a secret of another length")
        memcpy(self.secret, <const uint8_t*>secret, sizeof(self.secret))

    def __dealloc__(self):
        free(self.keys)
        free(self.after)
        free(self.hashes)
        free(self.chains)

    def __len__(self):
        return self.n

    def keys_from(self, int64_t first):
        """The keys numbered ``first`` and on, one behind the other."""
        if not 0 <= first <= self.n:
            raise IndexError(first)
        if first == self.n:
            return b""
        return (<const uint8_t*>&self.keys[first])[: (self.n - first) * KEY_BYTES]

    def number(self, const uint8_t[:, ::1] keys, int64_t[::1] numbers):
        """Write the number of each key; who is new gets the next one."""
        cdef int64_t at
        if keys.shape[1] != KEY_BYTES or numbers.shape[0] != keys.shape[0]:
            raise ValueError("arrays of different lengths")
        for at in range(keys.shape[0]):
            numbers[at] = self.find(<const Key*>&keys[at, 0])

    cdef int64_t find(self, const Key* key) except -1 nogil:
        cdef const uint64_t* secret = self.secret
        cdef uint32_t hashed, at
        # A reply follows its request.
        if self.n and is_same(&self.keys[self.latest], key):
            return self.latest
        hashed = <uint32_t>((
            secret[0] * <uint32_t>key.client[0] + secret[1] * (key.client[0] >> 32)
            + secret[2] * <uint32_t>key.client[1] + secret[3] * (key.client[1] >> 32)
            + secret[4] * <uint32_t>key.target[0] + secret[5] * (key.target[0] >> 32)
            + secret[6] * <uint32_t>key.target[1] + secret[7] * (key.target[1] >> 32)
            + secret[8] * (<uint32_t>key.ident << 16 | <uint32_t>key.family << 8 | key.zero) + secret[9]
        ) >> 32)
        if self.capacity:
            at = self.chains[hashed & (self.capacity - 1)]
            while at:
                if self.hashes[at - 1] == hashed and is_same(&self.keys[at - 1], key):
                    self.latest = at - 1
                    return at - 1
                at = self.after[at - 1]
        if self.n == self.capacity:
            self.grow()
        self.keys[self.n] = key[0]
        self.hashes[self.n] = hashed
        self.chain(self.n)
        self.latest = self.n
        self.n += 1
        return self.latest

    cdef void chain(self, int64_t at) noexcept nogil:
        cdef int64_t place = self.hashes[at] & (self.capacity - 1)
        self.after[at] = self.chains[place]
        self.chains[place] = <uint32_t>(at + 1)

    cdef int grow(self) except -1 nogil:
        cdef int64_t capacity = 2 * self.capacity if self.capacity else 64, at
        if capacity > MOST_FLOWS:
            with gil:
                raise MemoryError("more than 2**30 flows")
        self.keys = <Key*>larger(self.keys, capacity, sizeof(Key))
        self.after = <uint32_t*>larger(self.after, capacity, sizeof(uint32_t))
        self.hashes = <uint32_t*>larger(self.hashes, capacity, sizeof(uint32_t))
        self.chains = <uint32_t*>larger(self.chains, capacity, sizeof(uint32_t))
        self.capacity = capacity
        memset(self.chains, 0, capacity * sizeof(uint32_t))
        for at in range(self.n):
            self.chain(at)
        return 0


cdef inline bint is_same(const Key* one, const Key* other) noexcept nogil:
    """Whether two keys are the same; a call of memcmp would take longer."""
    return (
        (one.client[0] ^ other.client[0]) | (one.client[1] ^ other.client[1])
        | (one.target[0] ^ other.target[0]) | (one.target[1] ^ other.target[1])
        | (one.ident ^ other.ident) | (one.family ^ other.family) | (one.zero ^ other.zero)
    ) == 0


cdef void* larger(void* memory, int64_t n, size_t size) except NULL nogil:
    cdef void* more = realloc(memory, n * size)
    if more is NULL:
        with gil:
            raise MemoryError
    return more


def collect(
    Flows flows,
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
    """
    cdef const Place[::1] echo_place = echo[0], message_place = message[0], v4_place = v4[0], v6_place = v6[0]
    cdef const uint8_t[::1] echo_bytes = echo[1], message_bytes = message[1], v4_bytes = v4[1], v6_bytes = v6[1]
    cdef int64_t at, packet, above = 0, carrier4 = 0, carrier6 = 0, carrier, begin, stop, place, n_bytes, n_found = 0
    cdef Key key
    cdef uint64_t source[2]
    cdef uint64_t destination[2]
    cdef uint32_t word
    cdef const uint8_t* header
    cdef int is_v6, is_reply
    cdef uint64_t pseudo
    cdef Place here
    cdef Echo* row
    if (
        found.shape[0] < echo_place.shape[0]
        or echo_bytes.shape[0] != echo_place.shape[0] * ECHO_BYTES
        or message_bytes.shape[0] != message_place.shape[0] * MESSAGE_BYTES
        or v4_bytes.shape[0] != v4_place.shape[0] * V4_BYTES
        or v6_bytes.shape[0] != v6_place.shape[0] * V6_BYTES
    ):
        raise ValueError("arrays of different lengths")
    key.zero = 0
    with nogil:
        for at in range(v4_place.shape[0]):
            if not v4_place[at].quoted and (v4_bytes[at * V4_BYTES + 6] << 8 | v4_bytes[at * V4_BYTES + 7]) & FRAGMENT:
                n_found = UNUSUAL
                break
        if n_found == 0:
            for at in range(echo_place.shape[0]):
                if echo_place[at].quoted:
                    continue
                # The last message before the echo, and the last IP header before that: all ascend.
                packet = echo_place[at].packet
                place = packet * MAX_DEPTH + echo_place[at].depth
                while above < message_place.shape[0] and place_of(&message_place[above]) < place:
                    above += 1
                if above == 0 or message_place[above - 1].packet != packet:
                    continue
                place = place_of(&message_place[above - 1])
                while carrier4 < v4_place.shape[0] and place_of(&v4_place[carrier4]) < place:
                    carrier4 += 1
                while carrier6 < v6_place.shape[0] and place_of(&v6_place[carrier6]) < place:
                    carrier6 += 1
                is_v6 = -1
                if carrier4 and v4_place[carrier4 - 1].packet == packet:
                    is_v6 = 0
                if carrier6 and v6_place[carrier6 - 1].packet == packet:
                    if is_v6 < 0 or v6_place[carrier6 - 1].depth > v4_place[carrier4 - 1].depth:
                        is_v6 = 1
                if is_v6 < 0:
                    continue
                carrier = carrier6 - 1 if is_v6 else carrier4 - 1
                header = &v6_bytes[carrier * V6_BYTES] if is_v6 else &v4_bytes[carrier * V4_BYTES]
                here = v6_place[carrier] if is_v6 else v4_place[carrier]

                row = &found[n_found]
                is_reply = message_bytes[(above - 1) * MESSAGE_BYTES] in (REPLY, REPLY_V6)
                if is_v6:
                    memcpy(source, header + 8, 16)
                    memcpy(destination, header + 24, 16)
                else:
                    # Of IPv4 the first four bytes of each address count.
                    memcpy(&word, header + 12, 4)
                    source[0], source[1] = FIRST(word), 0
                    memcpy(&word, header + 16, 4)
                    destination[0], destination[1] = FIRST(word), 0
                if is_reply:
                    key.client, key.target = destination, source
                else:
                    key.client, key.target = source, destination
                memcpy(&key.ident, &echo_bytes[at * ECHO_BYTES], 2)
                key.family = 6 if is_v6 else 4
                row.flow = <int32_t>flows.find(&key)

                row.number = number[packet]
                row.time_ns = time_ns[packet]
                row.timed = timed[packet]
                row.point = point
                row.reply = <uint8_t>is_reply
                row.is_part = 0
                row.seq = echo_bytes[at * ECHO_BYTES + 2] << 8 | echo_bytes[at * ECHO_BYTES + 3]
                row.checksum = message_bytes[above * MESSAGE_BYTES - 2] << 8 | message_bytes[above * MESSAGE_BYTES - 1]
                row.ttl = header[7] if is_v6 else header[8]
                begin = message_place[above - 1].start
                stop = message_place[above - 1].stop
                row.n_bytes = <uint32_t>(stop - begin)
                row.header_bytes = <uint16_t>min(begin - <int64_t>here.start, 255)

                row.header_right = -1
                if not is_v6:
                    n_bytes = here.size
                    row.header_right = verdict(
                        window, packet_start[packet] + here.start, n_bytes, here.start + n_bytes, captured[packet], 0
                    )
                pseudo = 0
                if has_pseudo:
                    pseudo = sum_of(<const uint8_t*>&key, 2 * ADDRESS_BYTES)
                    n_bytes = stop - begin
                    pseudo += BIG16(<uint16_t>(n_bytes >> 16)) + BIG16(<uint16_t>n_bytes) + BIG16(ICMPV6)
                row.sum_right = verdict(
                    window, packet_start[packet] + begin, stop - begin, stop, captured[packet], pseudo
                )
                n_found += 1
    return n_found


cdef inline int64_t place_of(const Place* place) noexcept nogil:
    return <int64_t>place.packet * MAX_DEPTH + place.depth


cdef inline int8_t verdict(
    const uint8_t[::1] window, int64_t begin, int64_t n_bytes, int64_t stop, int64_t captured, uint64_t carry
) noexcept nogil:
    """Whether a checksum over bytes is right: 1, 0, or -1 where they were not all captured."""
    cdef uint64_t total
    if stop > captured or n_bytes <= 0 or begin < 0 or begin > window.shape[0] - n_bytes:
        return -1
    total = sum_of(&window[begin], n_bytes) + carry
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total == 0xFFFF


cdef inline uint64_t sum_of(const uint8_t* data, int64_t n_bytes) noexcept nogil:
    """The sum of 16-bit words as the machine reads them, modulo 65535: its order of bytes does not matter.

    Spec: RFC 1071 sections 2 (A) to (C). Longer words with their carries added give the same, as 65535 divides
    2**64 - 1; it is 0 only where every byte is.
    """
    cdef uint64_t total = 0, word
    cdef uint32_t half
    cdef uint16_t pair
    cdef int64_t at = 0
    while at + 8 <= n_bytes:
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
        pair = BIG16(<uint16_t>(data[at] << 8))
        total += pair
        total += total < pair
    return (total >> 32) + <uint32_t>total
