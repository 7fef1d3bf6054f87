#include "output/hog.h"

#include "base/error.h"
#include "output/target.h"
#include "pipeline/face_data.h"

#include <stdlib.h>
#include <string.h>

typedef struct hog {
    facs_draft draft; /* first member, for facs_target_commit_sink */
    int begun;        /* 1: a record was written */
} hog;

/* As in the file. */
typedef struct record {
    int32_t shape[3];
    float good;
    float fhog[FACS_FHOG_SIZE];
} record;

static int hog_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                   facs_error *error)
{
    hog *h = self;
    const facs_face_data *data = facs_face_data_of(frame, result->face_id);
    record r = {.shape = {FACS_FHOG_CELLS, FACS_FHOG_CELLS, FACS_FHOG_CHANNELS},
                .good = data->described ? 1 : -1};
    memcpy(r.fhog, data->fhog, sizeof(r.fhog));
    h->begun = 1;
    return facs_target_write(&h->draft, &r, sizeof(r), error);
}

static void hog_abandon(void *self)
{
    hog *h = self;
    if (!h->begun)
        facs_draft_remove(&h->draft);
}

static void hog_close(void *self)
{
    hog *h = self;
    facs_draft_close(&h->draft);
    free(h);
}

int facs_hog_open(facs_sink *sink, const char *path, const facs_output_run *run, facs_error *error)
{
    (void)run;
    *sink = (facs_sink){0};
    hog *h = calloc(1, sizeof(*h));
    if (!h)
        return facs_fail_memory(error, "the HOG writer");
    int status = facs_target_open(&h->draft, path, error);
    *sink = (facs_sink){.self = h,
                        .row = hog_row,
                        .finish = facs_target_finish_sink,
                        .commit = facs_target_commit_sink,
                        .abandon = hog_abandon,
                        .close = hog_close};
    if (status < 0)
        facs_sink_close(sink);
    return status;
}
