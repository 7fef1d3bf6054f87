#include "report/origin.h"

#include "base/file.h"
#include "os/file.h"
#include "os/path.h"
#include "output/json.h"
#include "output/previous.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTE_SIZE  512
#define MAX_PIXELS ((json_int_t)1 << 28) /* 16384 x 16384: a file cannot ask for more memory */

/* Gets a name; NULL: there is none. 0 or -ENOMEM. */
static int get_name(char **name, const json_t *object, const char *key, const char *bytes_key)
{
    *name = facs_json_get_name(object, key);
    return *name || !json_is_string(json_object_get(object, key)) ||
                   json_object_get(object, bytes_key) /* possibly damaged */
               ? 0
               : -ENOMEM;
}

/* ---- The table ------------------------------------------------------------------------------- */

int facs_origin_of(const json_t *root, const char *csv, size_t rows)
{
    const json_t *results = json_object_get(root, "results");
    int origin = FACS_ORIGIN_UNKNOWN;
    char sha256[65];
    facs_file_info info;
    const int known = facs_path_info(csv, &info) == 0 && facs_file_sha256(csv, sha256) == 0;
    for (size_t i = 0; i < json_array_size(results) && origin != FACS_ORIGIN_SAME; i++) {
        const json_t *result = json_array_get(results, i);
        const char *its = json_string_value(json_object_get(result, "sha256"));
        if (!its || !known)
            continue;
        char *name;
        if (get_name(&name, result, "file", "file_bytes") < 0)
            return -ENOMEM;
        if (strcmp(its, sha256) == 0 &&
            json_integer_value(json_object_get(result, "bytes")) == (json_int_t)info.size)
            origin = FACS_ORIGIN_SAME;
        else if (name && strcmp(name, facs_path_name(csv)) == 0 &&
                 json_integer_value(json_object_get(result, "rows")) == (json_int_t)rows)
            origin = FACS_ORIGIN_CHANGED;
        else if (origin == FACS_ORIGIN_UNKNOWN)
            origin = FACS_ORIGIN_OTHER;
        free(name);
    }
    return origin;
}

/* ---- The video ------------------------------------------------------------------------------- */

static int has_digest(const json_t *root)
{
    const json_t *input = json_object_get(root, "input");
    const json_t *digest = json_object_get(input, "digest");
    return json_is_integer(json_object_get(input, "size")) &&
           json_is_string(json_object_get(digest, "method")) &&
           json_is_string(json_object_get(digest, "value"));
}

/* 1 or 0, by size and digest; -ENOENT: unknown; -ENOMEM. */
static int is_input_of(const json_t *root, const char *path)
{
    facs_input_identity *identity;
    if (!has_digest(root) || !facs_video_is_local(path))
        return -ENOENT;
    int same = facs_input_identity_open(&identity, path, NULL, NULL);
    if (same == 0)
        same = facs_previous_is_of(root, identity, NULL);
    facs_input_identity_close(&identity);
    return same >= 0 || same == -ENOMEM ? same : -ENOENT;
}

int facs_origin_is_other(const json_t *root, const char *path)
{
    const int same = is_input_of(root, path);
    return same == -ENOMEM ? same : same == 0;
}

/* name in the folder of file; allocated. */
static char *beside(const char *file, const char *name)
{
    char *folder = facs_path_folder(file);
    char *path = folder ? facs_path_join(folder, name) : NULL;
    free(folder);
    return path;
}

static int whole_number(const json_t *object, const char *key)
{
    const json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 && value <= FACS_MAX_SIDE ? (int)value : 0;
}

/* How the input was read, within sane limits. */
static void take_options(facs_video_facts *video, const json_t *root)
{
    const json_t *input = json_object_get(root, "input");
    const json_t *options = json_object_get(root, "options");
    const json_int_t pixels = json_integer_value(json_object_get(options, "max_pixels"));
    *video =
        (facs_video_facts){.width = whole_number(input, "width"),
                           .height = whole_number(input, "height"),
                           .fps = json_number_value(json_object_get(options, "fps")),
                           .stream = whole_number(options, "stream"),
                           .deinterlace = json_is_true(json_object_get(options, "deinterlace")),
                           .rotate = whole_number(options, "rotate") / 90 % 4 * 90,
                           .max_pixels = pixels > 0 && pixels <= MAX_PIXELS ? (int64_t)pixels : 0};
    if (!(video->fps > 0 && video->fps <= FACS_MAX_FPS))
        video->fps = 0;
}

static char *why_missing(const json_t *root, const char *name, int there)
{
    char note[NOTE_SIZE];
    if (!name)
        snprintf(note, sizeof(note), "the video is not there");
    else if (!there)
        snprintf(note, sizeof(note), "the video %.200s is not there", name);
    else if (has_digest(root))
        snprintf(note, sizeof(note),
                 "the video %.200s is not the file that was measured, or has changed since", name);
    else
        snprintf(note, sizeof(note),
                 "nothing shows that the video %.200s is the one that was measured: name it with "
                 "--video",
                 name);
    return strdup(note);
}

/* The input's old path, its name, and that name beside csv; allocated, NULL if unknown. */
#define PLACES 3

static int find_places(char *places[PLACES], const json_t *root, const char *csv)
{
    const json_t *input = json_object_get(root, "input");
    int status = get_name(&places[0], input, "path", "path_bytes");
    const int name = get_name(&places[1], input, "name", "name_bytes");
    places[2] = places[1] ? beside(csv, facs_path_name(places[1])) : NULL;
    if (status == 0)
        status = name < 0 ? name : places[1] && !places[2] ? -ENOMEM : 0;
    return status;
}

static void free_places(char *places[PLACES])
{
    for (int i = 0; i < PLACES; i++)
        free(places[i]);
}

int facs_origin_find_video(facs_video_facts *video, const json_t *root, const char *csv)
{
    char *places[PLACES];
    int there = 0, found = 0, status = find_places(places, root, csv);
    take_options(video, root);
    for (int i = 0; i < PLACES && status == 0 && !found; i++) {
        if (!places[i] || !facs_video_is_local(places[i]))
            continue;
        there = 1;
        const int same = is_input_of(root, places[i]);
        status = same == -ENOMEM ? same : 0;
        found = same == 1;
        if (found && !(video->path = strdup(places[i])))
            status = -ENOMEM;
    }
    if (status == 0 && !found && !(video->missing = why_missing(root, places[1], there)))
        status = -ENOMEM;
    free_places(places);
    if (status < 0)
        facs_origin_forget_video(video);
    return status;
}

int facs_origin_names(const json_t *root, const char *csv, const char *path)
{
    char *places[PLACES];
    int named = find_places(places, root, csv);
    for (int i = 0; i < PLACES && named == 0; i++)
        named = facs_path_is_same(path, places[i]);
    free_places(places);
    return named;
}

void facs_origin_forget_video(facs_video_facts *video)
{
    free(video->path);
    free(video->missing);
    *video = (facs_video_facts){.path = NULL};
}
