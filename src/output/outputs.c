#include "output/outputs.h"

#include "base/error.h"
#include "base/log.h"
#include "media/image_writer.h"
#include "output/aligned_faces.h"
#include "output/csv_faces.h"
#include "output/csv_rows.h"
#include "output/details.h"
#include "output/drawn_video.h"
#include "output/hog.h"
#include "output/json_lines.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_SCALE 100.0 /* aligned pixels a millimetre: a pore in a picture */

static int is_picture_format(const char *format)
{
    char ending[16];
    const int length = snprintf(ending, sizeof(ending), ".%s", format);
    return length < (int)sizeof(ending) && !strchr(format, '.') && !strchr(format, '/') &&
           facs_image_writer_knows(ending);
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
                         "aligned_flags: expected FACS_ALIGNED_* alone");
    return 0;
}

facs_face_data_options facs_outputs_data(const facs_extract_options *options)
{
    facs_face_data_options data = {.wanted = options->hog || options->aligned || options->tracked ||
                                             options->details || options->overlay,
                                   .max_faces = options->analysis.faces ? options->analysis.faces
                                                                        : FACS_MAX_FACES};
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
    return options->csv || options->hog || options->aligned || options->tracked ||
           options->details || options->overlay;
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
        .format = options->aligned_format,
        .side = options->aligned_size,
        .grey = (options->aligned_flags & FACS_ALIGNED_GREY) != 0,
        .good_only = (options->aligned_flags & FACS_ALIGNED_GOOD_ONLY) != 0,
        .still_image = still_image};
    return facs_aligned_faces_open(sink, options->aligned, &faces, error);
}

/* What both drawn videos are: the tracked one, of frames as they come. */
static facs_drawn_video_options drawn_options(const facs_outputs_input *input,
                                              const facs_extract_options *options)
{
    return (facs_drawn_video_options){.reading = input->reading,
                                      .source = input->source,
                                      .every = options->every,
                                      .max_frames = options->max_frames,
                                      .max_faces = options->analysis.faces ? options->analysis.faces
                                                                           : FACS_MAX_FACES,
                                      .drawing = input->drawing,
                                      .opaque = input->opaque};
}

/* Of one input among many it is only that input's fault. Asked before any file is begun. */
static int check_drawn(const facs_outputs_input *input, const facs_extract_options *options,
                       int still_image, facs_error *error)
{
    const char *const paths[] = {options->tracked, options->overlay};
    for (int i = 0; i < 2 && !still_image; i++)
        if (paths[i] && facs_image_writer_knows(paths[i]))
            return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                             "%s is not a single image, so it cannot be drawn to %s: that takes a "
                             "video, as .avi or .mp4",
                             input->name, paths[i]);
    return 0;
}

static int open_tracked(facs_sink *sink, const facs_outputs_input *input,
                        const facs_extract_options *options, facs_error *error)
{
    const facs_drawn_video_options drawn = drawn_options(input, options);
    return facs_drawn_video_open(sink, options->tracked, &drawn, error);
}

/* A camera, an address and a pipe give their frames once. */
static int is_readable_again(const facs_outputs_input *input)
{
    struct stat status;
    const char *kind = input->source->kind;
    if (input->reading.from)
        return facs_input_bytes_size(input->reading.from) >= 0;
    return strcmp(kind, "camera") != 0 && strcmp(kind, "url") != 0 &&
           strcmp(input->name, "-") != 0 && stat(input->name, &status) == 0 &&
           (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

static int open_overlay(facs_sink *sink, const facs_outputs_input *input,
                        const facs_extract_options *options, facs_error *error)
{
    facs_drawn_video_options drawn = drawn_options(input, options);
    drawn.panel = 1;
    drawn.input = is_readable_again(input) ? input->name : NULL;
    const int status = facs_drawn_video_open(sink, options->overlay, &drawn, error);
    if (status == 0 && !drawn.input)
        facs_log_write(&options->analysis.log, FACS_LOG_WARNING,
                       "%s can be read only once: %s will have no sound, and Action Units that are "
                       "not calibrated",
                       input->name, options->overlay);
    return status;
}

/* The file that holds the rows themselves. */
static int open_csv(facs_outputs *outputs, const facs_extract_options *options,
                    const facs_csv_options *columns, facs_error *error)
{
    facs_sink *sink = &outputs->sinks[outputs->count];
    if (options->per_face)
        return keep(outputs, facs_csv_faces_open(sink, options->csv, columns, error),
                    facs_csv_faces_close);
    return keep(outputs, facs_csv_open(sink, options->csv, columns, error), facs_csv_close);
}

/* Rows as they come. */
static int open_streams(facs_outputs *outputs, const facs_outputs_input *input,
                        const facs_extract_options *options, const facs_csv_options *columns,
                        facs_error *error)
{
    facs_sink *sinks = outputs->sinks;
    int status = 0;
    const facs_stream_options stream = {.cancelled = input->cancelled,
                                        .opaque = input->opaque,
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

int facs_outputs_open(facs_outputs *outputs, const facs_outputs_input *input,
                      const facs_extract_options *options, const facs_csv_options *columns,
                      facs_error *error)
{
    facs_sink *sinks = outputs->sinks;
    const int still = columns->still_image;
    int status = check_drawn(input, options, still, error);
    if (status == 0)
        status = open_streams(outputs, input, options, columns, error);
    if (status == 0 && options->csv)
        status = open_csv(outputs, options, columns, error);
    if (status == 0 && options->details) { /* first of them: it tells whose the others are */
        const int camera = strcmp(input->source->kind, "camera") == 0;
        const facs_details_options details = {.input = camera ? NULL : input->name,
                                              .results = options,
                                              .features = columns->features};
        status = keep(outputs,
                      facs_details_open(&sinks[outputs->count], options->details, &details, error),
                      facs_details_close);
    }
    if (status == 0 && options->hog)
        status = keep(outputs, facs_hog_open(&sinks[outputs->count], options->hog, error),
                      facs_hog_close);
    if (status == 0 && options->aligned)
        status = keep(outputs, open_aligned(&sinks[outputs->count], options, still, error),
                      facs_aligned_faces_close);
    if (status == 0 && options->tracked)
        status = keep(outputs, open_tracked(&sinks[outputs->count], input, options, error),
                      facs_drawn_video_close);
    if (status == 0 && options->overlay)
        status = keep(outputs, open_overlay(&sinks[outputs->count], input, options, error),
                      facs_drawn_video_close);
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
