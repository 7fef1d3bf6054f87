#include "study/walk.h"

#include "base/error.h"
#include "base/log.h"
#include "base/pattern.h"
#include "media/source.h"
#include "os/path.h"
#include "study/folder_names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 2000 /* folders within folders; PATH_MAX has room for no more on most systems */

/* A folder that is being walked. */
typedef struct place {
    const char *given; /* its path */
    char *path;        /* the same, with a separator at its end */
    size_t length;     /* of that */
    int depth;         /* below the folder that was given */
    facs_file_info info;
    int64_t pictures; /* that are in it and are no inputs themselves */
    const char *picture;
} place;

static int walk_subfolder(facs_walk *walk, const char *path, int depth);

static void leave(facs_walk *walk, const place *p, facs_left_out_why why, const char *name)
{
    facs_left_out_add(walk->left, why, 1, p->path, name);
}

static int is_wanted(const facs_walk *walk, const char *path, const char *name)
{
    return walk->pattern ? facs_pattern_match(walk->pattern, path + walk->length)
                         : facs_source_is_video_name(name);
}

/* As it is added: a file that is no link. info: of what the path leads to. */
static facs_found describe(const facs_walk *walk, const char *path, const facs_file_info *info)
{
    return (facs_found){.path = path,
                        .bytes = -1,
                        .device = info->device,
                        .inode = info->inode,
                        .origin = walk->origin,
                        .below = (uint32_t)walk->length,
                        .walked = 1};
}

/* info: of what the name leads to. */
static int take_file(facs_walk *walk, place *p, const facs_folder_name *name,
                     const facs_file_info *info)
{
    char *path = facs_texts_join(&walk->inputs->texts, p->path, p->length, name->name);
    if (!path)
        return -ENOMEM;
    if (info->kind == FACS_REGULAR_FILE && is_wanted(walk, path, name->name)) {
        facs_found found = describe(walk, path, info);
        found.is_link = name->is_link != 0;
        return facs_inputs_add(walk->inputs, &found);
    }
    facs_texts_undo(&walk->inputs->texts, path);
    if (info->kind == FACS_REGULAR_FILE && facs_source_is_image_name(name->name)) {
        p->picture = p->pictures++ ? p->picture : name->name;
        return 0;
    }
    leave(walk, p, FACS_LEFT_OTHER, name->name);
    return 0;
}

static int take_link(facs_walk *walk, place *p, const facs_folder_name *name)
{
    facs_file_info info;
    char *path = facs_texts_join(&walk->links.texts, p->path, p->length, name->name);
    if (!path)
        return -ENOMEM;
    if (facs_path_info(path, &info) < 0)
        leave(walk, p, FACS_LEFT_NOWHERE, name->name);
    else if (info.kind != FACS_FOLDER)
        return take_file(walk, p, name, &info);
    else
        return facs_inputs_add(
            &walk->links,
            &(facs_found){.path = path, .origin = walk->origin, .below = (uint32_t)walk->length});
    return 0;
}

static int take_name(facs_walk *walk, place *p, const facs_folder_names *names, size_t i)
{
    const facs_folder_name *name = &names->all[i];
    if (name->is_hidden || facs_folder_name_is_hidden(name->name)) {
        leave(walk, p, FACS_LEFT_HIDDEN, name->name);
        return 0;
    }
    if (facs_folder_name_is_result(names, i)) {
        leave(walk, p, FACS_LEFT_RESULT, name->name);
        return 0;
    }
    if (name->is_link)
        return take_link(walk, p, name);
    if (name->kind != FACS_FOLDER) {
        const facs_file_info info = {
            .kind = name->kind, .device = p->info.device, .inode = name->inode};
        return take_file(walk, p, name, &info);
    }
    char *path = facs_path_join(p->path, name->name);
    const int status = path ? walk_subfolder(walk, path, p->depth + 1) : -ENOMEM;
    free(path);
    return status;
}

/* Takes a folder that has pictures for an input, unless it has others. */
static int take_pictures(facs_walk *walk, place *p, int has_others)
{
    const char *below = p->depth > 0 ? p->given + walk->length : "";
    if (!has_others && (!walk->pattern || facs_pattern_match(walk->pattern, below))) {
        const char *path = facs_texts_join(&walk->inputs->texts, p->given, strlen(p->given), "");
        facs_found found = describe(walk, path, &p->info);
        found.is_folder = 1;
        found.walked = p->depth > 0;
        return path ? facs_inputs_add(walk->inputs, &found) : -ENOMEM;
    }
    facs_left_out_add(walk->left, walk->pattern ? FACS_LEFT_OTHER : FACS_LEFT_PICTURE, p->pictures,
                      p->path, p->picture);
    return 0;
}

static int take_names(facs_walk *walk, place *p, const facs_folder_names *names)
{
    const size_t before = walk->inputs->count;
    int status = 0;
    for (size_t i = 0; i < names->count && status == 0; i++)
        status = take_name(walk, p, names, i);
    if (status == 0 && p->pictures > 0)
        status = take_pictures(walk, p, walk->inputs->count > before);
    return status;
}

/* Returns 1 if the folder is to be walked, 0, or -ENOMEM. */
static int is_to_be_walked(facs_walk *walk, const place *p)
{
    if (p->depth > 0 && walk->results.kind == FACS_FOLDER &&
        facs_file_is_same(&p->info, &walk->results)) {
        facs_log_write(walk->log, walk->results_given ? FACS_LOG_INFO : FACS_LOG_WARNING,
                       "%s: left out, since the results are written there", p->given);
        return 0;
    }
    const int is_new = facs_seen_add(&walk->folders, p->info.device, p->info.inode);
    if (is_new == 0)
        facs_left_out_add(walk->left, FACS_LEFT_FOLDER, 1, p->given, "");
    return is_new;
}

/* Reads the names of a folder to be walked, and closes it before those below it are opened. Returns
 * 1, 0 if it is not to be walked, or -errno. */
static int read_names(facs_walk *walk, place *p, facs_folder_names *names)
{
    const int handle = facs_handle_open(p->given, FACS_OPEN_FOLDER);
    int status = handle < 0 ? handle : facs_handle_info(handle, &p->info);
    if (status == 0)
        status = is_to_be_walked(walk, p);
    if (status == 1) {
        const int failure = facs_folder_names_read(names, handle);
        status = failure < 0 ? failure : 1;
    }
    if (handle >= 0)
        facs_handle_close(handle);
    return status;
}

/* Returns 1, 0 if the folder is not to be walked, or -errno if it cannot be read. */
static int walk_one(facs_walk *walk, const char *given, int depth)
{
    place p = {.given = given, .path = facs_path_join(given, ""), .depth = depth};
    facs_folder_names names = {.all = NULL};
    int status = p.path ? read_names(walk, &p, &names) : -ENOMEM;
    if (status == 1) {
        p.length = strlen(p.path);
        walk->length = depth == 0 ? p.length : walk->length;
        const int failure = take_names(walk, &p, &names);
        status = failure < 0 ? failure : 1;
    }
    facs_folder_names_free(&names);
    free(p.path);
    return status;
}

static int walk_subfolder(facs_walk *walk, const char *path, int depth)
{
    const int status = depth > MAX_DEPTH ? -ELOOP : walk_one(walk, path, depth);
    if (status >= 0 || status == -ENOMEM)
        return status < 0 ? status : 0;
    facs_log_write(walk->log, FACS_LOG_WARNING, "%s: the folder is left out: %s", path,
                   facs_strerror(status));
    return 0;
}

int facs_walk_folder(facs_walk *walk, const char *folder, int origin, facs_error *error)
{
    walk->origin = origin;
    const int status = walk_one(walk, folder, 0);
    if (status == -ENOMEM)
        return facs_fail_memory(error, "the names in a folder");
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INPUT, status, "%s: the folder cannot be read: %s",
                         folder, facs_strerror(status));
    return status;
}

int facs_walk_links(facs_walk *walk)
{
    int status = 0;
    for (size_t i = 0; i < walk->links.count && status == 0; i++) { /* which may add more */
        const facs_found link = walk->links.all[i];
        walk->origin = link.origin;
        walk->length = link.below;
        status = walk_subfolder(walk, link.path, 1);
    }
    return status;
}

void facs_walk_free(facs_walk *walk)
{
    facs_inputs_free(&walk->links);
    facs_seen_free(&walk->folders);
}
