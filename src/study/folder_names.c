#include "study/folder_names.h"

#include "os/path.h"

#include "base/natural.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAME 1024 /* bytes; file systems take 255 characters */

/* ---- Reading --------------------------------------------------------------------------------- */

/* Makes room for one more of count things of size bytes each. */
static int make_room(void **things, size_t *room, size_t needed, size_t size)
{
    size_t more = *room ? *room : 64;
    while (more < needed)
        more *= 2;
    void *all = more == *room ? *things : realloc(*things, more * size);
    if (!all)
        return -ENOMEM;
    *things = all;
    *room = more;
    return 0;
}

static int add(void *opaque, const facs_folder_entry *entry)
{
    facs_folder_names *names = opaque;
    const size_t size = strlen(entry->name) + 1;
    void *all = names->all, *text = names->text;
    int status = make_room(&all, &names->room, names->count + 1, sizeof(*names->all));
    names->all = all;
    if (status == 0)
        status = make_room(&text, &names->size, names->used + size, 1);
    names->text = text;
    if (status < 0)
        return status;
    memcpy(names->text + names->used, entry->name, size);
    names->all[names->count++] = (facs_folder_name){.kind = entry->kind,
                                                    .inode = entry->inode,
                                                    .is_link = entry->is_link,
                                                    .is_hidden = entry->is_hidden};
    names->used += size;
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const facs_folder_name *x = a, *y = b;
    return facs_natural_compare(x->name, y->name);
}

int facs_folder_names_read(facs_folder_names *names, int handle)
{
    *names = (facs_folder_names){.all = NULL};
    const int status = facs_folder_each(handle, add, names);
    const char *text = names->text;
    for (size_t i = 0; i < names->count; i++, text += strlen(text) + 1)
        names->all[i].name = text;
    if (names->count > 0)
        qsort(names->all, names->count, sizeof(*names->all), by_name);
    return status;
}

void facs_folder_names_free(facs_folder_names *names)
{
    free(names->all);
    free(names->text);
    *names = (facs_folder_names){.all = NULL};
}

/* ---- What is never an input ------------------------------------------------------------------ */

int facs_folder_name_is_hidden(const char *name)
{
    static const char *const of_systems[] = {
        "Thumbs.db",  "ehthumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information",
        "lost+found", "@eaDir",      "#recycle",    "#snapshot"};
    if (name[0] == '.')
        return 1;
    for (size_t i = 0; i < sizeof(of_systems) / sizeof(of_systems[0]); i++)
        if (strcmp(name, of_systems[i]) == 0)
            return 1;
    return 0;
}

/* Returns 1 if the first length bytes of name with an ending are a name, too. */
static int has_beside(const facs_folder_names *names, const char *name, size_t length,
                      const char *ending)
{
    char sought[MAX_NAME];
    const facs_folder_name key = {.name = sought};
    if (length + strlen(ending) >= sizeof(sought))
        return 0;
    snprintf(sought, sizeof(sought), "%.*s%s", (int)length, name, ending);
    return names->count > 0 &&
           bsearch(&key, names->all, names->count, sizeof(key), by_name) != NULL;
}

/* NAME.1f09a2c3.part */
static int is_draft(const char *name, size_t length)
{
    if (length < 14 || strcmp(name + length - 5, ".part") != 0 || name[length - 14] != '.')
        return 0;
    return strspn(name + length - 13, "0123456789abcdef") == 8;
}

/* NAME_overlay.mp4 and OpenFace's folder NAME_aligned, beside NAME.csv, or with --per-face beside
 * NAME_face00.csv. */
static int is_made_from(const facs_folder_names *names, size_t i)
{
    const facs_folder_name *n = &names->all[i];
    const char *word = n->kind == FACS_FOLDER ? "_aligned" : "_overlay", *at = NULL;
    for (const char *next = n->name; (next = strstr(next, word)); next++)
        at = next;
    if (!at || (n->kind == FACS_FOLDER ? at[strlen(word)] != '\0' : at[strlen(word)] != '.'))
        return 0;
    const size_t length = (size_t)(at - n->name);
    return has_beside(names, n->name, length, ".csv") ||
           has_beside(names, n->name, length, "_face00.csv");
}

int facs_folder_name_is_result(const facs_folder_names *names, size_t i)
{
    const char *name = names->all[i].name;
    const size_t length = strlen(name);
    if (is_draft(name, length) || strncmp(name, "facs-batch", 10) == 0 || is_made_from(names, i))
        return 1;
    if (facs_text_ends_with(name, ".csv"))
        return has_beside(names, name, length - strlen(".csv"), ".json");
    return (facs_text_ends_with(name, ".json") || facs_text_ends_with(name, ".html")) &&
           has_beside(names, name, length - strlen(".json"), ".csv");
}
