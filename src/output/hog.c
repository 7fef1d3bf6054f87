#include "output/hog.h"

#include "base/error.h"
#include "output/target.h"
#include "pipeline/face_data.h"

#include <stdlib.h>
#include <string.h>

/* As in the file. */
typedef struct record {
    int32_t shape[3];
    float good;
    float fhog[FACS_FHOG_SIZE];
} record;

static int hog_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                   facs_error *error)
{
    facs_target *h = self;
    const facs_face_data *data = facs_face_data_of(frame, result->face_id);
    record r = {.shape = {FACS_FHOG_CELLS, FACS_FHOG_CELLS, FACS_FHOG_CHANNELS},
                .good = data->described ? 1 : -1};
    memcpy(r.fhog, data->fhog, sizeof(r.fhog));
    h->begun = 1;
    return facs_target_write(&h->draft, &r, sizeof(r), error);
}

int facs_hog_open(facs_sink *sink, const char *path, const facs_output_run *run, facs_error *error)
{
    (void)run;
    *sink = (facs_sink){0};
    facs_target *h = calloc(1, sizeof(*h));
    if (!h)
        return facs_fail_memory(error, "the HOG writer");
    int status = facs_target_open(&h->draft, path, error);
    *sink = (facs_sink){.self = h,
                        .row = hog_row,
                        .finish = facs_target_finish_sink,
                        .commit = facs_target_commit_sink,
                        .abandon = facs_target_abandon_sink,
                        .close = facs_target_close_sink};
    return facs_sink_opened(sink, status);
}
