#include "events/segments.h"

#include "base/error.h"
#include "base/file.h"
#include "base/pattern.h"
#include "base/records.h"
#include "base/utf16.h"
#include "events/series.h"
#include "os/path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES ((size_t)64 << 20) /* of a file */
#define SHOWN     "%.60s"            /* of a wrong cell in a message */

/* ---- The list -------------------------------------------------------------------------------- */

int facs_segments_refuse(const facs_segments_reader *reader, int64_t line, const char *expected,
                         const char *found)
{
    return facs_fail(reader->error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: line %lld: expected %s, not \"" SHOWN "\"", reader->path, (long long)line,
                     expected, found);
}

void facs_segments_leave_out(facs_segments *segments, int64_t line)
{
    if (segments->points++ == 0)
        segments->points_line = line;
}

static int grow(facs_segments *s)
{
    const size_t room = s->room ? 2 * s->room : 64;
    facs_segment *list = realloc(s->list, room * sizeof(*list));
    if (!list)
        return -ENOMEM;
    s->list = list;
    s->room = room;
    return 0;
}

static int add_copy(facs_segments_reader *reader, const facs_segment *segment)
{
    facs_segments *s = reader->segments;
    char numbered[32];
    const char *label = segment->label, *pattern = segment->pattern;
    snprintf(numbered, sizeof(numbered), "segment %zu", s->count + 1);
    label = label && *label ? label : numbered;
    const size_t length = strlen(label) + 1, pattern_length = pattern ? strlen(pattern) + 1 : 0;
    char *text = malloc(length + pattern_length);
    if (!text || (s->count == s->room && grow(s) < 0)) {
        free(text);
        return facs_fail_memory(reader->error, "the segments");
    }
    memcpy(text, label, length);
    facs_one_line(text);
    facs_segment *copy = &s->list[s->count++];
    *copy = *segment;
    copy->label = copy->text = text;
    copy->pattern = pattern ? memcpy(text + length, pattern, pattern_length) : NULL;
    return 0;
}

int facs_segments_add(facs_segments_reader *reader, const facs_segment *segment)
{
    char times[64];
    snprintf(times, sizeof(times), "%g to %g", segment->start, segment->end);
    if (!(segment->start >= 0 && segment->end >= segment->start &&
          segment->end <= FACS_LONGEST_TIME))
        return facs_segments_refuse(reader, segment->line,
                                    "a segment that ends after it starts, in seconds from 0 on",
                                    times);
    if (segment->end == segment->start) {
        facs_segments_leave_out(reader->segments, segment->line);
        return 0;
    }
    if ((segment->label && strlen(segment->label) > FACS_MAX_SEGMENT_BYTES) ||
        (segment->pattern && strlen(segment->pattern) > FACS_MAX_SEGMENT_BYTES))
        return facs_segments_refuse(reader, segment->line, "at most 1000 bytes in a cell",
                                    segment->label ? segment->label : "");
    if (reader->segments->count == FACS_MAX_SEGMENTS)
        return facs_segments_refuse(reader, segment->line, "at most 100000 segments", times);
    return add_copy(reader, segment);
}

void facs_segments_free(facs_segments *segments)
{
    for (size_t i = 0; i < segments->count; i++)
        free(segments->list[i].text);
    free(segments->list);
    *segments = (facs_segments){.count = 0};
}

/* ---- The file -------------------------------------------------------------------------------- */

/* ELAN writes the declaration of XML first, whatever the name. */
static int is_xml(const char *text)
{
    return strncmp(text, "<?xml", 5) == 0 || strncmp(text, "<ANNOTATION_DOCUMENT", 20) == 0;
}

/* Text in UTF-16 without a byte order mark has zero bytes. */
static int check_utf8(const facs_segments_reader *reader)
{
    int64_t line = 1;
    for (const char *at = reader->text; at < reader->end;) {
        const size_t length =
            *at ? facs_utf8_character((const unsigned char *)at, (size_t)(reader->end - at)) : 0;
        if (length == 0)
            return facs_fail(reader->error, FACS_ERROR_INPUT, -EINVAL,
                             "%s: line %lld: expected text in UTF-8: save it as \"CSV UTF-8\"",
                             reader->path, (long long)line);
        line += *at == '\n';
        at += length;
    }
    return 0;
}

static int read_text(facs_segments_reader *reader, facs_file *file)
{
    char *text = (char *)file->data;
    int status = facs_utf16_replace(&text, &file->size);
    if (status == -ENOMEM)
        return facs_fail_memory(reader->error, "the segments");
    file->data = (unsigned char *)text;
    reader->text = text;
    reader->end = text + file->size;
    status = check_utf8(reader); /* it refuses damaged UTF-16, too */
    if (status < 0)
        return status;
    if (strncmp(reader->text, "\xef\xbb\xbf", 3) == 0)
        reader->text += 3;
    return is_xml(reader->text) ? facs_segments_read_eaf(reader) : facs_segments_read_table(reader);
}

int facs_segments_read(facs_segments *segments, const char *path, facs_error *error)
{
    facs_file file;
    facs_error fault = {.kind = FACS_ERROR_NONE};
    facs_segments_reader reader = {.segments = segments, .path = path, .error = error};
    *segments = (facs_segments){.count = 0};
    int status = facs_file_read(&file, path, MAX_BYTES, &fault);
    if (status == -EFBIG)
        return facs_fail(error, FACS_ERROR_INPUT, status, "%s: expected at most 64 MiB of segments",
                         path);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INPUT, status, "%s cannot be read (%s)", path,
                         facs_strerror(status));
    status = read_text(&reader, &file);
    if (status == 0 && segments->count == 0)
        status = facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                           "%s: expected at least one segment with a start and an end", path);
    facs_file_free(&file);
    if (status < 0)
        facs_segments_free(segments);
    return status;
}

/* ---- Which recordings ------------------------------------------------------------------------ */

/* The length of a path without the ending of its name. */
static size_t without_ending(const char *path)
{
    const char *name = facs_path_name(path), *dot = strrchr(name, '.');
    return dot && dot > name ? (size_t)(dot - path) : strlen(path);
}

/* 1: the first length bytes of a path end in whole names that are equal to the first own bytes of
 * name. */
static int ends_in(const char *path, size_t length, const char *name, size_t own)
{
    return own > 0 && own <= length && strncasecmp(path + length - own, name, own) == 0 &&
           (own == length || facs_path_is_separator(path[length - own - 1]));
}

static int is_named(const char *path, const char *name, int is_result)
{
    const size_t own = strlen(name), stem = without_ending(path);
    return ends_in(path, strlen(path), name, own) || ends_in(path, stem, name, own) ||
           (is_result && ends_in(path, stem, name, without_ending(name)));
}

static int is_like(const char *path, const char *pattern)
{
    for (const char *from = path; *from; from++)
        if ((from == path || facs_path_is_separator(from[-1])) && facs_pattern_match(pattern, from))
            return 1;
    return 0;
}

int facs_segment_matches(const facs_segment *segment, const char *input, const char *csv)
{
    const char *pattern = segment->pattern;
    if (!pattern)
        return 1;
    if (segment->literal || !strpbrk(pattern, "*?[,"))
        return (input && is_named(input, pattern, 0)) || (csv && is_named(csv, pattern, 1));
    return (input && is_like(input, pattern)) || (csv && is_like(csv, pattern));
}
