#include "landmarks/clm/patch_experts.h"

#include "base/error.h"
#include "shape/pdm.h"

#include <errno.h>
#include <stdlib.h>

int facs_patch_experts_accept(const char *path, int points, int window, facs_error *error)
{
    if (points < 1 || points > FACS_PDM_MAX_POINTS || window < 3 ||
        window > FACS_PATCH_MAX_WINDOW || window % 2 == 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, -EINVAL,
                         "%s: maps of %d landmarks at %d x %d are not supported", path, points,
                         window, window);
    return 0;
}

static int expert_number(const facs_patch_experts *experts, int view, int point)
{
    return experts->views.index[view * experts->views.points + point];
}

/* Returns the unit of this view that has room for a landmark with this expert, or a new one. */
static facs_patch_unit *unit_for(facs_patch_experts *experts, int view, int expert)
{
    facs_patch_unit *units = experts->unit + view * experts->views.points;
    for (int u = 0; u < experts->units[view]; u++)
        if (units[u].expert == expert && units[u].count < FACS_PATCH_MAX_SHARED)
            return &units[u];
    facs_patch_unit *unit = &units[experts->units[view]++];
    *unit = (facs_patch_unit){.view = view, .expert = expert};
    return unit;
}

int facs_patch_experts_count(facs_patch_experts *experts)
{
    const int points = experts->views.points, views = experts->views.count;

    experts->unit = malloc((size_t)views * (size_t)points * sizeof(*experts->unit));
    if (!experts->unit)
        return -ENOMEM;
    for (int view = 0; view < views; view++)
        for (int point = 0; point < points; point++)
            if (facs_patch_experts_visible(experts, view, point)) {
                facs_patch_unit *unit =
                    unit_for(experts, view, expert_number(experts, view, point));
                unit->point[unit->count++] = point;
            }
    return 0;
}

void facs_patch_experts_close(facs_patch_experts **experts)
{
    if (!*experts)
        return;
    free((*experts)->unit);
    free((*experts)->views.index);
    (*experts)->maker->close(*experts);
    *experts = NULL;
}

double facs_patch_experts_scale(const facs_patch_experts *experts)
{
    return experts->views.scale;
}

int facs_patch_experts_views(const facs_patch_experts *experts)
{
    return experts->views.count;
}

int facs_patch_experts_view(const facs_patch_experts *experts, const double rotation[3])
{
    int nearest = 0;
    double min = 0;

    for (int view = 0; view < experts->views.count; view++) {
        double distance = 0;
        for (int i = 0; i < 3; i++) {
            double d = rotation[i] - experts->views.centre[view][i];
            distance += d * d;
        }
        if (view == 0 || distance < min) {
            min = distance;
            nearest = view;
        }
    }
    return nearest;
}

int facs_patch_experts_visible(const facs_patch_experts *experts, int view, int point)
{
    return expert_number(experts, view, point) >= 0;
}

float facs_patch_experts_confidence(const facs_patch_experts *experts, int view, int point)
{
    return experts->maker->confidence(experts, view, point);
}

const facs_patch_unit *facs_patch_experts_units(const facs_patch_experts *experts, int view,
                                                int *count)
{
    *count = experts->units[view];
    return experts->unit + view * experts->views.points;
}

const facs_patch_unit *facs_patch_experts_unit_of(const facs_patch_experts *experts, int view,
                                                  int point)
{
    const facs_patch_unit *unit = experts->unit + view * experts->views.points;
    while (unit->point[0] != point && unit->point[unit->count - 1] != point)
        unit++;
    return unit;
}

void facs_patch_experts_halve(facs_patch_experts *experts)
{
    if (experts->maker->halve)
        experts->maker->halve(experts);
}

int facs_patch_experts_prepare(facs_patch_experts *experts, int view, facs_error *error)
{
    return experts->maker->prepare ? experts->maker->prepare(experts, view, error) : 0;
}

void facs_patch_experts_pass(facs_patch_experts *experts)
{
    if (experts->maker->pass)
        experts->maker->pass(experts);
}

void facs_patch_experts_respond(const facs_patch_experts *experts, const facs_patch_unit *unit,
                                const facs_area *const *areas, float *const *responses,
                                void *scratch)
{
    experts->maker->respond(experts, unit, areas, responses, scratch);
}
