#include "clicked.h"

#include "clicked_batch.h"
#include "cmd_models.h"
#include "command.h"

#include "os/desktop.h"
#include "os/file.h"
#include "os/interrupt.h"
#include "os/path.h"

#include <stdlib.h>
#include <string.h>

int facs_clicked(char *const *words)
{
    if (!facs_desktop_started())
        return 0;
    for (; *words; words++)
        if (facs_path_kind(*words) == FACS_NO_FILE)
            return 0;
    return 1;
}

static int finish(int status)
{
    facs_console_tell("%s", "");
    fflush(stdout); /* what a command wrote there; whether it can be written, main says */
    facs_desktop_wait();
    return facs_interrupted() ? FACS_EXIT_INTERRUPTED : status;
}

int facs_clicked_openface(const char *name)
{
    facs_console_tell(
        "%s is used in a terminal or by a script, as OpenFace's program of this name:", name);
    facs_console_tell("%s", "");
    facs_console_tell("    %s -f interview.mp4 -out_dir processed", name);
    facs_console_tell("    %s --help", name);
    facs_console_tell("%s", "");
    facs_console_tell("To measure videos without typing, drop them, or a folder of videos, on the "
                      "program facs.");
    return finish(FACS_EXIT_USAGE);
}

/* ---- What to measure ------------------------------------------------------------------------- */

/* Removes blanks and the quotes that terminals put around a path that was dropped. */
static char *bare(char *line)
{
    char *last = line + strlen(line);
    while (*line == ' ')
        line++;
    while (last > line && last[-1] == ' ')
        *--last = 0;
    if (last - line >= 2 && (*line == '"' || *line == '\'') && last[-1] == *line) {
        last[-1] = 0;
        line++;
    }
    return line;
}

/* Asks until there is such a file or folder. Returns their number, 1 or 0. */
static int ask(char ***paths)
{
    facs_console_tell(
        "Type or paste the path of a video, or of a folder of videos, or drop it into");
    facs_console_tell("this window, and press Enter. Enter alone ends.");
    *paths = calloc(2, sizeof(**paths));
    for (int asks = *paths != NULL; asks;) {
        fputs("> ", stderr);
        char *line = facs_desktop_line();
        const char *path = line ? bare(line) : "";
        const int known = *path && facs_path_kind(path) != FACS_NO_FILE;
        if (known)
            **paths = strdup(path);
        else if (*path)
            facs_console_tell("There is no such file or folder: %s", path);
        asks = *path && !known;
        free(line);
    }
    return *paths && **paths;
}

static int choose(char ***paths)
{
    static const facs_desktop_kind kinds[] = {
        {"Videos", "*.mp4;*.m4v;*.mov;*.avi;*.mkv;*.webm;*.wmv;*.mpg;*.mpeg;*.mts;*.m2ts"},
        {"All files", "*.*"}};
    const int count = facs_desktop_choose("facs: choose videos", kinds, 2, paths);
    return count > 0 ? count : ask(paths);
}

/* ---- Measuring it ---------------------------------------------------------------------------- */

/* Downloads the weights, or copies them from a folder of OpenFace's. Returns an exit status. */
static int fetch_weights(const char *from)
{
    facs_args args = {.no_sandbox = 1}; /* it would be that of the videos, too */
    facs_default_extract_options(&args.options);
    facs_default_fetch_options(&args.fetch);
    args.fetch.from = from;
    return facs_cmd_fetch(&args);
}

/* Asks whether to fetch the weights. Returns an exit status. */
static int offer_weights(void)
{
    facs_console_tell("To agree to their licence and download them, 18 MB, type yes and press "
                      "Enter. If you have");
    facs_console_tell("OpenFace's folder, paste its path or drop it into this window instead. "
                      "Enter alone ends.");
    fputs("> ", stderr);
    char *line = facs_desktop_line();
    const char *answer = line ? bare(line) : "";
    int status = FACS_EXIT_ENVIRONMENT;
    if (strcmp(answer, "yes") == 0)
        status = fetch_weights(NULL);
    else if (facs_path_kind(answer) == FACS_FOLDER)
        status = fetch_weights(answer);
    free(line);
    return status;
}

/* Returns an exit status. */
static int need_weights(void)
{
    char folder[4096];
    facs_weights weights = {.listing = NULL};
    facs_error error;
    if (facs_models_find(NULL, folder, sizeof(folder), &error) == 0 &&
        facs_models_check(folder, facs_weights_count, &weights, &error) == 0 &&
        facs_weights_work(&weights))
        return FACS_EXIT_DONE;
    facs_console_tell("The weights are missing: facs measures with OpenFace's trained models,");
    facs_console_tell("which are for academic, non-commercial use and are not part of facs. Their "
                      "licence:");
    facs_console_tell("%s", "https://github.com/TadasBaltrusaitis/OpenFace/blob/master/"
                            "OpenFace-license.txt");
    return offer_weights();
}

/* Returns 1 if both are files in one folder. */
static int go_together(const char *a, const char *b)
{
    const size_t length = (size_t)(facs_path_name(a) - a);
    return facs_path_kind(a) != FACS_FOLDER && facs_path_kind(b) != FACS_FOLDER &&
           length == (size_t)(facs_path_name(b) - b) && strncmp(a, b, length) == 0;
}

/* Moves the paths that go with the first one to the front. Returns their number. */
static int gather(char **paths, int count)
{
    int together = 1;
    for (int i = 1; i < count; i++)
        if (go_together(paths[0], paths[i])) {
            char *path = paths[i];
            memmove(paths + together + 1, paths + together,
                    (size_t)(i - together) * sizeof(*paths));
            paths[together++] = path;
        }
    return together;
}

/* Moves what facs writes beside videos to the end, since all files of a folder may be dropped.
 * Returns how many are left. */
static int leave_out_results(char **paths, int count)
{
    static const char *const endings[] = {".csv", ".json", ".html"};
    int kept = 0;
    for (int i = 0; i < count; i++) {
        char *path = paths[i];
        int is_result = 0;
        for (size_t e = 0; e < sizeof(endings) / sizeof(endings[0]); e++)
            is_result |= facs_path_ends_with(path, endings[e]);
        if (is_result) {
            facs_console_tell("%s is not a video and is left out.", path);
        } else {
            paths[i] = paths[kept];
            paths[kept++] = path;
        }
    }
    return kept;
}

/* Measures the paths. Returns an exit status. */
static int measure(char *program, char **paths, int all)
{
    const int count = leave_out_results(paths, all);
    int worst = count > 0 ? FACS_EXIT_DONE : FACS_EXIT_FAILED;
    for (int i = 0; i < count && worst < FACS_EXIT_ENVIRONMENT;) {
        const facs_clicked_batch batch = {paths + i, gather(paths + i, count - i),
                                          facs_path_kind(paths[i]) == FACS_FOLDER};
        const int status = facs_clicked_measure(program, &batch);
        worst = status > worst ? status : worst;
        i += batch.count;
    }
    return worst;
}

/* For someone who dropped nothing. Returns an exit status. */
static int measure_chosen(char *program)
{
    char **paths;
    const int count = choose(&paths);
    int status = facs_interrupted() ? FACS_EXIT_INTERRUPTED : FACS_EXIT_DONE;
    if (count > 0)
        status = finish(measure(program, paths, count));
    facs_names_free(paths, count);
    return status;
}

int facs_clicked_run(char *program, char **words)
{
    int count = 0;
    while (words[count])
        count++;
    facs_interrupt_watch();
    facs_interrupt_watch_maps(FACS_LOST_MAP, FACS_EXIT_ENVIRONMENT);
    if (count == 0) {
        facs_console_tell("facs %s measures facial Action Units in video.", facs_version());
        facs_console_tell("Choose videos now, or drop videos, or a folder of them, on the program "
                          "facs.");
        facs_console_tell("%s", "");
    }
    const int status = need_weights();
    if (status != FACS_EXIT_DONE)
        return finish(status);
    return count > 0 ? finish(measure(program, words, count)) : measure_chosen(program);
}
