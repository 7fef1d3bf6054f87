/* Paths as text: nothing here looks at the file system. */
#ifndef FACS_OS_PATH_H
#define FACS_OS_PATH_H

#include <stddef.h>

/* '/'; on Windows also '\\' and the ':' of a drive. */
int facs_path_is_separator(char c);
int facs_path_is_absolute(const char *path);

/* 1: names that differ only in upper and lower case are those of one file (Windows). */
int facs_path_ignores_case(void);

/* The length of what no folder can be made of: "/"; on Windows "C:", "C:\\", "\\\\host\\share\\",
 * and these behind \\?\. */
size_t facs_path_root(const char *path);

/* What follows the last separator, within path. */
const char *facs_path_name(const char *path);

/* 1: a program was started by this name: that of path's file, on Windows with or without ".exe" and
 * in any case. */
int facs_path_is_program(const char *path, const char *name);

/* The following return allocated text, or NULL if out of memory. */

/* The folder of path, with its separator; "." if path names none. */
char *facs_path_folder(const char *path);

/* With '/'; on Windows, if folder has a '\\', with '\\', also in name. */
char *facs_path_join(const char *folder, const char *name);

/* name in the folder of path. */
char *facs_path_beside(const char *path, const char *name);

/* The absolute path, as text: /a/b/c, without ".", "..", links being looked up or a separator at
 * its end, so that of / nothing is left; C:\\a is /C/a. A path that is not absolute begins in here.
 */
char *facs_path_spell_out(const char *here, const char *path);

/* What users call a folder whose path is spelled out and has length bytes: on Windows C:\\a, and
 * what is above C: "all drives". */
char *facs_path_spelled_name(const char *spelled, size_t length);

/* On Windows, makes all separators the same: '/' in a relative path, so that what is kept of it is
 * the same on every system, and '\\' in an absolute one that has any. */
void facs_path_unify(char *path);

/* NULL, or why no file can have this path on this system, as in "has a name that Windows keeps for
 * a device". Only Windows refuses some. */
const char *facs_path_unusable(const char *path);

/* At most length bytes of text, like strndup(), which not every system has. */
char *facs_text_part(const char *text, size_t length);

/* Returns 1 if text is longer than ending, and ends with it. */
int facs_text_ends_with(const char *text, const char *ending);

/* The same for a file's name, in which A-Z and a-z are the same. */
int facs_path_ends_with(const char *path, const char *ending);

typedef enum facs_user_folder { FACS_USER_CACHE, FACS_USER_DATA } facs_user_folder;

#ifdef _WIN32
#define FACS_NO_CACHE "no cache folder: none of XDG_CACHE_HOME, LOCALAPPDATA and USERPROFILE is set"
#else
#define FACS_NO_CACHE "no cache folder: neither XDG_CACHE_HOME nor HOME is set"
#endif

/* Put name in the user's folder for such files: $XDG_CACHE_HOME or $XDG_DATA_HOME if it is set, or
 * else what the system has for it. -ENOENT: the folder is not known; -ENOMEM. */
int facs_user_path(char **path, facs_user_folder which, const char *name);

#endif
