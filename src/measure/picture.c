#include "measure/picture.h"

#include <math.h>
#include <stdlib.h>

/* The blur of Crete, Dolmiere, Ladret, Nicolas: The blur effect, 2007: how much of the differences
 * between neighbours is left when the picture is blurred again, by a mean over 9 pixels. What is
 * blurred already loses little. */
#define REACH 4 /* pixels of that mean on each side */

/* BT.601, as in conversions to grey elsewhere: brightness in 1/256. */
static int brightness(const facs_measure_picture *p, int at)
{
    const uint8_t *bgr = p->face + 3 * (ptrdiff_t)at;
    return (29 * bgr[0] + 150 * bgr[1] + 77 * bgr[2]) >> 8;
}

typedef struct differences {
    int64_t all, lost; /* of neighbours; of them, what a blur removes */
} differences;

/* Differences along one direction, step pixels apart in memory. The difference of two neighbouring
 * means is that of their outer pixels, divided by 9. */
static void add(const facs_measure_picture *p, int at, int step, differences *d)
{
    const int ahead = at + REACH * step, behind = at - (REACH + 1) * step;
    if (!p->mask[at] || !p->mask[at - step] || !p->mask[ahead] || !p->mask[behind])
        return;
    const int own = (2 * REACH + 1) * abs(brightness(p, at) - brightness(p, at - step));
    const int left = abs(brightness(p, ahead) - brightness(p, behind));
    d->all += own;
    d->lost += own > left ? own - left : 0;
}

static double sharpness(const differences *d)
{
    return d->all > 0 ? 100 * (double)d->lost / (double)d->all : 0;
}

void facs_measure_picture_add(const facs_measure_picture *picture, facs_measures *measures)
{
    const int from = picture->side / 4, to = picture->side - from; /* eyes to mouth */
    const int every = 2; /* pixels, staggered: neighbours say much the same */
    differences down = {0}, across = {0};
    int64_t sum = 0, count = 0;
    for (int y = from; picture->face && y < to; y += every)
        for (int x = from + y / every % every; x < to; x += every) {
            const int at = y * picture->side + x;
            if (!picture->mask[at])
                continue;
            sum += brightness(picture, at);
            count++;
            add(picture, at, 1, &across);
            add(picture, at, picture->side, &down);
        }
    if (count == 0)
        return;
    measures->light = (float)((double)sum / (double)count);
    measures->sharpness = (float)fmin(sharpness(&across), sharpness(&down));
}
