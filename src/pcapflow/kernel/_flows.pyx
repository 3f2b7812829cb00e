# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False, cdivision=True, initializedcheck=False
"""The numbering of flows. Twin: analyses/_flows.py. What other loops call is in _flows.pxd."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

cdef enum:
    MOST_FLOWS = 0x20000000
    CHAINS = 4

SECRET_BYTES = (KEY_WORDS + 1) * 8


cdef class Flows:
    """Keys of 40 bytes, numbered in the order in which they are met.

    A hash table with chains. The hash is multilinear with secret random
    multipliers, so that nobody can make keys that collide: two different keys
    do with probability 2**-32 (Lemire and Kaser, "Strongly universal string
    hashing is fast", 2014).
    """

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
        return (<const uint8_t*>&self.keys[first])[: (self.n - first) * sizeof(Key)]

    def number(self, const uint8_t[:, ::1] keys, int64_t[::1] numbers):
        """Write the number of each key; who is new gets the next one."""
        cdef int64_t at
        cdef Key key
        if keys.shape[1] != sizeof(Key) or numbers.shape[0] != keys.shape[0]:
            raise ValueError("arrays of different lengths")
        for at in range(keys.shape[0]):
            memcpy(&key, &keys[at, 0], sizeof(Key))
            numbers[at] = self.find(&key)

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
            + secret[8] * (<uint32_t>key.ident << 16 | key.family) + secret[9] * key.zero + secret[KEY_WORDS]
        ) >> 32)
        if self.capacity:
            at = self.chains[hashed & (CHAINS * self.capacity - 1)]
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
        cdef int64_t place = self.hashes[at] & (CHAINS * self.capacity - 1)
        self.after[at] = self.chains[place]
        self.chains[place] = <uint32_t>(at + 1)

    cdef int grow(self) except -1 nogil:
        cdef int64_t capacity = 2 * self.capacity if self.capacity else 64, at
        if capacity > MOST_FLOWS:
            with gil:
                raise MemoryError("more than 2**29 flows")
        self.keys = <Key*>larger(self.keys, capacity, sizeof(Key))
        self.after = <uint32_t*>larger(self.after, capacity, sizeof(uint32_t))
        self.hashes = <uint32_t*>larger(self.hashes, capacity, sizeof(uint32_t))
        self.chains = <uint32_t*>larger(self.chains, CHAINS * capacity, sizeof(uint32_t))
        self.capacity = capacity
        memset(self.chains, 0, CHAINS * capacity * sizeof(uint32_t))
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
