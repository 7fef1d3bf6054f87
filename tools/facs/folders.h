/* Folders of results. */
#ifndef FACS_TOOLS_FOLDERS_H
#define FACS_TOOLS_FOLDERS_H

#include "console.h"

/* Make a folder, and those above it, where it is absent. 0, or -errno, and the console says why. */
int facs_folder_make(const char *path, facs_console *console);

/* The same for the folder that a file is to be written into. file: NULL, "-", or what needs no
 * folder of its own: 0. */
int facs_folder_make_for(const char *file, facs_console *console);

#endif
