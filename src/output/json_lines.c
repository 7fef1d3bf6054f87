#include "output/json_lines.h"

#include "base/error.h"
#include "base/sized.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A growing line; once it is full, nothing more is added. */
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

static void add_key_of(line *l, const char *name, size_t length)
{
    const int first = l->length > 0 && l->text[l->length - 1] == '{';
    add_text(l, first ? "\"" : ",\"");
    add(l, name, length);
    add_text(l, "\":");
}

static void add_key(line *l, const char *name)
{
    add_key_of(l, name, strlen(name));
}

static void add_whole(line *l, int64_t value)
{
    char number[FACS_NUMBER_SIZE];
    add(l, number, (size_t)facs_number_fixed(number, (double)value, 0));
}

/* JSON has no NaN and no infinity. length 0: an empty cell. */
static void add_number(line *l, const char *number, int length)
{
    if (length == 0 || number[length - 1] > '9') /* nan, inf */
        add_text(l, "null");
    else
        add(l, number, (size_t)length);
}

/* The i-th value, as in the CSV. */
static void add_value(line *l, const facs_values *values, int i, const facs_result *result)
{
    char number[FACS_NUMBER_SIZE];
    if (values->kind == FACS_VALUE_FLAG) {
        const float flag = *(const float *)facs_columns_value(values, i, result);
        add_text(l, isnan(flag) ? "null" : flag > 0.5f ? "1" : "0");
        return;
    }
    add_number(l, number, facs_csv_number(number, values, i, result, l->full_precision));
}

/* A list of numbers; if there are several axes, each a table row, of points [x,y]. */
static void add_list(line *l, const facs_values *values, int axes, const facs_result *result)
{
    for (int i = 0; i < values->count; i++) {
        add_text(l, i > 0 ? "," : "[");
        for (int axis = 0; axis < axes; axis++) {
            if (axes > 1)
                add_text(l, axis > 0 ? "," : "[");
            add_value(l, values + axis, i, result);
        }
        if (axes > 1)
            add_text(l, "]");
    }
    add_text(l, "]");
}

/* {"AU01":..}. */
static void add_action_units(line *l, const facs_values *values, const facs_result *result)
{
    const int intensities = values->naming == FACS_NAMED_INTENSITY;
    add_text(l, "{");
    for (int i = 0; i < values->count; i++) {
        add_key(l, intensities ? facs_intensity_name(i) : facs_presence_name(i));
        add_value(l, values, i, result);
    }
    add_text(l, "}");
}

static void add_values(line *l, const facs_values *values, const facs_result *result)
{
    int axis;
    const int axes = facs_columns_axes(values, &axis);
    if (values->naming == FACS_NAMED_INTENSITY || values->naming == FACS_NAMED_PRESENCE)
        add_action_units(l, values, result);
    else if (values->naming == FACS_NAMED_PLAIN)
        add_value(l, values, 0, result);
    else
        add_list(l, values, axes, result);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

/* Length of the enclosing object's key, "pose" in "pose.position"; 0: none. */
static size_t object_length(const char *json)
{
    const char *dot = strchr(json, '.');
    return dot ? (size_t)(dot - json) : 0;
}

/* Leaves the object of the previous value and enters that of the next one ("": none), which is null
 * without a face. Returns 1 inside an object. */
static int enter_object(line *l, const char *before, const char *next, int success)
{
    const size_t old = object_length(before), length = object_length(next);
    if (old == length && memcmp(before, next, length) == 0)
        return length > 0;
    if (old > 0 && success)
        add_text(l, "}");
    if (length > 0) {
        add_key_of(l, next, length);
        add_text(l, success ? "{" : "null");
    }
    return length > 0;
}

/* The values of one feature; null without a face. */
static void add_block(line *l, unsigned feature, const facs_result *result)
{
    const char *before = "";
    for (const facs_values *v = NULL; (v = facs_columns_next(v, feature)) != NULL;) {
        if (!v->json || strcmp(v->json, before) == 0) /* another axis of the same points */
            continue;
        const int inside = enter_object(l, before, v->json, result->success);
        before = v->json;
        if (inside && !result->success)
            continue;
        add_key(l, v->json + object_length(v->json) + inside);
        if (result->success)
            add_values(l, v, result);
        else
            add_text(l, "null");
    }
    enter_object(l, before, "", result->success);
}

/* Keys of the leading values, in the order of the line. */
static const char *const lead[] = {"frame", "time", "face_id", "success", "damaged", "confidence"};

/* Blocks in the order of the line. */
static const unsigned blocks[] = {FACS_FEATURE_AUS,     FACS_FEATURE_POSE, FACS_FEATURE_GAZE,
                                  FACS_FEATURE_2D,      FACS_FEATURE_3D,   FACS_FEATURE_PDM,
                                  FACS_FEATURE_MEASURES};

static void add_lead(line *l, const facs_result *result, const facs_live_row *live)
{
    char number[FACS_NUMBER_SIZE];
    add_text(l, "{");
    add_key(l, "schema");
    add_whole(l, FACS_JSON_SCHEMA);
    for (size_t k = 0; k < sizeof(lead) / sizeof(lead[0]); k++)
        for (const facs_values *v = NULL; (v = facs_columns_next(v, FACS_LEAD_VIDEO)) != NULL;)
            if (v->json && strcmp(v->json, lead[k]) == 0) {
                add_key(l, lead[k]);
                add_value(l, v, 0, result);
            }
    add_key(l, "calibrated");
    add_text(l, "false");
    if (!live)
        return;
    add_key(l, "delay_ms");
    const float ms = (float)live->delay_ms;
    add_number(l, number,
               l->full_precision ? facs_number_shortest_float(number, ms)
                                 : facs_number_fixed(number, (double)ms, 2));
    add_key(l, "dropped");
    add_whole(l, live->dropped);
}

int facs_json_line(char *text, size_t size, const facs_result *result, const facs_live_row *live,
                   unsigned features, int full_precision)
{
    line l = {.text = text, .size = size, .full = size == 0, .full_precision = full_precision};
    facs_result own = {.size = 0};
    facs_live_row own_live = {.size = 0};
    int status = text ? facs_sized_read(&own, result, &FACS_SIZED(facs_result), NULL) : -EINVAL;
    if (status == 0 && live)
        status = facs_sized_read(&own_live, live, &FACS_SIZED(facs_live_row), NULL);
    if (status < 0)
        return status;

    add_lead(&l, &own, live ? &own_live : NULL);
    for (size_t b = 0; b < sizeof(blocks) / sizeof(blocks[0]); b++)
        if (blocks[b] & features)
            add_block(&l, blocks[b], &own);
    add_text(&l, "}\n");
    if (l.full)
        return -ENOSPC;
    text[l.length] = '\0';
    return (int)l.length;
}

int facs_json_lines_write(facs_stream *stream, const facs_csv_options *columns,
                          const facs_result *result, const facs_live_row *live, facs_error *error)
{
    char text[FACS_JSON_LINE_SIZE];
    int length = facs_json_line(text, sizeof(text), result, live, columns->features,
                                columns->full_precision);
    if (length > 0 && columns->pictures)
        length = facs_picture_key(text, sizeof(text), length, columns->pictures, result->index);
    if (length < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, length, "a JSON line is too long");
    return facs_stream_write(stream, text, (size_t)length, error);
}
