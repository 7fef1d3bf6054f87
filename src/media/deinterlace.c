#include "media/deinterlace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TOOTH 9  /* grey levels by which a tooth differs from both neighbours */
#define CELL  8  /* pixels: teeth are counted in overlapping squares of 2 x 2 cells */
#define TEETH 80 /* teeth that make a square a comb */

/* Returns 1 if the middle of five vertically adjacent levels is a tooth. */
static int is_tooth(int above2, int above, int level, int below, int below2)
{
    const int up = level - above, down = level - below;
    if (!((up > TOOTH && down > TOOTH) || (up < -TOOTH && down < -TOOTH)))
        return 0;
    return abs(above2 + 4 * level + below2 - 3 * (above + below)) > 6 * TOOTH;
}

/* Adds the teeth of row y, which is neither the first nor the last, to its cells. */
static void count_row(const facs_image *picture, int y, int *cells)
{
    const ptrdiff_t stride = picture->stride;
    const uint8_t *row = picture->pixels + y * stride + 1; /* green */
    const uint8_t *above2 = y > 1 ? row - 2 * stride : row;
    const uint8_t *below2 = y + 2 < picture->height ? row + 2 * stride : row;

    for (int x = 0; x < picture->width; x++) {
        const ptrdiff_t i = 3 * (ptrdiff_t)x;
        cells[x / CELL] += is_tooth(above2[i], row[i - stride], row[i], row[i + stride], below2[i]);
    }
}

int facs_deinterlace_is_comb(const facs_image *picture)
{
    const int across = (picture->width + CELL - 1) / CELL;
    int *cells = calloc(2 * ((size_t)across + 1), sizeof(*cells)), found = 0;
    if (!cells)
        return -ENOMEM;
    int *above = cells, *here = cells + across + 1; /* one cell more each, always 0 */

    for (int y = 1; y + 1 < picture->height && !found; y++) {
        count_row(picture, y, here);
        if (y % CELL != CELL - 1 && y + 2 < picture->height)
            continue;
        for (int i = 0; i < across && !found; i++)
            found = above[i] + above[i + 1] + here[i] + here[i + 1] > TEETH;
        int *next = above;
        above = here;
        here = next;
        memset(here, 0, (size_t)across * sizeof(*here));
    }
    free(cells);
    return found;
}

static uint8_t clip(int level)
{
    return (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
}

void facs_deinterlace(uint8_t *pixels, int width, int height, ptrdiff_t stride, int keep)
{
    const ptrdiff_t count = 3 * (ptrdiff_t)width;

    for (int y = 1 - keep; y < height && height > 1; y += 2) {
        uint8_t *row = pixels + y * stride;
        const uint8_t *above = y > 0 ? row - stride : row + stride;
        const uint8_t *below = y + 1 < height ? row + stride : above;
        const uint8_t *above2 = y > 2 ? row - 3 * stride : above;
        const uint8_t *below2 = y + 3 < height ? row + 3 * stride : below;
        for (ptrdiff_t i = 0; i < count; i++)
            row[i] = clip((9 * (above[i] + below[i]) - above2[i] - below2[i] + 8) >> 4);
    }
}
