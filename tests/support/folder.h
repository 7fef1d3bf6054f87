/* Files of a test. Every function fails the running test when it cannot do its work. */
#ifndef FACS_TESTS_FOLDER_H
#define FACS_TESTS_FOLDER_H

#include <stddef.h>

/* Files in a folder of the test's own; remove_folder() takes all away. Paths: static, eight deep.
 */
const char *make_folder(void);
const char *in_folder(const char *name);
void remove_folder(void);

void write_file(const char *path, const void *bytes, size_t count);
unsigned char *read_whole(const char *path, size_t *count); /* free() it */

/* The first part of a file, per mille of its bytes, as another file. */
void cut_file(const char *from, const char *to, int per_mille);

#endif
