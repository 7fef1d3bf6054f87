#include "detect/pyramid.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Sets the sizes of the levels. Returns how many mixes they need. */
static size_t set_sizes(facs_pyramid *pyramid, const facs_pyramid_plan *plan)
{
    double scale = plan->scale;
    size_t mixes = 0;

    pyramid->count = 0;
    for (; pyramid->count < plan->levels && pyramid->count < FACS_PYRAMID_LEVELS;
         scale *= FACS_PYRAMID_STEP) {
        facs_pyramid_level *l = &pyramid->level[pyramid->count];
        l->scale = (float)scale;
        l->width = (int)ceil(plan->width * scale);
        l->height = (int)ceil(plan->height * scale);
        if (l->width < plan->min || l->height < plan->min)
            break;
        mixes += (size_t)l->width + (size_t)l->height;
        pyramid->count++;
    }
    return mixes;
}

static int same_plan(const facs_pyramid_plan *a, const facs_pyramid_plan *b)
{
    return a->picture_width == b->picture_width && a->picture_height == b->picture_height &&
           a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height &&
           a->scale == b->scale && a->levels == b->levels && a->min == b->min;
}

int facs_pyramid_set(facs_pyramid *pyramid, const facs_pyramid_plan *plan)
{
    if (pyramid->mixes && same_plan(plan, &pyramid->plan))
        return 0;
    const size_t count = set_sizes(pyramid, plan) + 1;
    if (count > pyramid->room) {
        free(pyramid->mixes);
        pyramid->mixes = calloc(count, sizeof(*pyramid->mixes));
        pyramid->room = pyramid->mixes ? count : 0;
    }
    if (!pyramid->mixes) {
        pyramid->count = 0;
        return -ENOMEM;
    }
    facs_mix *next = pyramid->mixes;
    for (int i = 0; i < pyramid->count; i++) {
        facs_pyramid_level *l = &pyramid->level[i];
        l->columns = next;
        l->lines = next + l->width;
        next += l->width + l->height;
        facs_bilinear_axis(l->columns, l->width, plan->x, plan->width, plan->picture_width);
        facs_bilinear_axis(l->lines, l->height, plan->y, plan->height, plan->picture_height);
    }
    pyramid->plan = *plan;
    return 0;
}

void facs_pyramid_free(facs_pyramid *pyramid)
{
    free(pyramid->mixes);
    *pyramid = (facs_pyramid){.count = 0};
}
