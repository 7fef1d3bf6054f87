/*
 * Segments in a table: by hand (pattern, start, end, label), ELAN's tab-delimited text, BORIS's
 * aggregated events, BIDS's events, Audacity's labels. Cells are between commas, semicolons or
 * tabs; columns are found by their names.
 */
#include "base/error.h"
#include "base/number.h"
#include "events/segments.h"
#include "os/path.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CELLS 256
#define MAX_TIME  48 /* bytes of a time */

/* What a column is. */
typedef enum role { NOTHING, PATTERN, MEDIA, START, END, DURATION, LABEL, TIER } role;

/* Names of columns in lower case, letters and digits only; a time's may end in a unit. Where a
 * table has several of a role, the first name that it has counts. */
static const struct {
    const char *name;
    role role;
} names[] = {
    {"pattern", PATTERN},     {"path", PATTERN},     {"video", PATTERN},    {"input", PATTERN},
    {"recording", PATTERN},   {"file", PATTERN},     {"filename", PATTERN}, {"filepath", PATTERN},
    {"mediafilename", MEDIA}, {"mediafile", MEDIA},  {"media", MEDIA},      {"start", START},
    {"begin", START},         {"from", START},       {"onset", START},      {"starttime", START},
    {"begintime", START},     {"end", END},          {"stop", END},         {"to", END},
    {"offset", END},          {"endtime", END},      {"stoptime", END},     {"duration", DURATION},
    {"label", LABEL},         {"segment", LABEL},    {"condition", LABEL},  {"name", LABEL},
    {"annotation", LABEL},    {"behavior", LABEL},   {"behaviour", LABEL},  {"trialtype", LABEL},
    {"code", LABEL},          {"value", LABEL},      {"event", LABEL},      {"kind", LABEL},
    {"tier", TIER},           {"participant", TIER},
};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

/* Units at the end of a time's name, by the share of a second; hh:mm:ss is read as it is. */
static const struct {
    const char *name;
    double seconds;
} units[] = {{"hhmmssms", 1}, {"hhmmss", 1},          {"ssmsec", 1}, {"seconds", 1}, {"msec", 1e-3},
             {"sec", 1},      {"milliseconds", 1e-3}, {"ms", 1e-3},  {"s", 1}};
enum { UNITS = sizeof(units) / sizeof(units[0]) };

typedef struct column {
    int cell;       /* -1: there is none */
    int rank;       /* in names, and in units */
    double seconds; /* of one */
} column;

typedef struct table {
    facs_segments_reader *reader;
    char *at; /* what is not read yet */
    char separator;
    int64_t line, next_line; /* of the record; of what is not read yet */
    char *cells[MAX_CELLS];
    int count;
    column columns[TIER + 1];
    int others[MAX_CELLS]; /* cells without a role: ELAN's tiers */
    int other_count;
} table;

/* ---- Cells ----------------------------------------------------------------------------------- */

/* Removes blanks around a cell. */
static char *trimmed(char *cell)
{
    char *end = cell + strlen(cell);
    while (*cell == ' ')
        cell++;
    while (end > cell && (end[-1] == ' ' || end[-1] == '\r'))
        *--end = 0;
    return cell;
}

/* Takes a quoted cell, whose opening quote is at from: in place, "" is a quote. Returns what
 * follows it, or NULL if the closing quote is missing. */
static char *take_quoted(table *t, char *from)
{
    char *to = from;
    for (char *c = from + 1; *c; c++) {
        if (*c == '"' && c[1] != '"') {
            *to = 0;
            return c + 1;
        }
        t->next_line += *c == '\n';
        c += *c == '"';
        *to++ = *c;
    }
    return NULL;
}

/* Ends the cell at the next separator or line end, and moves there. */
static int take_cell(table *t)
{
    char *cell = t->at;
    cell += strspn(cell, " ");
    if (*cell == '"' && t->separator != '\t') {
        t->at = take_quoted(t, cell);
        if (!t->at)
            return facs_segments_refuse(t->reader, t->line, "a quote at the end of a quoted cell",
                                        "the end of the file");
    }
    const char ends[] = {t->separator, '\n', 0};
    char *end = t->at + strcspn(t->at, ends);
    const char last = *end;
    *end = 0;
    t->at = end + (last != 0);
    t->next_line += last == '\n';
    if (t->count == MAX_CELLS)
        return facs_segments_refuse(t->reader, t->line, "at most 256 cells", cell);
    t->cells[t->count++] = trimmed(cell);
    return last == t->separator; /* there is another one */
}

/* Moves past empty lines and comments, which ELAN begins with "#. */
static void skip_lines(table *t)
{
    while (*t->at) {
        const size_t blank = strspn(t->at, " \r");
        const int is_comment = t->at[0] == '#' || strncmp(t->at, "\"#", 2) == 0;
        if (!is_comment && t->at[blank] != '\n' && t->at[blank])
            return;
        char *end = strchr(t->at, '\n');
        t->at = end ? end + 1 : t->reader->end;
        t->next_line++;
    }
}

/* 1: a record; 0: the end; or an error. */
static int take_record(table *t)
{
    int more = 1;
    skip_lines(t);
    t->count = 0;
    t->line = t->next_line;
    if (!*t->at)
        return 0;
    while (more > 0)
        more = take_cell(t);
    return more < 0 ? more : 1;
}

/* ---- Times ----------------------------------------------------------------------------------- */

/* Seconds, mm:ss or hh:mm:ss, each with a fraction. 0, or -EINVAL. */
static int parse_time(const table *t, const char *text, double *seconds)
{
    char copy[MAX_TIME];
    double part, sum = 0;
    const size_t whole = strlen(text) + 1;
    if (whole > sizeof(copy))
        return -EINVAL;
    memcpy(copy, text, whole);
    for (char *c = copy; *c && t->separator != ','; c++)
        *c = *c == ',' ? '.' : *c;
    char *from = copy;
    for (int i = 0; i < 3; i++) {
        const size_t length = strcspn(from, ":");
        const int last = from[length] == 0;
        if (facs_number_parse(from, length, &part) < 0 || !(part >= 0) || *from == '-' ||
            (!last && part != floor(part)) || (i > 0 && part >= 60))
            return -EINVAL;
        sum = 60 * sum + part;
        from += length + 1;
        if (last) {
            *seconds = sum;
            return 0;
        }
    }
    return -EINVAL;
}

static int take_time(const table *t, role r, double *seconds)
{
    const column *c = &t->columns[r];
    const char *cell = c->cell < t->count ? t->cells[c->cell] : "";
    if (parse_time(t, cell, seconds) < 0)
        return facs_segments_refuse(t->reader, t->line, "a time in seconds or as hh:mm:ss.mmm",
                                    cell);
    if (!strchr(cell, ':'))
        *seconds *= c->seconds;
    return 0;
}

/* ---- The header ------------------------------------------------------------------------------ */

/* Letters and digits of a name, in lower case; size bytes. */
static void plain_name(char *to, size_t size, const char *name)
{
    size_t length = 0;
    for (; *name && length + 1 < size; name++)
        if (isalnum((unsigned char)*name))
            to[length++] = (char)tolower((unsigned char)*name);
    to[length] = 0;
}

static int is_time(role r)
{
    return r == START || r == END || r == DURATION;
}

/* Finds a name in the table, for a time also without its unit. 1: found. */
static int find_name(const char *name, column *c, role *found)
{
    for (int i = 0; i < NAMES; i++) {
        const size_t length = strlen(names[i].name);
        if (strncmp(name, names[i].name, length) != 0)
            continue;
        const char *unit = name + length;
        *found = names[i].role;
        *c = (column){.rank = i * (UNITS + 1), .seconds = 1};
        if (!*unit)
            return 1;
        for (int u = 0; u < UNITS && is_time(*found); u++)
            if (strcmp(unit, units[u].name) == 0) {
                c->rank += 1 + u;
                c->seconds = units[u].seconds;
                return 1;
            }
    }
    return 0;
}

/* 1: the record is a header with a start, and an end or a duration. */
static int take_header(table *t)
{
    char name[64];
    column c;
    role r;
    for (int i = 0; i <= TIER; i++)
        t->columns[i] = (column){.cell = -1, .seconds = 1};
    t->other_count = 0;
    for (int i = 0; i < t->count; i++) {
        plain_name(name, sizeof(name), t->cells[i]);
        if (!find_name(name, &c, &r)) {
            t->others[t->other_count++] = i;
        } else if (t->columns[r].cell < 0 || c.rank < t->columns[r].rank) {
            t->columns[r] = c;
            t->columns[r].cell = i;
        }
    }
    return t->columns[START].cell >= 0 &&
           (t->columns[END].cell >= 0 || t->columns[DURATION].cell >= 0);
}

/* ---- Tables without a header ----------------------------------------------------------------- */

/* How a time is written: '\0' as a whole number, otherwise its first ':' or '.'. */
static char form_of(const char *time)
{
    const char *mark = strchr(time, ':');
    mark = mark ? mark : strpbrk(time, ".,");
    return mark ? *mark : 0;
}

/* The first cell with a time, if there is one as hh:mm:ss then that; -1: there is none. */
static int first_time(const table *t)
{
    double value;
    int first = -1;
    for (int i = 0; i < t->count; i++) {
        if (parse_time(t, t->cells[i], &value) < 0)
            continue;
        if (strchr(t->cells[i], ':'))
            return i;
        first = first < 0 ? i : first;
    }
    return first;
}

/* Tab-delimited text of ELAN has the tier, perhaps a participant, each time in one to four forms
 * (whole numbers are milliseconds) and at the end the annotation. Audacity's labels begin with the
 * times, in seconds. 1: the columns are known. */
static int take_bare(table *t)
{
    double value;
    const int first = t->separator == '\t' ? first_time(t) : -1;
    int next = first + 1;
    while (first >= 0 && next < t->count &&
           (parse_time(t, t->cells[next], &value) < 0 ||
            form_of(t->cells[next]) != form_of(t->cells[first])))
        next++;
    if (first < 0 || next >= t->count)
        return 0;
    for (int i = 0; i <= TIER; i++)
        t->columns[i] = (column){.cell = -1, .seconds = 1};
    t->columns[START].cell = first;
    t->columns[END].cell = next;
    if (first > 0 && !form_of(t->cells[first]))
        t->columns[START].seconds = t->columns[END].seconds = 1e-3;
    t->columns[LABEL].cell = t->count - 1 > next ? t->count - 1 : t->count;
    return 1;
}

/* ---- The rows -------------------------------------------------------------------------------- */

static const char *cell_of(const table *t, role r)
{
    const int cell = t->columns[r].cell;
    return cell >= 0 && cell < t->count ? t->cells[cell] : "";
}

/* ELAN can write a column for each tier, of which a row fills one. */
static const char *label_of(const table *t)
{
    const char *label = cell_of(t, LABEL);
    for (int i = 0; t->columns[LABEL].cell < 0 && !*label && i < t->other_count; i++)
        if (t->others[i] < t->count)
            label = t->cells[t->others[i]];
    return *label ? label : cell_of(t, TIER);
}

/* The name of a file of ELAN stands for the video of that name. */
static void set_pattern(const table *t, facs_segment *segment)
{
    const char *pattern = cell_of(t, PATTERN), *media = cell_of(t, MEDIA);
    if (*pattern) {
        segment->pattern = pattern;
        if (facs_path_ends_with(pattern, ".eaf")) {
            segment->literal = 1;
            segment->pattern = facs_path_name(pattern);
            t->cells[t->columns[PATTERN].cell][strlen(pattern) - strlen(".eaf")] = 0;
        }
    } else if (*media) {
        const char *name = facs_path_name(media), *backslash = strrchr(name, '\\');
        segment->literal = 1;
        segment->pattern = backslash ? backslash + 1 : name;
    }
}

static int add_row(const table *t)
{
    double last;
    facs_segment segment = {.label = label_of(t), .line = t->line};
    const int ends =
        t->columns[END].cell >= 0 && (*cell_of(t, END) || t->columns[DURATION].cell < 0);
    const role r = ends ? END : DURATION;
    int status = take_time(t, START, &segment.start);
    if (status == 0 && facs_number_parse_cell(cell_of(t, r), &last) == 0 && isnan(last)) {
        facs_segments_leave_out(t->reader->segments, t->line); /* BORIS: a point; BIDS: n/a */
        return 0;
    }
    if (status == 0)
        status = take_time(t, r, &last);
    if (status < 0)
        return status;
    segment.end = ends ? last : segment.start + last;
    set_pattern(t, &segment);
    return facs_segments_add(t->reader, &segment);
}

/* The one that the first line has most of. */
static char separator_of(const table *t)
{
    static const char candidates[] = "\t;,";
    char best = ',';
    int most = 0;
    for (const char *c = candidates; *c; c++) {
        int count = 0;
        for (const char *at = t->at; *at && *at != '\n'; at++)
            count += *at == *c;
        if (count > most) {
            most = count;
            best = *c;
        }
    }
    return best;
}

int facs_segments_read_table(facs_segments_reader *reader)
{
    table *t = calloc(1, sizeof(*t));
    if (!t)
        return facs_fail_memory(reader->error, "the segments");
    *t = (table){.reader = reader, .at = reader->text, .next_line = 1};
    skip_lines(t);
    t->separator = separator_of(t);
    int status = take_record(t);
    if (status == 1 && !take_header(t)) {
        status = take_bare(t) ? add_row(t)
                              : facs_segments_refuse(reader, t->line,
                                                     "a header with start and end, such as "
                                                     "pattern,start,end,label",
                                                     t->cells[0]);
    }
    while (status >= 0 && (status = take_record(t)) > 0)
        status = add_row(t);
    free(t);
    return status;
}
