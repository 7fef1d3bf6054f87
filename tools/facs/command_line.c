#include "command_line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int kept_count;
static char **kept;

void facs_command_line_keep(int argc, char **argv)
{
    kept_count = argc;
    kept = argv;
}

/* A line being built. Without text only its length is counted. */
typedef struct line {
    char *text;
    size_t length;
} line;

static void put(line *l, char c)
{
    if (l->text)
        l->text[l->length] = c;
    l->length++;
}

static int is_plain(const char *word)
{
    if (!*word)
        return 0;
    for (; *word; word++)
        if ((unsigned char)*word < 0x80 && !isalnum((unsigned char)*word) &&
            !strchr("._-/:=,+@%", *word))
            return 0;
    return 1;
}

/* Puts a word, in single quotes if a shell would change it otherwise. */
static void put_word(line *l, const char *word)
{
    if (l->length > 0)
        put(l, ' ');
    if (is_plain(word)) {
        for (; *word; word++)
            put(l, *word);
        return;
    }
    put(l, '\'');
    for (; *word; word++) {
        put(l, *word);
        if (*word == '\'') { /* end the quotes, an escaped quote, start them again */
            put(l, '\\');
            put(l, '\'');
            put(l, '\'');
        }
    }
    put(l, '\'');
}

static void put_words(line *l, const char *const *left_out, int count)
{
    for (int i = 0; i < kept_count; i++) {
        if (count > 0 && kept[i] == *left_out) {
            left_out++;
            count--;
        } else {
            put_word(l, kept[i]);
        }
    }
}

/* Joins all words that are not left out; allocated. */
static char *joined(const char *const *left_out, int count)
{
    line l = {NULL, 0};
    put_words(&l, left_out, count);
    l.text = malloc(l.length + 1);
    if (!l.text)
        return NULL;
    l.length = 0;
    put_words(&l, left_out, count);
    l.text[l.length] = 0;
    return l.text;
}

char *facs_command_line(const char *const *operands, int count, const char *input)
{
    static char *known; /* the whole line, or its options; made only once for all inputs */
    static int is_whole;
    if (!known) {
        known = joined(NULL, 0);
        is_whole = known && strlen(known) <= FACS_COMMAND_LINE_BYTES;
        if (known && !is_whole) {
            free(known);
            known = joined(operands, count);
        }
    }
    if (!known || is_whole)
        return known ? strdup(known) : NULL;
    line l = {malloc(strlen(known) + 4 * strlen(input) + 4), strlen(known)};
    if (!l.text)
        return NULL;
    memcpy(l.text, known, l.length);
    put_word(&l, input);
    l.text[l.length] = 0;
    return l.text;
}
