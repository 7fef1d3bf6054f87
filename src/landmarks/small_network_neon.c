#include "landmarks/small_network_steps.h"

void facs_convolve_neon(const facs_convolution *c, const float *input, float *output)
{
    convolve(c, input, output);
}
