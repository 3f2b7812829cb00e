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
    for (int at = 0; at < layer->n_keys; at++) {
        const Key *key = &layer->keys[at];
        int follows = key->layers[looked_at(walker, key, header)];
        if (follows) {
            if (key->demands)
                walker->demanded = walker->place.depth;
            return follows;
        }
    }
    return 0;
}

/* What of a layer's rules matters here; `keys` is MANY, too, where it is one that is not a word of the header. */
ALWAYS_INLINE Shape shape_of(const Layer *layer)
{
    Shape shape = {0};
    shape.size = layer->size;
    shape.has_lengths = layer->lengths != 0;
    shape.length = layer->length;
    shape.has_total = layer->has_total;
    shape.is_little = layer->is_little;
    shape.zero_is_open = layer->zero_is_open;
    shape.total_at = layer->total_at;
    shape.add = layer->add;
    shape.below = layer->below;
    shape.asks = layer->n_judgements < MANY ? layer->n_judgements : MANY;
    if (layer->n_judgements > 0)
        shape.judgement = layer->judgements[0].look;
    if (layer->n_judgements > 1)
        shape.judgement2 = layer->judgements[1].look;
    shape.keys = !layer->n_keys ? NONE : layer->n_keys == 1 && layer->keys->source == IN_HEADER ? ONE : MANY;
    if (shape.keys == ONE) {
        shape.key = layer->keys->look;
        shape.demands = layer->keys->demands;
    }
    return shape;
}

/* Read one header of each packet whose bit is set, and send it on to the layer that follows. What a layer does not
   need is left out where this is compiled for it, and what it needs is known. */
ALWAYS_INLINE void visit_as(Walk *walk, Layer *layer, uint64_t bits, const Shape shape)
{
    /* In variables, for a compiler must suppose that whatever is written might be the rules. */
    uint8_t *to = layer->header;
    Place *place = layer->place;
    const int64_t size = shape.size, header_step = layer->header_step, place_step = layer->place_step;
    const uint16_t *const lengths = layer->lengths;
    const uint8_t *const judged = shape.asks ? layer->judgements[0].values : 0;
    const uint8_t *const judged2 = shape.asks >= TWO ? layer->judgements[1].values : 0;
    const int16_t *const follows = shape.keys == ONE ? layer->keys->layers : 0;
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
        if (shape.has_lengths) {
            length = lengths[word_at(header, shape.length)];
            if (RARELY(length < size)) {
                blame(walk, walker, IMPOSSIBLE_LENGTH, layer);
                continue;
            }
            row->size = (uint16_t)length;
        }
        if (shape.has_total) {
            uint16_t word;
            memcpy(&word, header + shape.total_at, 2);
            int64_t claimed = shape.is_little == IS_LITTLE ? word : (uint16_t)(word >> 8 | word << 8);
            if (claimed < shape.below && (claimed || !shape.zero_is_open)) {
                claimed += shape.add;
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
        if ((shape.has_lengths || shape.has_total) && RARELY(begin + length > walker->edge)) {
            blame_cut(walk, walker, begin + length, layer);
            continue;
        }
        if (shape.asks) {
            int found = judged[word_at(header, shape.judgement)];
            if (shape.asks >= TWO && found < 4)
                found |= judged2[word_at(header, shape.judgement2)];
            for (int at = 2; shape.asks == MANY && at < layer->n_judgements && found < 4; at++)
                found |= layer->judgements[at].values[word_at(header, layer->judgements[at].look)];
            if (RARELY(found)) {
                walker->partial |= found & PARTIAL;
                walker->place.quoted |= (found & QUOTED) != 0;
                if (found >> 2) {
                    blame(walk, walker, found >> 2, layer);
                    continue;
                }
            }
        }
        if (shape.keys == NONE)
            continue;
        walker->place.start = (uint32_t)(begin + length);
        walker->place.depth++;
        if (shape.keys == ONE && shape.demands)
            walker->demanded = walker->place.depth;
        pending[shape.keys == ONE ? follows[word_at(header, shape.key)] : next_of(walker, layer, header)] |=
            bits & (0 - bits);
    }
    layer->header = to;
    layer->place = place;
}

/* Any layer: its rules are looked at for each header. */
APART void visit_any(Walk *walk, Layer *layer, uint64_t bits)
{
    visit_as(walk, layer, bits, shape_of(layer));
}

/* A loop for each shape that is known here, and below the list of them. */
#define SHAPE(name, ...)                                                     \
    APART void visit_##name(Walk *walk, Layer *layer, uint64_t bits)        \
    {                                                                        \
        visit_as(walk, layer, bits, (Shape){__VA_ARGS__});                   \
    }
#include "_shapes.h"
#undef SHAPE

static const struct {
    Shape shape;
    void (*visit)(Walk *, Layer *, uint64_t);
} shapes[] = {
#define SHAPE(name, ...) {{__VA_ARGS__}, visit_##name},
#include "_shapes.h"
#undef SHAPE
};

/* Choose the way to visit a layer, once its rules are known; gives whether there is one for its shape. */
static int choose_visit(Layer *layer)
{
    const Shape shape = shape_of(layer);
    layer->visit = visit_any;
    for (size_t at = 0; at < sizeof shapes / sizeof *shapes; at++)
        if (!memcmp(&shapes[at].shape, &shape, sizeof shape))
            layer->visit = shapes[at].visit;
    return layer->visit != visit_any;
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
        if ((int64_t)walker->place.stop - walker->place.start < layer->least)
            continue;
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
    const uint64_t room = (uint64_t)(given->n_window - SLACK);
    memset(walk->problem, 0, (size_t)n);
    memset(walk->problem_layer, 0, (size_t)n * sizeof *walk->problem_layer);
    memset(walk->pending, 0, (size_t)(walk->n_layers + 2) * sizeof *walk->pending);
    int64_t known = -1, fcs = 0;
    uint64_t *pending = walk->pending, bits = 0;
    Walker *const walkers = walk->walkers;
    for (int64_t at = 0; at < n; at++) {
        Walker *const walker = &walkers[at];
        int64_t captured = given->captured[at], stop = given->wire[at], start = given->start[at];
        if (RARELY((uint64_t)captured > room || (uint64_t)start > room - (uint64_t)captured))
            return 0;
        if (RARELY((uint64_t)stop > UINT32_MAX))
            return 0;
        if (RARELY(given->interface[at] != known)) {
            *pending |= bits;
            bits = 0;
            known = given->interface[at];
            if (known < 0 || known >= given->n_interfaces)
                return 0;
            pending = walk->pending + given->first_layer[known] + 1;
            fcs = given->fcs_bytes[known];
        }
        if (RARELY(fcs > 0)) {
            /* A frame check sequence stands at the end of the wire's bytes; a capture cut before it has none. */
            stop = stop > fcs ? stop - fcs : 0;
            captured = captured < stop ? captured : stop;
        }
        /* Some files claim fewer bytes on the wire than they hold: what is there is there. */
        stop = stop > captured ? stop : captured;
        bits |= (uint64_t)1 << at;
        /* A link type demands its header: a packet of no bytes is one whose header is cut. */
        *walker = (Walker){
            .packet = given->window + start,
            .captured = captured,
            .edge = captured,
            .place = {.packet = walk->first_packet + (uint32_t)at, .stop = (uint32_t)stop},
            .nothing = NO_DEPTH,
        };
        SOON(walker->packet);
    }
    *pending |= bits;
    for (bits = walk->pending[1]; bits; bits &= bits - 1)
        if (walkers[lowest(bits)].place.stop)
            walk->problem[lowest(bits)] = UNKNOWN_NEXT;
    return 1;
}

/* The first layer from `number` on before which a packet stands; beyond the last, where there is none. */
static int next_pending(const Walk *walk, int number)
{
    const uint64_t *pending = walk->pending + number + 1, *const end = walk->pending + walk->n_layers + 2;
    while (pending < end && !(pending[0] | pending[1] | pending[2] | pending[3]))
        pending += 4;
    while (pending < end && !*pending)
        pending++;
    return (int)(pending - walk->pending) - 1;
}

/* Visit a layer; gives 0 where its arrays are full. */
static int visit(Walk *walk, Layer *layer, uint64_t bits)
{
    Place *const from = layer->place;
    if (!layer->size)
        pass_through(walk, layer, bits);
    else if (!layer->place_step)
        layer->visit(walk, layer, bits);
    else if (RARELY(layer->end - from < BLOCK))
        return 0;
    else {
        layer->visit(walk, layer, bits);
        if (from > layer->first && from[-1].packet >= walk->first_packet && !layer->is_disordered) {
            if (layer->place - from <= FEW)
                insert(layer, from);
            else
                layer->is_disordered = walk->is_disordered = 1;
        }
    }
    if (walk->pending[1] && layer->n_keys)
        say_lost(walk, layer, walk->pending[1]);
    return 1;
}

/* Walk the packets of a block inwards; gives the number of a layer whose arrays are full, or 0.

   Layers are visited in the order of their numbers: the outer ones are listed first, so that all packets have come to
   a layer when it is visited. One that is led back to is visited again, and its rows are brought in order then. */
static int go_in(Walk *walk)
{
    const int64_t n_cut = walk->n_cut;
    int n_visits = 0, number = next_pending(walk, 1);
    while (number <= walk->n_layers) {
        Layer *layer = &walk->layers[number];
        uint64_t bits = walk->pending[number + 1];
        walk->pending[number + 1] = walk->pending[0] = walk->pending[1] = 0;
        /* No packet is deeper than there were visits. */
        if (RARELY(n_visits++ >= MAX_DEPTH) && layer->size)
            bits = turn_back(walk, layer, bits);
        if (RARELY(!visit(walk, layer, bits))) {
            forget(walk);
            walk->n_cut = n_cut;
            return number;
        }
        number = next_pending(walk, number);
        if (number > walk->n_layers)
            number = next_pending(walk, 1);
    }
    if (RARELY(walk->is_disordered))
        for (number = 1; number <= walk->n_layers; number++)
            if (walk->layers[number].is_disordered)
                bring_in_order(walk, &walk->layers[number]);
    walk->is_disordered = 0;
    if (RARELY(walk->n_cut > n_cut))
        find_cut_rows(walk, n_cut);
    return 0;
}
