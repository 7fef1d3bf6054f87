#define _XOPEN_SOURCE 700 /* nftw */

#include "own_manifest.h"

#include "base/file.h"
#include "cmocka_all.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static FILE *list;
static size_t skip; /* the folder's name, with its slash */

static int add_file(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    char sha256[65];
    struct stat file; /* status has other fields on Windows (posix.h) */
    (void)status;
    (void)walk;
    if (type != FTW_F || strcmp(path + skip, "manifest.tsv") == 0)
        return 0;
    if (facs_file_sha256(path, sha256) < 0 || stat(path, &file) != 0)
        return -1;
    return fprintf(list, "%s\t%lld\t%s\n", path + skip, (long long)file.st_size, sha256) < 0;
}

void own_manifest_write(const char *models)
{
    char path[1024], folder[1024];
    size_t length = strlen(models);
    while (length > 1 && models[length - 1] == '/')
        length--;
    assert_true(length < sizeof(folder) - sizeof("/manifest.tsv"));
    snprintf(folder, sizeof(folder), "%.*s", (int)length, models);
    snprintf(path, sizeof(path), "%.*s/manifest.tsv", (int)length, models);
    list = fopen(path, "w");
    assert_non_null(list);
    skip = length + 1;
    assert_int_equal(nftw(folder, add_file, 16, FTW_PHYS), 0);
    assert_int_equal(fclose(list), 0);
}
