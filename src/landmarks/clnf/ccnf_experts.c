#include "landmarks/clnf/ccnf_experts.h"

#include "base/cpu.h"
#include "base/error.h"
#include "landmarks/clnf/response.h"

#include <stdlib.h>

typedef struct ccnf_experts {
    facs_patch_experts experts;
    facs_ccnf ccnf;
    facs_ccnf_respond *respond;
} ccnf_experts;

static float confidence(const facs_patch_experts *experts, int view, int point)
{
    const ccnf_experts *own = (const ccnf_experts *)experts;
    const int number = experts->views.index[view * experts->views.points + point];
    return number < 0 ? 0 : own->ccnf.confidence[number];
}

static int prepare(facs_patch_experts *experts, int view, facs_error *error)
{
    ccnf_experts *own = (ccnf_experts *)experts;
    return facs_ccnf_prepare(&own->ccnf, &experts->views, view, error);
}

/* Every landmark has its own expert, so a unit is one landmark. */
static void respond(const facs_patch_experts *experts, const facs_patch_unit *unit,
                    const facs_area *const *areas, float *const *responses, void *scratch)
{
    const ccnf_experts *own = (const ccnf_experts *)experts;
    const facs_ccnf *ccnf = &own->ccnf;
    (void)scratch;

    own->respond(&ccnf->expert[unit->expert], &ccnf->form,
                 ccnf->sigmas ? facs_sigmas_get(ccnf->sigmas, &ccnf->form, unit->view, unit->expert)
                              : NULL,
                 areas[0], responses[0]);
}

static void close(facs_patch_experts *experts)
{
    ccnf_experts *own = (ccnf_experts *)experts;
    facs_ccnf_close(&own->ccnf);
    free(own);
}

static const facs_patch_maker maker = {
    .confidence = confidence, .prepare = prepare, .respond = respond, .close = close};

int facs_ccnf_experts_open(facs_patch_experts **out, const char *path, int points, int window,
                           facs_error *error)
{
    *out = NULL;
    int status = facs_patch_experts_accept(path, points, window, error);
    if (status)
        return status;
    ccnf_experts *own = calloc(1, sizeof(*own));
    if (!own)
        return facs_fail_memory(error, path);
    *out = &own->experts;
    own->experts.maker = &maker;
    own->experts.window = window;
    own->respond = FACS_FASTEST(facs_ccnf_respond);
    status = facs_ccnf_open(&own->ccnf, &own->experts.views, path, points, window, error);
    if (status == 0 && facs_patch_experts_count(*out) != 0)
        status = facs_fail_memory(error, path);
    if (status)
        facs_patch_experts_close(out);
    return status;
}
