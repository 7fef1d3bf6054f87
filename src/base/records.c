#include "base/records.h"

#include "base/error.h"
#include "base/utf16.h"
#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RECORD (256 * 1024) /* bytes; OpenFace's records have 7000 */
#define BLOCK      (64 * 1024)  /* bytes read at a time */
#define HEAD       16           /* bytes that show what kind of file it is */
#define END        (-1)         /* of the file, or a failure */

/* Where in a cell the reader is. */
enum { BEFORE, PLAIN, QUOTED, AFTER };

struct facs_records {
    int handle;
    char *path;
    unsigned char *block; /* FACS_UTF16_ROOM(BLOCK) bytes; at..filled are still to be read */
    size_t at, filled;
    int failure;          /* a negative errno of reading */
    unsigned char *utf16; /* BLOCK bytes, if the file is in UTF-16, and then: */
    facs_utf16 converter;
    int64_t line;         /* of the next byte, from 1 */
    char *text;           /* MAX_RECORD bytes: the cells of a record, each with a NUL */
    size_t length, start; /* of text so far; where the current cell starts in it */
    int state;
    int keep_blanks;                /* those around cells */
    char *cells[FACS_RECORD_CELLS]; /* in text */
};

/* ---- Bytes ----------------------------------------------------------------------------------- */

static int cannot_read(const facs_records *r, int status, facs_error *error)
{
    if (status == -EILSEQ)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s is damaged text in UTF-16: save it as \"CSV UTF-8\"", r->path);
    return facs_fail(error, FACS_ERROR_INPUT, status, "%s cannot be read (%s)", r->path,
                     facs_strerror(status));
}

/* Reads some bytes. Returns their number, 0 at the end or after a failure. */
static size_t read_some(facs_records *r, unsigned char *to, size_t size)
{
    int64_t got;
    do
        got = facs_handle_read(r->handle, to, size);
    while (got == -EINTR);
    if (got < 0)
        r->failure = (int)got;
    return got > 0 ? (size_t)got : 0;
}

/* Fills the empty block with count bytes of UTF-16, or as many as the file still has. */
static int convert(facs_records *r, size_t count)
{
    int64_t length = 0;
    while (length == 0 && count > 0) {
        length = facs_utf16_convert(&r->converter, (char *)r->block, r->utf16, count);
        count = length == 0 ? read_some(r, r->utf16, BLOCK) : 0;
    }
    if (length == 0 && !r->failure)
        length = facs_utf16_end(&r->converter);
    if (length < 0)
        r->failure = (int)length;
    r->filled = length > 0 ? (size_t)length : 0;
    return length > 0;
}

/* Reads more into the block. 1, or 0 at the end or after a failure. */
static int read_more(facs_records *r)
{
    if (r->utf16)
        return convert(r, read_some(r, r->utf16, BLOCK));
    const size_t got = read_some(r, r->block + r->filled, BLOCK - r->filled);
    r->filled += got;
    return got > 0;
}

static int fill(facs_records *r)
{
    r->at = r->filled = 0;
    return read_more(r);
}

/* Returns the next byte without taking it, or END. */
static int peek(facs_records *r)
{
    return r->at < r->filled || fill(r) ? r->block[r->at] : END;
}

/* ---- What kind of file it is ----------------------------------------------------------------- */

static int is_wrong(const facs_records *r, const char *what, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s %s", r->path, what);
}

static int is_letter(unsigned char byte)
{
    return byte >= ' ' && byte < 0x7f;
}

/* Two bytes a character without a byte order mark: letters and NULs in turn. */
static int is_bare_utf16(const unsigned char *b, size_t count)
{
    return count >= 4 && ((is_letter(b[0]) && !b[1] && is_letter(b[2]) && !b[3]) ||
                          (!b[0] && is_letter(b[1]) && !b[2] && is_letter(b[3])));
}

/* From now on, converts a file that begins as text in UTF-16. 0 or -ENOMEM. */
static int begin_utf16(facs_records *r)
{
    const size_t count = r->filled;
    if (!facs_utf16_begin(&r->converter, r->block, count))
        return 0;
    r->utf16 = malloc(BLOCK);
    if (!r->utf16)
        return -ENOMEM;
    memcpy(r->utf16, r->block, count);
    r->filled = 0;
    convert(r, count);
    return 0;
}

static int is_control(unsigned char byte)
{
    return byte < ' ' && !strchr("\t\n\v\f\r\032", byte ? byte : 1); /* 032: DOS's end of file */
}

size_t facs_utf8_character(const unsigned char *bytes, size_t count)
{
    const size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    if (bytes[0] >= 0x80 && (bytes[0] < 0xc2 || bytes[0] > 0xf4))
        return 0;
    for (size_t i = 1; i < length && i < count; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

/* Raw bytes may have no control character, but much of them is not UTF-8; of Latin-1 text, little.
 */
static int is_raw(const unsigned char *bytes, size_t count)
{
    size_t at = 0, wrong = 0;
    while (at < count && bytes[at] != '\n') {
        const size_t length = facs_utf8_character(bytes + at, count - at);
        wrong += length == 0;
        at += length ? length : 1;
    }
    return wrong > 3 && wrong > at / 8;
}

/* Refuses what is clearly something else, and says what; skips a UTF-8 byte order mark. */
static int check_kind(facs_records *r, facs_error *error)
{
    static const struct {
        const char *bytes, *what;
    } kinds[] = {
        {"PK\3\4",
         "is a workbook or another zip archive: expected a text file; save it as CSV first"},
        {"\xd0\xcf\x11\xe0", "is an old workbook: expected a text file; save it as CSV first"},
        {"\x1f\x8b", "is compressed by gzip: expected a text file; decompress it first"},
        {"SQLite format 3", "is an SQLite database: expected a text file"},
    };
    while (r->filled < HEAD && read_more(r)) {
    }
    if (begin_utf16(r) < 0)
        return facs_fail_memory(error, "a table");
    if (r->failure)
        return cannot_read(r, r->failure, error);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const size_t length = strlen(kinds[i].bytes);
        if (r->filled >= length && memcmp(r->block, kinds[i].bytes, length) == 0)
            return is_wrong(r, kinds[i].what, error);
    }
    if (is_bare_utf16(r->block, r->filled))
        return is_wrong(r,
                        "is text in UTF-16 without a byte order mark: expected UTF-8; save it as "
                        "\"CSV UTF-8\"",
                        error);
    for (size_t i = 0; i < r->filled && r->block[i] != '\n'; i++)
        if (is_control(r->block[i]))
            return is_wrong(r, "is not a text file: expected a CSV", error);
    if (is_raw(r->block, r->filled))
        return is_wrong(r, "is not a text file: expected a CSV", error);
    if (r->filled >= 3 && memcmp(r->block, "\xef\xbb\xbf", 3) == 0)
        r->at = 3;
    return 0;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

static int is_blank(int c)
{
    return c == ' ' || c == '\t';
}

/* Ends the current cell, without the blanks at its end. */
static void end_cell(facs_records *r, facs_record *record)
{
    while (!r->keep_blanks && r->length > r->start &&
           is_blank((unsigned char)r->text[r->length - 1]))
        r->length--;
    r->text[r->length++] = 0;
    if (record->count < FACS_RECORD_CELLS)
        r->cells[record->count] = r->text + r->start;
    record->count++;
    r->start = r->length;
    r->state = BEFORE;
}

/* Adds a byte to the cell, perhaps except blanks at its beginning. */
static void keep(facs_records *r, int c)
{
    if (r->length > r->start || !is_blank(c) || r->keep_blanks)
        r->text[r->length++] = (char)c;
}

/* Counts what separates cells in other files, for a message. A blank between words counts, too. */
static void count_others(const facs_records *r, facs_record *record, int c)
{
    record->others[0] += c == ';';
    record->others[1] += c == '\t';
    record->others[2] += c == '|';
    record->others[3] += c == ' ' && r->length > r->start;
}

/* Takes a byte outside quotes. Text after a closing quote belongs to the cell. 1: end of record. */
static int take_plain(facs_records *r, facs_record *record, int c)
{
    if (c == '\n' || c == '\r') {
        r->line++;
        if (c == '\r' && peek(r) == '\n')
            r->at++;
        return 1;
    }
    count_others(r, record, c);
    if (c == ',') {
        end_cell(r, record);
    } else if (c == '"' && r->state == BEFORE) {
        r->state = QUOTED;
        record->first_quoted |= record->count == 0;
    } else {
        keep(r, c);
        if (r->state == BEFORE && !is_blank(c))
            r->state = PLAIN;
    }
    return 0;
}

static void take_quoted(facs_records *r, int c)
{
    if (c == '"' && peek(r) == '"') {
        r->at++;
        keep(r, c);
    } else if (c == '"') {
        r->state = AFTER;
    } else {
        r->line += c == '\n' || (c == '\r' && peek(r) != '\n');
        keep(r, c);
    }
}

static int is_bad(const facs_records *r, const facs_record *record, const char *what,
                  facs_error *error)
{
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL, "%s: line %lld %s", r->path,
                     (long long)record->line, what);
}

/* Reads a record, which may be blank. */
static int read_record(facs_records *r, facs_record *record, facs_error *error)
{
    int c = END, over = 0;
    size_t bytes = 0;
    *record = (facs_record){.cells = r->cells, .line = r->line, .whole = r->text};
    r->length = r->start = 0;
    r->state = BEFORE;
    if (peek(r) == END)
        return r->failure ? cannot_read(r, r->failure, error) : 0;
    while (!over && (c = peek(r)) != END) {
        r->at++;
        if (++bytes + 2 >= MAX_RECORD) /* each cell has a NUL instead of its comma */
            return is_bad(r, record,
                          r->state == QUOTED ? "opens a quote that is not closed"
                                             : "is too long for a result of OpenFace",
                          error);
        if (c == 0)
            return is_bad(r, record, "has a NUL, which text never has: the file is damaged", error);
        if (r->state == QUOTED)
            take_quoted(r, c);
        else
            over = take_plain(r, record, c);
    }
    if (r->failure)
        return cannot_read(r, r->failure, error);
    if (r->state == QUOTED)
        return is_bad(r, record, "opens a quote that is not closed", error);
    record->cut = c == END;
    end_cell(r, record);
    return 1;
}

int facs_records_next(facs_records *records, facs_record *record, facs_error *error)
{
    int status;
    do
        status = read_record(records, record, error);
    while (status > 0 && record->count == 1 && (!*record->whole || !strcmp(record->whole, "\032")));
    return status;
}

int facs_records_open(facs_records **out, const char *path, facs_error *error)
{
    *out = NULL;
    facs_records *r = calloc(1, sizeof(*r));
    if (!r)
        return facs_fail_memory(error, "a table");
    r->line = 1;
    r->handle = -1;
    r->path = strdup(path);
    r->block = malloc(FACS_UTF16_ROOM(BLOCK));
    r->text = malloc(MAX_RECORD);
    int status = r->path && r->block && r->text ? 0 : facs_fail_memory(error, "a table");
    if (status == 0) {
        r->handle = facs_handle_open(path, FACS_OPEN_READ);
        status = r->handle < 0 ? cannot_read(r, r->handle, error) : check_kind(r, error);
    }
    if (status < 0) {
        facs_records_close(&r);
        return status;
    }
    *out = r;
    return 0;
}

void facs_records_keep_blanks(facs_records *records)
{
    records->keep_blanks = 1;
}

void facs_records_close(facs_records **records)
{
    if (!*records)
        return;
    if ((*records)->handle >= 0)
        facs_handle_close((*records)->handle);
    free((*records)->path);
    free((*records)->block);
    free((*records)->utf16);
    free((*records)->text);
    free(*records);
    *records = NULL;
}
