/*
 * Patterns of file names, as in --pattern '*.mp4,session?/[a-m]*.mov'. Upper and lower case of the
 * letters A to Z do not matter.
 */
#ifndef FACS_BASE_PATTERN_H
#define FACS_BASE_PATTERN_H

#include <facs/facs.h>

/* USAGE -EINVAL: there is an empty name in the list, or a [ without its ]. */
int facs_pattern_check(const char *pattern, facs_error *error);

/*
 * Returns 1 if one of the names in pattern, which are separated by commas, matches path, a path
 * below a folder: its last part, or for a name with a separator all of it. * stands for anything
 * but a separator, ** for anything, ? for a character, [a-z] and [!a-z] for one of some, and within
 * the brackets everything stands for itself. The time grows with the length of the pattern and the
 * square of that of the path.
 */
int facs_pattern_match(const char *pattern, const char *path);

#endif
