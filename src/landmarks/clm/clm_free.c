#include "landmarks/clm/clm_free.h"

#include "base/exact_math.h"
#include "landmarks/clm/clm_model_internal.h"

#include <math.h>

/* Chosen on heads 11 to 14 of bench/truth/scenes.py and the sample clips. */
#define STEPS       6     /* mean shifts in one map: most of the way */
#define EDGE        1.25F /* pixels of the map: nearer to its edge, the maximum may be outside */
#define CORNER_EDGE 2.5F  /* for mouth corners, which move far, and along the line of the lips */
#define MAPS        4     /* each about where the landmark is in the one before */

/* Where an eye is open, the expert of the lower lid finds the edge of the upper lid at most .06
 * (rendered heads) or .23 (sample clips) times as likely as its own; where it is closed, .41 times
 * or more. */
#define CLOSED     0.35
#define CLOSED_GAP 2.5F /* pixels of the map: an eye that is found less open than this may be */

/* Landmarks of the inner model: the mouth's corners. */
#define RIGHT_CORNER 31
#define LEFT_CORNER  37

/* By eye and place: landmarks of the inner model, of the upper and the lower lid. */
static const int lids[2][2][2] = {{{20, 24}, {21, 23}}, {{26, 30}, {27, 29}}};

static int is_seen(const facs_clm_search *search, int i)
{
    return facs_patch_experts_visible(search->scale->experts, search->view, i);
}

/* Follows landmark i by mean shift in its map, and moves point, its place in the picture, along. */
static void climb(facs_clm_scratch *scratch, int i, double point[2])
{
    const facs_clm_search *search = &scratch->search;
    const double a = search->a, b = search->b, square = a * a + b * b;
    float *x = &scratch->at[i], *y = x + scratch->newton.pdm->points;
    const float from[2] = {*x, *y};

    for (int step = 0; step < STEPS; step++) {
        float shift[2];
        search->model->mean_shift(&search->scale->kernel, scratch->response[i], *x, *y, shift);
        *x += shift[0];
        *y += shift[1];
    }
    const double dx = (double)(*x - from[0]), dy = (double)(*y - from[1]);
    point[0] += (a * dx + b * dy) / square;
    point[1] += (a * dy - b * dx) / square;
}

/* The same in a new map about point. */
static void climb_anew(const facs_grey *picture, facs_clm_scratch *scratch, int i, double point[2])
{
    const float centre = (float)(scratch->search.scale->kernel.window - 1) / 2;
    facs_clm_respond_at(&scratch->search, picture, scratch, i, point);
    scratch->at[i] = scratch->at[i + scratch->newton.pdm->points] = centre;
    climb(scratch, i, point);
}

static int is_at_edge(const facs_clm_scratch *scratch, int i)
{
    const float x = scratch->at[i], y = scratch->at[i + scratch->newton.pdm->points];
    const float edge = i == RIGHT_CORNER || i == LEFT_CORNER ? CORNER_EDGE : EDGE;
    const float last = (float)(scratch->search.scale->kernel.window - 1) - edge;
    return fminf(x, y) < edge || fmaxf(x, y) > last;
}

static double likelihood(const facs_clm_scratch *scratch, int i)
{
    return facs_kernel_likelihood(&scratch->search.scale->kernel, scratch->response[i],
                                  scratch->at[i], scratch->at[i + scratch->newton.pdm->points]);
}

/* If an eye is closed, its lower lid may have been taken to be a crease below it: looks for it at
 * the upper lid, too. */
static void close_eye(const facs_grey *picture, facs_clm_scratch *scratch, int eye,
                      float *landmarks)
{
    const int n = scratch->newton.pdm->points;
    const double pixels = facs_exact_length(scratch->search.a, scratch->search.b);
    double there[2][2], open = 0, closed = 0, gap = 0;

    for (int k = 0; k < 2; k++) {
        const int upper = lids[eye][k][0], lower = lids[eye][k][1];
        if (!is_seen(&scratch->search, lower))
            return;
        there[k][0] = (double)landmarks[upper];
        there[k][1] = (double)landmarks[upper + n];
        open += likelihood(scratch, lower);
        climb_anew(picture, scratch, lower, there[k]);
        closed += likelihood(scratch, lower);
        gap += facs_exact_length(there[k][0] - (double)landmarks[lower],
                                 there[k][1] - (double)landmarks[lower + n]) /
               2;
    }
    if (closed < CLOSED * open || gap * pixels < CLOSED_GAP)
        return;
    for (int k = 0; k < 2; k++) {
        landmarks[lids[eye][k][1]] = (float)there[k][0];
        landmarks[lids[eye][k][1] + n] = (float)there[k][1];
    }
}

void facs_clm_free(const facs_grey *picture, facs_clm_scratch *scratch, float *landmarks)
{
    int n = scratch->newton.pdm->points;

    facs_newton_project(&scratch->newton, scratch->points);
    facs_clm_place_in_maps(&scratch->search, scratch);
    for (int i = 0; i < n; i++) {
        double point[2] = {scratch->points[i], scratch->points[i + n]};
        if (is_seen(&scratch->search, i))
            climb(scratch, i, point);
        for (int map = 1; map < MAPS && is_seen(&scratch->search, i) && is_at_edge(scratch, i);
             map++)
            climb_anew(picture, scratch, i, point);
        landmarks[i] = (float)point[0];
        landmarks[i + n] = (float)point[1];
    }
    for (int eye = 0; eye < 2; eye++)
        close_eye(picture, scratch, eye, landmarks);
}
