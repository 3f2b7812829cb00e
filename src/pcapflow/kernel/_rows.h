/* The rows of a block of packets: brought in order where a layer was visited more than once, taken back where there was
   no room. */

#ifndef PCAPFLOW_ROWS_H
#define PCAPFLOW_ROWS_H

#include "_layer.h"

/* Put the rows of a visit, few, among those of earlier ones. Of one packet they are in order: each visit finds a deeper
   header. */
APART void insert(Layer *layer, Place *from)
{
    const size_t size = (size_t)layer->size;
    uint8_t header[MOST_HEADER];
    for (; from < layer->place; from++) {
        const Place place = *from;
        Place *to = from;
        while (to > layer->first && to[-1].packet > place.packet)
            to--;
        uint8_t *last = layer->header - (size_t)(layer->place - from) * size;
        size_t n = (size_t)(from - to);
        memcpy(header, last, size);
        memmove(to + 1, to, n * sizeof *to);
        memmove(last - n * size + size, last - n * size, n * size);
        *to = place;
        memcpy(last - n * size, header, size);
    }
}

/* The same for any number of rows, for all visits at once: sort the block's rows by packet. */
APART void bring_in_order(Walk *walk, Layer *layer)
{
    uint32_t where[BLOCK + 1] = {0};
    Place *place = layer->place;
    for (; place > layer->first && place[-1].packet >= walk->first_packet; place--)
        where[place[-1].packet - walk->first_packet + 1]++;
    for (int at = 0; at < BLOCK; at++)
        where[at + 1] += where[at];
    size_t n = (size_t)(layer->place - place), size = (size_t)layer->size;
    uint8_t *header = layer->header - n * size;
    memcpy(walk->places, place, n * sizeof *place);
    memcpy(walk->headers, header, n * size);
    for (size_t row = 0; row < n; row++) {
        uint32_t to = where[walk->places[row].packet - walk->first_packet]++;
        place[to] = walk->places[row];
        memcpy(header + to * size, walk->headers + row * size, size);
    }
    layer->is_disordered = 0;
}

/* From packets to rows: a packet ends where its header is cut, so that the row is its last one in the layer. */
APART void find_cut_rows(Walk *walk, int64_t first_cut)
{
    for (Cut *cut = walk->cut + first_cut; cut < walk->cut + walk->n_cut; cut++) {
        const Layer *layer = &walk->layers[cut->layer];
        const Place *place = layer->place - 1;
        while (place->packet > cut->row)
            place--;
        cut->row = (uint32_t)(place - layer->first);
    }
}

/* Take back the rows of the block's packets. */
static void forget(Walk *walk)
{
    walk->is_disordered = 0;
    for (Layer *layer = walk->layers + 1; layer <= walk->layers + walk->n_layers; layer++) {
        layer->is_disordered = 0;
        if (layer->place_step)
            for (; layer->place > layer->first && layer->place[-1].packet >= walk->first_packet; layer->place--)
                layer->header -= layer->size;
    }
}

#endif
