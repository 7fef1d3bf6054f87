/* The names in a folder: what they are, and which of them are never inputs. */
#ifndef FACS_STUDY_FOLDER_NAMES_H
#define FACS_STUDY_FOLDER_NAMES_H

#include "os/file.h"

typedef struct facs_folder_name {
    const char *name;
    facs_file_kind kind;
    uint64_t inode; /* 0: unknown */
    int is_link, is_hidden;
} facs_folder_name;

typedef struct facs_folder_names {
    facs_folder_name *all; /* in natural order */
    size_t count, room;
    char *text; /* of all of them */
    size_t used, size;
} facs_folder_names;

/* Reads an open folder. 0 or -errno; free the names in both cases. */
int facs_folder_names_read(facs_folder_names *names, int handle);
void facs_folder_names_free(facs_folder_names *names);

/* Returns 1 if a name is hidden (.x) or belongs to a system, such as Thumbs.db or lost+found. */
int facs_folder_name_is_hidden(const char *name);

/* Returns 1 if the i-th name is what facs wrote: a result and what goes with it, a batch table, or
 * a draft. */
int facs_folder_name_is_result(const facs_folder_names *names, size_t i);

#endif
