#define _GNU_SOURCE /* dladdr */

#include "base/place.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* In the root of a build folder, made from not-installed.txt.in: lines of NAME=PATH. */
#define NOTE "not-installed.txt"

/* Where a build folder has programs and libraries, one or two levels below its root. */
static const char *const build_folders[] = {"bench", "examples", "src", "tests", "tools"};

/* ---- This program or library -------------------------------------------------------------------
 */

/* The mapped file that an address lies in: 1, with its path. A program's own dladdr() gives the
 * name that it was called by, so on Linux the kernel is asked. */
static int object_at(uintptr_t address, char path[FACS_PLACE_SIZE])
{
#ifdef __linux__
    unsigned long long from, to;
    char line[FACS_PLACE_SIZE + 128];
    int at = 0, found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && !found && fgets(line, sizeof(line), maps)) {
        at = 0;
        found = sscanf(line, "%llx-%llx %*s %*s %*s %*s %n", &from, &to, &at) >= 2 && at > 0 &&
                from <= address && address < to;
    }
    if (maps)
        fclose(maps);
    if (!found)
        return 0;
    line[strcspn(line, "\n")] = '\0';
    return snprintf(path, FACS_PLACE_SIZE, "%s", line + at) < FACS_PLACE_SIZE && path[0] == '/';
#else
    Dl_info info;
    char *real = NULL;
    if (dladdr((const void *)address, &info) && info.dli_fname && info.dli_fname[0] == '/')
        real = realpath(info.dli_fname, NULL);
    const int fits = real && snprintf(path, FACS_PLACE_SIZE, "%s", real) < FACS_PLACE_SIZE;
    free(real);
    return fits;
#endif
}

void facs_place_find(facs_place *place)
{
    char path[FACS_PLACE_SIZE];
    *place = (facs_place){.library = ""};
    if (object_at((uintptr_t)facs_place_find, path))
        facs_place_of(place, path);
}

/* ---- A build folder ----------------------------------------------------------------------------
 */

/* Cut the last component off; 1: one is left that is not the root's. */
static int cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash || slash == path)
        return 0;
    *slash = '\0';
    return 1;
}

static int is_build_folder(const char *name)
{
    for (size_t i = 0; i < sizeof(build_folders) / sizeof(build_folders[0]); i++)
        if (strcmp(name, build_folders[i]) == 0)
            return 1;
    return 0;
}

/* One line of the note. Without room for it, it counts as none. */
static void take_line(facs_place *place, const char *line)
{
    const struct {
        const char *name;
        char *to;
    } facts[] = {{"checkout=", place->checkout}, {"onnxruntime=", place->onnxruntime}};
    const size_t length = strcspn(line, "\n");
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        const size_t skip = strlen(facts[i].name);
        if (strncmp(line, facts[i].name, skip) == 0 && line[skip] == '/' && line[length] == '\n' &&
            length - skip < FACS_PLACE_SIZE)
            snprintf(facts[i].to, FACS_PLACE_SIZE, "%.*s", (int)(length - skip), line + skip);
    }
}

/*
 * The note in a folder. It says what is opened and run, so it must be of the user who made the
 * program itself: a folder above may be anyone's to write to.
 */
static int read_note(facs_place *place, const char *folder, const struct stat *object)
{
    char line[FACS_PLACE_SIZE + 32], path[FACS_PLACE_SIZE + 32];
    struct stat status;
    snprintf(path, sizeof(path), "%s/" NOTE, folder);
    FILE *note = fopen(path, "r");
    if (!note)
        return 0;
    const int ours = fstat(fileno(note), &status) == 0 && S_ISREG(status.st_mode) &&
                     status.st_uid == object->st_uid && !(status.st_mode & S_IWOTH);
    while (ours && fgets(line, sizeof(line), note))
        take_line(place, line);
    fclose(note);
    return ours;
}

/* 1: the object, in this folder, is of a build that was not installed. */
static int find_build(facs_place *place, const char *folder, const struct stat *object)
{
    char root[FACS_PLACE_SIZE];
    snprintf(root, sizeof(root), "%s", folder);
    for (int level = 0; level < 2; level++) {
        const char *slash = strrchr(root, '/');
        const int here = slash && is_build_folder(slash + 1);
        if (!cut_last(root))
            return 0;
        if (here && read_note(place, root, object))
            return 1;
    }
    return 0;
}

/* ---- An installation ---------------------------------------------------------------------------
 */

/* A folder of the installation, relative to its root unless the build was told otherwise. */
static void set_folder(char to[FACS_PLACE_SIZE], const char *root, const char *folder)
{
    const int relative = folder[0] != '/';
    if (snprintf(to, FACS_PLACE_SIZE, "%s%s%s/facs", relative ? root : "", relative ? "/" : "",
                 folder) >= FACS_PLACE_SIZE)
        to[0] = '\0';
}

/* 1: folder ends in part, a folder of the installation, and what is before is its root. */
static int find_root(char root[FACS_PLACE_SIZE], const char *folder, const char *part)
{
    const size_t length = strlen(folder), own = strlen(part);
    if (length <= own || folder[length - own - 1] != '/' ||
        strcmp(folder + length - own, part) != 0)
        return 0;
    snprintf(root, FACS_PLACE_SIZE, "%.*s", (int)(length - own - 1), folder);
    return 1;
}

void facs_place_of(facs_place *place, const char *object)
{
    char folder[FACS_PLACE_SIZE], root[FACS_PLACE_SIZE];
    struct stat status;
    *place = (facs_place){.library = ""};
    if (object[0] != '/' || stat(object, &status) != 0 ||
        snprintf(folder, sizeof(folder), "%s", object) >= FACS_PLACE_SIZE || !cut_last(folder))
        return;
    if (find_build(place, folder, &status))
        return;
    if (find_root(root, folder, FACS_BINDIR) || find_root(root, folder, FACS_LIBDIR)) {
        set_folder(place->library, root, FACS_LIBDIR);
        set_folder(place->data, root, FACS_DATADIR);
    }
}
