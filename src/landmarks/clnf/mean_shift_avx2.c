#include "landmarks/clnf/mean_shift_steps.h"

void facs_mean_shift_avx2(const facs_kernel *kernel, const float *response, float x, float y,
                          float shift[2])
{
    mean_shift(kernel, response, x, y, shift);
}
