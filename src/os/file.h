/*
 * Files and folders by name and by handle. A handle is a descriptor of the C library, closed when
 * another program is started. Names are UTF-8 on Windows and bytes elsewhere. Functions that can
 * fail return a negative errno.
 */
#ifndef FACS_OS_FILE_H
#define FACS_OS_FILE_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef _WIN32
#define EDQUOT              10069 /* as Windows' sockets number them */
#define ESTALE              10070
#define FACS_NULL_DEVICE    "NUL"
#define FACS_NAMES_ARE_UTF8 1
#else
#define FACS_NULL_DEVICE    "/dev/null"
#define FACS_NAMES_ARE_UTF8 0 /* any bytes */
#endif

enum { FACS_STANDARD_INPUT, FACS_STANDARD_OUTPUT, FACS_STANDARD_ERROR };

/* ---- What exists ----------------------------------------------------------------------------- */

typedef enum facs_file_kind {
    FACS_NO_FILE,
    FACS_REGULAR_FILE,
    FACS_FOLDER,
    FACS_PIPE,
    FACS_DEVICE /* or anything else */
} facs_file_kind;

typedef struct facs_file_info {
    facs_file_kind kind;
    int64_t size;           /* bytes */
    uint64_t device, inode; /* the same for two names of one file */
    int64_t modified_ns;    /* when the content changed, since 1970 */
    int64_t changed_ns;     /* when content or state changed */
    uint64_t owner;
    int is_own;        /* the owner is this user */
    int all_may_write; /* anyone may write to it */
    int group_may_write;
} facs_file_info;

/* Describe what a name leads to through links, the name itself, or a handle. 0, or -errno with
 * *info all zero: FACS_NO_FILE. */
int facs_path_info(const char *path, facs_file_info *info);
int facs_path_link_info(const char *path, facs_file_info *info);
int facs_handle_info(int handle, facs_file_info *info);

/* FACS_NO_FILE if path is NULL. */
facs_file_kind facs_path_kind(const char *path);

/* 1: both exist and are the same file. Either may be NULL. */
int facs_path_is_same(const char *a, const char *b);
int facs_file_is_same(const facs_file_info *a, const facs_file_info *b);

/* ---- Handles --------------------------------------------------------------------------------- */

typedef enum facs_open_mode {
    FACS_OPEN_READ,       /* a pipe waits for its writer */
    FACS_OPEN_READ_NOW,   /* never waits */
    FACS_OPEN_REPLACE,    /* to write: created or emptied */
    FACS_OPEN_NEW,        /* to read and write: created; -EEXIST if anything, even a link, exists */
    FACS_OPEN_CHANGE,     /* to read and write an existing file, not a link */
    FACS_OPEN_FOLDER,     /* to list it, sync it or hold a lock on it */
    FACS_OPEN_OWN_FOLDER, /* the same, but not a link */
    FACS_OPEN_PIPE        /* to write: -ENXIO while nobody has it open for reading */
} facs_open_mode;

int facs_handle_open(const char *path, facs_open_mode mode);
int facs_handle_close(int handle);
int facs_handle_copy(int handle);

/* Like fopen() and fdopen(). Closing the stream closes the handle, and so does failing to open it.
 */
FILE *facs_path_stream(const char *path, const char *mode);
FILE *facs_handle_stream(int handle, const char *mode);

/* A regular file, to read. NULL and errno EINVAL for anything else: opening or reading it might
 * wait for ever. */
FILE *facs_path_regular_stream(const char *path);

/* Read the next line, with its line end, into *line, which grows to *size bytes: free() it. Return
 * its length, or -1 at the end or after a failure. */
int64_t facs_stream_line(char **line, size_t *size, FILE *stream);

/* Return the number of bytes, perhaps fewer than asked for, or -errno, including -EINTR. */
int64_t facs_handle_read(int handle, void *data, size_t size);
int64_t facs_handle_write(int handle, const void *data, size_t size);

/* The same at an offset from the beginning, whatever the handle's position. Read as many bytes as
 * the file has there; write all of data. */
int64_t facs_handle_read_at(int handle, void *data, size_t size, int64_t offset);
int facs_handle_write_at(int handle, const void *data, size_t size, int64_t offset);

/*
 * Maps a regular file of that size, above 0, for reading: the system reads a page when it is first
 * used, may take it back, and gives processes that map the same file one copy of it. The handle may
 * be closed. Where a file has been cut short since, its bytes are gone, and reading them ends the
 * program (Windows does not let anyone cut a mapped file); one that was replaced by renaming stays
 * as it was. So look at the size again before reading what has not been read for long.
 */
int facs_handle_map(int handle, size_t size, const void **bytes);
void facs_map_close(const void *bytes, size_t size); /* bytes may be NULL */

/* Gives the whole pages of these bytes, part of a map, back until they are read again; no promise.
 * Others may be reading them. bytes may be NULL. */
void facs_map_forget(const void *bytes, size_t size);

/* whence is SEEK_SET, SEEK_CUR or SEEK_END. Return the new position or -errno. */
int64_t facs_handle_seek(int handle, int64_t offset, int whence);
int facs_handle_truncate(int handle, int64_t size);

/* Wait until a file, or a folder with everything in it, is on the disk, as far as the file system
 * can tell. */
int facs_handle_sync(int handle);
int facs_handle_sync_folder(int handle);

/* Only its owner may read or write it from now on. */
int facs_handle_make_private(int handle);

/* Lock it against others who ask for the lock, until it is closed. -EWOULDBLOCK: someone else has
 * it; -ENOLCK: there are no such locks here. */
int facs_handle_lock(int handle);

/* 1: it can be read from, or written to, without waiting; 0: not within ms milliseconds. */
int facs_handle_wait(int handle, int to_write, int ms);

/* The most bytes that can be written to a ready pipe at once without waiting. */
extern const size_t facs_pipe_bytes;

/* ---- Names ----------------------------------------------------------------------------------- */

int facs_path_remove(const char *path);       /* a file */
int facs_path_remove_empty(const char *path); /* a file or an empty folder */

/* Replaces whatever has the new name: a file, a link or an empty folder. On Windows -EBUSY if
 * another program has the old or the new one open and does not allow this, for longer than a moment
 * (virus scanners open what has just been written). */
int facs_path_rename(const char *from, const char *to);

/* 1: another program has the file open and lets nobody replace it, as Excel does. Only on Windows.
 */
int facs_path_is_held(const char *path);

int facs_path_make_folder(const char *path);

/* Makes its parents too. -ENOTDIR: one of the names belongs to something else. */
int facs_path_make_folders(const char *path);

/* The path as the system's own functions take it, in char or wchar_t; allocated. */
void *facs_path_native(const char *path);

/* The path in UTF-8 for a library that hands it to the system's functions as it is, which on
 * Windows take a long one only in a form of its own; allocated. NULL: it is no path, or out of
 * memory. */
char *facs_path_for_library(const char *path);

/* The absolute path without links, allocated; NULL if nothing is there. */
char *facs_path_absolute(const char *path);

/* ---- Folders, by handle ---------------------------------------------------------------------- */

/* A name in a folder, as the folder itself describes it. */
typedef struct facs_folder_entry {
    const char *name;
    facs_file_kind kind; /* of the name itself; of a link FACS_DEVICE */
    int is_link;         /* it may lead to a file or a folder, or nowhere */
    int is_hidden;       /* by an attribute of the system, not by its name */
    uint64_t inode;      /* 0: not known without looking at the file */
} facs_folder_entry;

/*
 * Find the names that a pattern stands for, with "*" and "?" in its last part: *names in order,
 * each with the pattern's folder as it is given, for facs_names_free(). Return how many; 0, and
 * NULL: it is no pattern, nothing fits, or the system's shells have seen to it (all but Windows');
 * -ENOMEM.
 */
int facs_path_expand(const char *pattern, char ***names);

/* Pass every name except "." and "..", in no order. Return 0, -errno, or what each returned if that
 * is not 0, which ends it. */
int facs_folder_each(int folder, int (*each)(void *opaque, const facs_folder_entry *entry),
                     void *opaque);

/* List the wanted names (NULL: all except "." and ".."), sorted by their bytes, allocated. Return
 * their number or -errno. */
int facs_folder_list(int folder, int (*wanted)(const char *name), char ***names);
int facs_path_list(const char *folder, int (*wanted)(const char *name), char ***names);
void facs_names_free(char **names, int count);

int facs_folder_info(int folder, const char *name, facs_file_info *info);
int facs_folder_remove(int folder, const char *name); /* a file */

#endif
