/* What a run would write over: names that are one, in time that grows with their number alone. */
#ifndef FACS_TOOLS_CLASHES_H
#define FACS_TOOLS_CLASHES_H

/* One look at each of many paths: what is there, by device and inode. */
typedef struct facs_known_files facs_known_files;

/* Of count paths; NULL among them: none. 0, or -ENOMEM. */
int facs_known_files_open(facs_known_files **out, const char *const *paths, int count);
void facs_known_files_close(facs_known_files **known);

/* 1: the i-th path is a folder. */
int facs_known_files_is_folder(const facs_known_files *known, int i);

/* The first of the paths that is what lies at path under any name; -1: none, or nothing is there.
 */
int facs_known_files_find(const facs_known_files *known, const char *path);

/* For each of count names (NULL: none) the first of those before it that it equals, into earlier;
 * -1: none. 0, or -ENOMEM. */
int facs_names_find_earlier(const char *const *names, int count, int *earlier);

#endif
