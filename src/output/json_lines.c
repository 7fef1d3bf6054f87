#include "output/json_lines.h"

#include "base/error.h"
#include "base/sized.h"
#include "output/number.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A line that grows; once it is full, nothing more is added. */
typedef struct line {
    char *text;
    size_t size, length;
    int full;
    int full_precision;
} line;

static void add(line *l, const char *text, size_t length)
{
    if (l->full || length >= l->size - l->length) {
        l->full = 1;
        return;
    }
    memcpy(l->text + l->length, text, length);
    l->length += length;
}

static void add_text(line *l, const char *text)
{
    add(l, text, strlen(text));
}

static void add_key(line *l, const char *name)
{
    const int first = l->length > 0 && l->text[l->length - 1] == '{';
    add_text(l, first ? "\"" : ",\"");
    add_text(l, name);
    add_text(l, "\":");
}

static void add_whole(line *l, int64_t value)
{
    char number[FACS_NUMBER_SIZE];
    add(l, number, (size_t)facs_number_fixed(number, (double)value, 0));
}

/* JSON has no NaN and no infinity. */
static void add_number(line *l, float value, int decimals)
{
    char number[FACS_NUMBER_SIZE];
    if (!isfinite(value)) {
        add_text(l, "null");
        return;
    }
    const int length = l->full_precision ? facs_number_shortest_float(number, value)
                                         : facs_number_fixed(number, (double)value, decimals);
    add(l, number, (size_t)length);
}

static void add_seconds(line *l, double value)
{
    char number[FACS_NUMBER_SIZE];
    if (!isfinite(value))
        add_text(l, "null");
    else if (l->full_precision)
        add(l, number, (size_t)facs_number_shortest_double(number, value));
    else
        add(l, number, (size_t)facs_number_fixed(number, value, 3));
}

static void add_list(line *l, const float *values, int count, int stride, int decimals)
{
    add_text(l, "[");
    for (int i = 0; i < count; i++) {
        if (i > 0)
            add_text(l, ",");
        add_number(l, values[i * stride], decimals);
    }
    add_text(l, "]");
}

/* Points that are stacked, x0.., y0.., as [[x0,y0],...]. */
static void add_points(line *l, const float *values, int points, int dimensions)
{
    add_text(l, "[");
    for (int i = 0; i < points; i++) {
        if (i > 0)
            add_text(l, ",");
        add_list(l, values + i, dimensions, points, 1);
    }
    add_text(l, "]");
}

static void add_action_units(line *l, const facs_result *result)
{
    add_key(l, "intensity");
    add_text(l, "{");
    for (int i = 0; i < FACS_INTENSITIES; i++) {
        add_key(l, facs_intensity_name(i));
        add_number(l, result->intensity[i], 2);
    }
    add_text(l, "}");
    add_key(l, "presence");
    add_text(l, "{");
    for (int i = 0; i < FACS_PRESENCES; i++) {
        add_key(l, facs_presence_name(i));
        add_whole(l, result->presence[i] > 0.5f);
    }
    add_text(l, "}");
}

static void add_pose(line *l, const facs_result *result)
{
    add_key(l, "pose");
    add_text(l, "{");
    add_key(l, "position");
    add_list(l, result->pose, 3, 1, 1);
    add_key(l, "rotation");
    add_list(l, result->pose + 3, 3, 1, 3);
    add_text(l, "}");
}

static void add_gaze(line *l, const facs_result *result)
{
    add_key(l, "gaze");
    add_text(l, "{");
    add_key(l, "left");
    add_list(l, result->gaze, 3, 1, 6);
    add_key(l, "right");
    add_list(l, result->gaze + 3, 3, 1, 6);
    add_key(l, "angle");
    add_list(l, result->gaze_angle, 2, 1, 3);
    add_key(l, "eye_landmarks");
    add_points(l, result->eye_landmarks, FACS_EYE_POINTS, 2);
    add_key(l, "eye_landmarks_3d");
    add_points(l, result->eye_landmarks_3d, FACS_EYE_POINTS, 3);
    add_text(l, "}");
}

static void add_landmarks(line *l, const facs_result *result)
{
    add_key(l, "box");
    add_list(l, result->box, 4, 1, 1);
    add_key(l, "landmarks");
    add_points(l, result->landmarks, FACS_LANDMARKS, 2);
}

static void add_landmarks_3d(line *l, const facs_result *result)
{
    add_key(l, "landmarks_3d");
    add_points(l, result->landmarks_3d, FACS_LANDMARKS, 3);
}

static void add_shape(line *l, const facs_result *result)
{
    add_key(l, "shape");
    add_text(l, "{");
    add_key(l, "scale");
    add_number(l, result->shape_global[0], 3);
    add_key(l, "rotation");
    add_list(l, result->shape_global + 1, 3, 1, 3);
    add_key(l, "translation");
    add_list(l, result->shape_global + 4, 2, 1, 3);
    add_key(l, "modes");
    add_list(l, result->shape_local, FACS_MODES, 1, 3);
    add_text(l, "}");
}

/* Blocks in the order of the line, and their keys, which are null where there is no face. */
static const struct {
    unsigned feature;
    void (*add)(line *l, const facs_result *result);
    const char *keys[2];
} blocks[] = {
    {FACS_FEATURE_AUS, add_action_units, {"intensity", "presence"}},
    {FACS_FEATURE_POSE, add_pose, {"pose", NULL}},
    {FACS_FEATURE_GAZE, add_gaze, {"gaze", NULL}},
    {FACS_FEATURE_2D, add_landmarks, {"box", "landmarks"}},
    {FACS_FEATURE_3D, add_landmarks_3d, {"landmarks_3d", NULL}},
    {FACS_FEATURE_PDM, add_shape, {"shape", NULL}},
};

static void add_lead(line *l, const facs_result *result, const facs_live_row *live)
{
    add_text(l, "{");
    add_key(l, "schema");
    add_whole(l, FACS_JSON_SCHEMA);
    add_key(l, "frame");
    add_whole(l, result->index + 1);
    add_key(l, "time");
    add_seconds(l, result->time);
    add_key(l, "face_id");
    add_whole(l, result->face_id);
    add_key(l, "success");
    add_whole(l, result->success);
    add_key(l, "damaged");
    add_whole(l, result->damaged);
    add_key(l, "confidence");
    add_number(l, result->confidence, 2);
    add_key(l, "calibrated");
    add_text(l, "false");
    if (!live)
        return;
    add_key(l, "delay_ms");
    add_number(l, (float)live->delay_ms, 2);
    add_key(l, "dropped");
    add_whole(l, live->dropped);
}

static int write_line(char *text, size_t size, const facs_result *result, const facs_live_row *live,
                      unsigned features, int full_precision)
{
    line l = {.text = text, .size = size, .full = size == 0, .full_precision = full_precision};

    add_lead(&l, result, live);
    for (size_t b = 0; b < sizeof(blocks) / sizeof(blocks[0]); b++) {
        if (!(blocks[b].feature & features))
            continue;
        if (result->success) {
            blocks[b].add(&l, result);
            continue;
        }
        for (int k = 0; k < 2 && blocks[b].keys[k]; k++) {
            add_key(&l, blocks[b].keys[k]);
            add_text(&l, "null");
        }
    }
    add_text(&l, "}\n");
    if (l.full)
        return -ENOSPC;
    text[l.length] = '\0';
    return (int)l.length;
}

int facs_json_line(char *text, size_t size, const facs_result *result, const facs_live_row *live,
                   unsigned features, int full_precision)
{
    facs_result own = {.size = 0};
    facs_live_row own_live = {.size = 0};
    int status = facs_sized_read(&own, result, &FACS_SIZED(facs_result), NULL);
    if (status == 0 && live)
        status = facs_sized_read(&own_live, live, &FACS_SIZED(facs_live_row), NULL);
    return status < 0
               ? status
               : write_line(text, size, &own, live ? &own_live : NULL, features, full_precision);
}

int facs_json_lines_write(facs_stream *stream, const facs_json_lines_options *options,
                          const facs_result *result, const facs_live_row *live, facs_error *error)
{
    char text[FACS_JSON_LINE_SIZE];
    int length =
        write_line(text, sizeof(text), result, live, options->features, options->full_precision);
    if (length < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, length, "a line of JSON has no room");
    return facs_stream_write(stream, text, (size_t)length, error);
}

/* ---- The sink -------------------------------------------------------------------------------- */

typedef struct json_lines {
    facs_json_lines_options options;
    facs_stream *stream;
} json_lines;

static int row(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error)
{
    (void)frame;
    const json_lines *j = self;
    return facs_json_lines_write(j->stream, &j->options, result, NULL, error);
}

static void release(void *self)
{
    json_lines *j = self;
    facs_stream_close(&j->stream);
    free(j);
}

int facs_json_lines_open(facs_sink *sink, const char *path, const facs_json_lines_options *options,
                         facs_error *error)
{
    *sink = (facs_sink){0};
    json_lines *j = calloc(1, sizeof(*j));
    if (!j)
        return facs_fail_memory(error, "the writer of JSON lines");
    j->options = *options;
    int status = facs_stream_open(&j->stream, path, &options->stream, error);
    if (status < 0) {
        free(j);
        return status;
    }
    *sink = (facs_sink){.self = j, .row = row, .close = release};
    return 0;
}
