#include "base/face_colours.h"

#include <facs/facs.h>

/* Bright on dark panels and on skin, and distinct for the colour-blind (after Okabe and Ito). */
static const facs_colour colours[FACS_FACE_COLOURS] = {{0.36, 0.80, 1.00}, {1.00, 0.69, 0.16},
                                                       {0.35, 0.90, 0.60}, {0.98, 0.56, 0.78},
                                                       {1.00, 0.93, 0.35}, {0.74, 0.66, 1.00}};

facs_colour facs_colour_of_face(int face_id)
{
    return colours[face_id > 0 ? face_id % FACS_FACE_COLOURS : 0];
}

static uint32_t level(double share)
{
    return (uint32_t)(255 * share + 0.5);
}

uint32_t facs_face_colour(int face_id)
{
    const facs_colour colour = facs_colour_of_face(face_id);
    return level(colour.red) << 16 | level(colour.green) << 8 | level(colour.blue);
}
