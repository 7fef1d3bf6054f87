#include "finals.h"

#include "cmocka_all.h"
#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int ends_with(const char *name, const char *ending)
{
    const size_t length = strlen(name), size = strlen(ending);
    return length > size && strcmp(name + length - size, ending) == 0;
}

/* Tables of batches hold times, and are complete only at the end. */
static int is_left_out(const char *name)
{
    return name[0] == '.' || strstr(name, ".part") || ends_with(name, ".jsonl") ||
           strncmp(name, "facs-batch", 10) == 0;
}

static int is_same(const char *name, const char *found, const char *whole)
{
    static const char *const exact[] = {".csv", ".hog", ".bmp", "details.txt"};
    size_t a, b;
    unsigned char *x = read_whole(found, &a), *y = read_whole(whole, &b);
    int same = a > 0 && a > b / 2;
    if (ends_with(name, ".json")) {
        const char *one = strstr((char *)x, "\"results\"");
        const char *other = strstr((char *)y, "\"results\"");
        same = one && other && strcmp(one, other) == 0;
    }
    for (size_t i = 0; i < sizeof(exact) / sizeof(exact[0]); i++)
        if (ends_with(name, exact[i]))
            same = a == b && memcmp(x, y, a) == 0;
    free(x);
    free(y);
    return same;
}

int finals_compare(const char *found, const char *whole)
{
    int count = 0;
    DIR *list = opendir(found);
    const struct dirent *entry;
    while (list && (entry = readdir(list)) != NULL) {
        char path[1024], other[1024];
        struct stat status, expected;
        if (is_left_out(entry->d_name))
            continue;
        snprintf(path, sizeof(path), "%s/%s", found, entry->d_name);
        snprintf(other, sizeof(other), "%s/%s", whole, entry->d_name);
        assert_int_equal(stat(path, &status), 0);
        if (stat(other, &expected) < 0 || expected.st_mode != status.st_mode)
            fail_msg("%s is not among the files of the whole run", path);
        if (S_ISDIR(status.st_mode))
            count += finals_compare(path, other);
        else if (!is_same(entry->d_name, path, other))
            fail_msg("%s is not as it should be", path);
        else
            count++;
    }
    if (list)
        closedir(list);
    return count;
}
