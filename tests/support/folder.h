/* Files of a test. Every function fails the running test when it cannot do its work. */
#ifndef FACS_TESTS_FOLDER_H
#define FACS_TESTS_FOLDER_H

#include <stddef.h>

/* Files in the test's own folder, which remove_folder() removes. Paths: static, eight deep. */
const char *make_folder(void);
const char *in_folder(const char *name);
void remove_folder(void);

/* For cmocka: makes a folder before each test and removes it afterwards. */
int folder_set_up(void **state);
int folder_tear_down(void **state);

void write_file(const char *path, const void *bytes, size_t count);

/* A file's bytes, and a 0 after them, which count leaves out; free() them. */
unsigned char *read_whole(const char *path, size_t *count);
char *read_text_of(const char *path);

/* A text as a file in the test's own folder. */
void write_in_folder(const char *name, const char *text);

/* Removes a file, or a folder with all that is in it; nothing happens if there is none. */
void remove_tree(const char *path);

/* The first part of a file, per mille of its bytes, as another file. */
void cut_file(const char *from, const char *to, int per_mille);

/* What fails for a path through a file, "file/name": Windows says only that there is no such path.
 */
#ifdef _WIN32
#define THROUGH_A_FILE (-ENOENT)
#else
#define THROUGH_A_FILE (-ENOTDIR)
#endif

/* The handle of a file to read and write, which is made or emptied. Fails the test. */
int open_new(const char *path);

/*
 * The path of the one file whose name is name, a dot, eight digits and ".part": a result that is
 * not finished. NULL: there is none. Fails the test where there are several. Static storage.
 */
const char *find_part(const char *path);

/* Windows does some things otherwise: files have no modes, a file that is looked at keeps its
 * length, and what is removed has its name until nobody has it open. */
#ifdef _WIN32
#define ON_WINDOWS 1
#else
#define ON_WINDOWS 0
#endif

/* Make a symbolic link, or a pipe with a name; skip the test where the system, or Wine, has none.
 */
void make_link(const char *to, const char *path);
void make_fifo(const char *path);

/* Removes a file that is open; skips the test where it keeps its name until it is closed, as under
 * Wine and on Windows before version 1809 of Windows 10. */
void remove_open_file(const char *path);

/* The same file under another name: a link of whatever kind there is, or else a copy. from: as a
 * link has it, absolute or seen from the folder of path. */
void borrow_file(const char *from, const char *path);

#endif
