/* File names, which may be any bytes, in JSON and back, and on the command line. */
#include "fuzz.h"

#include "cells.h"
#include "command_line.h"
#include "json_name.h"
#include "os/path.h"
#include "output/json.h"

#include <stdlib.h>
#include <string.h>

/* A name that was put into JSON comes back as it was. */
static void round_trip(const char *name)
{
    json_t *object = json_object();
    facs_json_set_name(&object, "name", name);
    FUZZ_EXPECT(object != NULL);
    char *text = json_dumps(object, JSON_COMPACT);
    FUZZ_EXPECT(text != NULL);
    json_t *read = json_loads(text, 0, NULL);
    FUZZ_EXPECT(read != NULL);
    char *back = facs_json_get_name(read, "name");
    FUZZ_EXPECT(back && strcmp(back, name) == 0);
    free(back);
    back = facs_json_read_name(read, "name"); /* the command's own reader */
    FUZZ_EXPECT(back && strcmp(back, name) == 0);
    free(back);
    free(text);
    json_decref(read);
    json_decref(object);
}

/* KEY_bytes as somebody else may have written it. */
static void read_foreign(const char *text)
{
    json_t *object = json_pack("{s:s, s:o}", "name", "", "name_bytes", facs_json_text(text));
    char *name = facs_json_get_name(object, "name");
    FUZZ_EXPECT(!name || strlen(name) <= 3 * strlen(text));
    free(name);
    free(facs_json_read_name(object, "name"));
    json_decref(object);
}

/* Whatever it is, it fits the terminal's line and the buffer, and does nothing to the terminal. */
static void check_shown(const char *name, int cells)
{
    char shown[24];
    for (int end = 0; end < 2; end++) {
        const int used = end ? facs_cells_copy_end(shown, sizeof(shown), name, cells)
                             : facs_cells_copy(shown, sizeof(shown), name, cells);
        FUZZ_EXPECT(used <= cells && strlen(shown) < sizeof(shown));
        FUZZ_EXPECT(facs_cells(shown) == used);
        for (const char *c = shown; *c; c++)
            FUZZ_EXPECT((unsigned char)*c >= ' ' && *c != 0x7f);
    }
}

/* A word for a shell is one word: in quotes unless every character is plain. */
static void check_word(const char *name)
{
    char *word = facs_shell_word(name);
    FUZZ_EXPECT(word != NULL);
    for (const char *c = word; *c; c++)
        if (*c == '\'')
            c = strchr(c + 1, '\'');
        else if (*c == '\\')
            FUZZ_EXPECT(*++c == '\'');
        else
            FUZZ_EXPECT(facs_shell_is_plain(*c));
    free(word);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *name = fuzz_text((fuzz_part){data, size}), *folder = facs_path_folder(name);
    FUZZ_EXPECT(strlen(facs_path_name(name)) <= strlen(name));
    char *path = facs_path_join(folder, facs_path_name(name));
    char *beside = facs_path_beside(name, "x");
    free(beside);
    free(path);
    free(folder);
    round_trip(name);
    check_shown(name, 1 + (int)(strlen(name) % 20));
    check_word(name);
    read_foreign(name);
    json_t *shown = facs_json_name(name);
    FUZZ_EXPECT(json_is_string(shown));
    json_decref(shown);
    free(name);
    return 0;
}
