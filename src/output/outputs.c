#include "output/outputs.h"

#include "base/error.h"
#include "media/image_writer.h"
#include "os/path.h"
#include "output/aligned_faces.h"
#include "output/csv_faces.h"
#include "output/data_output.h"
#include "output/details.h"
#include "output/drawn_video.h"
#include "output/hog.h"
#include "output/rows.h"
#include "pipeline/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SCALE 100.0 /* aligned pixels per millimetre: a pore fills a picture */

static int open_csv(facs_sink *sink, const char *path, const facs_output_run *run,
                    facs_error *error)
{
    return run->options->per_face ? facs_csv_faces_open(sink, path, run->columns, error)
                                  : facs_csv_open(sink, path, run->columns, error);
}

/* ---- The table ------------------------------------------------------------------------------- */

#define OPTION(name) #name, offsetof(facs_extract_options, name)

/* Of OpenFace's results the details come first, because they say which input the others belong to.
 * The rest follow in the order in which the details list them. */
const facs_output facs_output_table[] = {
    {OPTION(csv_rows), 0, NULL, facs_csv_rows_open},
    {OPTION(json_rows), 0, NULL, facs_json_rows_open},
    {OPTION(csv), FACS_OUTPUT_FILE | FACS_OUTPUT_ROWS, "Output csv", open_csv},
    {OPTION(details), FACS_OUTPUT_FILE | FACS_OUTPUT_FACE_DATA, NULL, facs_details_open},
    {OPTION(hog), FACS_OUTPUT_FILE | FACS_OUTPUT_FACE_DATA, "Output HOG", facs_hog_open},
    {OPTION(tracked), FACS_OUTPUT_FILE | FACS_OUTPUT_FACE_DATA | FACS_OUTPUT_DRAWN, "Output video",
     facs_tracked_open},
    {OPTION(aligned), FACS_OUTPUT_FILE | FACS_OUTPUT_FACE_DATA, "Output aligned directory",
     facs_aligned_faces_open},
    {OPTION(overlay),
     FACS_OUTPUT_FILE | FACS_OUTPUT_FACE_DATA | FACS_OUTPUT_DRAWN | FACS_OUTPUT_LATE, NULL,
     facs_overlay_video_open},
    {OPTION(data), FACS_OUTPUT_MEMORY, NULL, facs_data_output_open},
    {.name = NULL}};

const char *facs_output_path(const facs_output *output, const facs_extract_options *options)
{
    const char *path;
    memcpy(&path, (const char *)options + output->path, sizeof(path));
    return path;
}

const facs_output *facs_outputs_find(const facs_extract_options *options, unsigned with,
                                     unsigned without)
{
    for (const facs_output *o = facs_output_table; o->name; o++)
        if ((o->traits & with) == with && !(o->traits & without) && facs_output_path(o, options))
            return o;
    return NULL;
}

/* ---- Checks, and what the worker must deliver ------------------------------------------------ */

static int is_picture_format(const char *format)
{
    char ending[16];
    const int length = snprintf(ending, sizeof(ending), ".%s", format);
    return length < (int)sizeof(ending) && !strchr(format, '.') &&
           facs_path_name(format) == format && facs_image_writer_knows(ending);
}

/* Only one stream of rows can go to standard output. */
static int check_streams(const facs_extract_options *options, facs_error *error)
{
    const facs_output *first = NULL;
    for (const facs_output *o = facs_output_table; o->name; o++) {
        const int stream = !(o->traits & (FACS_OUTPUT_FILE | FACS_OUTPUT_MEMORY));
        const char *path = stream ? facs_output_path(o, options) : NULL;
        if (!path || strcmp(path, "-") != 0)
            continue;
        if (first)
            return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                             "%s: expected a file, since %s already writes to standard output",
                             o->name, first->name);
        first = o;
    }
    return 0;
}

int facs_outputs_check(const facs_extract_options *options, facs_error *error)
{
    if (options->aligned_size < 1 || options->aligned_size > FACS_ALIGNED_MAX_SIDE)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "aligned_size: expected a number from 1 to %d", FACS_ALIGNED_MAX_SIDE);
    if (!(options->aligned_scale >= 0 && options->aligned_scale <= MAX_SCALE))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "aligned_scale: expected a number from 0 to %.0f", MAX_SCALE);
    if (options->aligned_format && !is_picture_format(options->aligned_format))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "aligned_format: expected bmp, jpg, jpeg or png, not \"%.40s\"",
                         options->aligned_format);
    if (options->aligned_flags & ~(unsigned)FACS_ALIGNED_ALL)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "aligned_flags: expected only FACS_ALIGNED_* flags");
    if (!facs_overlay_style_name(options->overlay_style))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "overlay_style: expected full or points");
    return check_streams(options, error);
}

facs_face_data_options facs_outputs_data(const facs_extract_options *options)
{
    facs_face_data_options data = {.wanted =
                                       facs_outputs_find(options, FACS_OUTPUT_FACE_DATA, 0) != NULL,
                                   .max_faces = facs_options_faces(&options->analysis)};
    if (options->aligned) {
        const double in_proportion =
            facs_aligned_au.scale * options->aligned_size / facs_aligned_au.side;
        data.form.side = options->aligned_size;
        data.form.scale = options->aligned_scale > 0 ? options->aligned_scale : in_proportion;
        data.unmasked = (options->aligned_flags & FACS_ALIGNED_UNMASKED) != 0;
        data.grey = (options->aligned_flags & FACS_ALIGNED_GREY) != 0;
    }
    return data;
}

/* ---- The outputs of a run -------------------------------------------------------------------- */

/* An INPUT error, since it concerns just this one of many inputs. Checked before any file is
 * created. */
static int check_drawn(const facs_output *table, const facs_output_run *run, facs_error *error)
{
    for (const facs_output *o = table; o->name && !run->columns->still_image; o++) {
        const char *path = o->traits & FACS_OUTPUT_DRAWN ? facs_output_path(o, run->options) : NULL;
        if (path && facs_image_writer_knows(path))
            return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                             "%s is not a single image, so it cannot be drawn to %s: name a video, "
                             "such as .avi or .mp4",
                             run->input, path);
    }
    return 0;
}

int facs_outputs_add(facs_outputs *outputs, const facs_sink *sink, facs_error *error)
{
    facs_sink *sinks = realloc(outputs->sinks, ((size_t)outputs->count + 1) * sizeof(*sinks));
    if (!sinks) {
        facs_sink unwanted = *sink;
        facs_sink_close(&unwanted);
        return facs_fail_memory(error, "the outputs");
    }
    sinks[outputs->count++] = *sink;
    outputs->sinks = sinks;
    return 0;
}

int facs_outputs_open(facs_outputs *outputs, const facs_output *table, const facs_output_run *run,
                      facs_error *error)
{
    int status = check_drawn(table, run, error);
    for (const facs_output *o = table; o->name && status == 0; o++) {
        facs_sink sink = {0};
        const char *path = facs_output_path(o, run->options);
        if (!path)
            continue;
        status = o->open(&sink, path, run, error);
        sink.late = (o->traits & FACS_OUTPUT_LATE) != 0;
        if (status == 0)
            status = facs_outputs_add(outputs, &sink, error);
    }
    return status;
}

void facs_outputs_close(facs_outputs *outputs)
{
    while (outputs->count > 0)
        facs_sink_close(&outputs->sinks[--outputs->count]);
    free(outputs->sinks);
    outputs->sinks = NULL;
}
