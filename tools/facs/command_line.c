#include "command_line.h"

#include "console.h"

#include "os/path.h"
#include "os/terminal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_AGAIN 4096 /* bytes, by an estimate that is up to four times too high */

static int kept_count;
static char **kept;
static char *known; /* what facs_command_line() made of it, only once for all inputs */

void facs_command_line_keep(int argc, char **argv)
{
    free(known);
    known = NULL;
    kept_count = argc;
    kept = argv;
}

int facs_shell_is_plain(char c)
{
    return (unsigned char)c >= 0x80 || isalnum((unsigned char)c) ||
           (c && strchr("._-/:=,+@%" FACS_SHELL_PLAIN, c));
}

static int is_plain(const char *word)
{
    if (!*word)
        return 0;
    for (; *word; word++)
        if (!facs_shell_is_plain(*word))
            return 0;
    return 1;
}

/* Bytes that put_word writes at most, with the blank. */
static size_t max_bytes(const char *word)
{
    return 4 * strlen(word) + 3;
}

/* Appends what a program on Windows reads as a word: a backslash before a quote needs another. */
static char *put_in_double_quotes(char *to, const char *word)
{
    size_t backslashes = 0;
    for (*to++ = '"'; *word; word++) {
        backslashes = *word == '\\' ? backslashes + 1 : 0;
        *to++ = *word;
    }
    while (backslashes-- > 0)
        *to++ = '\\';
    *to++ = '"';
    return to;
}

/* Appends a word in quotes within which a shell changes nothing. */
static char *put_in_single_quotes(char *to, const char *word)
{
    for (*to++ = '\''; *word; word++) {
        *to++ = *word;
        if (*word == '\'') { /* end the quotes, an escaped quote, start them again */
            memcpy(to, "\\''", 3);
            to += 3;
        }
    }
    *to++ = '\'';
    return to;
}

/* Appends a blank and a word, in quotes if a shell would change it otherwise. Returns the end. */
static char *put_word(char *to, const char *word)
{
    *to++ = ' ';
    if (!is_plain(word)) {
        to = FACS_SHELL_QUOTE == '"' ? put_in_double_quotes(to, word)
                                     : put_in_single_quotes(to, word);
    } else {
        const size_t length = strlen(word);
        memcpy(to, word, length);
        to += length;
    }
    *to = 0;
    return to;
}

/* Joins all words that are not left out; allocated. */
static char *joined(const char *const *left_out, int count)
{
    size_t size = 1;
    for (int i = 0; i < kept_count; i++)
        size += max_bytes(kept[i]);
    char *text = malloc(size), *end = text;
    for (int i = 0; text && i < kept_count; i++) {
        if (count > 0 && kept[i] == *left_out) {
            left_out++;
            count--;
        } else {
            end = put_word(end, kept[i]);
        }
    }
    return text;
}

char *facs_command_line(const char *const *operands, int count, const char *input)
{
    static int is_whole; /* 0: known are only its options; before either is a blank */
    if (!known) {
        known = joined(NULL, 0);
        is_whole = known && strlen(known + 1) <= FACS_COMMAND_LINE_BYTES;
        if (known && !is_whole) {
            free(known);
            known = joined(operands, count);
        }
    }
    if (!known || is_whole)
        return known ? strdup(known + 1) : NULL;
    const size_t length = strlen(known + 1);
    char *line = malloc(length + max_bytes(input) + 1);
    if (line) {
        memcpy(line, known + 1, length);
        put_word(line + length, input);
    }
    return line;
}

char *facs_command_line_again(const char *option)
{
    size_t size = max_bytes(option) + 1;
    int given = 0;
    for (int i = 0; i < kept_count; i++) {
        size += max_bytes(kept[i]);
        given |= strcmp(kept[i], option) == 0;
    }
    for (int i = 0; i < kept_count; i++)
        if (strpbrk(kept[i], FACS_SHELL_ACTIVE))
            size = MAX_AGAIN + 1;
    char *text = size <= MAX_AGAIN ? malloc(size) : NULL, *end = text;
    for (int i = 0; text && i < kept_count; i++) {
        end = put_word(end, kept[i]);
        if (i == 1 && !given)
            end = put_word(end, option);
    }
    if (text)
        memmove(text, text + 1, strlen(text)); /* the first blank */
    if (text && facs_console_changes(text)) {
        free(text);
        text = NULL;
    }
    return text;
}

char *facs_shell_word(const char *word)
{
    char *text = malloc(max_bytes(word) + 1);
    if (text) {
        put_word(text, word);
        memmove(text, text + 1, strlen(text));
    }
    return text;
}

char *facs_shell_path(const char *path)
{
    char *same = *path == '-' ? facs_path_join(".", path) : strdup(path);
    char *word = same ? facs_shell_word(same) : NULL;
    free(same);
    return word;
}
