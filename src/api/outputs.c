#include "api/outputs.h"

#include "base/error.h"
#include "media/image_writer.h"
#include "output/aligned_faces.h"
#include "output/csv_faces.h"
#include "output/csv_rows.h"
#include "output/details.h"
#include "output/hog.h"
#include "output/json_lines.h"
#include "output/tracked_video.h"

#include <errno.h>
#include <string.h>

#define MOST_SCALE 100.0 /* aligned pixels a millimetre: a pore in a picture */

int facs_outputs_check(const facs_extract_options *options, facs_error *error)
{
    if (options->aligned_size < 1 || options->aligned_size > FACS_ALIGNED_MAX_SIDE)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "aligned_size: expected a number from 1 to %d", FACS_ALIGNED_MAX_SIDE);
    if (!(options->aligned_scale >= 0 && options->aligned_scale <= MOST_SCALE))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "aligned_scale: expected a number from 0 to %.0f", MOST_SCALE);
    if (options->aligned_flags & ~(unsigned)FACS_ALIGNED_ALL)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "aligned_flags: expected FACS_ALIGNED_* alone");
    return 0;
}

facs_face_data_options facs_outputs_data(const facs_extract_options *options)
{
    facs_face_data_options data = {
        .wanted = options->hog || options->aligned || options->tracked || options->details,
        .most_faces = options->analysis.faces ? options->analysis.faces : FACS_MOST_FACES};
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

static int has_files(const facs_extract_options *options)
{
    return options->csv || options->hog || options->aligned || options->tracked || options->details;
}

/* The sink that was just opened, or failed to be, in the next place. */
static int keep(facs_outputs *outputs, int status, void (*close)(facs_sink *sink))
{
    if (status == 0)
        outputs->close[outputs->count++] = close;
    return status;
}

static int open_aligned(facs_sink *sink, const facs_extract_options *options, int still_image,
                        facs_error *error)
{
    const facs_aligned_faces_options faces = {
        .side = options->aligned_size,
        .grey = (options->aligned_flags & FACS_ALIGNED_GREY) != 0,
        .good_only = (options->aligned_flags & FACS_ALIGNED_GOOD_ONLY) != 0,
        .still_image = still_image};
    return facs_aligned_faces_open(sink, options->aligned, &faces, error);
}

static int open_tracked(facs_sink *sink, const facs_source_info *source,
                        const facs_extract_options *options, int still_image, facs_error *error)
{
    if (!still_image && facs_image_writer_knows(options->tracked))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "%s: the input is no single image: name a video, as one that ends in .avi",
                         options->tracked);
    return facs_tracked_video_open(sink, options->tracked,
                                   source->frame_rate / (double)options->every, error);
}

/* Rows as they come. */
static int open_streams(facs_outputs *outputs, const facs_extract_options *options,
                        const facs_csv_options *columns, int (*cancelled)(void *opaque),
                        void *opaque, facs_error *error)
{
    facs_sink *sinks = outputs->sinks;
    int status = 0;
    const facs_stream_options stream = {.cancelled = cancelled,
                                        .opaque = opaque,
                                        .goes_on = has_files(options),
                                        .log = options->analysis.log};
    const facs_json_lines_options lines = {
        .features = columns->features, .full_precision = columns->full_precision, .stream = stream};
    if (options->csv_rows)
        status = keep(
            outputs,
            facs_csv_rows_open(&sinks[outputs->count], options->csv_rows, columns, &stream, error),
            facs_csv_rows_close);
    if (status == 0 && options->json_rows)
        status =
            keep(outputs,
                 facs_json_lines_open(&sinks[outputs->count], options->json_rows, &lines, error),
                 facs_json_lines_close);
    return status;
}

int facs_outputs_open(facs_outputs *outputs, const char *input, const facs_source_info *source,
                      const facs_extract_options *options, const facs_csv_options *columns,
                      int (*cancelled)(void *opaque), void *opaque, facs_error *error)
{
    facs_sink *sinks = outputs->sinks;
    int status = open_streams(outputs, options, columns, cancelled, opaque, error);
    if (status < 0)
        return status;
    if (options->csv && options->per_face)
        status =
            keep(outputs, facs_csv_faces_open(&sinks[outputs->count], options->csv, columns, error),
                 facs_csv_faces_close);
    else if (options->csv)
        status = keep(outputs, facs_csv_open(&sinks[outputs->count], options->csv, columns, error),
                      facs_csv_close);
    if (status == 0 && options->hog)
        status = keep(outputs, facs_hog_open(&sinks[outputs->count], options->hog, error),
                      facs_hog_close);
    if (status == 0 && options->aligned)
        status = keep(outputs,
                      open_aligned(&sinks[outputs->count], options, columns->still_image, error),
                      facs_aligned_faces_close);
    if (status == 0 && options->tracked)
        status =
            keep(outputs,
                 open_tracked(&sinks[outputs->count], source, options, columns->still_image, error),
                 facs_tracked_video_close);
    if (status == 0 && options->details) {
        const int camera = strcmp(source->kind, "camera") == 0;
        const facs_details_options details = {
            .input = camera ? NULL : input, .results = options, .features = columns->features};
        status = keep(outputs,
                      facs_details_open(&sinks[outputs->count], options->details, &details, error),
                      facs_details_close);
    }
    return status;
}

void facs_outputs_close(facs_outputs *outputs)
{
    while (outputs->count > 0) {
        outputs->count--;
        if (outputs->close[outputs->count])
            outputs->close[outputs->count](&outputs->sinks[outputs->count]);
    }
}
