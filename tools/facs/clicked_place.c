#include "clicked_place.h"

#include "cmd_report.h"
#include "console.h"
#include "json_input.h"
#include "results.h"

#include "os/desktop.h"
#include "os/file.h"
#include "os/path.h"
#include "os/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESULTS   "facs-results" /* in a folder */
#define DOCUMENTS "facs"         /* in the user's documents */

/* Returns the folder that was dropped, or that the videos are in, without a separator at its end;
 * allocated. */
static char *folder_of(const facs_clicked_batch *batch)
{
    const char *path = batch->paths[0];
    const size_t root = facs_path_root(path);
    size_t length = batch->is_folder ? strlen(path) : (size_t)(facs_path_name(path) - path);
    while (length > root && facs_path_is_separator(path[length - 1]))
        length--;
    return length > 0 ? facs_text_part(path, length) : strdup(".");
}

/* Returns 0 if files can be made in a folder, otherwise a negative errno. */
static int try_folder(const char *folder)
{
    char name[64];
    snprintf(name, sizeof(name), "facs-%d.part", facs_process_id());
    char *path = facs_path_join(folder, name);
    const int handle = path ? facs_handle_open(path, FACS_OPEN_NEW) : -ENOMEM;
    if (handle >= 0) {
        facs_handle_close(handle);
        facs_path_remove(path);
    }
    free(path);
    return handle < 0 ? handle : 0;
}

/* Returns Documents/facs/NAME for a folder NAME; allocated, NULL if it is not known. */
static char *in_documents(const char *folder)
{
    char *own = facs_desktop_document(DOCUMENTS), *whole = facs_path_absolute(folder);
    const char *name = whole ? facs_path_name(whole) : "";
    char *below = own && *name ? facs_path_join(own, name) : NULL; /* a drive has no name */
    free(whole);
    if (below) {
        free(own);
        return below;
    }
    return own;
}

static int is_own_json(const char *path)
{
    json_t *root = facs_json_read(path);
    const char *program = json_string_value(json_object_get(root, "program"));
    const int is_own = program && strcmp(program, "facs") == 0;
    json_decref(root);
    return is_own;
}

/* Returns the file, allocated, that is not facs's and has the name of a result of a video; NULL:
 * there is none. */
static char *in_the_way(const char *video, const char *folder)
{
    char *name = facs_results_base_name(video), *found = NULL;
    char *csv = name ? facs_results_path(folder, name, ".csv") : NULL;
    char *json = csv ? facs_results_beside(csv, ".json") : NULL;
    char *html = csv ? facs_results_beside(csv, ".html") : NULL;
    const int has_json = facs_path_kind(json) != FACS_NO_FILE;
    if (has_json && !is_own_json(json))
        found = strdup(json);
    else if (!has_json && facs_path_kind(csv) != FACS_NO_FILE)
        found = strdup(csv);
    else if (facs_path_kind(html) != FACS_NO_FILE && !facs_report_is_page(html))
        found = strdup(html);
    free(name);
    free(csv);
    free(json);
    free(html);
    return found;
}

/* Returns the folder itself or, if a name is taken there, the one for results in it; allocated. */
static char *beside(const facs_clicked_batch *batch, const char *folder)
{
    char *other = NULL;
    for (int i = 0; i < batch->count && !other && !batch->is_folder; i++)
        other = in_the_way(batch->paths[i], folder);
    if (!other && !batch->is_folder)
        return strdup(folder);
    char *results = facs_path_join(folder, RESULTS);
    if (other && results)
        facs_console_tell("%s is there already and was not made by facs, so the results go to %s.",
                          other, results);
    free(other);
    return results;
}

char *facs_clicked_place(const facs_clicked_batch *batch)
{
    char *folder = folder_of(batch), *results = NULL;
    const int status = folder ? try_folder(folder) : -ENOMEM;
    if (status == 0) {
        results = beside(batch, folder);
    } else if (folder) {
        results = in_documents(folder);
        facs_console_tell(
            "Nothing can be written into the folder %s (%s), so the results go to %s.", folder,
            facs_strerror(status),
            results ? results : "nowhere: your folder for documents is not known");
    }
    if (!results && (status == 0 || !folder))
        facs_console_tell("Out of memory for the names of the results.");
    free(folder);
    return results;
}
