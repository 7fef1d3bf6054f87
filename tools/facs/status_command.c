#include "status.h"

#include "command_line.h"

#include "os/file.h"
#include "os/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXTRACT " extract "
#define RESUME  " --resume"
#define RETRY   " --retry-failed"

#define MAX_JSON ((int64_t)16 << 20) /* bytes; with all columns it has 20 KB */

/* Undoes how the batch table writes a semicolon and a percent sign in a path. */
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

/* Returns the command line in NAME.json of the newest result, allocated; NULL: it is not known. */
static char *recorded(const facs_status *s, const char *folder)
{
    char *name = file_with(s->results, ".json"), *path = name ? facs_path_join(folder, name) : NULL;
    facs_file_info info = {.size = 0}; /* anyone may have written the table and this file */
    const int is_small = path && facs_path_info(path, &info) == 0 && info.size <= MAX_JSON;
    FILE *stream = is_small ? facs_path_regular_stream(path) : NULL;
    json_t *root = stream ? json_loadf(stream, 0, NULL) : NULL;
    const char *line =
        json_string_value(json_object_get(json_object_get(root, "run"), "command_line"));
    char *copy = line ? strdup(line) : NULL;
    json_decref(root);
    if (stream)
        fclose(stream);
    free(path);
    free(name);
    return copy;
}

/*
 * Whether a shell would read it as nothing but words, as facs_shell_word writes them, of which the
 * first two call this command: whoever made the file may have written anything into it.
 */
static int is_ours(const char *line)
{
    static const char name[] = "facs";
    const size_t first = strcspn(line, " '"), length = strlen(name);
    if (first < length || strncmp(line + first - length, name, length) != 0 ||
        (first > length && !facs_path_is_separator(line[first - length - 1])) ||
        strncmp(line + first, EXTRACT, strlen(EXTRACT)) != 0)
        return 0;
    for (const char *at = line; *at; at++) {
        if (*at == '\'')
            at = strchr(at + 1, '\'');
        else if (*at == '\\' && at[1] == '\'')
            at++;
        else if (*at != ' ' && !facs_shell_is_plain(*at))
            return 0;
        if (!at)
            return 0;
    }
    return 1;
}

static int ends_with(const char *text, const char *ending)
{
    const size_t length = strlen(text), ending_length = strlen(ending);
    return length >= ending_length && strcmp(text + length - ending_length, ending) == 0;
}

/* Returns the recorded command with --resume, allocated; NULL: it does not make the whole study, or
 * there is no memory. */
static char *repeated(const facs_status *s, const char *line, facs_batch_state which)
{
    char *word = facs_shell_word(s->path);
    const int is_single = !word || (s->totals.inputs > 1 && ends_with(line, word));
    free(word);
    if (is_single || !is_ours(line) || strstr(line, " --list -") || strstr(line, " --list=-") ||
        strstr(line, " --shard"))
        return NULL;
    const char *resume = strstr(line, RESUME) ? "" : RESUME;
    const char *retry = which != FACS_BATCH_FAILED || strstr(line, RETRY) ? "" : RETRY;
    const size_t head = (size_t)(strstr(line, EXTRACT) - line) + strlen(EXTRACT) - 1;
    const size_t size = strlen(line) + sizeof(RESUME) + sizeof(RETRY);
    char *text = malloc(size);
    if (text)
        snprintf(text, size, "%.*s%s%s%s", (int)head, line, resume, retry, line + head);
    return text;
}

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

/* Returns the command for these inputs, whatever the run's other options were; allocated. NULL: the
 * root is not known, or there is no memory. */
static char *general(const facs_status *s, const char *folder, facs_batch_state which)
{
    const int failed = which == FACS_BATCH_FAILED;
    char *root = root_of(s), *to = facs_shell_word(folder);
    char *from = root ? facs_shell_word(root) : NULL, *text = NULL;
    if (to && from) {
        const size_t size = 2 * strlen(to) + strlen(from) + 160;
        text = malloc(size);
        if (text)
            snprintf(text, size, "facs status %s %s | facs extract%s%s --list - --root %s -d %s",
                     to, failed ? "--failed" : "--left", RESUME, failed ? RETRY : "", from, to);
    }
    free(root);
    free(from);
    free(to);
    return text;
}

char *facs_status_command(const facs_status *s, const char *folder, facs_batch_state which,
                          int *is_general)
{
    char *line = s->results ? recorded(s, folder) : NULL;
    char *command = line ? repeated(s, line, which) : NULL;
    free(line);
    *is_general = !command;
    return command ? command : general(s, folder, which);
}
