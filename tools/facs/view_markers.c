#include "view_markers.h"

#include "view_markers_file.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/thread.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BURST       20                                /* markers at once: as fast as fingers type */
#define PER_MS      0.01                              /* and ten a second in the long run */
#define LINE_SIZE   (6 * FACS_VIEW_LABEL_BYTES + 128) /* with each byte escaped */
#define FIRST_COUNT 64

struct facs_view_markers {
    facs_mutex setting; /* held while one is set, and guards the file's name */
    char *path;         /* of the file; NULL: none */
    facs_mutex mutex;   /* guards the rest, never for long */
    facs_view_marker *list;
    int64_t count, room;
    int64_t frame, ms; /* of the last analyzed frame */
    double allowed;    /* markers right now */
    double allowed_ms; /* when that was */
    int64_t said;      /* how many lines were returned */
    char line[LINE_SIZE];
};

int facs_view_markers_open(facs_view_markers **out)
{
    *out = NULL;
    facs_view_markers *m = calloc(1, sizeof(*m));
    if (!m)
        return -ENOMEM;
    int status = facs_mutex_init(&m->setting);
    if (status == 0) {
        status = facs_mutex_init(&m->mutex);
        if (status < 0)
            facs_mutex_destroy(&m->setting);
    }
    if (status < 0) {
        free(m);
        return status;
    }
    m->allowed = BURST;
    m->allowed_ms = facs_clock_ms();
    *out = m;
    return 0;
}

void facs_view_markers_close(facs_view_markers **markers)
{
    facs_view_markers *m = *markers;
    if (!m)
        return;
    facs_mutex_destroy(&m->mutex);
    facs_mutex_destroy(&m->setting);
    if (m->path && m->count == 0) /* this run's own, and nothing but a header */
        facs_path_remove(m->path);
    free(m->path);
    free(m->list);
    free(m);
    *markers = NULL;
}

int facs_view_markers_keep(facs_view_markers *m, const char *path)
{
    char *copy = strdup(path);
    if (!copy)
        return -ENOMEM;
    const int status = facs_view_markers_file_create(path);
    if (status < 0)
        free(copy);
    else
        m->path = copy;
    return status;
}

int64_t facs_view_markers_reach(facs_view_markers *m, int64_t frame, int64_t ms)
{
    if (facs_mutex_lock(&m->mutex) != 0)
        return 0;
    m->frame = frame > m->frame ? frame : m->frame;
    m->ms = ms > m->ms ? ms : m->ms;
    const int64_t count = m->count;
    facs_mutex_unlock(&m->mutex);
    return count;
}

/* ---- Setting --------------------------------------------------------------------------------- */

/* A terminal or a table must not take a label for anything else, so control characters, those of
 * U+0080 to U+009F included, are refused. */
static int is_label(const char *label)
{
    const size_t length = strlen(label);
    if (length == 0 || length > FACS_VIEW_LABEL_BYTES)
        return 0;
    for (const unsigned char *c = (const unsigned char *)label; *c; c++)
        if (*c < 0x20 || *c == 0x7f || (*c == 0xc2 && c[1] < 0xa0))
            return 0;
    json_t *text = json_string(label); /* checks UTF-8 */
    json_decref(text);
    return text != NULL;
}

/* Call with the mutex locked. */
static int take_allowance(facs_view_markers *m)
{
    const double now = facs_clock_ms();
    m->allowed += (now - m->allowed_ms) * PER_MS;
    m->allowed = m->allowed < BURST ? m->allowed : BURST;
    m->allowed_ms = now;
    if (m->allowed < 1)
        return -EAGAIN;
    m->allowed--;
    return 0;
}

/* Call with the mutex locked. */
static int make_room(facs_view_markers *m)
{
    if (m->count == FACS_VIEW_MAX_MARKERS)
        return -ENOSPC;
    if (m->count < m->room)
        return 0;
    const int64_t room = m->room ? 2 * m->room : FIRST_COUNT;
    facs_view_marker *list = realloc(m->list, (size_t)room * sizeof(*list));
    if (!list)
        return -ENOMEM;
    m->list = list;
    m->room = room;
    return 0;
}

static int64_t open_segment(const facs_view_markers *m, const char *label)
{
    for (int64_t i = m->count - 1; i >= 0; i--)
        if (m->list[i].kind == FACS_VIEW_START && m->list[i].partner < 0 &&
            strcmp(m->list[i].label, label) == 0)
            return i;
    return -1;
}

/* Fills in the place after the last marker, which nobody else looks at yet. */
static int prepare(facs_view_markers *m, const char *label, int64_t frame, int64_t ms, int segment)
{
    if (facs_mutex_lock(&m->mutex) != 0)
        return -EINVAL;
    int status = frame < 1 || frame > m->frame || ms < 0 || ms > m->ms ? -EINVAL : 0;
    if (status == 0)
        status = take_allowance(m);
    if (status == 0)
        status = make_room(m);
    if (status == 0) {
        facs_view_marker *marker = &m->list[m->count];
        *marker = (facs_view_marker){.frame = frame, .ms = ms, .partner = -1};
        snprintf(marker->label, sizeof(marker->label), "%s", label);
        if (segment)
            marker->partner = open_segment(m, label);
        marker->kind = !segment              ? FACS_VIEW_MOMENT
                       : marker->partner < 0 ? FACS_VIEW_START
                                             : FACS_VIEW_END;
        if (marker->partner >= 0)
            m->list[marker->partner].partner = m->count;
    }
    facs_mutex_unlock(&m->mutex);
    return status;
}

/* Makes the prepared marker count, or forgets it. */
static void finish(facs_view_markers *m, int is_saved)
{
    if (facs_mutex_lock(&m->mutex) != 0)
        return;
    const facs_view_marker *marker = &m->list[m->count];
    if (is_saved)
        m->count++;
    else if (marker->partner >= 0)
        m->list[marker->partner].partner = -1;
    facs_mutex_unlock(&m->mutex);
}

int facs_view_markers_set(facs_view_markers *m, const char *label, int64_t frame, int64_t ms,
                          int segment)
{
    if (!is_label(label))
        return -EINVAL;
    if (facs_mutex_lock(&m->setting) != 0)
        return -EINVAL;
    int status = prepare(m, label, frame, ms, segment);
    if (status == 0) {
        /* Only who sets a marker changes the list. */
        status = m->path ? facs_view_markers_file_write(m->path, m->list, m->count + 1) : 0;
        finish(m, status == 0);
    }
    facs_mutex_unlock(&m->setting);
    return status;
}

/* ---- As JSON --------------------------------------------------------------------------------- */

/* Writes the object into text, LINE_SIZE bytes. Returns its length, or 0 without memory. */
static size_t write_object(char *text, const facs_view_marker *marker)
{
    static const char *const kinds[] = {"moment", "start", "end"};
    json_t *label = json_string(marker->label);
    char *quoted = json_dumps(label, JSON_ENCODE_ANY);
    json_decref(label);
    if (!quoted)
        return 0;
    const int length = snprintf(text, LINE_SIZE,
                                "{\"marker\":%s,\"kind\":\"%s\",\"frame\":%lld,\"time\":%lld.%03d}",
                                quoted, kinds[marker->kind], (long long)marker->frame,
                                (long long)(marker->ms / 1000), (int)(marker->ms % 1000));
    free(quoted);
    return (size_t)length;
}

char *facs_view_markers_list(facs_view_markers *m)
{
    if (facs_mutex_lock(&m->mutex) != 0)
        return NULL;
    char *text = malloc(3 + (size_t)m->count * LINE_SIZE);
    size_t length = 0;
    if (text)
        text[length++] = '[';
    for (int64_t i = 0; text && i < m->count; i++) {
        if (i > 0)
            text[length++] = ',';
        length += write_object(text + length, &m->list[i]);
    }
    if (text)
        memcpy(text + length, "]", 2);
    facs_mutex_unlock(&m->mutex);
    return text;
}

const char *facs_view_markers_line(facs_view_markers *m)
{
    if (facs_mutex_lock(&m->mutex) != 0)
        return NULL;
    size_t length = 0;
    if (m->said < m->count)
        length = write_object(m->line, &m->list[m->said]);
    if (length > 0) {
        memcpy(m->line + length, "\n", 2);
        m->said++;
    }
    facs_mutex_unlock(&m->mutex);
    return length > 0 ? m->line : NULL;
}
