#include "landmarks/ceclm/cen_experts.h"

#include "base/error.h"
#include "landmarks/ceclm/cen_weights.h"

#include <stdlib.h>

typedef struct cen_experts {
    facs_patch_experts experts;
    facs_cen_file *file;
    facs_cen_respond *respond;
} cen_experts;

/* Of the view's own record, even where the landmark borrows an expert. */
static float confidence(const facs_patch_experts *experts, int view, int point)
{
    const cen_experts *own = (const cen_experts *)experts;
    return own->file->expert[view * experts->views.points + point].confidence;
}

static void halve(facs_patch_experts *experts)
{
    cen_experts *own = (cen_experts *)experts;
    own->file->is_half = 1;
}

static int prepare(facs_patch_experts *experts, int view, facs_error *error)
{
    cen_experts *own = (cen_experts *)experts;
    return facs_cen_file_use(own->file, &experts->views, view, error);
}

static void pass(facs_patch_experts *experts)
{
    cen_experts *own = (cen_experts *)experts;
    facs_cen_file_pass(own->file, &experts->views);
}

/* The networks take floats, row by row. */
static void take_levels(const facs_area *area, int side, float *levels)
{
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            *levels++ = (float)area->level[y][x] / (1 << FACS_AREA_GREY_BITS);
}

static void respond(const facs_patch_experts *experts, const facs_patch_unit *unit,
                    const facs_area *const *areas, float *const *responses, void *scratch)
{
    const cen_experts *own = (const cen_experts *)experts;
    const facs_cen_expert *expert = &own->file->expert[unit->expert];
    const facs_cen_network network = {
        .layer = expert->layer, .layers = expert->layers, .is_half = own->file->is_half};
    const int window = experts->window;
    facs_cen_side sides[FACS_CEN_MAX_SIDES];
    float levels[FACS_CEN_MAX_SIDES][FACS_PATCH_MAX_AREA * FACS_PATCH_MAX_AREA];
    int count = 0;

    for (int k = 0; k < unit->count; k++)
        if (areas[k]) {
            take_levels(areas[k], window + FACS_PATCH_SIDE - 1, levels[count]);
            sides[count] = (facs_cen_side){
                .area = levels[count],
                .response = responses[k],
                .is_mirrored = unit->expert != unit->view * experts->views.points + unit->point[k]};
            count++;
        }
    if (count > 0)
        own->respond(&network, sides, count, window, scratch);
    /* No file of OpenFace ends in a tanh: a place cannot be less likely than not at all. */
    for (int s = 0; s < count && expert->layer[expert->layers - 1].kind == FACS_CEN_TANH; s++)
        for (int i = 0; i < window * window; i++)
            sides[s].response[i] = sides[s].response[i] > 0 ? sides[s].response[i] : 0;
}

static void close(facs_patch_experts *experts)
{
    cen_experts *own = (cen_experts *)experts;
    facs_cen_file_close(&own->file);
    free(own);
}

static const facs_patch_maker maker = {.confidence = confidence,
                                       .halve = halve,
                                       .prepare = prepare,
                                       .pass = pass,
                                       .respond = respond,
                                       .close = close};

int facs_cen_experts_open(facs_patch_experts **out, const char *path, int points, int window,
                          facs_error *error)
{
    *out = NULL;
    int status = facs_patch_experts_accept(path, points, window, error);
    if (status < 0)
        return status;
    cen_experts *own = calloc(1, sizeof(*own));
    if (!own)
        return facs_fail_memory(error, path);
    own->experts.maker = &maker;
    own->experts.window = window;
    own->experts.is_heavy = 1;
    own->respond = facs_cen_responder();
    *out = &own->experts;
    status = facs_cen_file_open(&own->file, &own->experts.views, path, points, error);
    if (status == 0 && facs_patch_experts_count(*out) < 0)
        status = facs_fail_memory(error, path);
    if (status == 0)
        own->experts.scratch_bytes = facs_cen_scratch_bytes(own->file->units, window);
    else
        facs_patch_experts_close(out);
    return status;
}
