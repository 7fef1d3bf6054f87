#include "leftovers.h"

#include "results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_there(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

/* By whole seconds and nanoseconds: a page is often written within the second of its rows. */
static int is_older(const struct stat *a, const struct stat *b)
{
#ifdef __APPLE__
    const struct timespec x = a->st_mtimespec, y = b->st_mtimespec;
#else
    const struct timespec x = a->st_mtim, y = b->st_mtim;
#endif
    return x.tv_sec < y.tv_sec || (x.tv_sec == y.tv_sec && x.tv_nsec < y.tv_nsec);
}

int facs_leftovers_outdated(const char *made, const char *csv)
{
    struct stat page, rows;
    return stat(made, &page) != 0 || stat(csv, &rows) != 0 || is_older(&page, &rows);
}

/* Does it begin as every page of facs report? */
static int is_page(const char *path)
{
    char head[1024];
    FILE *file = fopen(path, "rb");
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
        there = page && is_there(page);
        if (there && !is_there(rows) && is_page(page))
            unlink(page);
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
        if (made && is_there(made) && is_there(csv) && facs_leftovers_outdated(made, csv))
            facs_console_say(console,
                             "%s is older than %s and does not belong to it: make it again, or "
                             "take it away",
                             made, csv);
        free(made);
    }
}
