#include "base/grey.h"

#include "base/cpu.h"

void facs_grey_row_portable(const uint8_t *pixels, int count, uint8_t *grey)
{
    for (int x = 0; x < count; x++, pixels += 3)
        grey[x] = (uint8_t)((FACS_GREY_BLUE * pixels[0] + FACS_GREY_GREEN * pixels[1] +
                             FACS_GREY_RED * pixels[2] + (1 << (FACS_GREY_BITS - 1))) >>
                            FACS_GREY_BITS);
}

void facs_grey_convert(const facs_image *image, uint8_t *grey, ptrdiff_t stride)
{
    facs_grey_row *convert = facs_cpu_is_fast() ? FACS_FAST(facs_grey_row) : facs_grey_row_portable;

    for (int y = 0; y < image->height; y++)
        convert(image->pixels + y * image->stride, image->width, grey + y * stride);
}
