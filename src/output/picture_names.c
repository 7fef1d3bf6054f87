#include "output/picture_names.h"

#include "os/file.h"
#include "os/path.h"
#include "output/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int facs_picture_names_has(const facs_source_info *source)
{
    return source->pictures != NULL || strcmp(source->kind, "image") == 0;
}

json_t *facs_picture_name(const facs_picture_names *names, int64_t frame)
{
    const facs_source_info *source = names->source;
    if (!source->pictures)
        return facs_json_text(facs_path_name(names->input));
    const int known = frame >= 0 && frame < source->picture_count;
    return facs_json_text(known ? source->pictures[frame] : "");
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Readers drop blanks at the ends of a cell that has no quotes. */
static int needs_quotes(const char *name, size_t length)
{
    return name[strcspn(name, "\",\r\n")] ||
           (length > 0 && (is_blank(name[0]) || is_blank(name[length - 1])));
}

static int put_cell(char *text, size_t size, const char *name)
{
    const size_t length = strlen(name);
    const int quoted = needs_quotes(name, length);
    size_t at = 0;
    if (size < 2 * length + 3)
        return -ENOSPC;
    if (quoted)
        text[at++] = '"';
    for (const char *c = name; *c; c++) {
        if (*c == '"')
            text[at++] = '"';
        text[at++] = *c;
    }
    if (quoted)
        text[at++] = '"';
    text[at] = '\0';
    return (int)at;
}

int facs_picture_cell(char *text, size_t size, const facs_picture_names *names, int64_t frame)
{
    json_t *name = facs_picture_name(names, frame);
    const int length = name ? put_cell(text, size, json_string_value(name)) : -ENOMEM;
    json_decref(name);
    return length;
}

int facs_picture_key(char *text, size_t size, int length, const facs_picture_names *names,
                     int64_t frame)
{
    json_t *name = facs_picture_name(names, frame);
    char *quoted = name ? json_dumps(name, JSON_ENCODE_ANY) : NULL;
    const size_t at = (size_t)length - strlen("}\n"), room = size - at;
    int status = -ENOMEM;
    if (quoted) {
        const int more = snprintf(text + at, room, ",\"" FACS_PICTURE_COLUMN "\":%s}\n", quoted);
        status = more < 0 || (size_t)more >= room ? -ENOSPC : (int)at + more;
    }
    free(quoted);
    json_decref(name);
    return status;
}

/* 1: a quote is open at the end. */
static int goes_on(const char *text, size_t length)
{
    int open = 0;
    for (size_t i = 0; i < length; i++)
        open ^= text[i] == '"';
    return open;
}

int64_t facs_picture_row(char **line, size_t *size, FILE *stream)
{
    int64_t length = facs_stream_line(line, size, stream);
    char *more = NULL;
    size_t room = 0;
    while (length > 0 && goes_on(*line, (size_t)length)) {
        const int64_t next = facs_stream_line(&more, &room, stream);
        char *joined = next > 0 ? realloc(*line, (size_t)(length + next) + 1) : NULL;
        if (!joined) {
            length = -1;
            break;
        }
        memcpy(joined + length, more, (size_t)next + 1);
        *line = joined;
        *size = (size_t)(length + next) + 1;
        length += next;
    }
    free(more);
    return length;
}
