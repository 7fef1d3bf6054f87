#include "landmarks/ceclm/cen_network.h"

#include "base/cpu.h"
#include "landmarks/ceclm/cen_kernels.h"

size_t facs_cen_scratch_bytes(int units, int window)
{
    const size_t places = FACS_CEN_MAX_SIDES * ((size_t)(window * window) / 2);
    const size_t lanes = (places + FACS_CEN_LANES - 1) / FACS_CEN_LANES * FACS_CEN_LANES;
    const size_t rows = (size_t)(units > FACS_CEN_INPUTS ? units : FACS_CEN_INPUTS);

    return 2 * rows * lanes * sizeof(float) + FACS_CEN_ALIGNMENT; /* a layer's inputs and outputs */
}

facs_cen_respond *facs_cen_responder(void)
{
#ifdef FACS_WIDE
    if (facs_cpu_is_wide())
        return facs_cen_respond_wide;
#endif
    return FACS_FASTEST(facs_cen_respond);
}
