#include "base/palette.h"

#include <facs/facs.h>

/* Bright on dark ground and on skin, and distinct for the colour-blind (after Okabe and Ito). */
facs_colour facs_colour_of_face(int face_id)
{
    static const facs_colour colours[] = {{0.36, 0.80, 1.00}, {1.00, 0.69, 0.16},
                                          {0.35, 0.90, 0.60}, {0.98, 0.56, 0.78},
                                          {1.00, 0.93, 0.35}, {0.74, 0.66, 1.00}};
    const unsigned count = sizeof(colours) / sizeof(colours[0]);
    return colours[(unsigned)face_id % count];
}

static unsigned level(double share)
{
    return (unsigned)(255 * share + 0.5);
}

unsigned facs_face_colour(int face_id)
{
    const facs_colour colour = facs_colour_of_face(face_id);
    return level(colour.red) << 16 | level(colour.green) << 8 | level(colour.blue);
}
