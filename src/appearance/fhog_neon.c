#include "appearance/fhog_steps.h"

#include <arm_neon.h>

#define STEP 16 /* pixels at a time */

_Static_assert(SIDE % STEP == 0, "rows are whole steps");

static inline void split_fast(const uint8_t *pixels, uint8_t bytes[3][SIDE])
{
    for (int x = 0; x < SIDE; x += STEP) {
        const uint8x16x3_t channels = vld3q_u8(pixels + 3 * x);
        for (int c = 0; c < 3; c++)
            vst1q_u8(bytes[c] + x, channels.val[c]);
    }
}

void facs_fhog_fill_neon(const uint8_t *face, facs_fhog_cells histograms)
{
    fill_histograms(face, split_fast, histograms);
}
