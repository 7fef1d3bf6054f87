#include "output/data_output.h"

#include "base/error.h"
#include "output/data.h"

#include <stdlib.h>

typedef struct data_output {
    facs_data *data;
    const facs_picture_names *pictures; /* NULL: none */
    facs_data **out;
} data_output;

static int data_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                    facs_error *error)
{
    (void)frame;
    data_output *o = self;
    int status = facs_data_append(o->data, result);
    if (status == 0 && o->pictures) {
        json_t *name = facs_picture_name(o->pictures, result->index);
        status = name ? facs_data_set_picture(o->data, o->data->rows - 1, json_string_value(name))
                      : -ENOMEM;
        json_decref(name);
    }
    return status < 0 ? facs_fail_memory(error, "the rows") : 0;
}

static int data_finish(void *self, const facs_series *series, facs_error *error)
{
    data_output *o = self;
    for (int64_t n = 0; n < o->data->rows; n++) {
        facs_result result = {.face_id = 0};
        const int status = series->get(series->self, n, &result);
        if (status < 0)
            return facs_fail(error, FACS_ERROR_INTERNAL, status,
                             "row %lld has no calibrated values", (long long)n + 1);
        facs_data_complete(o->data, n, &result);
    }
    return 0;
}

static int data_commit(void *self, facs_error *error)
{
    (void)error;
    data_output *o = self;
    *o->out = o->data;
    o->data = NULL;
    return 0;
}

static void data_close(void *self)
{
    data_output *o = self;
    facs_data_close(&o->data);
    free(o);
}

int facs_data_output_open(facs_sink *sink, const char *path, const facs_output_run *run,
                          facs_error *error)
{
    (void)path;
    const facs_csv_options *c = run->columns;
    *sink = (facs_sink){0};
    data_output *o = calloc(1, sizeof(*o));
    if (!o)
        return facs_fail_memory(error, "the rows");
    o->out = run->options->data;
    o->pictures = c->pictures;
    const int status = facs_data_open(&o->data, c->features, c->still_image, c->full_precision);
    *sink = (facs_sink){.self = o,
                        .row = data_row,
                        .finish = data_finish,
                        .commit = data_commit,
                        .close = data_close};
    return facs_sink_opened(sink, status < 0 ? facs_fail_memory(error, "the rows") : 0);
}
