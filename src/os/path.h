/* Paths as text: nothing here asks the system whether there is such a file. */
#ifndef FACS_OS_PATH_H
#define FACS_OS_PATH_H

#include <stddef.h>

/* '/'; on Windows also '\\' and the ':' of a drive. */
int facs_path_is_separator(char c);
int facs_path_is_absolute(const char *path);

/* What follows the last separator: in path itself. */
const char *facs_path_name(const char *path);

/* All of these are allocated, and NULL without memory. */

/* The folder that path lies in, its separator with it; "." where path names none. */
char *facs_path_folder(const char *path);

char *facs_path_join(const char *folder, const char *name);

/* name in the folder that path lies in, as path names it. */
char *facs_path_beside(const char *path, const char *name);

/* At most length bytes of text: strndup(), which not every system has. */
char *facs_text_part(const char *text, size_t length);

typedef enum facs_user_folder { FACS_USER_CACHE, FACS_USER_DATA } facs_user_folder;

/* The user's folder for such things, and name in it. -ENOENT: it is not known; -ENOMEM. */
int facs_user_path(char **path, facs_user_folder which, const char *name);

#endif
