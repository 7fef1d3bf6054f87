#include "results.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- NAME ------------------------------------------------------------------------------------ */

static int is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* What no file name should hold becomes '-': "camera:0" is camera-0. */
static void make_plain(char *name)
{
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
            *c = '-';
}

/* What follows the last '/' in length bytes of path, without slashes at the end; allocated. */
static char *last_part(const char *path, size_t length)
{
    while (length > 0 && path[length - 1] == '/')
        length--;
    size_t start = length;
    while (start > 0 && path[start - 1] != '/')
        start--;
    return length > start ? strndup(path + start, length - start) : strdup("result");
}

static char *folder_name(const char *path)
{
    char *real = realpath(path, NULL); /* "." has a name, too */
    char *name = real ? last_part(real, strlen(real)) : NULL;
    free(real);
    return name;
}

char *facs_results_base_name(const char *input)
{
    char *name;
    if (strcmp(input, "-") == 0)
        return strdup("stdin");
    if (is_folder(input))
        return folder_name(input);
    int camera = strncmp(input, "camera:", 7) == 0;
    int url = !camera && strstr(input, "://") != NULL;
    if (camera)
        name = strdup(input);
    else
        name = last_part(input, url ? strcspn(input, "?#") : strlen(input));
    if (!name)
        return NULL;
    char *dot = strrchr(name, '.');
    if (dot && dot != name && !camera)
        *dot = 0;
    if (camera || url)
        make_plain(name);
    return name;
}

static char *joined(const char *folder, const char *name, const char *suffix)
{
    size_t size = (folder ? strlen(folder) + 1 : 0) + strlen(name) + strlen(suffix) + 1;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s%s%s%s", folder ? folder : "", folder ? "/" : "", name, suffix);
    return path;
}

static int is_csv(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".csv") == 0;
}

char *facs_results_beside(const char *csv, const char *ending)
{
    size_t length = strlen(csv);
    char *stem = strndup(csv, is_csv(csv) ? length - 4 : length);
    char *path = stem ? joined(NULL, stem, ending) : NULL;
    free(stem);
    return path;
}

char *facs_results_of_face(const char *csv, int face)
{
    char ending[32];
    snprintf(ending, sizeof(ending), "_face%02d%s", face, is_csv(csv) ? ".csv" : "");
    return facs_results_beside(csv, ending);
}

int facs_results_is_ending(const char *overlay)
{
    return overlay[0] == '.' && !strchr(overlay, '/') && !strchr(overlay + 1, '.');
}

/* overlay as it is, or for an ending NAME_overlay.mp4 beside NAME.csv. */
static char *overlay_of(const char *csv, const char *overlay)
{
    if (!facs_results_is_ending(overlay))
        return strdup(overlay);
    char *ending = joined(NULL, "_overlay", overlay);
    char *path = ending ? facs_results_beside(csv, ending) : NULL;
    free(ending);
    return path;
}

static int name_one(facs_result_files *files, const facs_args *args, const char *input)
{
    if (!facs_results_streams(args).files) {
        files->overlay = args->overlay ? strdup(args->overlay) : NULL;
        return files->overlay || !args->overlay ? 0 : -ENOMEM;
    }
    if (args->output) {
        files->csv = strdup(args->output);
        files->json = facs_results_beside(args->output, ".json");
    } else {
        char *name = facs_results_base_name(input);
        files->csv = name ? joined(args->directory, name, ".csv") : NULL;
        files->json = name ? joined(args->directory, name, ".json") : NULL;
        free(name);
    }
    if (files->csv)
        files->first = args->per_face ? facs_results_of_face(files->csv, 0) : strdup(files->csv);
    if (files->csv && args->overlay)
        files->overlay = overlay_of(files->csv, args->overlay);
    const int whole = files->csv && files->json && files->first;
    return whole && (files->overlay || !args->overlay) ? 0 : -ENOMEM;
}

/* ---- Streams --------------------------------------------------------------------------------- */

static int is_pipe(const char *path)
{
    struct stat status;
    return strcmp(path, "-") == 0 || (stat(path, &status) == 0 && S_ISFIFO(status.st_mode));
}

facs_result_streams facs_results_streams(const facs_args *args)
{
    const int to_pipe = args->output && is_pipe(args->output);
    facs_result_streams streams = {.csv = args->csv, .json = args->json};
    if (to_pipe && !streams.csv)
        streams.csv = args->output;
    streams.files =
        args->directory || (args->output && !to_pipe) || (!streams.csv && !streams.json);
    return streams;
}

int facs_results_check_streams(const facs_args *args, char *text, size_t text_size)
{
    const facs_result_streams streams = facs_results_streams(args);
    const char *const names[] = {streams.csv, streams.json};
    const char *sentence = NULL;
    int to_output = 0;
    for (int i = 0; i < 2; i++)
        to_output += names[i] && strcmp(names[i], "-") == 0;
    if (!streams.csv && !streams.json)
        return 0;
    if (args->operand_count > 1)
        sentence = "rows as they come are those of one input: give one";
    else if (args->csv && args->output && is_pipe(args->output))
        sentence = "-o with a pipe is what --csv is: give one of them";
    else if (to_output > 1)
        sentence = "--csv and --json cannot both go to standard output: name a file or a FIFO for "
                   "one of them";
    else if (to_output && args->summary)
        sentence = "--summary goes to standard output, where the rows go: leave it out";
    else if (!streams.files && args->overlay && facs_results_is_ending(args->overlay))
        sentence = "--overlay with an ending alone is named after a result file: name it, or give "
                   "-o or -d with it";
    else if (!streams.files && (args->per_face || args->resume || args->report))
        sentence = "--per-face, --resume and --report are for files: give -o or -d with them";
    if (sentence)
        snprintf(text, text_size, "%s", sentence);
    return sentence ? -EINVAL : 0;
}

/* ---- What must not be overwritten ------------------------------------------------------------ */

int facs_results_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int check_one(const facs_result_files *files, const facs_args *args, int n, char *text,
                     size_t text_size)
{
    static const char *const ways[] = {"-o or -d", "-o or -d", "--overlay", "--csv", "--json"};
    const facs_result_streams streams = facs_results_streams(args);
    const char *const names[] = {files[n].first, files[n].json, files[n].overlay, streams.csv,
                                 streams.json};
    for (int k = 0; k < 5; k++) {
        const char *spoilt = NULL;
        if (!names[k])
            continue;
        for (int i = 3; i < 5 && k < 3 && !spoilt; i++)
            if (names[i] && strcmp(names[i], names[k]) == 0)
                spoilt = names[i];
        if (args->landmarks && facs_results_same_file(names[k], args->landmarks))
            spoilt = args->landmarks;
        for (int i = 0; i < args->operand_count && !spoilt; i++)
            if (facs_results_same_file(names[k], args->operands[i]))
                spoilt = args->operands[i];
        if (spoilt && !is_folder(spoilt)) {
            snprintf(text, text_size, "the result %s would replace %s: name another with %s",
                     names[k], spoilt, ways[k]);
            return -EINVAL;
        }
    }
    for (int i = 0; i < n && files[n].csv; i++)
        if (strcmp(files[i].csv, files[n].csv) == 0) {
            snprintf(text, text_size,
                     "%s and %s would both be written to %s: run them apart, with -o or -d",
                     args->operands[i], args->operands[n], files[n].csv);
            return -EINVAL;
        }
    return 0;
}

int facs_results_name(facs_result_files **files, const facs_args *args, char *text,
                      size_t text_size)
{
    int status = 0;
    facs_result_files *all = calloc((size_t)args->operand_count, sizeof(*all));
    for (int i = 0; all && i < args->operand_count && status == 0; i++) {
        status = name_one(&all[i], args, args->operands[i]);
        if (status == 0)
            status = check_one(all, args, i, text, text_size);
    }
    if (!all || status == -ENOMEM)
        snprintf(text, text_size, "no memory for the results' names");
    if (status < 0)
        facs_results_free(&all, args->operand_count);
    *files = all;
    return all ? 0 : -EINVAL;
}

void facs_results_free(facs_result_files **files, int count)
{
    for (int i = 0; *files && i < count; i++) {
        free((*files)[i].csv);
        free((*files)[i].json);
        free((*files)[i].first);
        free((*files)[i].overlay);
    }
    free(*files);
    *files = NULL;
}

int facs_results_make_folder(const char *path)
{
    int status = 0;
    char *part = strdup(path);
    if (!part)
        return -ENOMEM;
    for (char *c = part + 1; part[0] && status == 0; c++) {
        char kept = *c;
        if (kept != '/' && kept != 0)
            continue;
        *c = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            status = -errno;
        *c = kept;
        if (!kept)
            break;
    }
    free(part);
    return status == 0 && !is_folder(path) ? -ENOTDIR : status;
}
