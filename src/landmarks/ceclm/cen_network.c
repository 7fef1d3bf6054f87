#include "landmarks/ceclm/cen_network.h"

#include "base/cpu.h"
#include "base/half.h"
#include "landmarks/ceclm/cen_kernels.h"

#include <string.h>

size_t facs_cen_scratch_bytes(int units, int window)
{
    const size_t places = FACS_CEN_MAX_SIDES * ((size_t)(window * window) / 2);
    const size_t lanes = (places + FACS_CEN_LANES - 1) / FACS_CEN_LANES * FACS_CEN_LANES;
    const size_t rows = (size_t)(units > FACS_CEN_INPUTS ? units : FACS_CEN_INPUTS);

    const size_t weights = FACS_CEN_CACHED + FACS_CEN_UNITS * rows; /* of a group, as floats */

    return (2 * rows * lanes + weights) * sizeof(float) + FACS_CEN_ALIGNMENT;
}

size_t facs_cen_half_bytes(const facs_cen_network *network)
{
    size_t bytes = 0;

    for (int i = 0; i < network->layers; i++) {
        const facs_cen_layer *layer = &network->layer[i];
        const size_t units = (size_t)layer->units;
        bytes += units * sizeof(float) + units * (size_t)layer->inputs * sizeof(uint16_t);
    }
    return bytes;
}

void facs_cen_halve(const facs_cen_network *network, facs_cen_layer *layer, void *memory)
{
    char *to = memory;

    for (int i = 0; i < network->layers; i++) {
        const facs_cen_layer *from = &network->layer[i];
        const size_t units = (size_t)from->units, count = units * (size_t)from->inputs;
        const char *weights = from->weights;
        layer[i] = *from;
        layer[i].bias = memcpy(to, from->bias, units * sizeof(float));
        layer[i].weights = to += units * sizeof(float);
        for (size_t k = 0; k < count; k++) {
            float weight;
            memcpy(&weight, weights + k * sizeof(weight), sizeof(weight));
            const uint16_t half = facs_half(weight);
            memcpy(to + k * sizeof(half), &half, sizeof(half));
        }
        to += count * sizeof(uint16_t);
    }
}

facs_cen_respond *facs_cen_responder(void)
{
#ifdef FACS_WIDE
    if (facs_cpu_is_wide())
        return facs_cen_respond_wide;
#endif
    return FACS_FASTEST(facs_cen_respond);
}
