#include "scratch.h"

#include "cmocka_all.h"
#include "make_clip.h"

#include <string.h>
#include <sys/stat.h>

int scratch_setup(void **state)
{
    (void)state;
    make_folder();
    return 0;
}

int scratch_teardown(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}

const char *scratch(const char *name)
{
    return in_folder(name);
}

int exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

int has_part(const char *name)
{
    return find_part(in_folder(name)) != NULL;
}

char *read_text(const char *path)
{
    return read_text_of(path);
}

void write_text(const char *path, const char *text)
{
    write_file(path, text, strlen(text));
}
