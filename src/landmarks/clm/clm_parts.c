/* Reads the landmark models: the face, its parts, the validator, early termination. */
#include "landmarks/clm/clm_parts.h"

#include "base/error.h"
#include "landmarks/clm/early_file.h"
#include "os/place.h"

#include <stdlib.h>

const facs_part_map facs_clm_map_of[FACS_CLM_PARTS] = {
    [FACS_CLM_INNER] = {51, 17, 1, 0, 1},
    [FACS_CLM_LEFT_EYE] = {6, 36, 1, 8, 2},
    [FACS_CLM_RIGHT_EYE] = {6, 42, 1, 8, 2},
};

/* Reading of one part, or of the validator: a task of the crew. */
typedef struct part_reading {
    facs_task task;
    facs_clm_models *models;
    const char *folder;
    facs_clm_part part; /* FACS_CLM_PARTS: the validator */
    int status;
    facs_error error;
} part_reading;

static int open_validator(facs_clm_models *models, const char *folder, facs_error *error)
{
    char *path = facs_place_of_weights(folder, models->kind->validator);
    if (!path)
        return facs_fail_memory(error, "the landmark models");
    int status = facs_validator_open(&models->validator, path, FACS_LANDMARKS, error);
    free(path);
    return status;
}

static int open_part(facs_clm_models *models, const char *folder, facs_clm_part part,
                     facs_error *error)
{
    const facs_part_map *map = &facs_clm_map_of[part];
    int points[FACS_LANDMARKS];

    int status = facs_clm_model_open(&models->part[part], folder, models->kind->part[part], error);
    if (status || part == FACS_CLM_FACE)
        return status;
    for (int k = 0; k < map->count; k++)
        points[k] = map->part + k * map->part_step;
    status = facs_pdm_part(&models->shared[part], facs_clm_model_pdm(models->part[part]), points,
                           map->count);
    return status ? facs_fail_memory(error, "a part of the landmark model") : 0;
}

static void read_part(void *self, int member)
{
    part_reading *r = self;
    (void)member;
    r->status = r->part == FACS_CLM_PARTS ? open_validator(r->models, r->folder, &r->error)
                                          : open_part(r->models, r->folder, r->part, &r->error);
}

static int read_early(facs_clm_models *models, const char *folder, facs_error *error)
{
    const int views = facs_clm_model_views(models->part[FACS_CLM_FACE]);
    facs_clm_early early;
    char *path = facs_place_of_weights(folder, models->kind->early);
    if (!path)
        return facs_fail_memory(error, "the landmark models");
    int status = facs_early_file_read(&early, views, path, error);
    if (status == 0)
        facs_clm_models_end_early(models, &early);
    free(path);
    return status;
}

int facs_clm_models_open(facs_clm_models **out, const facs_clm_kind *kind, const char *folder,
                         facs_crew *crew, facs_error *error)
{
    part_reading reading[FACS_CLM_PARTS + 1];
    int status = 0;
    *out = NULL;
    facs_clm_models *models = calloc(1, sizeof(*models));
    if (!models)
        return facs_fail_memory(error, "the landmark models");
    models->kind = kind;
    for (int i = 0; i <= FACS_CLM_PARTS; i++) {
        reading[i] = (part_reading){.task = {.run = read_part, .self = &reading[i]},
                                    .models = models,
                                    .folder = folder,
                                    .part = (facs_clm_part)i};
        facs_crew_begin(crew, &reading[i].task);
    }
    for (int i = 0; i <= FACS_CLM_PARTS; i++) {
        facs_crew_await(crew, &reading[i].task);
        if (status == 0 && reading[i].status != 0) {
            status = reading[i].status;
            if (error)
                *error = reading[i].error;
        }
    }
    if (status == 0 && kind->early)
        status = read_early(models, folder, error);
    if (status)
        facs_clm_models_close(&models);
    *out = models;
    return status;
}

void facs_clm_models_close(facs_clm_models **models)
{
    if (!*models)
        return;
    for (int part = 0; part < FACS_CLM_PARTS; part++) {
        facs_pdm_close(&(*models)->shared[part]);
        facs_clm_model_close(&(*models)->part[part]);
    }
    facs_validator_close(&(*models)->validator);
    free(*models);
    *models = NULL;
}

void facs_clm_models_halve(facs_clm_models *models)
{
    for (int part = 0; part < FACS_CLM_PARTS; part++)
        facs_clm_model_halve(models->part[part]);
}

void facs_clm_models_end_early(facs_clm_models *models, const facs_clm_early *early)
{
    models->early = *early;
    models->ends_early = 1;
}

int facs_clm_models_ends_early(const facs_clm_models *models)
{
    return models->ends_early;
}

const char *facs_clm_kind_file(const facs_clm_kind *kind, int i)
{
    for (int part = 0; part < FACS_CLM_PARTS; part++)
        for (int k = 0; facs_clm_settings_file(kind->part[part], k); k++)
            if (i-- == 0)
                return facs_clm_settings_file(kind->part[part], k);
    return i == 0 ? kind->validator : i == 1 ? kind->early : NULL;
}

const facs_pdm *facs_clm_models_pdm(const facs_clm_models *models, facs_clm_part part)
{
    return facs_clm_model_pdm(models->part[part]);
}
