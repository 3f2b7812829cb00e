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
        ((size) <= 16 ? memcpy(to, from, 16) : (size) <= 32 ? memcpy(to, from, 32) : \
         (size) <= 64 ? memcpy(to, from, 64) : memcpy(to, from, size))
    #endif
    static inline uint32_t swap32(uint32_t word) {
        return word >> 24 | (word >> 8 & 0xff00) | (word << 8 & 0xff0000) | word << 24;
    }
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    #define BIG(word) (word)
    #define LITTLE(word) swap32(word)
    #else
    #define BIG(word) swap32(word)
    #define LITTLE(word) (word)
    #endif
    """
    const int SLACK
    const uint8_t* HEADER(const uint8_t* place, int size, uint8_t* scratch) nogil
    void COPY(void* to, const void* source, int size) nogil
    uint32_t BIG(uint32_t word) nogil
    uint32_t LITTLE(uint32_t word) nogil

SLACK_BYTES = 64  # of a window, and of an array of headers
MOST_HEADER_BYTES = 256

cdef enum:
    SCRATCH = 320  # the longest header, and what a value picked from its end reads
    MAX_DEPTH = 64
    END = -1
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


cdef struct Pick:
    # (four bytes of the header from `at` on, in the byte order) >> shift & mask
    uint32_t mask
    uint16_t at
    uint8_t shift
    uint8_t is_little


cdef struct Key:
    Pick pick
    uint32_t constant
    bint is_peek
    bint demands
    const int16_t* space  # 65536 layer numbers


cdef struct Condition:
    Pick pick
    int first_value  # index into Program.values
    int n_values
    uint8_t problem


cdef struct Part:
    Pick pick
    bint is_always
    uint8_t flags


cdef struct Rules:
    int size
    int first_key
    int n_keys
    bint peeks
    bint judges_length
    const uint16_t* lengths
    Pick length
    bint has_total
    bint zero_is_open
    int32_t add
    uint32_t below
    Pick total
    int first_condition
    int n_conditions
    int first_part
    int n_parts


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
    uint8_t* header
    Place* place
    int64_t n
    int64_t capacity
    bint is_wanted


cdef inline uint32_t value_of(const uint8_t* header, const Pick* pick) noexcept nogil:
    cdef uint32_t word
    memcpy(&word, header + pick.at, 4)
    word = LITTLE(word) if pick.is_little else BIG(word)
    return (word >> pick.shift) & pick.mask


cdef Pick pick_of(tuple given):
    cdef Pick pick
    pick.at, pick.shift, pick.mask, pick.is_little = given
    return pick


cdef class Program:
    """What the layers declare, as numbers. ``layers`` are `LayerProgram` of layers/_program.py, by number - 1."""

    cdef Rules* rules
    cdef Key* keys
    cdef Condition* conditions
    cdef Part* parts
    cdef uint32_t* values
    cdef readonly int n_layers
    cdef list kept

    def __cinit__(self, list layers, list spaces, tuple problems):
        cdef const int16_t[::1] space
        cdef const uint16_t[::1] lengths
        cdef int n_keys = 0, n_conditions = 0, n_parts = 0, n_values = 0
        cdef Rules* rules
        cdef Key* here
        cdef Condition* condition
        if problems != PROBLEMS:
            raise ValueError("the kernel was built for other problems")
        self.n_layers = len(layers)
        self.kept = [spaces, layers]
        self.rules = <Rules*>allocated(self.n_layers + 1, sizeof(Rules))
        self.keys = <Key*>allocated(sum([len(layer.keys) for layer in layers]), sizeof(Key))
        self.conditions = <Condition*>allocated(sum([len(layer.conditions) for layer in layers]), sizeof(Condition))
        self.parts = <Part*>allocated(sum([len(layer.parts) for layer in layers]), sizeof(Part))
        self.values = <uint32_t*>allocated(
            sum([len(good.values) for layer in layers for good in layer.conditions]), sizeof(uint32_t)
        )
        for number, layer in enumerate(layers, 1):
            rules = &self.rules[number]
            if not 0 <= layer.size <= MOST_HEADER_BYTES:
                raise ValueError("a header is too long")
            rules.size = layer.size
            rules.judges_length = layer.lengths is not None or layer.total is not None
            if layer.lengths is not None:
                lengths = layer.lengths
                rules.length = checked(pick_of(layer.length), layer.size, len(lengths))
                rules.lengths = &lengths[0]
            if layer.total is not None:
                rules.has_total = True
                rules.total = checked(pick_of(layer.total), layer.size, 1 << 16)
                rules.add, rules.below, rules.zero_is_open = layer.add, layer.below, layer.zero_is_open
            rules.first_key, rules.n_keys = n_keys, len(layer.keys)
            for key in layer.keys:
                space = spaces[key.space]
                if len(space) != 1 << 16:
                    raise ValueError("a key space has 65536 places")
                here = &self.keys[n_keys]
                here.pick = checked(pick_of(key.pick), 1 if key.is_peek else layer.size, len(space))
                if not 0 <= key.constant < len(space):
                    raise ValueError("a key is beyond its space")
                here.space = &space[0]
                here.constant, here.is_peek, here.demands = key.constant, key.is_peek, key.demands
                rules.peeks |= key.is_peek
                n_keys += 1
            rules.first_condition, rules.n_conditions = n_conditions, len(layer.conditions)
            for good in layer.conditions:
                condition = &self.conditions[n_conditions]
                condition.pick = checked(pick_of(good.pick), layer.size, 1 << 32)
                condition.first_value, condition.n_values = n_values, len(good.values)
                condition.problem = good.problem
                for value in good.values:
                    self.values[n_values] = value
                    n_values += 1
                n_conditions += 1
            rules.first_part, rules.n_parts = n_parts, len(layer.parts)
            for part in layer.parts:
                self.parts[n_parts].is_always = part.is_always
                if not part.is_always:
                    self.parts[n_parts].pick = checked(pick_of(part.pick), layer.size, 1 << 32)
                self.parts[n_parts].flags = PARTIAL | QUOTED if part.is_quote else PARTIAL
                n_parts += 1
        for table in spaces:
            for layer_number in set(table.tolist()):
                if not END <= layer_number <= self.n_layers:
                    raise ValueError("a key leads to no layer")

    def __dealloc__(self):
        PyMem_Free(self.rules)
        PyMem_Free(self.keys)
        PyMem_Free(self.conditions)
        PyMem_Free(self.parts)
        PyMem_Free(self.values)


cdef void* allocated(size_t n, size_t size) except NULL:
    cdef void* memory = PyMem_Calloc(n + 1, size)
    if memory is NULL:
        raise MemoryError
    return memory


cdef Pick checked(Pick pick, int size, uint64_t n_values) except *:
    """A pick whose four bytes begin within the header, and whose value is below ``n_values``."""
    if (pick.at >= size and size > 0) or pick.at + 4 > SCRATCH or pick.shift > 31 or pick.mask >= n_values:
        raise ValueError("a value is picked from beyond its header, or its table")
    return pick


cdef class Shelves:
    """The arrays that headers and their places are written to, one of each for each layer."""

    cdef Shelf* shelves
    cdef readonly int n_layers
    cdef list kept

    def __cinit__(self, Program program, wanted):
        """``wanted``: numbers of the layers whose rows are kept; None is all."""
        self.n_layers = program.n_layers
        self.shelves = <Shelf*>allocated(self.n_layers + 1, sizeof(Shelf))
        self.kept = [None] * (self.n_layers + 1)
        cdef int number
        for number in range(1, self.n_layers + 1):
            self.shelves[number].is_wanted = (wanted is None or number in wanted) and program.rules[number].size > 0

    def __dealloc__(self):
        PyMem_Free(self.shelves)

    def put(self, int number, int size, uint8_t[::1] header, Place[::1] place, int64_t n):
        """Give a layer its arrays, of which n rows are full; ``header`` has SLACK_BYTES behind the last row."""
        cdef int64_t capacity = place.shape[0]
        if not 0 < number <= self.n_layers:
            raise IndexError(number)
        if header.shape[0] < capacity * size + SLACK_BYTES or n > capacity or n < 0:
            raise ValueError("an array is too short")
        cdef Shelf* shelf = &self.shelves[number]
        shelf.header = &header[0]
        shelf.place = &place[0] if capacity else NULL
        shelf.n, shelf.capacity = n, capacity
        self.kept[number] = header, place

    def counts(self):
        """Rows of each layer, by number."""
        return [self.shelves[number].n for number in range(self.n_layers + 1)]


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
            program, shelves.shelves, &window[0], window.shape[0], &start[0], &captured[0], &wire[0], &interface[0],
            &first_layer[0] if first_layer.shape[0] else NULL, &fcs_bytes[0] if first_layer.shape[0] else NULL,
            first_layer.shape[0], &problem[0], &problem_layer[0], &cut[0], first, n, base, &n_cut, &full,
        )
    if at < 0:
        raise ValueError("a packet lies beyond its window, or names an unknown interface")
    return at, full, n_cut


cdef int64_t follow(
    Program program, Shelf* shelves, const uint8_t* window, int64_t n_window,
    const int64_t* starts, const int64_t* captureds, const int64_t* wires, const int32_t* interfaces,
    const int16_t* first_layer, const int64_t* fcs_bytes, int64_t n_interfaces,
    uint8_t* problem, int16_t* problem_layer, Cut* cut, int64_t first, int64_t n, int64_t base,
    int64_t* n_cut, int* full,
) noexcept nogil:
    cdef const Rules* all_rules = program.rules
    cdef const Rules* rules
    cdef const Key* key
    cdef const Condition* condition
    cdef const Part* part
    cdef const uint8_t* packet
    cdef const uint8_t* header
    cdef Shelf* shelf
    cdef Place* place
    cdef int64_t index, captured, stop, fcs, begin, body, edge, claimed, there
    cdef int layer, follows, size, depth, n_pushed, step, other
    cdef uint32_t value
    cdef uint8_t flags, bad, demanded, row_flags
    cdef int bad_layer
    cdef bint is_whole
    cdef uint16_t pushed[MAX_DEPTH + 1]
    cdef uint8_t scratch[SCRATCH]
    memset(scratch, 0, SCRATCH)

    for index in range(first, n):
        captured = captureds[index]
        if captured < 0 or starts[index] < 0 or starts[index] > n_window - SLACK - captured:
            return -1
        if interfaces[index] < 0 or interfaces[index] >= n_interfaces:
            return -1
        packet = window + starts[index]
        fcs = fcs_bytes[interfaces[index]]
        stop = wires[index]
        if fcs > 0:
            # A frame check sequence stands at the end of the wire's bytes; a capture cut before it has none.
            stop = max(stop - fcs, 0)
            captured = min(captured, stop)
        # Some files claim fewer bytes on the wire than they hold: what is there is there.
        stop = max(stop, captured)
        layer = first_layer[interfaces[index]]
        bad = 0
        bad_layer = 0
        if layer == 0 and stop > 0:
            bad = UNKNOWN_NEXT
        begin = 0
        depth = 0
        n_pushed = 0
        flags = DEMANDED
        while layer > 0:
            rules = &all_rules[layer]
            size = rules.size
            if size == 0:
                if flags & AFTER_NOTHING:
                    break
                body = begin
                header = scratch
            else:
                if begin >= stop and not flags & DEMANDED:
                    break
                if depth >= MAX_DEPTH:
                    if bad == 0:
                        bad = TOO_DEEP
                        bad_layer = layer
                    break
                shelf = &shelves[layer]
                if shelf.is_wanted:
                    if shelf.n == shelf.capacity:
                        for step in range(n_pushed):
                            shelves[pushed[step]].n -= 1
                        full[0] = layer
                        return index
                    pushed[n_pushed] = layer
                    n_pushed += 1
                edge = min(stop, captured)
                if edge - begin < size:
                    if bad == 0:
                        if begin + size <= stop:
                            bad = CUT_BY_CAPTURE
                        elif not flags & PARTIAL:
                            bad = CUT_BY_LENGTH
                        if bad != 0:
                            bad_layer = layer
                    if shelf.is_wanted:
                        there = max(edge - begin, 0)
                        memset(shelf.header + shelf.n * size, 0, size)
                        if there > 0:
                            memcpy(shelf.header + shelf.n * size, packet + begin, there)
                        place = shelf.place + shelf.n
                        place.packet = <uint32_t>(base + index)
                        place.start = <uint32_t>begin
                        place.stop = <uint32_t>stop
                        place.size = <uint16_t>there
                        place.depth = <uint8_t>depth
                        place.quoted = (flags & QUOTED) != 0
                        cut[n_cut[0]].row = <uint32_t>shelf.n
                        cut[n_cut[0]].layer = <uint16_t>layer
                        cut[n_cut[0]].n_bytes = <uint16_t>there
                        n_cut[0] += 1
                        shelf.n += 1
                    break
                header = HEADER(packet + begin, size, scratch)
                is_whole = True
                row_flags = flags
                body = begin + size
                if rules.judges_length:
                    other = size
                    if rules.lengths is not NULL:
                        other = rules.lengths[value_of(header, &rules.length)]
                        if other < size:
                            if bad == 0:
                                bad = IMPOSSIBLE_LENGTH
                                bad_layer = layer
                            is_whole = False
                            other = size
                        body = begin + other
                    if rules.has_total and is_whole:
                        claimed = value_of(header, &rules.total)
                        if claimed < rules.below and not (claimed == 0 and rules.zero_is_open):
                            claimed += rules.add
                            if claimed < other:
                                if bad == 0:
                                    bad = IMPOSSIBLE_LENGTH
                                    bad_layer = layer
                                is_whole = False
                            elif begin + claimed <= stop:
                                stop = begin + claimed
                                edge = min(stop, captured)
                            elif bad == 0 and not flags & PARTIAL:
                                bad = IMPOSSIBLE_LENGTH
                                bad_layer = layer
                    if is_whole and body > edge:
                        if bad == 0:
                            if body <= stop:
                                bad = CUT_BY_CAPTURE
                            elif not flags & PARTIAL:
                                bad = CUT_BY_LENGTH
                            if bad != 0:
                                bad_layer = layer
                        is_whole = False
                if shelf.is_wanted:
                    COPY(shelf.header + shelf.n * size, header, size)
                    place = shelf.place + shelf.n
                    place.packet = <uint32_t>(base + index)
                    place.start = <uint32_t>begin
                    place.stop = <uint32_t>stop
                    place.size = <uint16_t>(body - begin)
                    place.depth = <uint8_t>depth
                    place.quoted = (row_flags & QUOTED) != 0
                    shelf.n += 1
                for step in range(rules.first_part, rules.first_part + rules.n_parts):
                    part = &program.parts[step]
                    if part.is_always or value_of(header, &part.pick) != 0:
                        flags |= part.flags
                for step in range(rules.first_condition, rules.first_condition + rules.n_conditions):
                    condition = &program.conditions[step]
                    value = value_of(header, &condition.pick)
                    other = 0
                    while other < condition.n_values and program.values[condition.first_value + other] != value:
                        other += 1
                    if other == condition.n_values:
                        if bad == 0 and is_whole:
                            bad = condition.problem
                            bad_layer = layer
                        is_whole = False
                        break
                if not is_whole:
                    break
                depth += 1
            follows = 0
            demanded = 0
            for step in range(rules.first_key, rules.first_key + rules.n_keys):
                key = &program.keys[step]
                if key.is_peek:
                    value = packet[body] >> key.pick.shift & key.pick.mask if body < captured else 0
                else:
                    value = value_of(header, &key.pick) | key.constant
                follows = key.space[value]
                if follows != 0:
                    demanded = DEMANDED if key.demands else 0
                    break
            if follows == 0 and rules.n_keys > 0 and body < stop and bad == 0:
                bad = CUT_BY_CAPTURE if rules.peeks and body >= captured else UNKNOWN_NEXT
                bad_layer = layer
            flags = (flags & (PARTIAL | QUOTED)) | demanded
            if size == 0:
                flags |= AFTER_NOTHING
            begin = body
            layer = follows
        problem[index] = bad
        problem_layer[index] = bad_layer
    return n
