#include "study/list.h"

#include "base/error.h"
#include "base/records.h"
#include "base/utf16.h"
#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LIST   ((size_t)4 << 30) /* bytes; 10 million long paths take a quarter */
#define MAX_DIGITS 18                /* of a size: what a 64-bit number has room for */

/* ---- Reading --------------------------------------------------------------------------------- */

static int grow(facs_list *list, size_t *room)
{
    const size_t more = *room ? 2 * *room : (size_t)1 << 16;
    if (list->size + 1 < *room)
        return 0;
    char *text = more > MAX_LIST ? NULL : realloc(list->text, more);
    if (!text)
        return more > MAX_LIST ? -EFBIG : -ENOMEM;
    list->text = text;
    *room = more;
    return 0;
}

static int read_all(facs_list *list, int handle)
{
    size_t room = 0;
    for (;;) {
        const int status = grow(list, &room);
        if (status < 0)
            return status;
        const int64_t count =
            facs_handle_read(handle, list->text + list->size, room - list->size - 1);
        if (count == 0 || (count < 0 && count != -EINTR))
            return (int)count;
        list->size += count > 0 ? (size_t)count : 0;
    }
}

int facs_list_read(facs_list *list, const char *path, facs_error *error)
{
    const int standard = strcmp(path, "-") == 0;
    const int handle = standard ? FACS_STANDARD_INPUT : facs_handle_open(path, FACS_OPEN_READ);
    int status = handle < 0 ? handle : 0;
    *list = (facs_list){.text = NULL};
    if (status == 0)
        status = read_all(list, handle);
    if (handle >= 0 && !standard)
        facs_handle_close(handle);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INPUT, status, "%s: the list cannot be read: %s",
                         standard ? "standard input" : path, facs_strerror(status));
    return 0;
}

void facs_list_free(facs_list *list)
{
    free(list->text);
    *list = (facs_list){.text = NULL};
}

/* ---- Lines ----------------------------------------------------------------------------------- */

/* Reads [from, to) as a size; -1: it is empty. Returns 1, or 0 if it is not one. */
static int read_size(const char *from, const char *to, int64_t *bytes)
{
    *bytes = from < to ? 0 : -1;
    if (to - from > MAX_DIGITS)
        return 0;
    for (; from < to; from++) {
        if (*from < '0' || *from > '9')
            return 0;
        *bytes = 10 * *bytes + (*from - '0');
    }
    return 1;
}

/* Returns the last tab in [from, to), or NULL. */
static char *last_tab(char *from, char *to)
{
    while (to > from)
        if (*--to == '\t')
            return to;
    return NULL;
}

/* Returns the result [from, to), cut off before its .csv, or NULL if it has none. */
static const char *take_result(char *from, char *to)
{
    if (to - from <= 4 || memcmp(to - 4, ".csv", 4) != 0)
        return NULL;
    to[-4] = '\0';
    return from;
}

/* The line [from, to), where a NUL may be written. */
static int take_line(char *from, char *to, facs_inputs *inputs)
{
    facs_found found = {.path = from, .origin = FACS_FROM_LIST};
    if (to > from && to[-1] == '\r')
        to--;
    char *tab = last_tab(from, to), *first = tab ? last_tab(from, tab) : NULL;
    if (tab && read_size(tab + 1, to, &found.bytes)) {
        to = tab;
    } else if (first && read_size(first + 1, tab, &found.bytes)) {
        found.result = take_result(tab + 1, to);
        to = first;
    } else {
        found.bytes = -1;
    }
    *to = '\0';
    return from[strspn(from, " \t")] == '\0' ? 0 : facs_inputs_add(inputs, &found);
}

static int refuse_line(const char *shown, int64_t line, const char *has, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: line %lld %s: expected a path a line, in UTF-8", shown, (long long)line,
                     has);
}

/* A list in another code page, as cmd's dir makes it, has names that Windows could not even look
 * for; elsewhere, they are as good as any. */
static int is_name(const char *from, const char *to)
{
    size_t length = 1;
    for (; FACS_NAMES_ARE_UTF8 && length > 0 && from < to; from += length)
        length = facs_utf8_character((const unsigned char *)from, (size_t)(to - from));
    return length > 0;
}

/* Without a NUL, which no other list has, the mark is the beginning of a name in another code page.
 */
static int make_utf8(facs_list *list, const char *shown, facs_error *error)
{
    const int has_nul = list->size > 0 && memchr(list->text, '\0', list->size) != NULL;
    const int status = has_nul ? facs_utf16_replace(&list->text, &list->size) : 0;
    if (status == -EILSEQ)
        return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                         "%s is damaged text in UTF-16: save it as UTF-8", shown);
    return status < 0 ? facs_fail_memory(error, "the inputs of a list") : 0;
}

int facs_list_take(facs_list *list, const char *name, facs_inputs *inputs, facs_error *error)
{
    const char *shown = strcmp(name, "-") == 0 ? "standard input" : name;
    const int status = make_utf8(list, shown, error);
    if (status < 0)
        return status;
    char *from = list->text, *end = from ? from + list->size : NULL;
    if (list->size >= 3 && memcmp(from, "\xef\xbb\xbf", 3) == 0)
        from += 3;
    for (long long line = 1; from < end; line++) {
        char *feed = memchr(from, '\n', (size_t)(end - from)), *to = feed ? feed : end;
        if (memchr(from, '\0', (size_t)(to - from)))
            return refuse_line(shown, line, "has a NUL byte", error);
        if (!is_name(from, to))
            return refuse_line(
                shown, line,
                "has letters in another code page than UTF-8 (before dir, type chcp 65001)", error);
        if (to - from > FACS_LIST_MAX_LINE)
            return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                             "%s: line %lld has %lld bytes: expected a path a line", shown, line,
                             (long long)(to - from));
        if (take_line(from, to, inputs) < 0)
            return facs_fail_memory(error, "the inputs of a list");
        from = to + 1;
    }
    return 0;
}
