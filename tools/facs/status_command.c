#include "status.h"

#include "args.h"
#include "command_line.h"
#include "console.h"
#include "json_input.h"
#include "results.h"

#include "os/file.h"
#include "os/path.h"
#include "os/terminal.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESUME "--resume"
#define RETRY  "--retry-failed"

/* Undoes how the batch table writes a semicolon and a percent sign in a path
 * (src/study/batch_result.c). */
static void decode(char *path)
{
    char *to = path;
    for (const char *from = path; *from; to++) {
        const int coded = strncmp(from, "%3B", 3) == 0 || strncmp(from, "%25", 3) == 0;
        *to = !coded ? *from : from[1] == '3' ? ';' : '%';
        from += coded ? 3 : 1;
    }
    *to = 0;
}

/* Returns the first of the result's files with this ending, relative to the folder; allocated. */
static char *file_with(const char *results, const char *ending)
{
    for (const char *at = results; at && *at;) {
        const size_t length = strcspn(at, ";");
        if (length > strlen(ending) &&
            strncmp(at + length - strlen(ending), ending, strlen(ending)) == 0) {
            char *file = facs_text_part(at, length);
            if (file)
                decode(file);
            return file;
        }
        at += length + (at[length] == ';');
    }
    return NULL;
}

/* How the newest result was made, by its NAME.json; NULL: it is not known. */
typedef struct record {
    char *line, *folder; /* folder: in which the line was typed */
} record;

/* Returns a text of the run, allocated; NULL: there is none, or it is not what was typed, because
 * that is not UTF-8. */
static char *text_of(const json_t *run, const char *key, const char *bytes_key)
{
    const char *text = json_string_value(json_object_get(run, key));
    return text && !json_object_get(run, bytes_key) ? strdup(text) : NULL;
}

static record recorded(const facs_status *s, const char *folder)
{
    char *name = file_with(s->results, ".json"), *path = name ? facs_path_join(folder, name) : NULL;
    json_t *root = path ? facs_json_read(path) : NULL;
    const json_t *run = json_object_get(root, "run");
    record r = {.line = text_of(run, "command_line", "command_line_bytes"),
                .folder = text_of(run, "folder", "folder_bytes")};
    json_decref(root);
    free(path);
    free(name);
    if (r.folder && (!facs_path_is_absolute(r.folder) || facs_path_kind(r.folder) != FACS_FOLDER)) {
        free(r.folder);
        r.folder = NULL;
    }
    return r;
}

/* ---- The recorded command ----------------------------------------------------------------------
 *
 * Whoever made the file may have written anything into it, so it is taken apart, and put together
 * again only if it does what is said of it.
 */

/* Takes a word, or a part of one, that is in double quotes at *from, as Windows writes it. Returns
 * 1, or 0 if there is none. */
static int take_double_quoted(const char **from, char **to)
{
    const char *at = *from, *end = *at == '"' ? strchr(at + 1, '"') : NULL;
    if (!end)
        return 0;
    *from = end + 1;
    const size_t length = (size_t)(end - at - 1);
    size_t backslashes = 0;
    while (backslashes < length && end[-1 - (ptrdiff_t)backslashes] == '\\')
        backslashes++;
    memmove(*to, at + 1, length);
    *to += length - backslashes / 2;
    return backslashes % 2 == 0; /* otherwise the quote was not its end */
}

/* Undoes facs_shell_word in place, on whatever system it was. Returns the words, NULL at their end,
 * allocated, with pointers into line; NULL: a shell would read it as more than words, or there is
 * no memory. */
static char **split(char *line)
{
    char **words = malloc((strlen(line) + 2) * sizeof(*words)), *to = line;
    int count = 0, is_plain = words != NULL;
    for (const char *at = line; is_plain && *at;) {
        words[count++] = to;
        while (is_plain && *at && *at != ' ') {
            const char *end = *at == '\'' ? strchr(at + 1, '\'') : NULL;
            if (end) {
                memmove(to, at + 1, (size_t)(end - at - 1));
                to += end - at - 1;
                at = end + 1;
            } else if (*at == '\\' && at[1] == '\'') {
                *to++ = '\'';
                at += 2;
            } else if (*at == '"') {
                is_plain = take_double_quoted(&at, &to);
            } else {
                is_plain = facs_shell_is_plain(*at);
                *to++ = *at++;
            }
        }
        at += *at == ' ';
        *to++ = 0; /* it is not behind at: quotes and the blank are left out */
    }
    for (int i = 0; is_plain && i < count; i++)
        is_plain = !strpbrk(words[i], FACS_SHELL_ACTIVE);
    if (is_plain)
        words[count] = NULL;
    else
        free(words);
    return is_plain ? words : NULL;
}

/* Whether it makes results beside one another in a folder, and nothing else, of inputs that can be
 * had again: no files that it names itself, no other code than ours. */
static int makes_results_only(const facs_args *a)
{
    return !a->output && !a->csv && !a->json && !a->save_neutral && !a->share && !a->dry_run &&
           !a->help && !a->no_sandbox && !a->options.analysis.runtime &&
           !(a->list && strcmp(a->list, "-") == 0) &&
           !(a->overlay && !facs_results_is_ending(a->overlay));
}

/* Whether it is the line for one input of several. */
static int is_single(const facs_args *a, const facs_status *s)
{
    return s->totals.inputs > 1 && a->operand_count == 1 && strcmp(a->operands[0], s->path) == 0;
}

/* Whether its results are in the folder that was asked about; typed_in: where it was typed, NULL:
 * here. */
static int is_about(const facs_args *a, const char *folder, const char *typed_in)
{
    const char *directory = a->directory ? a->directory : ".";
    char *path = typed_in && !facs_path_is_absolute(directory) ? facs_path_join(typed_in, directory)
                                                               : strdup(directory);
    const int same = path && facs_path_is_same(path, folder);
    free(path);
    return same;
}

/* Appends a blank and a text to one that is allocated. Returns it, or frees it if there is no
 * memory. */
static char *and_then(char *text, const char *more)
{
    const size_t length = text ? strlen(text) : 0;
    char *longer = text && more ? realloc(text, length + strlen(more) + 2) : NULL;
    if (!longer)
        free(text);
    else
        snprintf(longer + length, strlen(more) + 2, " %s", more);
    return longer;
}

/* Puts the way to the folder before a command, which is taken over. */
static char *after_moving(char *command, const char *folder)
{
    char *word = facs_shell_word(folder);
    char *text = and_then(and_then(and_then(strdup("cd"), word), "&&"), command);
    free(word);
    free(command);
    return text;
}

/* Joins the words of a command of ours behind its name, with --resume. */
static char *resumed(char **words, const facs_args *a, facs_batch_state which)
{
    char *text = strdup("facs extract");
    if (!a->resume)
        text = and_then(text, RESUME);
    if (which == FACS_BATCH_FAILED && !a->batch.retry_failed)
        text = and_then(text, RETRY);
    for (; *words; words++) {
        char *word = facs_shell_word(*words);
        text = and_then(text, word);
        free(word);
    }
    return text;
}

/* Returns the recorded command with --resume, allocated; NULL: it does not make the whole study, or
 * there is no memory. Changes the line. */
static char *repeated(const facs_status *s, const record *r, const char *folder,
                      facs_batch_state which)
{
    facs_args args;
    facs_error error;
    char *text = NULL;
    /* a longer line is for one input alone */
    char **words = strlen(r->line) <= FACS_COMMAND_LINE_BYTES ? split(r->line) : NULL;
    if (words && words[0] && facs_path_is_program(words[0], "facs") && words[1] &&
        strcmp(words[1], "extract") == 0) {
        if (facs_args_parse(&args, FACS_FOR_EXTRACT, "extract", words + 2, &error) == 0 &&
            makes_results_only(&args) && !is_single(&args, s) && is_about(&args, folder, r->folder))
            text = resumed(words + 2, &args, which);
        facs_args_free(&args);
    }
    free(words);
    return text && r->folder && !facs_path_is_same(r->folder, ".") ? after_moving(text, r->folder)
                                                                   : text;
}

/* ---- A command without its options ----------------------------------------------------------- */

/* Returns the folder below which the results repeat the inputs' folders, allocated; NULL: it is not
 * known. The result of ROOT/p01/clip.mp4 is p01/clip.csv. */
static char *root_of(const facs_status *s)
{
    char *csv = s->path ? file_with(s->results, ".csv") : NULL;
    if (!csv)
        return NULL;
    const size_t path = strlen(s->path), name = (size_t)(facs_path_name(csv) - csv);
    const size_t base = (size_t)(facs_path_name(s->path) - s->path);
    char *root = NULL;
    if (base >= name && path > base && strncmp(s->path + base - name, csv, name) == 0)
        root = base > name ? facs_text_part(s->path, base - name > 1 ? base - name - 1 : 1)
                           : strdup(".");
    free(csv);
    return root;
}

/* Returns the command for these inputs, whatever the run's other options were; allocated. typed_in:
 * where the run's paths begin, NULL: here. NULL: the root is not known, or there is no memory. */
static char *general(const facs_status *s, const char *folder, const char *typed_in,
                     facs_batch_state which)
{
    const int failed = which == FACS_BATCH_FAILED;
    const int moves =
        typed_in && s->path && !facs_path_is_absolute(s->path) && !facs_path_is_same(typed_in, ".");
    char *whole = moves ? facs_path_absolute(folder) : strdup(folder), *root = root_of(s);
    char *to = whole ? facs_shell_path(whole) : NULL, *from = root ? facs_shell_path(root) : NULL;
    char *text = NULL;
    if (to && from) {
        const size_t size = 2 * strlen(to) + strlen(from) + 160;
        text = malloc(size);
        if (text)
            snprintf(text, size,
                     "facs status %s %s | facs extract " RESUME "%s --list - --root %s -d %s", to,
                     failed ? "--failed" : "--left", failed ? " " RETRY : "", from, to);
    }
    free(whole);
    free(root);
    free(from);
    free(to);
    return text && moves ? after_moving(text, typed_in) : text;
}

/* Returns text if it can be shown as it is; frees it otherwise. */
static char *if_shown(char *text)
{
    const int is_changed = text && facs_console_changes(text);
    if (is_changed)
        free(text);
    return is_changed ? NULL : text;
}

char *facs_status_command(const facs_status *s, const char *folder, facs_batch_state which,
                          int *is_general)
{
    record r = {.line = NULL};
    if (s->results)
        r = recorded(s, folder);
    char *command = r.line ? if_shown(repeated(s, &r, folder, which)) : NULL;
    *is_general = !command;
    if (!command)
        command = if_shown(general(s, folder, r.folder, which));
    free(r.line);
    free(r.folder);
    return command;
}
