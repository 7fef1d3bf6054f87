#include "base/pattern.h"

#include "base/error.h"
#include "os/path.h"

#include <errno.h>
#include <string.h>

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Returns what follows the character at text: one byte, or those of a character in UTF-8. */
static const char *after_character(const char *text)
{
    const unsigned char first = (unsigned char)*text++;
    while (first >= 0xc0 && ((unsigned char)*text & 0xc0) == 0x80)
        text++;
    return text;
}

/* Returns the ']' that ends the set at the '[' open, or NULL. A ']' right after it is a member. */
static const char *end_of_set(const char *open, const char *end)
{
    const char *c = open + 1;
    if (c < end && (*c == '!' || *c == '^'))
        c++;
    for (c += c < end; c < end; c++)
        if (*c == ']')
            return c;
    return NULL;
}

/* Compares two characters in UTF-8, whose order is that of their bytes. */
static int compare(const char *a, const char *b)
{
    const size_t x = (size_t)(after_character(a) - a), y = (size_t)(after_character(b) - b);
    for (size_t i = 0; i < x && i < y; i++) {
        const unsigned char m = (unsigned char)lower(a[i]), n = (unsigned char)lower(b[i]);
        if (m != n)
            return m < n ? -1 : 1;
    }
    return (x > y) - (x < y);
}

static int in_set(const char *open, const char *close, const char *c)
{
    const char *from = open + 1;
    const int without = *from == '!' || *from == '^';
    int found = 0;
    for (from += without; from < close;) {
        const char *to = from, *next = after_character(from);
        if (next + 1 < close && *next == '-') {
            to = next + 1;
            next = after_character(to);
        }
        found |= compare(c, from) >= 0 && compare(c, to) <= 0;
        from = next;
    }
    return found != without;
}

/* If the character at text matches the beginning of a name other than a star, moves both past it
 * and returns 1. */
static int take(const char **name, const char *end, const char **text)
{
    const char *n = *name, *close = n < end && *n == '[' ? end_of_set(n, end) : NULL;
    const int separator = facs_path_is_separator(**text);
    if (n == end || **text == '\0')
        return 0;
    if (close || *n == '?') {
        if (separator || (close && !in_set(n, close, *text)))
            return 0;
        *name = close ? close + 1 : n + 1;
        *text = after_character(*text);
        return 1;
    }
    if (!(facs_path_is_separator(*n) && separator) && lower(*n) != lower(**text))
        return 0;
    ++*name;
    ++*text;
    return 1;
}

/* A star that was passed: what follows it, and the text that it has not taken yet. */
typedef struct star {
    const char *name, *text;
} star;

/* Going back to the last star of a kind is enough: what an earlier one could take, it can, too,
 * unless it may not pass a separator; then the last ** takes more. */
static int match(const char *name, const char *end, const char *text)
{
    star one = {NULL, NULL}, any = {NULL, NULL};
    for (;;) {
        if (name < end && *name == '*') {
            star *s = name + 1 < end && name[1] == '*' ? &any : &one;
            while (name < end && *name == '*')
                name++;
            *s = (star){name, text};
            if (s == &any)
                one.name = NULL;
        } else if (name == end && *text == '\0') {
            return 1;
        } else if (take(&name, end, &text)) {
            continue;
        } else if (one.name && *one.text && !facs_path_is_separator(*one.text)) {
            text = ++one.text;
            name = one.name;
        } else if (any.name && *any.text) {
            text = ++any.text;
            name = any.name;
            one.name = NULL;
        } else {
            return 0;
        }
    }
}

/* Returns the end of the name that begins at name: a comma outside brackets, or the end. */
static const char *end_of_name(const char *name)
{
    const char *end = name + strlen(name);
    for (; name < end && *name != ','; name++) {
        const char *close = *name == '[' ? end_of_set(name, end) : NULL;
        if (close)
            name = close;
    }
    return name;
}

/* Leaves out blanks around a name. */
static void trim(const char **name, const char **end)
{
    while (*name < *end && **name == ' ')
        ++*name;
    while (*name < *end && (*end)[-1] == ' ')
        --*end;
}

int facs_pattern_match(const char *pattern, const char *path)
{
    const char *last = facs_path_name(path);
    for (const char *name = pattern;; name++) {
        const char *next = end_of_name(name), *end = next;
        int whole = 0;
        trim(&name, &end);
        for (const char *c = name; c < end && !whole; c++)
            whole = facs_path_is_separator(*c);
        if (name < end && match(name, end, whole ? path : last))
            return 1;
        name = next;
        if (*name == '\0')
            return 0;
    }
}

int facs_pattern_check(const char *pattern, facs_error *error)
{
    for (const char *name = pattern;; name++) {
        const char *next = end_of_name(name), *end = next;
        trim(&name, &end);
        if (name == end)
            return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                             "pattern: expected names such as *.mp4, separated by commas, not "
                             "\"%s\"",
                             pattern);
        for (; name < end; name++) {
            const char *close = *name == '[' ? end_of_set(name, end) : NULL;
            if (*name == '[' && !close)
                return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                                 "pattern: expected a ] after the [ in \"%s\"", pattern);
            if (close)
                name = close;
        }
        name = next;
        if (*name == '\0')
            return 0;
    }
}
