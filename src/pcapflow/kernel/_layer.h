/* What the walk works on: rules as tables, the arrays of the layers, packets on their way inwards. */

#ifndef PCAPFLOW_LAYER_H
#define PCAPFLOW_LAYER_H

#include <stdint.h>
#include <string.h>

enum {
    BLOCK = 64, /* packets that are walked together: one bit each of a word */
    MAX_DEPTH = 64,
    MOST_HEADER = 256,
    END = -1,
    /* of what is looked at, as in the twin */
    PARTIAL = 1,
    QUOTED = 2,
    NO_DEPTH = 255,
    PENDING_SLACK = 4,
    FEW = 8, /* rows that are put in their places one by one */
    /* where a key is looked at, as in layers/_program.py */
    IN_HEADER = 0,
    NEXT_BYTE = 1,
    LAST_BYTE = 2,
    LOWER = 3,
    HIGHER = 4,
    /* problems, as in layers/_layer.py */
    CUT_BY_CAPTURE = 1,
    CUT_BY_LENGTH = 2,
    IMPOSSIBLE_LENGTH = 3,
    TOO_DEEP = 4,
    UNKNOWN_NEXT = 6,
};

#ifdef PCAPFLOW_EXACT
enum { SLACK = 0 };
#define HEADER(place, size, scratch) memcpy(scratch, place, size)
#define COPY(to, from, size) memcpy(to, from, size)
#else
enum { SLACK = 64 };
#define HEADER(place, size, scratch) (place)
/* Sizes that are known when this is compiled cost a few instructions; what is copied too much is overwritten. */
#define COPY(to, from, size) \
    ((size) <= 16   ? memcpy(to, from, 16)                                                \
     : (size) <= 32 ? memcpy(to, from, 32)                                                \
     : (size) <= 64 ? memcpy(to, from, 64)                                                \
                    : memcpy(to, from, size))
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
enum { IS_LITTLE = 0 };
#else
enum { IS_LITTLE = 1 };
#endif

#ifdef __GNUC__
#define RARELY(condition) __builtin_expect(!!(condition), 0)
#define SOON(place) __builtin_prefetch(place)
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define APART static __attribute__((noinline))
static inline int lowest(uint64_t bits) { return __builtin_ctzll(bits); }
#else
#define RARELY(condition) (condition)
#define SOON(place)
#define ALWAYS_INLINE static inline
#define APART static
static inline int lowest(uint64_t bits)
{
    int at = 0;
    for (; !(bits & 1); bits >>= 1)
        at++;
    return at;
}
#endif

/* Every rule is a table over one byte of the header, or over two, as they stand there: neither byte order nor masks
   are left for the loop. */

typedef struct {
    uint32_t mask; /* 0xff, 0xffff, or 0 for a table of one value */
    uint32_t at;   /* byte of the header */
} Look;

typedef struct {
    const int16_t *layers;
    Look look;
    uint32_t beside; /* byte of the header at which the other one of two numbers stands */
    int source, demands;
} Key;

typedef struct {
    const uint8_t *values; /* what follows is PARTIAL, QUOTED | the problem << 2 if it cannot be read */
    Look look;
} Judgement;

typedef struct { /* a row's place, as PLACE in table/_rows.py */
    uint32_t packet, start, stop;
    uint16_t size;
    uint8_t depth, quoted;
} Place;

typedef struct { /* a header that is cut, as CUT in layers/_walk.py */
    uint32_t row;
    uint16_t layer, n_bytes;
} Cut;

typedef struct Walk Walk;

typedef struct Layer {
    void (*visit)(Walk *walk, struct Layer *layer, uint64_t bits);
    /* Where the layer's next row goes. If the layer is not wanted, that is always the same place. */
    uint8_t *header;
    Place *place;
    Place *first, *end;
    int64_t header_step;
    int64_t place_step; /* 1 or 0 */
    int is_disordered;  /* visited twice for one block of packets */
    /* Its rules. */
    int number;
    int64_t size;
    const uint16_t *lengths;
    Look length;
    int has_total, is_little, zero_is_open, peeks;
    int64_t total_at, add, below;
    int64_t least; /* of a layer of no bytes: fewer than these carry nothing */
    const Key *keys;
    const Judgement *judgements;
    int n_keys, n_judgements;
} Layer;

enum { NONE, ONE, TWO, MANY };

/* A layer's rules without their tables: what a loop can be compiled for. */
typedef struct {
    int64_t size, total_at, add, below;
    Look length, judgement, judgement2, key;
    int has_lengths, has_total, is_little, zero_is_open;
    int asks, keys, demands; /* the first two: NONE, ONE, TWO, MANY */
    int fills_up;            /* nothing between the parts: shapes are compared as bytes */
} Shape;

typedef struct { /* a packet on its way inwards */
    const uint8_t *packet;
    int64_t captured;
    int64_t edge; /* the nearer one of `stop` and `captured` */
    Place place;  /* of its next header; `size` is not yet known */
    uint8_t partial;
    uint8_t demanded; /* the depth at which a header must follow, even where no byte is left */
    uint8_t nothing;  /* the depth at which a layer of no bytes stood last */
    uint8_t fills_up_to_64_bytes[21];
} Walker;

struct Walk {
    Layer *layers; /* by number; 0 is none */
    int n_layers;
    uint64_t *pending; /* by number + 1: which packets stand before a header of that layer; PENDING_SLACK behind */
    int is_disordered; /* a layer is */
    uint8_t *problem;  /* of the block's packets */
    int16_t *problem_layer;
    uint32_t first_packet;
    Cut *cut;
    int64_t n_cut;
    uint8_t *headers; /* room for the rows of a block */
    Place *places;
    Walker walkers[BLOCK];
};

typedef struct { /* what is known of the packets of a block */
    const uint8_t *window;
    int64_t n_window;
    const int64_t *start, *captured, *wire;
    const int32_t *interface;
    const int16_t *first_layer; /* by interface */
    const int64_t *fcs_bytes;
    int64_t n_interfaces;
} Given;

static inline uint32_t word_at(const uint8_t *header, Look look)
{
    uint16_t word;
    memcpy(&word, header + look.at, 2);
    return word & look.mask;
}

/* Whether a number of two bytes, as they stand in a header, is below another; there the upper byte is the first. */
static inline int is_below(uint32_t one, uint32_t other)
{
    if (IS_LITTLE) {
        one = (one & 0xff) << 8 | one >> 8;
        other = (other & 0xff) << 8 | other >> 8;
    }
    return one < other;
}

/* What a key looks at, once what the header carries has become the place of the next one. */
static uint32_t looked_at(const Walker *walker, const Key *key, const uint8_t *header)
{
    int64_t begin = walker->place.start;
    uint32_t word = word_at(header, key->look), other;
    switch (key->source) {
    case NEXT_BYTE:
        return begin < walker->captured ? walker->packet[begin] : 0;
    case LAST_BYTE:
        return walker->packet[begin - 1];
    case LOWER:
    case HIGHER:
        other = word_at(header, (Look){key->look.mask, key->beside});
        return is_below(other, word) == (key->source == LOWER) ? other : word;
    default:
        return word;
    }
}

#endif
