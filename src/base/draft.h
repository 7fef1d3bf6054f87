/*
 * A draft: a file or folder that is still being written, under a temporary name that a rename turns
 * into the final one.
 *
 * The name is NAME.1f09a2c3.part, in the folder of NAME. It is created exclusively and no link is
 * followed, so that two runs never share it and nobody can redirect it. The run holds a lock
 * (flock) on it until it is renamed or given up, and the system drops the lock however the process
 * ends: a later run for the same result removes unlocked drafts.
 *
 * The eight digits are the first free ones of a sequence computed from NAME. As they are not
 * random, abandoned drafts are found without reading the folder, however many results it has.
 */
#ifndef FACS_BASE_DRAFT_H
#define FACS_BASE_DRAFT_H

#include "os/file.h"

#include <stddef.h>
#include <stdint.h>

typedef struct facs_draft {
    char *path; /* the final name */
    char *name; /* the temporary one */
    int handle; /* of the file, to read and write, or of the folder; -1: no draft */
} facs_draft;

/* No draft; may be closed. */
#define FACS_NO_DRAFT ((facs_draft){NULL, NULL, -1})

/*
 * Create a file if is_ours is NULL, otherwise a folder, whose abandoned drafts are removed only if
 * is_ours holds for all names in them. 0, or -errno with no draft.
 */
int facs_draft_open(facs_draft *draft, const char *path, int (*is_ours)(const char *name));

/* Returns 1 if name still is the file of handle, which another may have removed or replaced. */
int facs_draft_is_name_of(const char *name, int handle);

/* Append all of data or nothing. 0 or -errno. */
int facs_draft_write(facs_draft *draft, const void *data, size_t size);

/* Wait until it is on the disk, a folder with everything in it. 0 or -errno. */
int facs_draft_sync(facs_draft *draft);

/*
 * Rename it to the final name, replacing a file, a symbolic link (not what it leads to) or an empty
 * folder, and close it. -ESTALE: the temporary name no longer belongs to this draft. 0 or -errno.
 */
int facs_draft_commit(facs_draft *draft);

/* Writes a whole file: complete under its final name, or not there at all. 0 or -errno. */
int facs_draft_write_file(const char *path, const void *data, size_t size);

/* Close it, leaving it under the temporary name. */
void facs_draft_close(facs_draft *draft);

/* Delete it. */
void facs_draft_remove(facs_draft *draft);

/* Wait until renames in the folder of path are on the disk. 0 or -errno. */
int facs_folder_sync(const char *path);

/*
 * Lock the folder of path against others who lock it. Returns a handle, which facs_handle_close()
 * releases, or -errno: -EAGAIN after patience_ms. Does not lock if the system has no locks or the
 * folder is not readable.
 */
int facs_folder_lock(const char *path, int patience_ms);

#endif
