#include "face/channel_network_steps.h"

void facs_channel_row_neon(const facs_channel_layer *layer, const float *const *rows, int width,
                           float *output)
{
    make_row(layer, rows, width, output);
}

void facs_channel_dot_neon(const float *row, int width, const float *weights, int maps, float bias,
                           float *sums)
{
    make_dots(row, width, weights, maps, bias, sums);
}
