#include "folders.h"

#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <stdlib.h>

int facs_folder_make(const char *path, facs_console *console)
{
    int status = facs_path_make_folders(path);
    if (status < 0)
        facs_console_say(console, "%s: the folder cannot be made (%s)", path,
                         facs_strerror(status));
    return status;
}

int facs_folder_make_for(const char *file, facs_console *console)
{
    if (!file || facs_path_name(file) <= file + 1) /* in the current folder, or the root */
        return 0;
    char *folder = facs_text_part(file, (size_t)(facs_path_name(file) - file) - 1);
    int status = folder ? facs_folder_make(folder, console) : -ENOMEM;
    if (!folder)
        facs_console_say(console, "out of memory for the folder of %s", file);
    free(folder);
    return status;
}
