#include "events/usable.h"

#define MIN_CONFIDENCE 0.75f /* as most studies with OpenFace do */

const char *facs_usable_rows(const facs_recorded_face *face, uint8_t *usable)
{
    const float *confidence = face->values[FACS_MEASURE_CONFIDENCE];
    for (size_t i = 0; i < face->rows; i++)
        usable[i] = face->success[i] && (!confidence || confidence[i] >= MIN_CONFIDENCE);
    return confidence ? "confidence" : "success";
}
