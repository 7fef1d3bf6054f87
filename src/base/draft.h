/*
 * A draft: a result while it is being written, a file or folder under an unfinished name, which a
 * rename turns into the final one.
 *
 * The name is NAME.1f09a2c3.part, in the folder of NAME. It is created exclusively and no link is
 * followed, so that two runs never share it and nobody can lead it elsewhere. Its owner holds a
 * lock (flock) on it until it has its final name or is given up, which the system lets go of
 * however the process ends: a later run of the same result removes those of before that nobody
 * holds.
 *
 * The eight digits are the first of a row that belongs to NAME, and not random ones: so what was
 * left behind is found without reading the folder, however many results lie in it.
 */
#ifndef FACS_BASE_DRAFT_H
#define FACS_BASE_DRAFT_H

#include "os/file.h"

#include <stddef.h>
#include <stdint.h>

typedef struct facs_draft {
    char *path; /* the final name */
    char *name; /* the unfinished one */
    int handle; /* of the file, to read and write, or of the folder; -1: there is none */
} facs_draft;

/* None: what may be closed. */
#define FACS_NO_DRAFT ((facs_draft){NULL, NULL, -1})

/* Create the file. 0 or -errno, and then there is none. */
int facs_draft_open(facs_draft *draft, const char *path);

/*
 * Create the folder. is_ours: which names in one that was left behind may be removed; where there
 * are others, it stays. 0 or -errno.
 */
int facs_draft_open_folder(facs_draft *draft, const char *path, int (*is_ours)(const char *name));

/* All of data at the end of what was written, or nothing. 0 or -errno. */
int facs_draft_write(facs_draft *draft, const void *data, size_t size);

/* Wait until it is on the disk; of a folder with all that lies in it. 0 or -errno. */
int facs_draft_sync(facs_draft *draft);

/* Lower-case SHA-256 of the file as it is now, and its size in bytes. 0 or -errno. */
int facs_draft_sha256(const facs_draft *draft, int64_t *bytes, char hex[65]);

/*
 * Give it the final name: a file that has it is replaced, a symbolic link is replaced itself, an
 * empty folder likewise. -ESTALE: the unfinished name leads to something else by now. 0 or -errno;
 * on success it is closed.
 */
int facs_draft_commit(facs_draft *draft);

/* Leave it under the unfinished name. */
void facs_draft_close(facs_draft *draft);

/* Take it away. */
void facs_draft_remove(facs_draft *draft);

/* Wait until renames in the folder that path lies in are on the disk. 0 or -errno. */
int facs_folder_sync(const char *path);

/*
 * Hold the folder that path lies in against others who do, for as long as the handle is open:
 * -EAGAIN after patience_ms. Where the system cannot do this, or the folder may not be read, nobody
 * is kept off. The handle, which facs_handle_close() releases, or -errno.
 */
int facs_folder_lock(const char *path, int patience_ms);

#endif
