#include "clashes.h"

#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct known_file {
    uint64_t device, inode;
    int index; /* of the first such path */
} known_file;

struct facs_known_files {
    known_file *files; /* by device and inode */
    int count;
    unsigned char *is_folder; /* by index */
};

static int compare_places(const void *a, const void *b)
{
    const known_file *x = a, *y = b;
    const int devices = (x->device > y->device) - (x->device < y->device);
    return devices ? devices : (x->inode > y->inode) - (x->inode < y->inode);
}

static int compare_files(const void *a, const void *b)
{
    const known_file *x = a, *y = b;
    const int places = compare_places(x, y);
    return places ? places : (x->index > y->index) - (x->index < y->index);
}

/* Returns the i-th of strings that are stride bytes apart. */
static const char *string_at(const void *first, size_t stride, int i)
{
    const void *at = (const char *)first + stride * (size_t)i;
    return *(const char *const *)at;
}

int facs_known_files_open(facs_known_files **out, const void *paths, size_t stride, int count)
{
    facs_known_files *known = calloc(1, sizeof(*known));
    const size_t room = count > 0 ? (size_t)count : 1;
    *out = known;
    if (known) {
        known->files = calloc(room, sizeof(*known->files));
        known->is_folder = calloc(room, sizeof(*known->is_folder));
    }
    if (!known || !known->files || !known->is_folder) {
        facs_known_files_close(out);
        return -ENOMEM;
    }
    for (int i = 0; i < count; i++) {
        facs_file_info info;
        const char *path = string_at(paths, stride, i);
        if (!path || facs_path_info(path, &info) < 0)
            continue;
        known->is_folder[i] = info.kind == FACS_FOLDER;
        known->files[known->count++] = (known_file){info.device, info.inode, i};
    }
    qsort(known->files, (size_t)known->count, sizeof(*known->files), compare_files);
    for (int i = 1; i < known->count; i++)
        if (compare_places(&known->files[i - 1], &known->files[i]) == 0)
            known->files[i].index = known->files[i - 1].index;
    return 0;
}

void facs_known_files_close(facs_known_files **known)
{
    if (*known) {
        free((*known)->files);
        free((*known)->is_folder);
        free(*known);
    }
    *known = NULL;
}

int facs_known_files_is_folder(const facs_known_files *known, int i)
{
    return known->is_folder[i];
}

int facs_known_files_find(const facs_known_files *known, const char *path)
{
    facs_file_info info;
    if (facs_path_info(path, &info) < 0)
        return -1;
    const known_file sought = {info.device, info.inode, 0};
    const known_file *found =
        bsearch(&sought, known->files, (size_t)known->count, sizeof(sought), compare_places);
    return found ? found->index : -1;
}

/* ---- Names ----------------------------------------------------------------------------------- */

typedef struct numbered_name {
    const char *name;
    int index;
} numbered_name;

static int compare_names(const void *a, const void *b)
{
    const numbered_name *x = a, *y = b;
    const int names = strcmp(x->name, y->name);
    return names ? names : (x->index > y->index) - (x->index < y->index);
}

int *facs_names_find_earlier(const void *names, size_t stride, int count)
{
    int known = 0, first = 0;
    const size_t room = count > 0 ? (size_t)count : 1;
    int *earlier = calloc(room, sizeof(*earlier));
    numbered_name *sorted = calloc(room, sizeof(*sorted));
    for (int i = 0; earlier && sorted && i < count; i++) {
        const char *name = string_at(names, stride, i);
        earlier[i] = -1;
        if (name)
            sorted[known++] = (numbered_name){name, i};
    }
    if (known > 0)
        qsort(sorted, (size_t)known, sizeof(*sorted), compare_names);
    for (int i = 1; i < known; i++)
        if (strcmp(sorted[first].name, sorted[i].name) == 0)
            earlier[sorted[i].index] = sorted[first].index;
        else
            first = i;
    if (!sorted) {
        free(earlier);
        earlier = NULL;
    }
    free(sorted);
    return earlier;
}
