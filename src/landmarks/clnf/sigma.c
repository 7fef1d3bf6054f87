#include "landmarks/clnf/sigma.h"

#include "base/cpu.h"
#include "os/memory.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void facs_sigma_form_of(facs_sigma_form *form, int window)
{
    *form = (facs_sigma_form){.window = window, .even = (window + 1) / 2, .odd = window / 2};
    form->order[FACS_SIGMA_EVEN] = form->even * form->even;
    form->order[FACS_SIGMA_MIXED] = form->even * form->odd;
    form->order[FACS_SIGMA_ODD] = form->odd * form->odd;
    for (int b = 0; b < FACS_SIGMA_BLOCKS; b++) {
        form->stride[b] =
            (form->order[b] + FACS_CCNF_LANES - 1) / FACS_CCNF_LANES * FACS_CCNF_LANES;
        form->floats += (size_t)form->order[b] * (size_t)form->stride[b];
        form->bytes += (size_t)((form->order[b] + 1) / 2 * form->stride[b]) * sizeof(int32_t);
    }
    form->bytes += sizeof(facs_sigma);
}

/* ---- Reflections ----------------------------------------------------------------------------- */

/* Returns the mirror image of a place (bits 0, 1: across, down), with axes swapped if bit 2 is
 * set. */
static int image_of(int place, int window, int how)
{
    int y = place / window, x = place % window;
    if (how & 1)
        x = window - 1 - x;
    if (how & 2)
        y = window - 1 - y;
    return how & 4 ? x * window + y : y * window + x;
}

static int is_alike_from_all_sides(int window, const float *component)
{
    static const int generators[] = {1, 4}; /* of the eight symmetries of the square */
    int n = window * window;

    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            float value = component[i * n + j];
            if (component[j * n + i] != value)
                return 0;
            for (int g = 0; g < 2; g++)
                if (component[image_of(i, window, generators[g]) * n +
                              image_of(j, window, generators[g])] != value)
                    return 0;
        }
    return 1;
}

/* Along one axis, an orthonormal even or odd vector has one or two elements. */
typedef struct axis_vector {
    int count, at[2];
    double value[2];
} axis_vector;

static axis_vector axis_vector_of(int window, int i, int is_odd)
{
    if (2 * i == window - 1)
        return (axis_vector){.count = 1, .at = {i}, .value = {1}};
    return (axis_vector){
        .count = 2, .at = {i, window - 1 - i}, .value = {sqrt(.5), is_odd ? -sqrt(.5) : sqrt(.5)}};
}

/* Returns an element of a block: even or odd down (rows) and across (columns). */
static double project(const facs_sigma_form *form, int block, int i, int j, const float *component)
{
    int down_odd = block == FACS_SIGMA_ODD, across_odd = block != FACS_SIGMA_EVEN;
    int across = across_odd ? form->odd : form->even, w = form->window;
    axis_vector yi = axis_vector_of(w, i / across, down_odd);
    axis_vector xi = axis_vector_of(w, i % across, across_odd);
    axis_vector yj = axis_vector_of(w, j / across, down_odd);
    axis_vector xj = axis_vector_of(w, j % across, across_odd);
    double sum = 0;

    for (int a = 0; a < yi.count; a++)
        for (int b = 0; b < xi.count; b++)
            for (int c = 0; c < yj.count; c++)
                for (int d = 0; d < xj.count; d++)
                    sum +=
                        yi.value[a] * xi.value[b] * yj.value[c] * xj.value[d] *
                        (double)
                            component[(yi.at[a] * w + xi.at[b]) * w * w + yj.at[c] * w + xj.at[d]];
    return sum;
}

int facs_sigma_is_sound(const facs_sigma_form *form, const float *component)
{
    const int n = form->window * form->window;
    for (int i = 0; i < n; i++) {
        double others = 0;
        for (int j = 0; j < n; j++)
            others += j == i ? 0 : fabs((double)component[i * n + j]);
        if (!((double)component[i * n + i] >= others))
            return 0;
    }
    return 1;
}

int facs_sigma_reduce(const facs_sigma_form *form, const float *component, double *blocks)
{
    if (!is_alike_from_all_sides(form->window, component))
        return -EINVAL;
    memset(blocks, 0, form->floats * sizeof(*blocks));
    for (int b = 0; b < FACS_SIGMA_BLOCKS; b++) {
        for (int i = 0; i < form->order[b]; i++)
            for (int j = 0; j < form->order[b]; j++)
                blocks[i * form->stride[b] + j] = project(form, b, i, j, component);
        blocks += form->order[b] * form->stride[b];
    }
    return 0;
}

/* ---- All of a file --------------------------------------------------------------------------- */

facs_sigmas *facs_sigmas_new(const facs_sigma_form *form, const facs_patch_views *views)
{
    const size_t count = (size_t)views->experts;
    facs_sigmas *sigmas = calloc(1, sizeof(*sigmas));
    if (!sigmas)
        return NULL;
    sigmas->make = FACS_FASTEST(facs_sigma_make);
    /* Memory that is never touched costs nothing. */
    const size_t bytes = count * form->bytes + FACS_CCNF_ALIGNMENT - 1;
    sigmas->sigma =
        facs_aligned_alloc(FACS_CCNF_ALIGNMENT, bytes / FACS_CCNF_ALIGNMENT * FACS_CCNF_ALIGNMENT);
    sigmas->betas = calloc(count, sizeof(*sigmas->betas));
    sigmas->alpha_sum = calloc(count, sizeof(*sigmas->alpha_sum));
    sigmas->has_lock = facs_mutex_init(&sigmas->lock) == 0;
    if (!sigmas->sigma || !sigmas->betas || !sigmas->alpha_sum || !sigmas->has_lock) {
        facs_sigmas_free(sigmas);
        return NULL;
    }
    for (int view = 0; view < views->count; view++) {
        sigmas->first[view + 1] = sigmas->first[view];
        for (int point = 0; point < views->points; point++)
            sigmas->first[view + 1] += views->index[view * views->points + point] >= 0;
    }
    return sigmas;
}

void facs_sigmas_free(facs_sigmas *sigmas)
{
    if (!sigmas)
        return;
    for (int c = 0; c < FACS_CCNF_COMPONENTS; c++)
        free(sigmas->component[c]);
    if (sigmas->has_lock)
        facs_mutex_destroy(&sigmas->lock);
    facs_aligned_free(sigmas->sigma);
    free(sigmas->betas);
    free(sigmas->alpha_sum);
    free(sigmas);
}

static int make(facs_sigmas *sigmas, const facs_sigma_form *form, int expert)
{
    return sigmas->make(form, (const double *const *)sigmas->component, sigmas->components,
                        sigmas->betas[expert], sigmas->alpha_sum[expert],
                        (facs_sigma *)(void *)(sigmas->sigma + (size_t)expert * form->bytes));
}

int facs_sigmas_take(facs_sigmas *sigmas, const facs_sigma_form *form, int expert,
                     const double *betas, double alpha_sum)
{
    int sound = sigmas->sound;
    for (int c = 0; c < sigmas->components; c++) {
        sigmas->betas[expert][c] = betas[c];
        sound &= betas[c] >= 0;
    }
    sigmas->alpha_sum[expert] = alpha_sum;
    return sound ? 0 : make(sigmas, form, expert);
}

/* Blocks that cannot be computed were rejected in facs_sigmas_take. */
static void make_view(facs_sigmas *sigmas, const facs_sigma_form *form, int view)
{
    facs_mutex_lock(&sigmas->lock);
    if (!atomic_load(&sigmas->made[view]))
        for (int i = sigmas->first[view]; i < sigmas->first[view + 1]; i++)
            make(sigmas, form, i);
    atomic_store_explicit(&sigmas->made[view], 1, memory_order_release);
    facs_mutex_unlock(&sigmas->lock);
}

const facs_sigma *facs_sigmas_get(facs_sigmas *sigmas, const facs_sigma_form *form, int view,
                                  int expert)
{
    if (!atomic_load_explicit(&sigmas->made[view], memory_order_acquire))
        make_view(sigmas, form, view);
    return (const facs_sigma *)(const void *)(sigmas->sigma + (size_t)expert * form->bytes);
}
