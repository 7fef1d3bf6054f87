#include "action_units.h"

#include <facs/facs.h>

#include <string.h>

int facs_action_units_intensity(int p)
{
    for (int i = 0; i < FACS_INTENSITIES; i++)
        if (strcmp(facs_intensity_name(i), facs_presence_name(p)) == 0)
            return i;
    return -1;
}
