#include "view_markers_file.h"

#include "os/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER       "start,end,label,frame\n"
#define SECONDS_SIZE 32
#define ROW_SIZE     (2 * FACS_VIEW_LABEL_BYTES + 80)

static int write_and_close(int handle, const char *text, size_t size)
{
    int status = facs_handle_write_at(handle, text, size, 0);
    if (status == 0)
        status = facs_handle_sync(handle);
    const int closed = facs_handle_close(handle);
    return status < 0 ? status : closed;
}

int facs_view_markers_file_create(const char *path)
{
    const int handle = facs_handle_open(path, FACS_OPEN_NEW);
    return handle < 0 ? handle : write_and_close(handle, HEADER, strlen(HEADER));
}

/* In quotes if a table needs it. Returns the length. */
static size_t write_label(char *text, const char *label)
{
    size_t length = 0;
    const int quoted = strpbrk(label, ",;\"") || *label == ' ' || label[strlen(label) - 1] == ' ';
    if (quoted)
        text[length++] = '"';
    for (; *label; label++) {
        if (*label == '"')
            text[length++] = '"';
        text[length++] = *label;
    }
    if (quoted)
        text[length++] = '"';
    return length;
}

static size_t write_seconds(char *text, int64_t ms)
{
    return (size_t)snprintf(text, SECONDS_SIZE, "%lld.%03d", (long long)(ms / 1000),
                            (int)(ms % 1000));
}

/* A moment ends where it starts. NA: the segment is still open. */
static size_t write_row(char *text, const facs_view_marker *list, const facs_view_marker *marker)
{
    const facs_view_marker *other = marker->partner >= 0 ? &list[marker->partner] : marker;
    const facs_view_marker *first = other->ms < marker->ms ? other : marker; /* in a paused page */
    const facs_view_marker *last = first == other ? marker : other;
    size_t length = write_seconds(text, first->ms);
    text[length++] = ',';
    if (marker->kind == FACS_VIEW_START && marker->partner < 0)
        length += (size_t)snprintf(text + length, SECONDS_SIZE, "NA");
    else
        length += write_seconds(text + length, last->ms);
    text[length++] = ',';
    length += write_label(text + length, marker->label);
    return length +
           (size_t)snprintf(text + length, ROW_SIZE - length, ",%lld\n", (long long)first->frame);
}

/* Writes the new table next to the old one, which is this run's own. */
static int replace(const char *path, const char *part, const char *text, size_t size)
{
    facs_path_remove(part); /* of an attempt that was cut short */
    const int handle = facs_handle_open(part, FACS_OPEN_NEW);
    if (handle < 0)
        return handle;
    int status = write_and_close(handle, text, size);
    if (status == 0)
        status = facs_path_rename(part, path);
    if (status < 0)
        facs_path_remove(part);
    return status;
}

int facs_view_markers_file_write(const char *path, const facs_view_marker *list, int64_t count)
{
    const size_t part_size = strlen(path) + sizeof(".part");
    char *part = malloc(part_size), *text = malloc(sizeof(HEADER) + (size_t)count * ROW_SIZE);
    int status = -ENOMEM;
    if (part && text) {
        size_t length = strlen(HEADER);
        memcpy(text, HEADER, length);
        for (int64_t i = 0; i < count; i++)
            if (list[i].kind != FACS_VIEW_END)
                length += write_row(text + length, list, &list[i]);
        snprintf(part, part_size, "%s.part", path);
        status = replace(path, part, text, length);
    }
    free(part);
    free(text);
    return status;
}
