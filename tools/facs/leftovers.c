#include "leftovers.h"

#include "results.h"

#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int facs_leftovers_outdated(const char *made, const char *csv)
{
    facs_file_info page, rows;
    return facs_path_info(made, &page) < 0 || facs_path_info(csv, &rows) < 0 ||
           page.modified_ns < rows.modified_ns;
}

/* Returns 1 if the file starts like a page of facs report. */
static int is_page(const char *path)
{
    char head[1024];
    FILE *file = facs_path_stream(path, "rb");
    const size_t length = file ? fread(head, 1, sizeof(head) - 1, file) : 0;
    if (file)
        fclose(file);
    head[length] = 0;
    return strncmp(head, "<!doctype html>", 15) == 0 && strstr(head, "<title>facs report</title>");
}

static void remove_pages(const char *csv, int first)
{
    for (int face = first, there = 1; there; face++) {
        char *rows = facs_results_of_face(csv, face);
        char *page = rows ? facs_results_beside(rows, ".html") : NULL;
        there = facs_path_kind(page) != FACS_NO_FILE;
        if (there && !facs_path_kind(rows) && is_page(page))
            facs_path_remove(page);
        free(page);
        free(rows);
    }
}

void facs_leftovers_tidy(const char *csv, int first, facs_console *console)
{
    static const char *const endings[] = {".html",        "_overlay.mp4", "_overlay.mkv",
                                          "_overlay.mov", "_overlay.avi", "_overlay.png",
                                          "_overlay.jpg"};
    remove_pages(csv, first);
    for (size_t i = 0; console && i < sizeof(endings) / sizeof(endings[0]); i++) {
        char *made = facs_results_beside(csv, endings[i]);
        if (made && facs_path_kind(made) && facs_path_kind(csv) &&
            facs_leftovers_outdated(made, csv))
            facs_console_say(console,
                             "%s is older than %s and does not belong to it: make it again or "
                             "delete it",
                             made, csv);
        free(made);
    }
}
