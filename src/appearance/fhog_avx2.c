#include "appearance/fhog_steps.h"

void facs_fhog_fill_avx2(const uint8_t *face, facs_fhog_cells histograms)
{
    fill_histograms(face, histograms);
}
