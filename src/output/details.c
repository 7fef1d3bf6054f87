#include "output/details.h"

#include "base/error.h"
#include "media/image_writer.h"
#include "os/file.h"
#include "os/path.h"
#include "output/number.h"
#include "output/target.h"
#include "pipeline/face_data.h"

#include <stdlib.h>
#include <string.h>

typedef struct details {
    facs_target target; /* first member, as its callbacks want */
    facs_output_run run;
    FILE *file;         /* while the draft is written */
    facs_camera camera; /* the same for all frames */
} details;

static void write_input(const details *d)
{
    if (strcmp(d->run.source->kind, "camera") == 0) {
        fputs("Input:webcam\n", d->file);
        return;
    }
    /* NULL: a URL, or a name invented by a program */
    const char *input = d->run.input;
    char *full = d->run.options->from ? NULL : facs_path_absolute(input);
    fprintf(d->file, "Input:%s\nInput full path:%s\n", input,
            full && !facs_path_is_absolute(input) ? full : input);
    free(full);
}

static void write_camera(const details *d)
{
    const double values[] = {d->camera.fx, d->camera.fy, d->camera.cx, d->camera.cy};
    char text[FACS_NUMBER_SIZE];
    fputs("Camera parameters:", d->file);
    for (int i = 0; i < 4; i++) {
        facs_number_shortest_float(text, (float)values[i]);
        fprintf(d->file, "%s%s", i ? "," : "", text);
    }
    fputc('\n', d->file);
}

/* Lists the outputs with the trait FACS_OUTPUT_ROWS, or (rows 0) those without it. All are in one
 * folder, so their names are given without it. */
static void write_results(const details *d, unsigned rows)
{
    for (const facs_output *o = facs_output_table; o->name; o++) {
        const char *path = facs_output_path(o, d->run.options);
        const int picture = path && o->traits & FACS_OUTPUT_DRAWN && facs_image_writer_knows(path);
        if (o->label && path && (o->traits & FACS_OUTPUT_ROWS) == rows)
            fprintf(d->file, "%s:%s\n", picture ? "Output image" : o->label, facs_path_name(path));
    }
}

static void write_features(const details *d)
{
    static const struct {
        const char *label;
        unsigned feature;
    } lines[] = {
        {"Gaze", FACS_FEATURE_GAZE},       {"AUs", FACS_FEATURE_AUS},
        {"Landmarks 2D", FACS_FEATURE_2D}, {"Landmarks 3D", FACS_FEATURE_3D},
        {"Pose", FACS_FEATURE_POSE},       {"Shape parameters", FACS_FEATURE_PDM},
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        fprintf(d->file, "%s: %d\n", lines[i].label,
                (d->run.columns->features & lines[i].feature) != 0);
}

static int details_row(void *self, const facs_result *result, const facs_pool_frame *frame,
                       facs_error *error)
{
    (void)error;
    details *d = self;
    d->camera = facs_face_data_of(frame, result->face_id)->camera;
    return 0;
}

static int details_finish(void *self, const facs_series *series, facs_error *error)
{
    (void)series;
    details *d = self;
    int status = facs_target_stream(&d->file, &d->target.draft, error);
    if (status < 0)
        return status;
    write_input(d);
    write_camera(d);
    write_results(d, 0);
    write_results(d, FACS_OUTPUT_ROWS);
    write_features(d);
    status = facs_target_stream_close(&d->file, &d->target.draft, error);
    return status < 0 ? status : facs_target_finish(&d->target.draft, error);
}

int facs_details_open(facs_sink *sink, const char *path, const facs_output_run *run,
                      facs_error *error)
{
    *sink = (facs_sink){0};
    details *d = calloc(1, sizeof(*d));
    if (!d)
        return facs_fail_memory(error, "the details' writer");
    d->run = *run;
    int status = facs_target_open(&d->target.draft, path, error);
    *sink = (facs_sink){.self = d,
                        .row = details_row,
                        .finish = details_finish,
                        .commit = facs_target_commit_sink,
                        .abandon = facs_target_abandon_sink,
                        .close = facs_target_close_sink};
    return facs_sink_opened(sink, status);
}
