/* The walk: takes each packet through the tables of the layers, once. It knows no protocol.

   Packets are walked in blocks of 64, a layer at a time: so a layer's rules are read once for many packets, packets do
   not wait for each other's bytes, and no branch has to guess which layer comes next. Twin: layers/_twin.py.

   Safety: every offset within a packet is compared with what was captured before it is used. A whole header may be
   read 64 bytes on: that many are behind the last packet, which enter() checks. Built with PCAPFLOW_EXACT, nothing is
   read but what was captured: so a sanitizer sees every step too far. */

#include "_layer.h"
#include "_rows.h"

/* Note the problem of a packet, unless an outer layer had one. */
APART void blame(Walk *walk, const Walker *walker, int problem, const Layer *layer)
{
    int64_t at = walker - walk->walkers;
    if (!walk->problem[at]) {
        walk->problem[at] = (uint8_t)problem;
        walk->problem_layer[at] = (int16_t)layer->number;
    }
}

/* Tell apart why bytes up to `needed` are not there; a part of a packet may end anywhere. */
APART void blame_cut(Walk *walk, const Walker *walker, int64_t needed, const Layer *layer)
{
    if (needed <= walker->place.stop)
        blame(walk, walker, CUT_BY_CAPTURE, layer);
    else if (!walker->partial)
        blame(walk, walker, CUT_BY_LENGTH, layer);
}

/* A header that is not there as a whole, or not to be read: a row of what there is, or none. */
APART void end_here(Walk *walk, const Walker *walker, Layer *layer)
{
    int64_t begin = walker->place.start, there = walker->edge - begin;
    if (begin >= walker->place.stop && walker->demanded != walker->place.depth)
        return;
    if (walker->place.depth == MAX_DEPTH) {
        blame(walk, walker, TOO_DEEP, layer);
        return;
    }
    if (there < 0)
        there = 0;
    blame_cut(walk, walker, begin + layer->size, layer);
    memset(layer->header, 0, (size_t)layer->size);
    memcpy(layer->header, walker->packet + begin, (size_t)there);
    *layer->place = walker->place;
    layer->place->size = (uint16_t)there;
    if (layer->place_step) {
        /* Where the row is, is known when all rows of the block are in order. */
        Cut cut = {walker->place.packet, (uint16_t)layer->number, (uint16_t)there};
        walk->cut[walk->n_cut++] = cut;
    }
    layer->header += layer->header_step;
    layer->place += layer->place_step;
}

/* The layer that follows, by the first key that leads somewhere. */
static int next_of(Walker *walker, const Layer *layer, const uint8_t *header)
{
    int64_t begin = walker->place.start;
    for (int at = 0; at < layer->n_keys; at++) {
        const Key *key = &layer->keys[at];
        int follows = key->layers[!key->is_peek              ? word_at(header, key->look)
                                  : begin < walker->captured ? walker->packet[begin]
                                                             : 0];
        if (follows) {
            if (key->demands)
                walker->demanded = walker->place.depth;
            return follows;
        }
    }
    return 0;
}

enum { NONE, ONE, TWO, MANY };
enum { LENGTHS = 1, TOTAL = 2 };

/* Read one header of each packet whose bit is set, and send it on to the layer that follows. What a layer does not
   need is left out where this is compiled for it: `judges` its lengths, `asks` whether the rest can be read. */
ALWAYS_INLINE void visit_as(Walk *walk, Layer *layer, uint64_t bits, const int judges, const int asks, const int keys)
{
    /* In variables, for a compiler must suppose that whatever is written might be the rules. */
    uint8_t *to = layer->header;
    Place *place = layer->place;
    const int64_t size = layer->size, header_step = layer->header_step, place_step = layer->place_step;
    const int16_t *const follows = keys == ONE ? layer->keys->layers : 0;
    const Look look = keys == ONE ? layer->keys->look : (Look){0, 0};
    const int demands = keys == ONE && layer->keys->demands;
    uint64_t *const pending = walk->pending + 1;
    Walker *const walkers = walk->walkers;
#ifdef PCAPFLOW_EXACT
    uint8_t scratch[MOST_HEADER + 2] = {0};
#endif

    for (; bits; bits &= bits - 1) {
        Walker *const walker = &walkers[lowest(bits)];
        const int64_t begin = walker->place.start;
        if (RARELY(walker->edge - begin < size)) {
            layer->header = to;
            layer->place = place;
            end_here(walk, walker, layer);
            to = layer->header;
            place = layer->place;
            continue;
        }
        const uint8_t *const header = HEADER(walker->packet + begin, (size_t)size, scratch);
        Place *const row = place;
        COPY(to, header, (size_t)size);
        memcpy(row, &walker->place, sizeof *row);
        row->size = (uint16_t)size;
        to += header_step;
        place += place_step;
        int64_t length = size;
        if (judges) {
            if (judges & LENGTHS) {
                length = layer->lengths[word_at(header, layer->length)];
                if (RARELY(length < size)) {
                    blame(walk, walker, IMPOSSIBLE_LENGTH, layer);
                    continue;
                }
                row->size = (uint16_t)length;
            }
            if (judges & TOTAL) {
                uint16_t word;
                memcpy(&word, header + layer->total_at, 2);
                int64_t claimed = layer->is_little == IS_LITTLE ? word : (uint16_t)(word >> 8 | word << 8);
                if (claimed < layer->below && (claimed || !layer->zero_is_open)) {
                    claimed += layer->add;
                    if (RARELY(claimed < length)) {
                        blame(walk, walker, IMPOSSIBLE_LENGTH, layer);
                        continue;
                    }
                    if (begin + claimed <= walker->place.stop) {
                        row->stop = walker->place.stop = (uint32_t)(begin + claimed);
                        walker->edge = begin + claimed < walker->captured ? begin + claimed : walker->captured;
                    } else if (!walker->partial)
                        blame(walk, walker, IMPOSSIBLE_LENGTH, layer);
                }
            }
            if (RARELY(begin + length > walker->edge)) {
                blame_cut(walk, walker, begin + length, layer);
                continue;
            }
        }
        if (asks) {
            const Judgement *judgement = layer->judgements;
            int found = judgement->values[word_at(header, judgement->look)];
            for (int left = asks == ONE ? 0 : asks == TWO ? 1 : layer->n_judgements - 1; left && found < 4; left--) {
                judgement++;
                found |= judgement->values[word_at(header, judgement->look)];
            }
            if (RARELY(found)) {
                walker->partial |= found & PARTIAL;
                walker->place.quoted |= (found & QUOTED) != 0;
                if (found >> 2) {
                    blame(walk, walker, found >> 2, layer);
                    continue;
                }
            }
        }
        if (keys == NONE)
            continue;
        walker->place.start = (uint32_t)(begin + length);
        walker->place.depth++;
        if (demands)
            walker->demanded = walker->place.depth;
        pending[keys == ONE ? follows[word_at(header, look)] : next_of(walker, layer, header)] |= bits & (0 - bits);
    }
    layer->header = to;
    layer->place = place;
}

#define VISIT(judges, asks, keys)                                                         \
    APART void visit_##judges##_##asks##_##keys(Walk *walk, Layer *layer, uint64_t bits) \
    {                                                                                     \
        visit_as(walk, layer, bits, judges, asks, keys);                                  \
    }
#define VISITS(judges, asks) VISIT(judges, asks, NONE) VISIT(judges, asks, ONE) VISIT(judges, asks, MANY)
VISITS(0, NONE) VISITS(1, NONE) VISITS(2, NONE) VISITS(3, NONE)
VISITS(0, ONE) VISITS(1, ONE) VISITS(2, ONE) VISITS(3, ONE)
VISITS(0, TWO) VISITS(1, TWO) VISITS(2, TWO) VISITS(3, TWO)
VISITS(0, MANY) VISITS(1, MANY) VISITS(2, MANY) VISITS(3, MANY)

#define NAMES(judges, asks) \
    {visit_##judges##_##asks##_NONE, visit_##judges##_##asks##_ONE, visit_##judges##_##asks##_MANY}
static void (*const visits[4][4][3])(Walk *, Layer *, uint64_t) = {
    {NAMES(0, NONE), NAMES(1, NONE), NAMES(2, NONE), NAMES(3, NONE)},
    {NAMES(0, ONE), NAMES(1, ONE), NAMES(2, ONE), NAMES(3, ONE)},
    {NAMES(0, TWO), NAMES(1, TWO), NAMES(2, TWO), NAMES(3, TWO)},
    {NAMES(0, MANY), NAMES(1, MANY), NAMES(2, MANY), NAMES(3, MANY)},
};

/* Choose the way to visit a layer, once its rules are known. */
static void choose_visit(Layer *layer)
{
    int asks = layer->n_judgements < MANY ? layer->n_judgements : MANY;
    int judges = (layer->lengths ? LENGTHS : 0) | (layer->has_total ? TOTAL : 0);
    int keys = !layer->n_keys ? 0 : layer->n_keys == 1 && !layer->peeks ? 1 : 2;
    layer->visit = visits[asks][judges][keys];
}

/* A layer of no bytes looks at the byte that follows; two of them never follow each other. */
APART void pass_through(Walk *walk, const Layer *layer, uint64_t bits)
{
    const uint8_t no_header[2] = {0, 0};
    for (; bits; bits &= bits - 1) {
        Walker *walker = &walk->walkers[lowest(bits)];
        if (walker->nothing == walker->place.depth)
            continue;
        walker->nothing = walker->place.depth;
        walker->demanded = NO_DEPTH;
        walk->pending[next_of(walker, layer, no_header) + 1] |= bits & (0 - bits);
    }
}

/* Turn back the packets that are too deep; gives those that are not. */
APART uint64_t turn_back(Walk *walk, Layer *layer, uint64_t bits)
{
    uint64_t others = 0;
    for (; bits; bits &= bits - 1) {
        Walker *walker = &walk->walkers[lowest(bits)];
        if (walker->place.depth == MAX_DEPTH)
            end_here(walk, walker, layer);
        else
            others |= bits & (0 - bits);
    }
    return others;
}

/* Blame the packets for whose keys no layer is known, where there is something to be known. */
APART void say_lost(Walk *walk, const Layer *layer, uint64_t bits)
{
    for (; bits; bits &= bits - 1) {
        const Walker *walker = &walk->walkers[lowest(bits)];
        int is_cut = layer->peeks && walker->place.start >= walker->captured;
        if (walker->place.start < walker->place.stop)
            blame(walk, walker, is_cut ? CUT_BY_CAPTURE : UNKNOWN_NEXT, layer);
    }
}

/* Put n packets before their outermost headers; 0 where one is not within the window. */
static int enter(Walk *walk, const Given *given, int64_t n)
{
    const int64_t room = given->n_window - SLACK;
    memset(walk->problem, 0, (size_t)n);
    memset(walk->problem_layer, 0, (size_t)n * sizeof *walk->problem_layer);
    memset(walk->pending, 0, (size_t)(walk->n_layers + 2) * sizeof *walk->pending);
    int64_t known = -1, fcs = 0;
    uint64_t *pending = walk->pending;
    for (int64_t at = 0; at < n; at++) {
        Walker *walker = &walk->walkers[at];
        int64_t captured = given->captured[at], stop = given->wire[at], start = given->start[at];
        if (RARELY(captured < 0 || captured > room || (uint64_t)start > (uint64_t)(room - captured)))
            return 0;
        if (RARELY((uint64_t)stop > UINT32_MAX))
            return 0;
        if (RARELY(given->interface[at] != known)) {
            known = given->interface[at];
            if (known < 0 || known >= given->n_interfaces)
                return 0;
            pending = walk->pending + given->first_layer[known] + 1;
            fcs = given->fcs_bytes[known];
        }
        walker->packet = given->window + start;
        SOON(walker->packet);
        if (RARELY(fcs > 0)) {
            /* A frame check sequence stands at the end of the wire's bytes; a capture cut before it has none. */
            stop = stop > fcs ? stop - fcs : 0;
            captured = captured < stop ? captured : stop;
        }
        /* Some files claim fewer bytes on the wire than they hold: what is there is there. */
        stop = stop > captured ? stop : captured;
        walker->captured = walker->edge = captured;
        Place place = {walk->first_packet + (uint32_t)at, 0, (uint32_t)stop, 0, 0, 0};
        walker->place = place;
        walker->partial = 0;
        walker->demanded = 0; /* A link type demands its header: a packet of no bytes is one whose header is cut. */
        walker->nothing = NO_DEPTH;
        *pending |= (uint64_t)1 << at;
    }
    for (uint64_t bits = walk->pending[1]; bits; bits &= bits - 1)
        if (walk->walkers[lowest(bits)].place.stop)
            walk->problem[lowest(bits)] = UNKNOWN_NEXT;
    return 1;
}

/* Walk the packets of a block inwards; gives the number of a layer whose arrays are full, or 0.

   Layers are visited in the order of their numbers: the outer ones are listed first, so that all packets have come to
   a layer when it is visited. One that is led back to is visited again, and its rows are brought in order then. */
static int go_in(Walk *walk)
{
    const int64_t n_cut = walk->n_cut;
    int is_disordered = 0, n_visits = 0;
    uint64_t left = 1;
    while (left) {
        left = 0;
        for (int number = 1; number <= walk->n_layers; number++) {
            Layer *layer = &walk->layers[number];
            uint64_t bits;
            while ((bits = walk->pending[number + 1])) {
                walk->pending[number + 1] = walk->pending[0] = walk->pending[1] = 0;
                /* No packet is deeper than there were visits. */
                if (RARELY(n_visits++ >= MAX_DEPTH) && layer->size)
                    bits = turn_back(walk, layer, bits);
                if (!layer->size)
                    pass_through(walk, layer, bits);
                else if (!layer->place_step)
                    layer->visit(walk, layer, bits);
                else {
                    Place *from = layer->place;
                    if (RARELY(layer->end - from < BLOCK)) {
                        forget(walk);
                        walk->n_cut = n_cut;
                        return number;
                    }
                    layer->visit(walk, layer, bits);
                    if (from > layer->first && from[-1].packet >= walk->first_packet && !layer->is_disordered) {
                        if (layer->place - from <= FEW)
                            insert(layer, from);
                        else
                            layer->is_disordered = is_disordered = 1;
                    }
                }
                if (walk->pending[1] && layer->n_keys)
                    say_lost(walk, layer, walk->pending[1]);
            }
        }
        for (int number = 1; number <= walk->n_layers; number++)
            left |= walk->pending[number + 1];
    }
    if (RARELY(is_disordered))
        for (int number = 1; number <= walk->n_layers; number++)
            if (walk->layers[number].is_disordered)
                bring_in_order(walk, &walk->layers[number]);
    if (RARELY(walk->n_cut > n_cut))
        find_cut_rows(walk, n_cut);
    return 0;
}
