# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False, cdivision=True, initializedcheck=False
"""The walk: one loop that takes each packet through the tables of the layers, once.

It knows no protocol. `Program` holds what the layers declare as numbers,
`Shelves` the arrays that their headers are copied to. Twin: layers/_twin.py.

Safety: a packet's bytes are read from ``start`` on, and every offset within it
is compared with what was captured before it is used. Fixed-size copies read up
to 64 bytes from a place at which a whole header begins: the window has as many
bytes of slack behind the last packet, which `walk` checks. Built with
PCAPFLOW_EXACT, nothing is read but what was captured: so a sanitizer sees
every step too far.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

cdef extern from *:
    """
    #ifdef PCAPFLOW_EXACT
    #define SLACK 0
    #define HEADER(place, size, scratch) (memcpy(scratch, place, size), (const uint8_t *)(scratch))
    #define COPY(to, from, size) memcpy(to, from, size)
    #else
    #define SLACK 64
    #define HEADER(place, size, scratch) (place)
    /* Sizes that are known when it is compiled cost a few instructions; what is copied too much is overwritten. */
    #define COPY(to, from, size) \
        ((size) <= 32 ? memcpy(to, from, 32) : (size) <= 64 ? memcpy(to, from, 64) : memcpy(to, from, size))
    #endif
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    #define IS_LITTLE 0
    #else
    #define IS_LITTLE 1
    #endif
    #if defined(__GNUC__)
    #define RARELY(condition) __builtin_expect(!!(condition), 0)
    #define SOON(place) __builtin_prefetch(place)
    #else
    #define RARELY(condition) (condition)
    #define SOON(place)
    #endif
    """
    const int SLACK
    const bint IS_LITTLE
    const uint8_t* HEADER(const uint8_t* place, int size, uint8_t* scratch) nogil
    void COPY(void* to, const void* source, int size) nogil
    bint RARELY(bint condition) nogil
    void SOON(const void* place) nogil

SLACK_BYTES = 64  # of a window, and of an array of headers
MOST_HEADER_BYTES = 256

cdef enum:
    SCRATCH = 320  # the longest header, and what a value picked from its end reads
    MAX_DEPTH = 64
    NEVER_THERE = 0x7FFFFFFF
    END = -1
    NO_GUESS = -2
    # flags of what is looked at, as in the twin
    PARTIAL = 1
    QUOTED = 2
    DEMANDED = 4
    AFTER_NOTHING = 8
    # problems, as in layers/_layer.py; Program checks that they are the same
    CUT_BY_CAPTURE = 1
    CUT_BY_LENGTH = 2
    IMPOSSIBLE_LENGTH = 3
    TOO_DEEP = 4
    UNKNOWN_NEXT = 6

PROBLEMS = (CUT_BY_CAPTURE, CUT_BY_LENGTH, IMPOSSIBLE_LENGTH, TOO_DEEP, UNKNOWN_NEXT)


# Every rule is a table over one byte of the header, or over two, as they stand there: neither byte order nor masks
# are left for the loop.

cdef struct Look:
    uint32_t mask  # 0xff, 0xffff, or 0 for a table of one value
    uint32_t at  # byte of the header


cdef struct Key:
    const int16_t* layers
    Look look
    bint is_peek
    uint32_t demanded  # DEMANDED or 0


cdef struct Judgement:
    const uint8_t* values  # problems of conditions, flags of parts; 0 is none
    Look look


cdef struct Rules:
    int needs  # bytes that must be there; of a layer without a header more than there can be
    int size
    int layer
    bint judges_length
    bint judges_rest  # has conditions or parts
    bint peeks
    const Key* keys
    const Key* keys_end
    const uint16_t* lengths
    Look length
    bint has_total
    bint is_little
    bint zero_is_open
    uint32_t total_at
    int32_t add
    int32_t below
    const Judgement* conditions
    const Judgement* conditions_end
    const Judgement* parts
    const Judgement* parts_end


cdef packed struct Place:
    # a row's place, as PLACE in table/_rows.py
    uint32_t packet
    uint32_t start
    uint32_t stop
    uint16_t size
    uint8_t depth
    uint8_t quoted


cdef packed struct Cut:
    # a header that is cut, as CUT in layers/_walk.py
    uint32_t row
    uint16_t layer
    uint16_t n_bytes


cdef struct Shelf:
    # where the next row goes; of a layer that is not wanted, the same place again and again
    uint8_t* header
    Place* place
    Place* end
    int header_step
    int place_step  # 1 or 0
    int guess  # the layer that followed last time, and its rules
    const Rules* next
    Place* first


cdef inline uint32_t word_at(const uint8_t* header, const Look* look) noexcept nogil:
    cdef uint16_t word
    memcpy(&word, header + look.at, 2)
    return word & look.mask


cdef class Program:
    """What the layers declare, as tables. ``layers`` are `LayerProgram` of layers/_program.py, by number - 1."""

    cdef Rules* rules
    cdef Key* keys
    cdef Judgement* judgements
    cdef readonly int n_layers
    cdef list kept

    def __cinit__(self, list layers, tuple problems):
        cdef const uint16_t[::1] lengths
        cdef const int16_t[::1] numbers
        cdef Rules* rules
        cdef Key* key
        cdef Judgement* judgement
        if problems != PROBLEMS:
            raise ValueError("the kernel was built for other problems")
        self.n_layers = len(layers)
        self.kept = layers
        self.rules = <Rules*>allocated(self.n_layers + 1, sizeof(Rules))
        self.keys = key = <Key*>allocated(sum([len(layer.keys) for layer in layers]), sizeof(Key))
        self.judgements = judgement = <Judgement*>allocated(
            sum([len(layer.conditions) + len(layer.parts) for layer in layers]), sizeof(Judgement)
        )
        for number, layer in enumerate(layers, 1):
            rules = &self.rules[number]
            if not 0 <= layer.size <= MOST_HEADER_BYTES:
                raise ValueError("a header is too long")
            rules.layer, rules.size = number, layer.size
            rules.needs = layer.size or NEVER_THERE
            rules.judges_length = layer.lengths is not None or layer.total_at is not None
            rules.judges_rest = len(layer.conditions) + len(layer.parts) > 0
            if layer.lengths is not None:
                lengths = layer.lengths.values
                rules.length = look_of(layer.lengths, layer.size)
                rules.lengths = &lengths[0]
            if layer.total_at is not None:
                if not 0 <= layer.total_at < layer.size:
                    raise ValueError("a length lies beyond its header")
                rules.has_total, rules.total_at, rules.is_little = True, layer.total_at, layer.is_little
                rules.add, rules.below, rules.zero_is_open = layer.add, layer.below, layer.zero_is_open
            rules.keys = key
            for one in layer.keys:
                numbers = one.look.values
                for at in range(len(numbers)):
                    if not END <= numbers[at] <= self.n_layers:
                        raise ValueError("a key leads to no layer")
                key.look = look_of(one.look, 1 if one.is_peek else layer.size)
                key.layers = &numbers[0]
                key.is_peek, key.demanded = one.is_peek, DEMANDED if one.demands else 0
                rules.peeks |= one.is_peek
                key += 1
            rules.keys_end = key
            rules.conditions = judgement
            for one in layer.conditions:
                judgement[0] = judgement_of(one, layer.size)
                judgement += 1
            rules.conditions_end = rules.parts = judgement
            for one in layer.parts:
                judgement[0] = judgement_of(one, layer.size)
                judgement += 1
            rules.parts_end = judgement

    def __dealloc__(self):
        PyMem_Free(self.rules)
        PyMem_Free(self.keys)
        PyMem_Free(self.judgements)


cdef void* allocated(size_t n, size_t size) except NULL:
    cdef void* memory = PyMem_Calloc(n + 1, size)
    if memory is NULL:
        raise MemoryError
    return memory


cdef Look look_of(one, int size) except *:
    """Where to look, within the header; what is found there is within the table."""
    cdef Look look
    look.at, look.mask = one.at, one.mask
    if one.mask not in (0, 0xFF, 0xFFFF) or len(one.values) <= one.mask or not 0 <= one.at < max(size, 1):
        raise ValueError("a rule looks beyond its header, or its table")
    return look


cdef Judgement judgement_of(one, int size) except *:
    cdef const uint8_t[::1] values = one.values
    cdef Judgement judgement
    judgement.look = look_of(one, size)
    judgement.values = &values[0]
    return judgement


cdef class Shelves:
    """The arrays that headers and their places are written to, one of each for each layer."""

    cdef Shelf* shelves
    cdef readonly int n_layers
    cdef list kept
    cdef uint8_t sink[SCRATCH]
    cdef Place sunk

    def __cinit__(self, Program program, wanted):
        """``wanted``: numbers of the layers whose rows are kept; None is all."""
        cdef int number
        cdef Shelf* shelf
        self.n_layers = program.n_layers
        self.shelves = <Shelf*>allocated(self.n_layers + 1, sizeof(Shelf))
        self.kept = [None] * (self.n_layers + 1)
        for number in range(1, self.n_layers + 1):
            shelf = &self.shelves[number]
            shelf.guess = NO_GUESS
            if wanted is None or number in wanted:
                shelf.header_step, shelf.place_step = program.rules[number].size, 1
            else:
                shelf.header, shelf.place = self.sink, &self.sunk

    def __dealloc__(self):
        PyMem_Free(self.shelves)

    def put(self, int number, uint8_t[::1] header, Place[::1] place, int64_t n):
        """Give a layer its arrays, of which n rows are full; ``header`` has SLACK_BYTES behind the last row."""
        cdef int64_t capacity = place.shape[0]
        if not 0 < number <= self.n_layers or not self.shelves[number].place_step:
            raise IndexError(number)
        cdef Shelf* shelf = &self.shelves[number]
        if header.shape[0] < capacity * shelf.header_step + SLACK_BYTES or n > capacity or n < 0 or capacity == 0:
            raise ValueError("an array is too short")
        shelf.header = &header[0] + n * shelf.header_step
        shelf.first = &place[0]
        shelf.place, shelf.end = shelf.first + n, shelf.first + capacity
        self.kept[number] = header, place

    def counts(self):
        """Rows of each layer, by number."""
        return [self.shelves[number].place - self.shelves[number].first if self.shelves[number].place_step else 0
                for number in range(self.n_layers + 1)]


def walk(
    Program program,
    Shelves shelves,
    const uint8_t[::1] window,
    const int64_t[::1] start,
    const int64_t[::1] captured,
    const int64_t[::1] wire,
    const int32_t[::1] interface,
    const int16_t[::1] first_layer,
    const int64_t[::1] fcs_bytes,
    uint8_t[::1] problem,
    int16_t[::1] problem_layer,
    Cut[::1] cut,
    int64_t first,
    int64_t base,
):
    """Walk packets from the index ``first`` on; rows are of packet ``base + index``.

    Returns:
        The index at which it stopped, the number of the layer whose arrays are full (0: all packets are done), and
        how many headers were found cut.
    """
    cdef int64_t n = start.shape[0], n_cut = 0, at
    cdef int full = 0
    if not (captured.shape[0] == wire.shape[0] == interface.shape[0] == n) or base + n > 0xFFFFFFFF:
        raise ValueError("arrays of different lengths")
    if problem.shape[0] < n or problem_layer.shape[0] < n or cut.shape[0] < n - first or not 0 <= first <= n:
        raise ValueError("an array is too short")
    if first_layer.shape[0] != fcs_bytes.shape[0] or shelves.n_layers != program.n_layers:
        raise ValueError("arrays of different lengths")
    for at in range(first_layer.shape[0]):
        if not 0 <= first_layer[at] <= program.n_layers or fcs_bytes[at] < 0:
            raise ValueError("no such layer")
    if n == first:
        return first, 0, 0
    with nogil:
        at = follow(
            program.rules, shelves.shelves, &window[0], window.shape[0], &start[0], &captured[0], &wire[0], &interface[0],
            &first_layer[0] if first_layer.shape[0] else NULL, &fcs_bytes[0] if first_layer.shape[0] else NULL,
            first_layer.shape[0], &problem[0], &problem_layer[0], &cut[0], first, n, base, &n_cut, &full,
        )
    if full:
        forget(shelves.shelves, shelves.n_layers, <uint32_t>(base + at))
    if at < 0:
        raise ValueError("a packet lies beyond its window, or names an unknown interface")
    return at, full, n_cut


cdef int64_t follow(
    const Rules* all_rules, Shelf* shelves, const uint8_t* window, int64_t n_window,
    const int64_t* starts, const int64_t* captureds, const int64_t* wires, const int32_t* interfaces,
    const int16_t* first_layer, const int64_t* fcs_bytes, int64_t n_interfaces,
    uint8_t* problem, int16_t* problem_layer, Cut* cut, int64_t first, int64_t n, int64_t base,
    int64_t* n_cut, int* full,
) noexcept nogil:
    cdef const Rules* rules
    cdef const Key* key
    cdef const Judgement* judgement
    cdef const uint8_t* packet
    cdef const uint8_t* header
    cdef Shelf* shelf
    cdef Place* place
    cdef int64_t index, captured, stop, fcs, begin, edge
    cdef int size, length, claimed, follows
    cdef uint32_t depth, flags, found
    cdef uint32_t verdict  # problem | layer << 8
    cdef uint16_t word
    cdef bint is_whole
    cdef uint8_t scratch[SCRATCH]
    memset(scratch, 0, SCRATCH)

    for index in range(first, n):
        captured = captureds[index]
        if RARELY(captured < 0 or starts[index] < 0 or starts[index] > n_window - SLACK - captured):
            return -1
        if RARELY(interfaces[index] < 0 or interfaces[index] >= n_interfaces):
            return -1
        packet = window + starts[index]
        if index + 8 < n:
            SOON(window + starts[index + 8])
        stop = wires[index]
        fcs = fcs_bytes[interfaces[index]]
        if RARELY(fcs > 0):
            # A frame check sequence stands at the end of the wire's bytes; a capture cut before it has none.
            stop = max(stop - fcs, 0)
            captured = min(captured, stop)
        # Some files claim fewer bytes on the wire than they hold: what is there is there.
        stop = max(stop, captured)
        edge = captured
        rules = all_rules + first_layer[interfaces[index]]
        verdict = UNKNOWN_NEXT if rules.layer == 0 and stop > 0 else 0
        begin = 0
        depth = 0
        flags = DEMANDED
        while rules.layer:
            shelf = shelves + rules.layer
            if RARELY(depth >= MAX_DEPTH) and rules.size:
                if begin < stop or flags & DEMANDED:
                    verdict = verdict or TOO_DEEP | <uint32_t>rules.layer << 8
                break
            if RARELY(edge - begin < rules.needs):
                if rules.size == 0:
                    if flags & AFTER_NOTHING:
                        break
                    header = scratch
                    flags |= AFTER_NOTHING
                else:
                    if begin >= stop and not flags & DEMANDED:
                        break
                    if shelf.place == shelf.end:
                        full[0] = rules.layer
                        return index
                    if verdict == 0 and (begin + rules.size <= stop or not flags & PARTIAL):
                        verdict = CUT_BY_CAPTURE if begin + rules.size <= stop else CUT_BY_LENGTH
                        verdict |= <uint32_t>rules.layer << 8
                    length = <int>max(edge - begin, 0)
                    memset(shelf.header, 0, rules.size)
                    memcpy(shelf.header, packet + begin, length)
                    place = shelf.place
                    place.packet, place.start, place.stop = <uint32_t>(base + index), <uint32_t>begin, <uint32_t>stop
                    place.size, place.depth, place.quoted = length, depth, (flags & QUOTED) != 0
                    if shelf.place_step:
                        cut[n_cut[0]].row = <uint32_t>(place - shelf.first)
                        cut[n_cut[0]].layer = <uint16_t>rules.layer
                        cut[n_cut[0]].n_bytes = <uint16_t>length
                        n_cut[0] += 1
                    shelf.header += shelf.header_step
                    shelf.place += shelf.place_step
                    break
            else:
                place = shelf.place
                if RARELY(place == shelf.end):
                    full[0] = rules.layer
                    return index
                size = rules.size
                header = HEADER(packet + begin, size, scratch)
                COPY(shelf.header, header, size)
                place.packet = <uint32_t>(base + index)
                place.start = <uint32_t>begin
                place.depth = depth
                place.quoted = (flags & QUOTED) != 0
                shelf.header += shelf.header_step
                shelf.place += shelf.place_step
                is_whole = True
                length = size
                if rules.judges_length:
                    if rules.lengths is not NULL:
                        length = rules.lengths[word_at(header, &rules.length)]
                        if RARELY(length < size):
                            verdict = verdict or IMPOSSIBLE_LENGTH | <uint32_t>rules.layer << 8
                            is_whole = False
                            length = size
                    if rules.has_total and is_whole:
                        memcpy(&word, header + rules.total_at, 2)
                        claimed = word if rules.is_little == IS_LITTLE else (word >> 8 | (word & 0xff) << 8)
                        if claimed < rules.below and not (claimed == 0 and rules.zero_is_open):
                            claimed += rules.add
                            if RARELY(claimed < length):
                                verdict = verdict or IMPOSSIBLE_LENGTH | <uint32_t>rules.layer << 8
                                is_whole = False
                            elif begin + claimed <= stop:
                                stop = begin + claimed
                                edge = min(stop, captured)
                            elif not flags & PARTIAL:
                                verdict = verdict or IMPOSSIBLE_LENGTH | <uint32_t>rules.layer << 8
                    if RARELY(begin + length > edge) and is_whole:
                        if verdict == 0 and (begin + length <= stop or not flags & PARTIAL):
                            verdict = CUT_BY_CAPTURE if begin + length <= stop else CUT_BY_LENGTH
                            verdict |= <uint32_t>rules.layer << 8
                        is_whole = False
                place.stop = <uint32_t>stop
                place.size = <uint16_t>length
                if rules.judges_rest:
                    judgement = rules.parts
                    while judgement < rules.parts_end:
                        flags |= judgement.values[word_at(header, &judgement.look)]
                        judgement += 1
                    judgement = rules.conditions
                    while judgement < rules.conditions_end:
                        found = judgement.values[word_at(header, &judgement.look)]
                        if RARELY(found):
                            if is_whole:
                                verdict = verdict or found | <uint32_t>rules.layer << 8
                            is_whole = False
                            break
                        judgement += 1
                if RARELY(not is_whole):
                    break
                begin += length
                depth += 1
                flags &= PARTIAL | QUOTED
            flags &= ~<uint32_t>DEMANDED
            follows = 0
            key = rules.keys
            while key < rules.keys_end:
                if RARELY(key.is_peek):
                    follows = key.layers[packet[begin] if begin < captured else 0]
                else:
                    follows = key.layers[word_at(header, &key.look)]
                if follows:
                    flags |= key.demanded
                    break
                key += 1
            if follows != shelf.guess:
                # Told apart from the usual case, so that the processor goes on without waiting for the bytes.
                if follows <= 0:
                    if follows == 0 and rules.keys < rules.keys_end and begin < stop and verdict == 0:
                        verdict = CUT_BY_CAPTURE if rules.peeks and begin >= captured else UNKNOWN_NEXT
                        verdict |= <uint32_t>rules.layer << 8
                    break
                shelf.guess = follows
                shelf.next = all_rules + follows
            rules = shelf.next
        problem[index] = <uint8_t>(verdict & 0xff)
        problem_layer[index] = <int16_t>(verdict >> 8)
    return n


cdef void forget(Shelf* shelves, int n_layers, uint32_t packet) noexcept nogil:
    """Take the rows of the last packet back."""
    cdef int number
    cdef Shelf* shelf
    for number in range(1, n_layers + 1):
        shelf = shelves + number
        if shelf.place_step:
            while shelf.place > shelf.first and (shelf.place - 1).packet == packet:
                shelf.place -= 1
                shelf.header -= shelf.header_step
