# cython: language_level=3, boundscheck=True, show_performance_hints=False, wraparound=False
"""The walk through the layers, as Python sees it: what is given is checked here, the loops are in _walk.h.

`Program` holds what the layers declare as tables, `Shelves` the arrays that
their headers are copied to.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy


cdef extern from "_walk.h" nogil:
    const int SLACK, BLOCK, MAX_DEPTH, MOST_HEADER, PENDING_SLACK
    const int CUT_BY_CAPTURE, CUT_BY_LENGTH, IMPOSSIBLE_LENGTH, TOO_DEEP, UNKNOWN_NEXT, END
    const int IN_HEADER, NEXT_BYTE, LAST_BYTE, LOWER, HIGHER

    ctypedef struct Look:
        uint32_t mask
        uint32_t at

    ctypedef struct Key:
        const int16_t* layers
        Look look
        uint32_t beside
        int source, demands

    ctypedef struct Judgement:
        const uint8_t* values
        Look look

    ctypedef struct Layer:
        uint8_t* header
        Place* place
        Place* first
        Place* end
        int64_t header_step
        int64_t place_step
        int number
        int64_t size
        const uint16_t* lengths
        Look length
        int has_total, is_little, zero_is_open, peeks
        int64_t total_at, add, below, least
        const Key* keys
        const Judgement* judgements
        int n_keys, n_judgements

    ctypedef struct Walk:
        Layer* layers
        int n_layers
        uint64_t* pending
        uint8_t* problem
        int16_t* problem_layer
        uint32_t first_packet
        Cut* cut
        int64_t n_cut
        uint8_t* headers
        Place* places

    ctypedef struct Given:
        const uint8_t* window
        int64_t n_window
        const int64_t* start
        const int64_t* captured
        const int64_t* wire
        const int32_t* interface
        const int16_t* first_layer
        const int64_t* fcs_bytes
        int64_t n_interfaces

    int choose_visit(Layer* layer)
    int enter(Walk* walk, const Given* given, int64_t n)
    int go_in(Walk* walk)

    ctypedef struct Place:
        uint32_t packet

    ctypedef struct Cut:
        pass


SLACK_BYTES = 64  # of a window, and of an array of headers
SLACK_ROWS = BLOCK  # of an array: so many rows have room whenever a layer is visited
PROBLEMS = (CUT_BY_CAPTURE, CUT_BY_LENGTH, IMPOSSIBLE_LENGTH, TOO_DEEP, UNKNOWN_NEXT)
SOURCES = (IN_HEADER, NEXT_BYTE, LAST_BYTE, LOWER, HIGHER)


cdef class Program:
    """What the layers declare, as tables. ``layers`` are `LayerProgram` of layers/_program.py, by number - 1."""

    cdef Layer* layers
    cdef Key* keys
    cdef Judgement* judgements
    cdef readonly int n_layers
    cdef readonly list unshaped
    """Numbers of the layers for whose shape there is no loop of its own."""
    cdef list kept

    def __cinit__(self, list layers, tuple problems):
        cdef const uint16_t[::1] lengths
        cdef Layer* layer
        cdef Key* key
        cdef Judgement* judgement
        if problems != PROBLEMS:
            raise ValueError("the kernel was built for other problems")
        self.n_layers = len(layers)
        cdef set seen = set()
        self.kept, self.unshaped = layers, []
        self.layers = <Layer*>allocated(self.n_layers + 1, sizeof(Layer))
        self.keys = key = <Key*>allocated(sum([len(one.keys) for one in layers]), sizeof(Key))
        self.judgements = judgement = <Judgement*>allocated(
            sum([len(one.judgements) for one in layers]), sizeof(Judgement)
        )
        for number, given in enumerate(layers, 1):
            layer = &self.layers[number]
            if not 0 <= given.size <= MOST_HEADER:
                raise ValueError("a header is too long")
            layer.number, layer.size, layer.least = number, given.size, given.least
            if given.lengths is not None:
                lengths = given.lengths.values
                layer.length, layer.lengths = look_of(given.lengths, given.size), &lengths[0]
            if given.total_at is not None:
                if not 0 <= given.total_at <= given.size - 2:
                    raise ValueError("a length lies beyond its header")
                layer.has_total, layer.total_at, layer.is_little = True, given.total_at, given.is_little
                layer.add, layer.below, layer.zero_is_open = given.add, given.below, given.zero_is_open
            layer.keys, layer.n_keys = key, len(given.keys)
            for one in given.keys:
                key[0] = key_of(one, given.size, self.n_layers, seen)
                layer.peeks |= key.source == NEXT_BYTE
                key += 1
            layer.judgements, layer.n_judgements = judgement, len(given.judgements)
            for one in given.judgements:
                judgement[0] = judgement_of(one, given.size)
                judgement += 1
            if not choose_visit(layer):
                self.unshaped.append(number)

    def __dealloc__(self):
        PyMem_Free(self.layers)
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


cdef Key key_of(one, int size, int n_layers, set seen) except *:
    """``seen``: ids of the tables that were looked through; many keys share one."""
    cdef const int16_t[::1] layers = one.look.values
    cdef Key key
    cdef Py_ssize_t at
    if id(one.look.values) not in seen:
        for at in range(layers.shape[0]):
            if not END <= layers[at] <= n_layers:
                raise ValueError("a key leads to no layer")
        seen.add(id(one.look.values))
    key.look = look_of(one.look, size)
    if one.source not in SOURCES:
        raise ValueError("a key is looked at in an unknown way")
    if one.source in (LOWER, HIGHER) and not 0 <= one.beside < size or one.source == LAST_BYTE and not size:
        raise ValueError("a rule looks beyond its header")
    key.layers, key.source, key.beside, key.demands = &layers[0], one.source, one.beside, one.demands
    if key.source in (NEXT_BYTE, LAST_BYTE) and layers.shape[0] < 256:
        raise ValueError("a rule looks beyond its table")
    return key


cdef Judgement judgement_of(one, int size) except *:
    cdef const uint8_t[::1] values = one.values
    cdef Judgement judgement
    judgement.look, judgement.values = look_of(one, size), &values[0]
    return judgement


cdef class Shelves:
    """The layers on one pass, with the arrays that their headers and their places are written to."""

    cdef Walk walk
    cdef Program program
    cdef list kept

    def __cinit__(self, Program program, wanted):
        """``wanted``: numbers of the layers whose rows are kept; None is all."""
        cdef Layer* layer
        self.program = program
        self.walk.n_layers = program.n_layers
        self.walk.layers = <Layer*>allocated(program.n_layers + 1, sizeof(Layer))
        memcpy(self.walk.layers, program.layers, (program.n_layers + 1) * sizeof(Layer))
        self.walk.pending = <uint64_t*>allocated(program.n_layers + 2 + PENDING_SLACK, sizeof(uint64_t))
        self.walk.places = <Place*>allocated(BLOCK * MAX_DEPTH, sizeof(Place))
        self.walk.headers = <uint8_t*>allocated(BLOCK * MAX_DEPTH, MOST_HEADER)
        self.kept = [None] * (program.n_layers + 1)
        for number in range(1, program.n_layers + 1):
            layer = &self.walk.layers[number]
            if wanted is None or number in wanted:
                layer.header_step, layer.place_step = layer.size, 1
            else:
                layer.header, layer.place = self.walk.headers, self.walk.places

    def __dealloc__(self):
        PyMem_Free(self.walk.layers)
        PyMem_Free(self.walk.pending)
        PyMem_Free(self.walk.headers)
        PyMem_Free(self.walk.places)

    def put(self, int number, uint8_t[::1] header, uint8_t[::1] place, int64_t n):
        """Give a layer its arrays, of which n rows are full; ``header`` has SLACK_BYTES behind the last row.

        Structures come and go as bare bytes: to look at a field's type takes longer than to write a hundred rows.
        """
        cdef int64_t capacity = place.shape[0] // sizeof(Place)
        if not 0 < number <= self.walk.n_layers or not self.walk.layers[number].place_step:
            raise IndexError(number)
        cdef Layer* layer = &self.walk.layers[number]
        if header.shape[0] < capacity * layer.size + SLACK_BYTES or not 0 <= n <= capacity or capacity == 0:
            raise ValueError("an array is too short")
        if <size_t>&place[0] % 8:
            raise ValueError("an array is not aligned")
        layer.header = &header[0] + n * layer.size
        layer.first = <Place*>&place[0]
        layer.place, layer.end = layer.first + n, layer.first + capacity
        self.kept[number] = header, place

    def counts(self):
        """Rows of each layer, by number."""
        cdef Layer* layers = self.walk.layers
        return [
            layers[number].place - layers[number].first if layers[number].place_step else 0
            for number in range(self.walk.n_layers + 1)
        ]


def walk(
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
    uint8_t[::1] cut,
    int64_t first,
    int64_t base,
):
    """Walk packets from the index ``first`` on; rows are of packet ``base + index``.

    Returns:
        The index at which it stopped, the number of the layer whose arrays are full (0: all packets are done), and
        how many headers were found cut.
    """
    cdef int64_t n = start.shape[0], at = first
    cdef int full = 0
    cdef Given given
    cdef Walk* walk = &shelves.walk
    cdef Layer* layer
    if not (captured.shape[0] == wire.shape[0] == interface.shape[0] == n) or base < 0 or base + n > 0xFFFFFFFF:
        raise ValueError("arrays of different lengths")
    if problem.shape[0] < n or problem_layer.shape[0] < n or cut.shape[0] < (n - first) * <int64_t>sizeof(Cut) or not 0 <= first <= n:
        raise ValueError("an array is too short")
    if first_layer.shape[0] != fcs_bytes.shape[0] or window.shape[0] < SLACK:
        raise ValueError("arrays of different lengths")
    for number in range(first_layer.shape[0]):
        if not END <= first_layer[number] <= walk.n_layers or fcs_bytes[number] < 0:
            raise ValueError("no such layer")
    for number in range(1, walk.n_layers + 1):
        layer = &walk.layers[number]
        if layer.place_step and layer.place > layer.first and (layer.place - 1).packet >= base + first:
            raise ValueError("a layer has rows of packets that are still to be walked")
    if n == first:
        return first, 0, 0
    walk.cut, walk.n_cut = <Cut*>&cut[0], 0
    given.window, given.n_window = &window[0], window.shape[0]
    given.n_interfaces = first_layer.shape[0]
    given.first_layer, given.fcs_bytes = NULL, NULL
    if given.n_interfaces:
        given.first_layer, given.fcs_bytes = &first_layer[0], &fcs_bytes[0]
    with nogil:
        while at < n and full == 0:
            walk.problem, walk.problem_layer = &problem[0] + at, &problem_layer[0] + at
            walk.first_packet = <uint32_t>(base + at)
            given.start, given.captured, given.wire = &start[0] + at, &captured[0] + at, &wire[0] + at
            given.interface = &interface[0] + at
            full = go_in(walk) if enter(walk, &given, min(n - at, BLOCK)) else -1
            if full == 0:
                at += BLOCK
    if full < 0:
        raise ValueError("a packet lies beyond its window, or names an unknown interface")
    return min(at, n), full, walk.n_cut
