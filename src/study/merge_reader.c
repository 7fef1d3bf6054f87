#include "study/merge_reader.h"

#include "base/error.h"
#include "base/number.h"
#include "base/sha256.h"
#include "os/file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK      (256 * 1024) /* bytes; the longest line. OpenFace's have 7000 */
#define FIRST      (16 * 1024)  /* bytes read first: the header, if no more is wanted */
#define MAX_DIGITS 15           /* whole numbers of so many digits are exact doubles */
#define MAX_CELL   64           /* bytes of a cell that is not plainly a number */

struct facs_merge_reader {
    char *path;
    int handle, hashed, ended;
    char *block;       /* BLOCK bytes and a line end that stops every search */
    size_t at, filled; /* at..filled are still to be taken */
    size_t want;       /* bytes that the block is filled to */
    int64_t bytes, line;
    facs_hash hash;
    const char *cells[FACS_RECORD_CELLS];
};

/* ---- Lines ----------------------------------------------------------------------------------- */

static int cannot_read(const facs_merge_reader *r, int status, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_INPUT, status, "%s cannot be read (%s)", r->path,
                     facs_strerror(status));
}

/* Moves what is left to the front and reads as much as there is room for. */
static int fill(facs_merge_reader *r, facs_error *error)
{
    r->filled -= r->at;
    memmove(r->block, r->block + r->at, r->filled);
    r->at = 0;
    while (r->filled < r->want && !r->ended) {
        const int64_t got = facs_handle_read(r->handle, r->block + r->filled, r->want - r->filled);
        if (got == -EINTR)
            continue;
        if (got < 0)
            return cannot_read(r, (int)got, error);
        r->ended = got == 0;
        if (r->hashed)
            facs_hash_add(&r->hash, r->block + r->filled, (size_t)got);
        r->filled += (size_t)got;
        r->bytes += got;
    }
    r->block[r->filled] = '\n';
    r->want = BLOCK;
    return 0;
}

/* The end of the line that begins at r->at; with texts, outside quotes. NULL: not yet read. */
static const char *find_end(const facs_merge_reader *r, int texts)
{
    const char *at = r->block + r->at, *const filled = r->block + r->filled, *end;
    int open = 0;
    while ((end = memchr(at, '\n', (size_t)(filled - at))) != NULL && texts) {
        for (; at < end; at++)
            open ^= *at == '"';
        if (!open)
            break;
        at = end + 1;
    }
    return end;
}

/* Takes the next line that is not blank. 1, 0 at the end, or an INPUT error. */
static int take_line(facs_merge_reader *r, int texts, facs_merge_line *line, facs_error *error)
{
    size_t length;
    do {
        const char *end = find_end(r, texts);
        while (!end && !r->ended && r->filled - r->at < BLOCK) {
            const int status = fill(r, error);
            if (status < 0)
                return status;
            end = find_end(r, texts);
        }
        if (!end && r->filled - r->at == BLOCK)
            return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s: line %lld is too long", r->path,
                             (long long)r->line + 1);
        line->text = r->block + r->at;
        length = end ? (size_t)(end - line->text) : r->filled - r->at;
        r->at += length + (end != NULL);
        r->line += end || length > 0;
        length -= length > 0 && line->text[length - 1] == '\r';
        if (!end && length == 0)
            return 0;
    } while (length == 0);
    line->length = length;
    line->cells = r->cells;
    return 1;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A cell that is not plainly a number: quoted, with an exponent, missing. */
static int read_odd_cell(const char *cell, const char *end, double *value)
{
    char text[MAX_CELL];
    while (end > cell && is_blank(end[-1]))
        end--;
    if (end - cell >= 2 && *cell == '"' && end[-1] == '"') {
        cell++;
        end--;
    }
    if (end - cell >= MAX_CELL || memchr(cell, 0, (size_t)(end - cell)))
        return -EINVAL;
    memcpy(text, cell, (size_t)(end - cell));
    text[end - cell] = 0;
    return facs_number_parse_cell(text, value);
}

/* [-] digits [. digits] at text: the end, with *value; NULL: it is something else, or longer than
 * is exact. As facs_number_parse, correctly rounded (Clinger, 1990). */
static inline const char *read_plain_number(const char *text, double *value)
{
    static const double tens[MAX_DIGITS + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const int negative = *text == '-';
    const char *at = text += negative, *point = NULL;
    uint64_t whole = 0;
    for (; (unsigned)(*at - '0') < 10; at++)
        whole = 10 * whole + (unsigned)(*at - '0');
    ptrdiff_t digits = at - text, decimals = 0;
    if (*at == '.') {
        point = ++at;
        for (; (unsigned)(*at - '0') < 10; at++)
            whole = 10 * whole + (unsigned)(*at - '0');
        decimals = at - point;
        digits += decimals;
    }
    if (digits == 0 || digits > MAX_DIGITS)
        return NULL;
    const double number = (double)(int64_t)whole / tens[decimals];
    *value = negative ? -number : number;
    return at;
}

/* The comma after a cell of text, or end. */
static const char *skip_text(const char *at, const char *end)
{
    int open = 0;
    for (; at < end && (open || *at != ','); at++)
        open ^= *at == '"';
    return at;
}

static int fail_count(const facs_merge_reader *r, int cut, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: line %lld has another number of columns than the first%s", r->path,
                     (long long)r->line, cut ? ", as the file is cut short there" : "");
}

static int fail_cell(const facs_merge_reader *r, const char *cell, const char *end,
                     facs_error *error)
{
    const int length = end - cell < 40 ? (int)(end - cell) : 40;
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: line %lld: \"%.*s\" is not a number: expected one with a decimal point",
                     r->path, (long long)r->line, length, cell);
}

int facs_merge_reader_next(facs_merge_reader *r, const int *to, int count, double *values,
                           facs_merge_line *line, facs_error *error)
{
    const int status = take_line(r, count > 0 && to[count - 1] < 0, line, error);
    if (status <= 0)
        return status;
    const char *at = line->text, *const end = at + line->length;
    line->plain = 1;
    for (int i = 0; i < count; i++) {
        double value;
        if (is_blank(*at)) {
            line->plain = 0;
            at += strspn(at, " \t");
        }
        const char *after = to[i] < 0 ? skip_text(at, end) : read_plain_number(at, &value);
        r->cells[i] = at;
        if (to[i] < 0) {
            line->plain = 0;
        } else if (!after || (after < end && *after != ',')) {
            line->plain = 0;
            after = memchr(at, ',', at < end ? (size_t)(end - at) : 0);
            after = after ? after : end;
            if (at > end || read_odd_cell(at, after, &value) < 0)
                return fail_cell(r, at, after, error);
        }
        if (to[i] >= 0)
            values[to[i]] = value;
        if ((after < end) != (i + 1 < count))
            return fail_count(r, after >= end && r->ended && r->at >= r->filled, error);
        at = after + 1;
    }
    return 1;
}

/* ---- The whole ------------------------------------------------------------------------------- */

int facs_merge_reader_open(facs_merge_reader **out, const char *path, int hashed,
                           facs_merge_line *header, facs_error *error)
{
    *out = NULL;
    facs_merge_reader *r = calloc(1, sizeof(*r));
    if (!r)
        return facs_fail_memory(error, "a table");
    r->handle = -1;
    r->want = FIRST;
    r->hashed = hashed;
    r->path = strdup(path);
    r->block = malloc(BLOCK + 1);
    facs_hash_begin(&r->hash, facs_sha256_fastest());
    int status = r->path && r->block ? 0 : facs_fail_memory(error, "a table");
    if (status == 0) {
        r->block[0] = '\n';
        r->handle = facs_handle_open(path, FACS_OPEN_READ_NOW);
        status = r->handle < 0 ? cannot_read(r, r->handle, error) : take_line(r, 0, header, error);
        if (status == 0)
            status = facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s is empty", path);
    }
    if (status < 0) {
        facs_merge_reader_close(&r);
        return status;
    }
    *out = r;
    return 0;
}

void facs_merge_reader_close(facs_merge_reader **reader)
{
    if (!*reader)
        return;
    if ((*reader)->handle >= 0)
        facs_handle_close((*reader)->handle);
    free((*reader)->path);
    free((*reader)->block);
    free(*reader);
    *reader = NULL;
}

int64_t facs_merge_reader_end(facs_merge_reader *reader, char sha256[65])
{
    sha256[0] = 0;
    if (reader->hashed)
        facs_hash_end_hex(&reader->hash, sha256);
    return reader->bytes;
}
