#include "landmarks/clm/clm_workspace.h"

#include "landmarks/clm/clm_parts.h"

#include <errno.h>
#include <stdlib.h>

static size_t scratch_bytes(const facs_clm_models *models)
{
    size_t max = 0;
    for (int part = 0; part < FACS_CLM_PARTS; part++)
        if (facs_clm_model_scratch_bytes(models->part[part]) > max)
            max = facs_clm_model_scratch_bytes(models->part[part]);
    return max;
}

static void close_members(facs_clm_members *members)
{
    for (int i = 0; i < members->count; i++) {
        facs_clm_scratch_close(&members->scratch[i]);
        facs_validator_scratch_close(&members->validator[i]);
    }
    free(members->validator);
    free(members);
}

/* Returns NULL if there is no memory. */
static facs_clm_members *open_members(const facs_clm_models *models, facs_crew *crew)
{
    const int count = facs_crew_members(crew);
    facs_clm_members *members =
        calloc(1, sizeof(*members) + (size_t)count * sizeof(members->scratch[0]));
    facs_validator_scratch **validator = calloc((size_t)count, sizeof(*validator));
    if (!members || !validator) {
        free(members);
        free(validator);
        return NULL;
    }
    *members = (facs_clm_members){.crew = crew, .count = count, .validator = validator};
    int status = 0;
    for (int i = 0; status == 0 && i < count; i++) {
        status = facs_validator_scratch_open(&validator[i], models->validator);
        if (status == 0)
            status = facs_clm_scratch_open(&members->scratch[i], scratch_bytes(models));
    }
    if (status < 0) {
        close_members(members);
        return NULL;
    }
    for (int i = 0; i < count; i++)
        facs_clm_scratch_share(members->scratch, i, crew, FACS_CLM_LEVEL_UNIT);
    return members;
}

int facs_clm_workspace_open(facs_clm_workspace **out, const facs_clm_models *models,
                            facs_crew *crew)
{
    facs_clm_workspace *workspace = *out = calloc(1, sizeof(*workspace));
    if (!workspace)
        return -ENOMEM;
    workspace->members = open_members(models, crew);
    if (!workspace->members)
        facs_clm_workspace_close(out);
    return *out ? 0 : -ENOMEM;
}

int facs_clm_workspace_open_beside(facs_clm_workspace **out, const facs_clm_workspace *first)
{
    facs_clm_workspace *workspace = *out = calloc(1, sizeof(*workspace));
    if (!workspace)
        return -ENOMEM;
    workspace->wants_free = first->wants_free;
    workspace->members = first->members;
    workspace->is_beside = 1;
    return 0;
}

void facs_clm_workspace_enter(facs_clm_workspace *workspace, int member)
{
    workspace->member = member;
}

void facs_clm_workspace_want_free(facs_clm_workspace *workspace)
{
    workspace->wants_free = 1;
}

int facs_clm_workspace_failure(const facs_clm_workspace *workspace, facs_error *error)
{
    const facs_clm_members *members = workspace->members;
    int status = 0;
    for (int i = 0; status == 0 && i < members->count; i++)
        status = facs_clm_scratch_failure(members->scratch[i], error);
    return status;
}

void facs_clm_workspace_close(facs_clm_workspace **workspace)
{
    if (!*workspace)
        return;
    if ((*workspace)->members && !(*workspace)->is_beside)
        close_members((*workspace)->members);
    free(*workspace);
    *workspace = NULL;
}
