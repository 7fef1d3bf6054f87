#include "base/grey.h"

#include "base/simd.h"

#define BITS FACS_GREY_BITS

#define STEP 32                                  /* pixels at a time */
#define ROOM (3 * (STEP - 8) + SIMD_PIXELS_READ) /* bytes read for them */

static inline void grey_step(const uint8_t *pixels, uint8_t *grey)
{
    i32x8 values[4];

    for (int k = 0; k < 4; k++) {
        const i32x8 sums =
            i32x8_weigh_pixels(pixels + 24 * k, FACS_GREY_BLUE, FACS_GREY_GREEN, FACS_GREY_RED);
        values[k] = i32x8_shift_right(i32x8_add(sums, i32x8_of(1 << (BITS - 1))), BITS);
    }
    i32x8_store_bytes(grey, values);
}

void FACS_KERNEL(facs_grey_row)(const uint8_t *pixels, int count, uint8_t *grey)
{
    uint8_t last[ROOM] = {0}, greys[STEP];
    int x = 0;

    for (; 3 * (count - x) >= ROOM; x += STEP, pixels += 3 * STEP)
        grey_step(pixels, grey + x);
    for (; x < count; x += STEP, pixels += 3 * STEP) { /* once, or twice */
        const size_t left = (size_t)(count - x < STEP ? count - x : STEP);
        memcpy(last, pixels, 3 * left);
        grey_step(last, greys);
        memcpy(grey + x, greys, left);
    }
}
