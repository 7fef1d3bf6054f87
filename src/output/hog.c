#include "output/hog.h"

#include "base/error.h"
#include "output/target.h"
#include "pipeline/face_data.h"

#include <stdlib.h>

typedef struct hog {
    facs_target_names names;
    FILE *file;
} hog;

static int hog_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                   facs_error *error)
{
    hog *h = self;
    const facs_face_data *data = facs_face_data_of(frame, result->face_id);
    const int32_t shape[3] = {FACS_FHOG_CELLS, FACS_FHOG_CELLS, FACS_FHOG_CHANNELS};
    const float good = data->described ? 1 : -1;
    fwrite(shape, sizeof(shape), 1, h->file);
    fwrite(&good, sizeof(good), 1, h->file);
    fwrite(data->fhog, sizeof(data->fhog), 1, h->file);
    return facs_target_flush(h->file, h->names.part, error);
}

static int hog_finish(void *self, const facs_series *series, facs_error *error)
{
    (void)series;
    hog *h = self;
    int status = facs_target_close(&h->file, h->names.part, error);
    return status < 0 ? status : facs_target_rename(h->names.part, h->names.path, error);
}

static void hog_abandon(void *self)
{
    hog *h = self;
    facs_target_close(&h->file, h->names.part, NULL);
}

int facs_hog_open(facs_sink *sink, const char *path, facs_error *error)
{
    *sink = (facs_sink){0};
    hog *h = calloc(1, sizeof(*h));
    if (!h)
        return facs_fail_memory(error, "the HOG's writer");
    int status = facs_target_names_open(&h->names, path, error);
    if (status == 0)
        status = facs_target_open(&h->file, h->names.part, error);
    *sink = (facs_sink){.self = h, .row = hog_row, .finish = hog_finish, .abandon = hog_abandon};
    if (status < 0)
        facs_hog_close(sink);
    return status;
}

void facs_hog_close(facs_sink *sink)
{
    hog *h = sink->self;
    if (h) {
        hog_abandon(h);
        facs_target_names_free(&h->names);
        free(h);
    }
    *sink = (facs_sink){0};
}
