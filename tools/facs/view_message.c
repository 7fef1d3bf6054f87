#include "view_message.h"

#include "json_name.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_SIZE 1024 /* enough for everything about a frame except its faces */
#define FEATURES  (FACS_FEATURE_AUS | FACS_FEATURE_POSE | FACS_FEATURE_2D | FACS_FEATURE_GAZE)

char *facs_view_message_frame(const facs_view_frame *frame, size_t *bytes)
{
    const size_t size = HEAD_SIZE + (size_t)frame->result_count * (FACS_JSON_LINE_SIZE + 1);
    char *text = malloc(size);
    if (!text)
        return NULL;
    size_t length = (size_t)snprintf(
        text, HEAD_SIZE,
        "{\"number\":%lld,\"analyzed\":%lld,\"dropped\":%lld,\"markers\":%lld,\"delay\":%.2f,"
        "\"captured\":%.2f,\"source\":[%d,%d],\"picture\":[%d,%d],\"faces\":[",
        (long long)frame->number, (long long)frame->analyzed, (long long)frame->dropped,
        (long long)frame->markers, frame->delay_ms, frame->captured_ms, frame->source_width,
        frame->source_height, frame->width, frame->height);
    for (int i = 0; i < frame->result_count; i++) {
        if (i > 0)
            text[length++] = ',';
        int written =
            facs_json_line(text + length, size - length, &frame->results[i], NULL, FEATURES, 0);
        if (written < 0) {
            free(text);
            return NULL;
        }
        length += (size_t)written;
    }
    memcpy(text + length, "]}", 3);
    *bytes = length + 2;
    return text;
}

/* [[name, description], ...] of count Action Units. */
static json_t *names(const char *(*name)(int), int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++) {
        const char *description = facs_au_description(name(i));
        if (json_array_append_new(array,
                                  json_pack("[ss]", name(i), description ? description : "")) < 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* "#rrggbb" for each face, from 0; they repeat after the last. */
static json_t *face_colours(void)
{
    json_t *array = json_array();
    for (int i = 0; i < FACS_FACE_COLOURS; i++) {
        char text[8];
        snprintf(text, sizeof(text), "#%06x", (unsigned)facs_face_colour(i));
        if (json_array_append_new(array, json_string(text)) < 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

char *facs_view_message_about(const char *input, const char *record, const facs_options *analysis)
{
    json_t *root = json_pack(
        "{so so ss s[ffff] so so so}", "input", facs_json_name(input), "record",
        record ? facs_json_name(record) : json_null(), "version", facs_version(), "camera",
        (double)analysis->focal_x, (double)analysis->focal_y, (double)analysis->centre_x,
        (double)analysis->centre_y, "intensity", names(facs_intensity_name, FACS_INTENSITIES),
        "presence", names(facs_presence_name, FACS_PRESENCES), "face_colours", face_colours());
    char *text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(root);
    return text;
}
