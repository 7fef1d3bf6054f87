#include "landmarks/ceclm/cen_weights.h"

#include "base/error.h"
#include "os/file.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* 1: all are finite, and within FACS_CEN_MAX_VALUE. As integers, floats without their signs are in
 * order, infinity and NaN last; so adding what FACS_CEN_MAX_VALUE lacks to their sign sets it for
 * those beyond. Two floats at a time: a view has 20 to 35 million at all scales. */
static int are_sound(const unsigned char *values, size_t count)
{
    const float limit = FACS_CEN_MAX_VALUE;
    const uint64_t both = UINT64_C(0x100000001), signs = both << 31;
    uint64_t beyond = 0, pair = 0;
    uint32_t limit_bits;

    memcpy(&limit_bits, &limit, sizeof(limit_bits));
    const uint64_t lack = both * (0x7fffffff - limit_bits);
    for (size_t i = 0; i + 2 <= count; i += 2) {
        memcpy(&pair, values + 4 * i, 8);
        beyond |= (pair & ~signs) + lack;
    }
    if (count % 2 == 1) {
        pair = 0;
        memcpy(&pair, values + 4 * (count - 1), 4);
        beyond |= (pair & ~signs) + lack;
    }
    return (beyond & signs) == 0;
}

static int check_expert(const facs_cen_file *cen, int number, facs_error *error)
{
    const facs_cen_expert *expert = &cen->expert[number];

    for (int i = 0; i < expert->layers; i++) {
        const facs_cen_layer *layer = &expert->layer[i];
        if (!are_sound(layer->bias, (size_t)layer->units) ||
            !are_sound(layer->weights, (size_t)layer->units * (size_t)layer->inputs))
            return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                             "%s: expected weights within %.0f, found others in view %d, landmark "
                             "%d, layer %d (from 0); the file is damaged, fetch it again",
                             cen->file.path, (double)FACS_CEN_MAX_VALUE, number / cen->points,
                             number % cen->points, i);
    }
    return 0;
}

/* Lets go of the weights in the file. */
static int halve(const facs_cen_file *cen, facs_cen_expert *expert, facs_error *error)
{
    const facs_cen_network network = {.layer = expert->layer, .layers = expert->layers};

    expert->halves = malloc(facs_cen_half_bytes(&network));
    if (!expert->halves)
        return facs_fail_memory(error, cen->file.path);
    facs_cen_halve(&network, expert->layer, expert->halves);
    facs_map_forget(cen->file.data, cen->file.size);
    return 0;
}

static int use_expert(const facs_cen_file *cen, int number, facs_error *error)
{
    facs_cen_expert *expert = &cen->expert[number];

    if (expert->is_used)
        return 0;
    int status = check_expert(cen, number, error);
    if (status == 0 && cen->is_half)
        status = halve(cen, expert, error);
    expert->is_used = status == 0;
    return status;
}

/* ---- Views that are out of use --------------------------------------------------------------- */

/* Gives back the pages of a view's own experts. */
static void forget(facs_cen_file *cen, int view)
{
    const char *from = NULL, *end = NULL;

    for (int i = 0; i < cen->points; i++) {
        facs_cen_expert *expert = &cen->expert[view * cen->points + i];
        expert->is_used = 0;
        if (expert->layers == 0)
            continue;
        const facs_cen_layer *last = &expert->layer[expert->layers - 1];
        from = from ? from : expert->layer[0].bias;
        end = (const char *)last->weights + 4 * (size_t)last->units * (size_t)last->inputs;
    }
    facs_map_forget(from, from ? (size_t)(end - from) : 0);
}

/* The view whose experts speak for a view's landmarks. */
static int source_of(const facs_cen_file *cen, const facs_patch_views *views, int view)
{
    int source = view;
    for (int i = view * cen->points; i < (view + 1) * cen->points; i++)
        source = views->index[i] >= 0 ? views->index[i] / cen->points : source;
    return source;
}

/* Forgets what no face has shown for long. Views that share experts go together. */
static void forget_idle(facs_cen_file *cen, const facs_patch_views *views, unsigned now)
{
    int idle[FACS_PATCH_MAX_VIEWS]; /* fits since the last use, by source; INT_MAX: not in memory */

    for (int source = 0; source < cen->views; source++)
        idle[source] = INT_MAX;
    for (int view = 0; view < cen->views; view++) {
        /* Below 0 if another thread has used the view after now. */
        const int since = (int)(now - atomic_load_explicit(&cen->used[view], memory_order_relaxed));
        const int source = source_of(cen, views, view);
        if (atomic_load(&cen->checked[view]) && since < idle[source])
            idle[source] = since;
    }
    for (int source = 0; source < cen->views; source++) {
        if (idle[source] < FACS_CEN_IDLE_FITS || idle[source] == INT_MAX)
            continue;
        for (int view = 0; view < cen->views; view++)
            if (source_of(cen, views, view) == source)
                atomic_store(&cen->checked[view], 0);
        forget(cen, source);
    }
}

/* Counts fits. One in so many looks for views that are out of use. view: the one in use; -1: none.
 */
static void count_fit(facs_cen_file *cen, const facs_patch_views *views, int view)
{
    const unsigned now = atomic_fetch_add_explicit(&cen->fits, 1, memory_order_relaxed);
    if (view >= 0)
        atomic_store_explicit(&cen->used[view], now, memory_order_relaxed);
    if (now % (FACS_CEN_IDLE_FITS / 2) != 0 || cen->is_half || facs_mutex_lock(&cen->lock) != 0)
        return;
    forget_idle(cen, views, now);
    facs_mutex_unlock(&cen->lock);
}

int facs_cen_file_use(facs_cen_file *cen, const facs_patch_views *views, int view,
                      facs_error *error)
{
    count_fit(cen, views, view);
    if (atomic_load_explicit(&cen->checked[view], memory_order_acquire))
        return 0;
    int status = facs_mutex_lock(&cen->lock);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "%s: the lock failed", cen->file.path);
    if (!atomic_load(&cen->checked[view]))
        status = facs_file_is_unchanged(&cen->file, error);
    for (int point = 0; point < cen->points && status == 0; point++) {
        const int number = views->index[view * cen->points + point];
        if (number >= 0)
            status = use_expert(cen, number, error);
    }
    if (status == 0)
        atomic_store_explicit(&cen->checked[view], 1, memory_order_release);
    facs_mutex_unlock(&cen->lock);
    return status;
}

void facs_cen_file_pass(facs_cen_file *cen, const facs_patch_views *views)
{
    count_fit(cen, views, -1);
}
