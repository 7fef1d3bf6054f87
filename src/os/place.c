#include "os/place.h"

#include "os/file.h"
#include "os/library.h"
#include "os/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of NAME=PATH in the root of a build folder, made from not-installed.txt.in. */
#define NOTE "not-installed.txt"

/* The folders of programs and libraries, one or two levels below the root of a build folder. */
static const char *const build_folders[] = {"bench", "examples", "src", "tests", "tools"};

void facs_place_find(facs_place *place)
{
    char *path = facs_library_path_at((facs_library_function)facs_place_find);
    *place = (facs_place){.library = ""};
    if (path)
        facs_place_of(place, path);
    free(path);
}

/* ---- A build folder -------------------------------------------------------------------------- */

/* Cut off the last component. 1: what is left is not the root. */
static int cut_last(char *path)
{
    const size_t folder = (size_t)(facs_path_name(path) - path);
    if (folder < 2)
        return 0;
    path[folder - 1] = '\0';
    return 1;
}

static int is_build_folder(const char *name)
{
    for (size_t i = 0; i < sizeof(build_folders) / sizeof(build_folders[0]); i++)
        if (strcmp(name, build_folders[i]) == 0)
            return 1;
    return 0;
}

/* Takes one line of the note. A path that is too long is ignored. */
static void take_line(facs_place *place, const char *line)
{
    const struct {
        const char *name;
        char *to;
    } facts[] = {{"checkout=", place->checkout}, {"onnxruntime=", place->onnxruntime}};
    const size_t length = strcspn(line, "\n");
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        const size_t skip = strlen(facts[i].name);
        if (strncmp(line, facts[i].name, skip) == 0 && facs_path_is_absolute(line + skip) &&
            line[length] == '\n' && length - skip < FACS_PLACE_SIZE)
            snprintf(facts[i].to, FACS_PLACE_SIZE, "%.*s", (int)(length - skip), line + skip);
    }
}

/*
 * Reads the note in a folder. It decides what is opened and run, so it must belong to the owner of
 * the program: anyone may be able to write to a parent folder.
 */
static int read_note(facs_place *place, const char *folder, const facs_file_info *object)
{
    char line[FACS_PLACE_SIZE + 32], path[FACS_PLACE_SIZE + 32];
    facs_file_info info;
    snprintf(path, sizeof(path), "%s/" NOTE, folder);
    const int handle = facs_handle_open(path, FACS_OPEN_READ_NOW);
    FILE *note = handle < 0 ? NULL : facs_handle_stream(handle, "r");
    if (!note)
        return 0;
    const int ours = facs_handle_info(handle, &info) == 0 && info.kind == FACS_REGULAR_FILE &&
                     info.owner == object->owner && !info.all_may_write;
    while (ours && fgets(line, sizeof(line), note))
        take_line(place, line);
    if (ours && strlen(path) < FACS_PLACE_SIZE)
        memcpy(place->note, path, strlen(path) + 1);
    fclose(note);
    return ours;
}

/* 1: the object in this folder belongs to a build that was not installed. */
static int find_build(facs_place *place, const char *folder, const facs_file_info *object)
{
    char root[FACS_PLACE_SIZE];
    snprintf(root, sizeof(root), "%s", folder);
    for (int level = 0; level < 2; level++) {
        const int here = is_build_folder(facs_path_name(root));
        if (!cut_last(root))
            return 0;
        if (here && read_note(place, root, object))
            return 1;
    }
    return 0;
}

/* ---- An installation ------------------------------------------------------------------------- */

/* Sets a folder of the installation, relative to its root unless it was configured as absolute. */
static void set_folder(char to[FACS_PLACE_SIZE], const char *root, const char *folder)
{
    const int relative = !facs_path_is_absolute(folder);
    if (snprintf(to, FACS_PLACE_SIZE, "%s%s%s/facs", relative ? root : "", relative ? "/" : "",
                 folder) >= FACS_PLACE_SIZE)
        to[0] = '\0';
    facs_path_unify(to);
}

/* 1: folder ends in part, a folder of the installation; what comes before it is the root. */
static int find_root(char root[FACS_PLACE_SIZE], const char *folder, const char *part)
{
    const size_t length = strlen(folder), own = strlen(part);
    if (strcmp(part, ".") == 0) /* everything is in one folder */
        return snprintf(root, FACS_PLACE_SIZE, "%s", folder) < FACS_PLACE_SIZE;
    if (length <= own || !facs_path_is_separator(folder[length - own - 1]) ||
        strcmp(folder + length - own, part) != 0)
        return 0;
    snprintf(root, FACS_PLACE_SIZE, "%.*s", (int)(length - own - 1), folder);
    return 1;
}

void facs_place_of(facs_place *place, const char *object)
{
    char folder[FACS_PLACE_SIZE], root[FACS_PLACE_SIZE];
    facs_file_info info;
    *place = (facs_place){.library = ""};
    if (!facs_path_is_absolute(object) || facs_path_info(object, &info) < 0 ||
        snprintf(folder, sizeof(folder), "%s", object) >= FACS_PLACE_SIZE || !cut_last(folder))
        return;
    if (find_build(place, folder, &info))
        return;
    if (find_root(root, folder, FACS_BINDIR) || find_root(root, folder, FACS_LIBDIR)) {
        set_folder(place->library, root, FACS_LIBDIR);
        set_folder(place->data, root, FACS_DATADIR);
    }
}

/* ---- The weights ----------------------------------------------------------------------------- */

void facs_place_remedy(const facs_place *place, int ceclm, char text[FACS_PLACE_REMEDY_SIZE])
{
    if (place->checkout[0])
        snprintf(text, FACS_PLACE_REMEDY_SIZE, "run \"make models%s\" in the source tree",
                 ceclm ? " LANDMARKS=ceclm" : "");
    else
        snprintf(text, FACS_PLACE_REMEDY_SIZE, "run \"facs models fetch%s\"",
                 ceclm ? " --ceclm" : "");
}

static facs_file_kind kind_in(const char *folder, const char *name)
{
    char *path = facs_path_join(folder, name);
    const facs_file_kind kind = facs_path_kind(path);
    free(path);
    return kind;
}

char *facs_place_of_weights(const char *folder, const char *name)
{
    static const char ours[] = "openface/";
    const size_t length = sizeof(ours) - 1;
    if (strncmp(name, ours, length) == 0 && kind_in(folder, "openface") == FACS_NO_FILE &&
        kind_in(folder, "AU_predictors") == FACS_FOLDER)
        name += length;
    return facs_path_join(folder, name);
}
