/* The shape model's text file, and a part of it as the eyes' models use one. */
#include "fuzz.h"

#include "shape/pdm.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int points[4] = {0, 1, 2, 3};
    double local[FACS_PDM_MAX_MODES] = {1}, shape[3 * FACS_PDM_MAX_POINTS];
    facs_pdm *pdm, *part;
    facs_error error;
    fuzz_file("pdm.txt", data, size);
    if (facs_pdm_open(&pdm, "pdm.txt", &error) == 0) {
        facs_pdm_shape_3d(pdm, local, shape);
        for (int i = 0; i < 3 * pdm->points; i++)
            FUZZ_EXPECT(isfinite(shape[i]));
        if (facs_pdm_part(&part, pdm, points, 4) == 0)
            facs_pdm_close(&part);
        facs_pdm_close(&pdm);
    }
    fuzz_no_files();
    return 0;
}
