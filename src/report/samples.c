#include "report/samples.h"

#include "base/base64.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NO_LEVEL  65535 /* the level of a sample without a value */
#define TICKS     1e4   /* per second, unless they would not fit in 32 bits */
#define BEGINNING 1000  /* seconds; tick 0 is at a multiple of it, which JSON holds exactly */
#define ALIGNMENT 12    /* bytes: whole groups of base64 and whole 32-bit words */

/* Writing one face. */
typedef struct writer {
    FILE *file;
    json_t *layout;
    const facs_recorded_face *face;
    size_t merged, count; /* rows per two samples; samples */
    size_t at;            /* bytes so far */
    float *values;        /* count */
    uint8_t *bytes;       /* room for count uint32 and ALIGNMENT */
    char *text;           /* its base64 */
    size_t text_size;
} writer;

size_t facs_samples_merged(const facs_recording *recording)
{
    if (recording->rows <= FACS_MAX_SAMPLES)
        return 1;
    return (2 * recording->rows + FACS_MAX_SAMPLES - 1) / FACS_MAX_SAMPLES;
}

size_t facs_samples_count(const facs_recording *recording, const facs_recorded_face *face)
{
    const size_t merged = facs_samples_merged(recording);
    return merged == 1 ? face->rows : 2 * ((face->rows + merged - 1) / merged);
}

/* The row that gives a sample its frame and time. */
static size_t row_of(const writer *w, size_t sample)
{
    if (w->merged == 1)
        return sample;
    const size_t first = sample / 2 * w->merged;
    const size_t row = first + (sample % 2) * (w->merged / 2);
    return row < w->face->rows ? row : w->face->rows - 1;
}

/* Turns the rows first to end - 1 into two samples. */
static void merge(const float *values, size_t first, size_t end, float out[2])
{
    size_t low = end, high = end;
    for (size_t row = first; row < end; row++) {
        if (isnan(values[row]))
            continue;
        if (low == end || values[row] < values[low])
            low = row;
        if (high == end || values[row] > values[high])
            high = row;
    }
    out[0] = low == end ? NAN : values[low < high ? low : high];
    out[1] = low == end ? NAN : values[low < high ? high : low];
}

static void take_samples(writer *w, const float *values)
{
    const size_t rows = w->face->rows;
    if (w->merged == 1) {
        memcpy(w->values, values, rows * sizeof(*values));
        return;
    }
    for (size_t sample = 0; sample < w->count; sample += 2) {
        const size_t first = sample / 2 * w->merged;
        const size_t end = first + w->merged < rows ? first + w->merged : rows;
        merge(values, first, end, w->values + sample);
    }
}

/* 1: it is set in any row of the sample. */
static int is_set(const writer *w, const float *values, const uint8_t *flags, size_t sample)
{
    const size_t first = w->merged == 1 ? sample : sample / 2 * w->merged;
    size_t end = first + w->merged;
    end = end < w->face->rows ? end : w->face->rows;
    for (size_t row = first; row < end; row++)
        if (flags ? flags[row] : values[row] >= 0.5f)
            return 1;
    return 0;
}

/* Writes size bytes of a column, padded. */
static int put(writer *w, const char *key, const char *kind, size_t size, double low, double step)
{
    const size_t padded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    memset(w->bytes + size, 0, padded - size);
    facs_base64(w->text, w->bytes, padded);
    fputs(w->text, w->file);
    json_t *column = json_pack("{s:s, s:s, s:I, s:f, s:f}", "key", key, "kind", kind, "at",
                               (json_int_t)w->at, "low", low, "step", step);
    w->at += padded;
    return json_array_append_new(w->layout, column) < 0 ? -ENOMEM : 0;
}

static void put_little(uint8_t *at, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static int put_clock(writer *w)
{
    for (size_t i = 0; i < w->count; i++)
        put_little(w->bytes + 4 * i, w->face->frames[row_of(w, i)], 4);
    int status = put(w, "frame", "frames", 4 * w->count, 0, 1);
    /* Times increase up to at most FACS_LONGEST_TIME, for which ticks of a second suffice. */
    const double low = floor(w->face->times[0] / BEGINNING) * BEGINNING;
    const double last = w->face->times[w->face->rows - 1] - low;
    double ticks = TICKS;
    while (ticks > 1 && last * ticks > UINT32_MAX)
        ticks /= 10;
    for (size_t i = 0; i < w->count; i++)
        put_little(w->bytes + 4 * i, (uint32_t)((w->face->times[row_of(w, i)] - low) * ticks + 0.5),
                   4);
    return status < 0 ? status : put(w, "time", "times", 4 * w->count, low, 1 / ticks);
}

static int put_bits(writer *w, const char *key, const float *values, const uint8_t *flags)
{
    const size_t size = (w->count + 7) / 8;
    memset(w->bytes, 0, size);
    for (size_t i = 0; i < w->count; i++)
        w->bytes[i / 8] |= (uint8_t)(is_set(w, values, flags, i) << i % 8);
    return put(w, key, "bits", size, 0, 1);
}

static int put_levels(writer *w, const char *key, const float *values)
{
    double low = INFINITY, high = -INFINITY;
    take_samples(w, values);
    for (size_t i = 0; i < w->count; i++) {
        if (!isfinite(w->values[i]))
            continue;
        low = fmin(low, (double)w->values[i]);
        high = fmax(high, (double)w->values[i]);
    }
    low = low <= high ? low : 0;
    const double step = high > low ? (high - low) / (NO_LEVEL - 1) : 1;
    for (size_t i = 0; i < w->count; i++) {
        const double level = round(((double)w->values[i] - low) / step);
        put_little(w->bytes + 2 * i, isfinite(level) ? (uint32_t)level : NO_LEVEL, 2);
    }
    return put(w, key, "levels", 2 * w->count, low, step);
}

#define KEY_SIZE 24 /* as a column's name */

/* Those of facs's own columns that the page has a use for. */
static const char *const own_keys[FACS_OWN_COLUMNS] = {
    [FACS_OWN_LID_SHARE] = "lid_share_left", [FACS_OWN_LID_SHARE + 1] = "lid_share_right",
    [FACS_OWN_HEAD_SPEED] = "head_speed",    [FACS_OWN_GAZE_SPEED] = "gaze_speed",
    [FACS_OWN_QUALITY] = "quality",
};

/* A measure's name in the page; "": the page has no use for it. */
static void key_of(int measure, char key[KEY_SIZE])
{
    static const char *const poses[] = {"Tx", "Ty", "Tz", "Rx", "Ry", "Rz"};
    key[0] = 0;
    if (measure < FACS_MEASURE_PRESENCE)
        snprintf(key, KEY_SIZE, "%s_r", facs_intensity_name(measure));
    else if (measure < FACS_MEASURE_POSE)
        snprintf(key, KEY_SIZE, "%s_c", facs_presence_name(measure - FACS_MEASURE_PRESENCE));
    else if (measure < FACS_MEASURE_SIDES)
        snprintf(key, KEY_SIZE, "%s", poses[measure - FACS_MEASURE_POSE]);
    else if (measure < FACS_MEASURE_CONFIDENCE)
        snprintf(key, KEY_SIZE, "side_%d", measure - FACS_MEASURE_SIDES);
    else if (measure == FACS_MEASURE_CONFIDENCE)
        snprintf(key, KEY_SIZE, "confidence");
    else if (measure >= FACS_MEASURE_CORRECTED)
        snprintf(key, KEY_SIZE, "%s_p", facs_presence_name(measure - FACS_MEASURE_CORRECTED));
    else if (measure >= FACS_MEASURE_OWN)
        snprintf(key, KEY_SIZE, "%s",
                 own_keys[measure - FACS_MEASURE_OWN] ? own_keys[measure - FACS_MEASURE_OWN] : "");
    else if (measure == FACS_MEASURE_GAZE || measure == FACS_MEASURE_GAZE + 1)
        snprintf(key, KEY_SIZE, "gaze_%c", measure == FACS_MEASURE_GAZE ? 'x' : 'y');
}

static int write_columns(writer *w)
{
    char key[KEY_SIZE];
    int status = put_clock(w);
    if (status == 0)
        status = put_bits(w, "success", NULL, w->face->success);
    for (int i = 0; i < FACS_MEASURES && status == 0; i++) {
        const float *values = w->face->values[i];
        key_of(i, key);
        if (!values || !key[0])
            continue;
        if ((i >= FACS_MEASURE_PRESENCE && i < FACS_MEASURE_POSE) || i >= FACS_MEASURE_CORRECTED)
            status = put_bits(w, key, values, NULL);
        else
            status = put_levels(w, key, values);
    }
    return status;
}

int facs_samples_write(FILE *file, json_t *layout, const facs_recording *recording,
                       const facs_recorded_face *face)
{
    writer w = {.file = file,
                .layout = layout,
                .face = face,
                .merged = facs_samples_merged(recording),
                .count = facs_samples_count(recording, face)};
    const size_t max = 4 * w.count + ALIGNMENT;
    w.text_size = FACS_BASE64_SIZE(max);
    w.values = malloc((w.count + 1) * sizeof(*w.values));
    w.bytes = malloc(max);
    w.text = malloc(w.text_size);
    int status = w.values && w.bytes && w.text ? write_columns(&w) : -ENOMEM;
    free(w.values);
    free(w.bytes);
    free(w.text);
    return status;
}
