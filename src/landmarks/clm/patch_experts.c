#include "landmarks/clm/patch_experts.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/file.h"
#include "landmarks/clnf/response.h"
#include "shape/pdm.h"

#include <errno.h>
#include <stdlib.h>

#define MAX_BYTES ((size_t)1 << 23) /* the face's files have 2.4 MB */

struct facs_patch_experts {
    facs_patch_views views;
    facs_ccnf ccnf;
    facs_ccnf_respond *respond;
};

int facs_patch_experts_open(facs_patch_experts **out, const char *path, int points, int window,
                            facs_error *error)
{
    facs_file file;

    *out = NULL;
    if (points < 1 || points > FACS_PDM_MAX_POINTS || window < 3 ||
        window > FACS_PATCH_MAX_WINDOW || window % 2 == 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, -EINVAL,
                         "%s: maps of %d landmarks at %d x %d are not supported", path, points,
                         window, window);
    int status = facs_file_read(&file, path, MAX_BYTES, error);
    if (status)
        return status;
    facs_patch_experts *experts = calloc(1, sizeof(*experts));
    if (!experts)
        status = facs_fail_memory(error, path);
    else if ((status = facs_ccnf_read(&experts->ccnf, &experts->views, &file, points, window)) != 0)
        facs_patch_experts_close(&experts);
    else
        experts->respond = FACS_FASTEST(facs_ccnf_respond);
    facs_file_free(&file);
    *out = experts;
    return status;
}

void facs_patch_experts_close(facs_patch_experts **experts)
{
    if (!*experts)
        return;
    facs_ccnf_free(&(*experts)->ccnf);
    free((*experts)->views.index);
    free(*experts);
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

static int expert_number(const facs_patch_experts *experts, int view, int point)
{
    return experts->views.index[view * experts->views.points + point];
}

int facs_patch_experts_visible(const facs_patch_experts *experts, int view, int point)
{
    return expert_number(experts, view, point) >= 0;
}

float facs_patch_experts_confidence(const facs_patch_experts *experts, int view, int point)
{
    int number = expert_number(experts, view, point);
    return number < 0 ? 0 : experts->ccnf.expert[number].confidence;
}

void facs_patch_experts_respond(const facs_patch_experts *experts, int view, int point,
                                const float *area, float *response)
{
    const facs_ccnf *ccnf = &experts->ccnf;
    size_t number = (size_t)expert_number(experts, view, point);

    experts->respond(&ccnf->expert[number], &ccnf->form,
                     ccnf->sigmas ? facs_sigmas_get(ccnf->sigmas, &ccnf->form, view, (int)number)
                                  : NULL,
                     area, response);
}
