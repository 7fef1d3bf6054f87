#include "face/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT (FACS_SCENE_WIDTH * FACS_SCENE_HEIGHT)

/*
 * The mean difference of two pictures, apart from that of their brightness, in mean deviations of
 * their levels: 0 for the same picture, about 1.3 for two that have nothing in common.
 */
#define CUT 0.6

/* Grey levels: a picture whose mean deviation is smaller shows nothing (a cap on the lens, a fade):
   what comes after it is held against what was before. */
#define FLAT 4.0

static void sample(const facs_grey *picture, uint8_t *level)
{
    for (int y = 0; y < FACS_SCENE_HEIGHT; y++) {
        const int row = (2 * y + 1) * picture->height / (2 * FACS_SCENE_HEIGHT);
        const uint8_t *from = picture->pixels + row * picture->stride;
        for (int x = 0; x < FACS_SCENE_WIDTH; x++)
            *level++ = from[(2 * x + 1) * picture->width / (2 * FACS_SCENE_WIDTH)];
    }
}

static double mean(const uint8_t *level)
{
    int sum = 0;
    for (int i = 0; i < COUNT; i++)
        sum += level[i];
    return (double)sum / COUNT;
}

/* The mean difference of a from b once both have their mean taken away; b NULL: of a from 0. */
static double difference(const uint8_t *a, const uint8_t *b)
{
    const double shift = mean(a) - (b ? mean(b) : 0);
    double sum = 0;
    for (int i = 0; i < COUNT; i++)
        sum += fabs(a[i] - (b ? b[i] : 0) - shift);
    return sum / COUNT;
}

int facs_scene_is_cut(facs_scene *scene, const facs_grey *picture)
{
    uint8_t level[COUNT];
    int is_cut = 0;

    sample(picture, level);
    const double spread = difference(level, NULL);
    if (spread < FLAT)
        return 0;
    if (scene->is_known)
        is_cut = difference(level, scene->level) > CUT * (spread + scene->spread) / 2;
    memcpy(scene->level, level, sizeof(scene->level));
    scene->spread = spread;
    scene->is_known = 1;
    return is_cut;
}
