/* Makes the folders of results. */
#ifndef FACS_TOOLS_FOLDERS_H
#define FACS_TOOLS_FOLDERS_H

#include "console.h"

/* Makes a folder and those above it, if missing. Returns 0, or a negative errno after reporting it.
 */
int facs_folder_make(const char *path, facs_console *console);

/* The same for the folder of a file. Does nothing if file is NULL, "-" or has no folder in its
 * name. */
int facs_folder_make_for(const char *file, facs_console *console);

#endif
