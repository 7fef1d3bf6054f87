#include "batch_json.h"

#include "cells.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_SIZE 64 /* bytes */

static int is_utf8(const char *text)
{
    while (*text)
        if (facs_utf8_next(&text) < 0)
            return 0;
    return 1;
}

/* Returns text with U+FFFD for bytes that are not UTF-8; allocated. */
static char *mended(const char *text)
{
    char *all = malloc(3 * strlen(text) + 1), *to = all;
    while (all && *text) {
        const char *from = text;
        if (facs_utf8_next(&text) < 0) {
            memcpy(to, "\xef\xbf\xbd", 3);
            to += 3;
        } else {
            memcpy(to, from, (size_t)(text - from));
            to += text - from;
        }
    }
    if (all)
        *to = 0;
    return all;
}

static char *percent_encoded(const char *text)
{
    char *all = malloc(3 * strlen(text) + 1), *to = all;
    for (; all && *text; text++) {
        const unsigned byte = (unsigned char)*text;
        if (byte > ' ' && byte < 0x7f && byte != '%')
            *to++ = *text;
        else
            to += snprintf(to, 4, "%%%02X", byte);
    }
    if (all)
        *to = 0;
    return all;
}

/* Takes over text; NULL: there was no memory for it. */
static int put_own(json_t *object, const char *key, char *text)
{
    const int status = text ? json_object_set_new(object, key, json_string(text)) : -1;
    free(text);
    return status;
}

int facs_json_put_text(json_t *object, const char *key, const char *text)
{
    char bytes_key[KEY_SIZE];
    if (!text || is_utf8(text))
        return json_object_set_new(object, key, text ? json_string(text) : json_null());
    snprintf(bytes_key, sizeof(bytes_key), "%s_bytes", key);
    if (put_own(object, key, mended(text)) < 0)
        return -1;
    return put_own(object, bytes_key, percent_encoded(text));
}

int facs_json_put_whole(json_t *object, const char *key, int64_t value)
{
    return value < 0 ? 0 : json_object_set_new(object, key, json_integer((json_int_t)value));
}

int facs_json_put_real(json_t *object, const char *key, double value)
{
    return isfinite(value) ? json_object_set_new(object, key, json_real(value)) : 0;
}

static int put_known(json_t *object, const char *key, const char *text)
{
    return text && *text ? facs_json_put_text(object, key, text) : 0;
}

int facs_json_put_row(json_t *object, const facs_batch_row *row)
{
    const int status =
        facs_json_put_text(object, "path", row->path) |
        put_known(object, "state", facs_batch_state_name(row->state)) |
        put_known(object, "message", row->message) |
        facs_json_put_whole(object, "frames", row->frames) |
        facs_json_put_real(object, "face_share", row->face_share) |
        facs_json_put_real(object, "mean_confidence", row->mean_confidence) |
        facs_json_put_whole(object, "people", row->people) |
        facs_json_put_real(object, "seconds", row->seconds) |
        facs_json_put_real(object, "fps", row->fps) | put_known(object, "options", row->options) |
        put_known(object, "results", row->results) |
        facs_json_put_whole(object, "bytes", row->bytes) |
        put_known(object, "modified", row->modified) |
        put_known(object, "finished", row->finished) | put_known(object, "host", row->host) |
        facs_json_put_real(object, "usable_share", row->usable_share) |
        facs_json_put_real(object, "blinks_per_minute", row->blinks_per_minute) |
        facs_json_put_real(object, "smiles_per_minute", row->smiles_per_minute) |
        facs_json_put_real(object, "smile_share", row->smile_share) |
        facs_json_put_real(object, "duchenne_share", row->duchenne_share) |
        facs_json_put_real(object, "talking_share", row->talking_share) |
        facs_json_put_real(object, "liveliness", row->liveliness) |
        facs_json_put_real(object, "head_speed", row->head_speed);
    return status ? -1 : 0;
}

int facs_json_put_totals(json_t *object, const facs_batch_totals *totals)
{
    const int status = facs_json_put_whole(object, "inputs", totals->inputs) |
                       facs_json_put_whole(object, "done", totals->done) |
                       facs_json_put_whole(object, "warned", totals->warned) |
                       facs_json_put_whole(object, "failed", totals->failed) |
                       facs_json_put_whole(object, "skipped", totals->skipped) |
                       facs_json_put_whole(object, "left", totals->left) |
                       facs_json_put_whole(object, "frames", totals->frames);
    return status ? -1 : 0;
}
