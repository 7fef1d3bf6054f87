#include "detect/mtcnn_boxes.h"

#include "base/exact_math.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define FARTHEST                                                                                   \
    1e6f /* pixels; no picture is this large, and products of whole numbers stay in range */

/* ---- Probability ----------------------------------------------------------------------------- */

/* e^(no - yes); infinite if they are not numbers, which means no face. */
static float odds_against(float no, float yes)
{
    const float d = no - yes;
    if (!(fabsf(d) <= 80))
        return d < 0 ? 0 : INFINITY;
    return (float)facs_exact_exp((double)d);
}

float facs_mtcnn_probability(float no, float yes)
{
    return (float)(1 / (1 + (double)odds_against(no, yes)));
}

float facs_mtcnn_coarse_probability(float no, float yes)
{
    return 1.0f / (1.0f + odds_against(no, yes));
}

/* ---- Suppression ----------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const facs_candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->order > y->order ? -1 : x->order < y->order;
}

/* Rounds to whole pixels, half to even, as OpenCV does for a box that is not whole. */
static int64_t whole(float value)
{
    return (int64_t)nearbyintf(value);
}

static int64_t shared_length(const float a[4], const float b[4], int axis)
{
    const int64_t from_a = whole(a[axis]), from_b = whole(b[axis]);
    const int64_t to_a = from_a + whole(a[axis + 2]), to_b = from_b + whole(b[axis + 2]);
    const int64_t from = from_a > from_b ? from_a : from_b, to = to_a < to_b ? to_a : to_b;
    return to > from ? to - from : 0;
}

static float overlap_of(const float a[4], const float b[4], facs_overlap overlap)
{
    const int64_t both = shared_length(a, b, 0) * shared_length(a, b, 1);
    const int64_t area_a = whole(a[2]) * whole(a[3]), area_b = whole(b[2]) * whole(b[3]);
    if (both == 0)
        return 0;
    if (overlap == FACS_OVERLAP_SMALLER)
        return (float)both / (float)(area_a < area_b ? area_a : area_b);
    return (float)both / ((float)(area_a + area_b) - (float)both);
}

int facs_mtcnn_suppress(facs_candidate *candidates, int count, float limit, facs_overlap overlap)
{
    int kept = 0;

    qsort(candidates, (size_t)count, sizeof(*candidates), compare);
    for (int i = 0; i < count; i++) {
        int k = 0;
        while (k < kept && overlap_of(candidates[k].box, candidates[i].box, overlap) <= limit)
            k++;
        if (k == kept)
            candidates[kept++] = candidates[i];
    }
    for (int i = 0; i < kept; i++)
        candidates[i].order = i;
    return kept;
}

/* ---- Corrections ----------------------------------------------------------------------------- */

void facs_mtcnn_correct(facs_candidate *candidate, int larger)
{
    float *box = candidate->box;

    for (int axis = 0; axis < 2; axis++) {
        const float from = box[axis], side = box[axis + 2] + (float)larger;
        const float new_from = from + candidate->correction[axis] * side;
        const float new_to = (from + side) + side * candidate->correction[axis + 2];
        box[axis] = new_from;
        box[axis + 2] = new_to - new_from;
    }
}

int facs_mtcnn_is_box(const facs_candidate *candidate)
{
    const float *box = candidate->box;
    for (int k = 0; k < 4; k++)
        if (!(fabsf(box[k]) < FARTHEST))
            return 0;
    return box[2] >= 1 && box[3] >= 1;
}

int facs_mtcnn_square(facs_candidate *candidate)
{
    float *box = candidate->box;
    const float side = box[2] > box[3] ? box[2] : box[3];

    for (int axis = 0; axis < 2; axis++)
        box[axis] = (float)((double)box[axis] + 0.5 * (double)(box[axis + 2] - side));
    box[2] = box[3] = side;
    if (!facs_mtcnn_is_box(candidate))
        return 0;
    for (int k = 0; k < 4; k++)
        box[k] = truncf(box[k]);
    return 1;
}
