#define FACS_EIGHT_PLAIN
#include "landmarks/clnf/response_steps.h"

void facs_ccnf_respond_portable(const facs_ccnf_expert *expert, const facs_sigma_form *form,
                                const float *sigma, const float *area, float *response)
{
    facs_patch_measures measures;

    facs_measure_patches(area, form->window, &measures);
    respond(expert, form, sigma, area, &measures, response);
}
