#include "study/path_columns.h"

#include "base/error.h"
#include "os/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAME 63 /* bytes */

/* ---- The pattern ----------------------------------------------------------------------------- */

static int refuse(const char *pattern, const char *expected, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "path: expected %s, not \"%.200s\"",
                     expected, pattern);
}

static int is_name(const char *text, size_t length)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    return length > 0 && length <= MAX_NAME && strchr(letters, text[0]) &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") >=
               length;
}

/* Adds the column of a piece {name}. */
static int add_column(facs_path_columns *c, facs_path_piece *piece, facs_error *error)
{
    const char *text = piece->text + 1;
    const size_t length = piece->length - 2;
    if (!is_name(text, length))
        return refuse(c->pattern, "names of letters, digits and _ in braces", error);
    if (c->count == FACS_PATH_COLUMNS)
        return refuse(c->pattern, "at most 32 names in braces", error);
    piece->column = c->count;
    char *name = c->names[c->count] = facs_text_part(text, length);
    if (!name)
        return facs_fail_memory(error, "the columns of the path");
    c->count++;
    for (int i = 0; i + 1 < c->count; i++)
        if (strcasecmp(c->names[i], name) == 0)
            return refuse(c->pattern, "each name in braces only once", error);
    return 0;
}

/* Takes the piece at text. */
static int take_piece(facs_path_columns *c, const char *text, facs_path_piece *piece,
                      facs_error *error)
{
    *piece = (facs_path_piece){.kind = FACS_PIECE_TEXT, .text = text, .length = 1};
    if (facs_path_is_separator(*text)) {
        piece->kind = FACS_PIECE_SEPARATOR;
    } else if (*text == '*') {
        piece->kind = FACS_PIECE_ANY;
    } else if (*text == '{') {
        piece->kind = FACS_PIECE_COLUMN;
        piece->length = strcspn(text, "}") + 1;
        if (!text[piece->length - 1])
            return refuse(c->pattern, "a } after each {", error);
        return add_column(c, piece, error);
    } else {
        while (text[piece->length] && !strchr("{*", text[piece->length]) &&
               !facs_path_is_separator(text[piece->length]))
            piece->length++;
    }
    return 0;
}

static int is_open(const facs_path_piece *piece)
{
    return piece->kind == FACS_PIECE_COLUMN || piece->kind == FACS_PIECE_ANY;
}

int facs_path_columns_open(facs_path_columns *columns, const char *pattern, facs_error *error)
{
    *columns = (facs_path_columns){.pattern = strdup(pattern)};
    columns->pieces = calloc(strlen(pattern) + 1, sizeof(*columns->pieces));
    if (!columns->pattern || !columns->pieces) {
        facs_path_columns_close(columns);
        return facs_fail_memory(error, "the columns of the path");
    }
    int status = 0;
    for (const char *text = columns->pattern; status == 0 && *text;) {
        facs_path_piece *piece = &columns->pieces[columns->piece_count];
        status = take_piece(columns, text, piece, error);
        if (status == 0 && columns->piece_count > 0 && is_open(piece) && is_open(piece - 1))
            status = refuse(pattern, "some text or a separator between two {names} or *", error);
        columns->piece_count++;
        text += piece->length;
    }
    if (status == 0 && columns->count == 0)
        status = refuse(pattern, "at least one {name}", error);
    if (status == 0 && facs_path_is_separator(*pattern))
        status = refuse(pattern, "the end of a path, without a separator at its beginning", error);
    if (status < 0)
        facs_path_columns_close(columns);
    return status;
}

void facs_path_columns_close(facs_path_columns *columns)
{
    for (int i = 0; i < columns->count; i++)
        free(columns->names[i]);
    free(columns->pattern);
    free(columns->pieces);
    *columns = (facs_path_columns){.count = 0};
}

/* ---- Matching -------------------------------------------------------------------------------- */

/* A place where an open piece began and has not ended yet. */
typedef struct opening {
    const facs_path_piece *piece;
    const char *from;
} opening;

/* Where the text piece begins at the earliest after an open one, or if it is the last, at the end;
 * NULL: nowhere. */
static const char *find_text(const facs_path_piece *text, const opening *open, const char *end,
                             int is_last)
{
    const char *at = open->from + (open->piece->kind == FACS_PIECE_COLUMN);
    if ((size_t)(end - open->from) < text->length || at > end - text->length)
        return NULL;
    if (is_last)
        at = end - text->length;
    for (; at <= end - text->length; at++)
        if (memcmp(at, text->text, text->length) == 0)
            return at;
    return NULL;
}

static void close_open(opening *open, const char *end, facs_path_value *values)
{
    if (open->piece->kind == FACS_PIECE_COLUMN)
        values[open->piece->column] = (facs_path_value){open->from, (size_t)(end - open->from)};
    open->piece = NULL;
}

/* Matches count pieces with a part of the path. An earlier place of a text never spoils a later
 * match, so nothing is tried twice. */
static int match_part(const facs_path_piece *pieces, int count, const char *at, const char *end,
                      facs_path_value *values)
{
    opening open = {NULL, NULL};
    for (int i = 0; i < count; i++) {
        if (is_open(&pieces[i])) {
            open = (opening){&pieces[i], at};
            continue;
        }
        const char *found = at;
        if (open.piece)
            found = find_text(&pieces[i], &open, end, i + 1 == count);
        else if ((size_t)(end - at) < pieces[i].length ||
                 memcmp(at, pieces[i].text, pieces[i].length) != 0)
            return 0;
        if (!found)
            return 0;
        if (open.piece)
            close_open(&open, found, values);
        at = found + pieces[i].length;
    }
    if (!open.piece)
        return at == end;
    if (open.piece->kind == FACS_PIECE_COLUMN && at == end)
        return 0;
    close_open(&open, end, values);
    return 1;
}

/* The parts . and .. are no names. */
static int is_dots(const char *from, const char *end)
{
    return end - from <= 2 && strspn(from, ".") >= (size_t)(end - from);
}

static int match(const facs_path_columns *c, const char *path, facs_path_value *values)
{
    const char *end = path + strlen(path);
    for (int last = c->piece_count; last > 0;) {
        int first = last;
        while (first > 0 && c->pieces[first - 1].kind != FACS_PIECE_SEPARATOR)
            first--;
        const char *from = end;
        while (from > path && !facs_path_is_separator(from[-1]))
            from--;
        if (is_dots(from, end) || !match_part(c->pieces + first, last - first, from, end, values))
            return 0;
        if (first > 0 && from == path)
            return 0;
        end = from - (from > path);
        last = first - 1;
    }
    return 1;
}

int facs_path_columns_match(const facs_path_columns *columns, const char *path,
                            facs_path_value *values)
{
    const int matched = match(columns, path, values);
    for (int i = 0; !matched && i < columns->count; i++)
        values[i] = (facs_path_value){NULL, 0};
    return matched;
}
