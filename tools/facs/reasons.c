#include "reasons.h"

#include "os/path.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER '\1' /* the place of one in a text; a message's own such bytes are shown as ? */

#define MIN_NAME   3 /* bytes; the "a" of a.mp4 is also a word */
#define MIN_DIGEST 8 /* digits of a hexadecimal number that is no word */

/* ---- What all messages of a kind have in common ---------------------------------------------- */

/* What the message calls the input. */
typedef struct names {
    const char *path, *base; /* base: without folders */
    size_t path_length, base_length, stem_length;
} names;

static names names_of(const char *path)
{
    const char *base = facs_path_name(path), *dot = strrchr(base, '.');
    names n = {.path = path, .base = *base ? base : path, .path_length = strlen(path)};
    n.base_length = strlen(n.base);
    n.stem_length = dot && dot > base ? (size_t)(dot - base) : n.base_length;
    return n;
}

static int is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

static int is_word(char c)
{
    return is_letter(c) || isdigit((unsigned char)c) || c == '_';
}

/* Whether length bytes of name are at at, and not as a part of a longer word. */
static int is_at(const char *begin, const char *at, const char *name, size_t length)
{
    return length >= MIN_NAME && strncmp(at, name, length) == 0 &&
           !(at > begin && is_word(at[-1]) && is_word(*name)) &&
           !(is_word(at[length]) && is_word(name[length - 1]));
}

/* Returns the length of the input's name at at, 0 if it is not there. begin: of the message.
 * Without its ending, the name may be a common word (empty.mp4), so it must look like a file's. */
static size_t name_at(const names *n, const char *begin, const char *at)
{
    if (is_at(begin, at, n->path, n->path_length))
        return n->path_length;
    if (is_at(begin, at, n->base, n->base_length))
        return n->base_length;
    const int is_stem = n->stem_length >= MIN_NAME && strncmp(at, n->base, n->stem_length) == 0 &&
                        !(at > begin && is_word(at[-1]));
    const char *next = at + n->stem_length;
    return is_stem && (*next == '_' || (*next == '.' && is_word(next[1]))) ? n->stem_length : 0;
}

/* Returns the length of the number at at, 0 if there is none: digits that are no part of a word
 * (the 4 of mp4 stays), or a digest. */
static size_t number_at(const char *begin, const char *at)
{
    const char before = at > begin ? at[-1] : ' ';
    if (!is_word(before)) {
        const size_t hexadecimal = strspn(at, "0123456789abcdef");
        if (hexadecimal >= MIN_DIGEST && strcspn(at, "0123456789") < hexadecimal &&
            !is_word(at[hexadecimal]))
            return hexadecimal;
    }
    /* in 1920x1080, both are */
    const int joined = at - begin > 1 && before == 'x' && isdigit((unsigned char)at[-2]);
    if (is_word(before) && !joined)
        return 0;
    size_t length = strspn(at, "0123456789");
    while (length > 0 && (at[length] == '.' || at[length] == ':' || at[length] == ',') &&
           isdigit((unsigned char)at[length + 1]))
        length += 1 + strspn(at + length + 1, "0123456789");
    return length;
}

/* Whether a word, here or before, ends at c. */
static int ends_word(char c)
{
    return isspace((unsigned char)c) || strchr("\"'()<>", c);
}

/* Removes what belongs to the word before its end, to; not further than text. */
static char *word_start(const char *text, char *to)
{
    while (to > text && !ends_word(to[-1]))
        to--;
    return to;
}

/* Returns the end of the word at at, without the punctuation behind it. */
static const char *word_end(const char *at)
{
    const char *end = at;
    while (*end && !ends_word(*end))
        end++;
    while (end > at && strchr(":,;.", end[-1]))
        end--;
    return end;
}

/*
 * Returns the message without what belongs to one input alone, allocated; NULL without memory. A
 * word that contains the input's path, its name or its name without the ending becomes "...", a
 * number becomes NUMBER, and the path at the beginning, with its colon, is left out. Writes the
 * numbers to numbers, which has room for two messages, with a blank behind each.
 */
static char *make_text(const char *path, const char *message, char *numbers)
{
    const names n = names_of(path);
    if (n.path_length > 0 && strncmp(message, path, n.path_length) == 0 &&
        strncmp(message + n.path_length, ": ", 2) == 0)
        message += n.path_length + 2;
    /* "..." may take the place of a single byte */
    char *text = malloc(3 * strlen(message) + 1), *to = text;
    for (const char *at = message; text && *at;) {
        const size_t name = name_at(&n, message, at), number = name ? 0 : number_at(message, at);
        if (name > 0) {
            to = word_start(text, to);
            memcpy(to, "...", 3);
            to += 3;
            at = word_end(at + name);
        } else if (number > 0) {
            *to++ = NUMBER;
            memcpy(numbers, at, number);
            numbers += number;
            *numbers++ = ' ';
            at += number;
        } else {
            *to++ = *at == NUMBER ? '?' : *at;
            at++;
        }
    }
    if (text)
        *to = 0;
    *numbers = 0;
    return text;
}

/* Turns the numbers that differ into N. Both lists have equally many. */
static void keep_equal(char *kept, const char *other)
{
    char *to = kept;
    while (*kept && *other) {
        const size_t length = strcspn(kept, " "), other_length = strcspn(other, " ");
        if (length == other_length && memcmp(kept, other, length) == 0) {
            memmove(to, kept, length);
            to += length;
        } else {
            *to++ = 'N';
        }
        kept += length + 1;
        other += other_length + 1;
        *to++ = ' ';
    }
    *to = 0;
}

/* Puts the numbers into the text; N for each if there is no memory. */
static void put_numbers(facs_reason *reason)
{
    const char *number = reason->numbers;
    char *text = malloc(strlen(reason->text) + strlen(number) + 1), *to = text;
    for (char *at = reason->text; *at; at++) {
        const size_t length = *at == NUMBER ? strcspn(number, " ") : 0;
        if (length > 0 && text) {
            memcpy(to, number, length);
            to += length;
            number += length + 1;
        } else {
            *at = *at == NUMBER ? 'N' : *at;
            if (text)
                *to++ = *at;
        }
    }
    if (text) {
        *to = 0;
        free(reason->text);
        reason->text = text;
    }
}

/* ---- Groups ---------------------------------------------------------------------------------- */

static void free_reason(facs_reason *reason)
{
    free(reason->text);
    free(reason->numbers);
    free(reason->path);
    free(reason->message);
}

/* Takes over text. */
static int add_new(facs_reasons *r, char *text, const char *numbers, const char *path,
                   const char *message)
{
    facs_reason reason = {
        .text = text, .numbers = strdup(numbers), .path = strdup(path), .message = strdup(message)};
    if (!r->index)
        r->index = json_object();
    if (r->count == r->room) {
        const size_t room = 2 * r->room + 16;
        facs_reason *list = realloc(r->list, room * sizeof(*list));
        r->list = list ? list : r->list;
        r->room = list ? room : r->room;
    }
    /* A message may be any bytes, and they are only compared. */
    if (!reason.numbers || !reason.path || !reason.message || r->count == r->room ||
        json_object_set_new_nocheck(r->index, text, json_integer((json_int_t)r->count)) < 0) {
        free_reason(&reason);
        return -ENOMEM;
    }
    r->list[r->count++] = reason;
    return 0;
}

int facs_reasons_add(facs_reasons *r, const char *path, const char *message)
{
    char *numbers = malloc(2 * strlen(message) + 1);
    char *text = numbers ? make_text(path, message, numbers) : NULL;
    if (!text) {
        free(numbers);
        return -ENOMEM;
    }
    const json_t *place = json_object_get(r->index, text);
    size_t i = place ? (size_t)json_integer_value(place) : r->count;
    int status = 0;
    if (place) {
        keep_equal(r->list[i].numbers, numbers);
        free(text);
    } else {
        status = add_new(r, text, numbers, path, message);
    }
    free(numbers);
    if (status == 0) {
        r->list[i].count++;
        r->inputs++;
    }
    return status;
}

static int by_count(const void *a, const void *b)
{
    const facs_reason *first = a, *second = b;
    if (first->count != second->count)
        return first->count < second->count ? 1 : -1;
    return strcmp(first->text, second->text);
}

void facs_reasons_sort(facs_reasons *r)
{
    json_decref(r->index);
    r->index = NULL;
    for (size_t i = 0; i < r->count; i++)
        put_numbers(&r->list[i]);
    if (r->count > 0)
        qsort(r->list, r->count, sizeof(*r->list), by_count);
}

void facs_reasons_free(facs_reasons *r)
{
    for (size_t i = 0; i < r->count; i++)
        free_reason(&r->list[i]);
    free(r->list);
    json_decref(r->index);
    *r = (facs_reasons){.count = 0};
}
