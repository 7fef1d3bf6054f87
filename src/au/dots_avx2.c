#include "au/dots_steps.h"

void facs_au_dots_avx2(const facs_au_set *set, const float *features, double dots[FACS_AU_OUTPUTS])
{
    take_dots(set, features, dots);
}
