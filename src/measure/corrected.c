#include "measure/corrected.h"

#include <math.h>

/* OpenFace's own classes: nothing is corrected yet. */
void facs_measure_corrected(facs_result *result)
{
    const int measured = !isnan(result->measures.face_size);
    for (int i = 0; i < FACS_PRESENCES; i++)
        result->corrected[i] = measured ? result->presence[i] : NAN;
}
