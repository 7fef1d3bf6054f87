#include "golden.h"

#include "cmocka_all.h"
#include "folder.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *shared_path(const char *name)
{
    static char paths[16][1024];
    static int next;
    const char *root = getenv("FACS_SHARED");
    char *path = paths[next++ % 16];
    struct stat status;

    snprintf(path, sizeof(paths[0]), "%s/%s", root ? root : FACS_TEST_SHARED, name);
    if (stat(path, &status) != 0)
        skip();
    return path;
}

const char *shared_models(void)
{
    return shared_path("models");
}

/* Links to what a folder holds, except to an entry of that name. */
static void link_entries(const char *from, const char *to, const char *but)
{
    DIR *folder = opendir(from);
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char target[1024], path[1024];
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, but) == 0)
            continue;
        snprintf(target, sizeof(target), "%s/%s", from, entry->d_name);
        snprintf(path, sizeof(path), "%s/%s", to, entry->d_name);
        borrow_file(target, path);
    }
    closedir(folder);
}

const char *shared_ceclm_models(void)
{
    static const char *const levels[] = {"openface", "model", "patch_experts"};
    char from[1024], to[1024];
    char *made = realpath(shared_path("models/ceclm_made/openface/model/patch_experts"), NULL);
    char *whole = realpath(shared_models(), NULL);
    assert_true(made && whole);
    snprintf(from, sizeof(from), "%s", whole);
    snprintf(to, sizeof(to), "%s", in_folder("models"));
    for (int i = 0; i <= 3; i++) {
        assert_int_equal(mkdir(to, 0700), 0);
        link_entries(from, to, i < 3 ? levels[i] : "");
        if (i == 3)
            break;
        snprintf(from + strlen(from), sizeof(from) - strlen(from), "/%s", levels[i]);
        snprintf(to + strlen(to), sizeof(to) - strlen(to), "/%s", levels[i]);
    }
    link_entries(made, to, "");
    free(whole);
    free(made);
    return in_folder("models");
}

static void *read_rows(const char *name, size_t row_bytes)
{
    char file_name[128];
    snprintf(file_name, sizeof(file_name), "golden/default/%s.bin", name);
    FILE *file = fopen(shared_path(file_name), "rb");
    assert_non_null(file);
    size_t bytes = GOLDEN_FRAMES * row_bytes;
    void *rows = malloc(bytes + 1);
    assert_non_null(rows);
    assert_int_equal(fread(rows, 1, bytes + 1, file), bytes);
    fclose(file);
    return rows;
}

double *golden_doubles(const char *name, size_t columns)
{
    return read_rows(name, columns * sizeof(double));
}

uint8_t *golden_bytes(const char *name, size_t columns)
{
    return read_rows(name, columns);
}

double correlation(const double *a, const double *b, size_t n)
{
    double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < n; i++) {
        ma += a[i] / (double)n;
        mb += b[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        ab += (a[i] - ma) * (b[i] - mb);
        aa += (a[i] - ma) * (a[i] - ma);
        bb += (b[i] - mb) * (b[i] - mb);
    }
    if (aa == 0 && bb == 0)
        return 1; /* two columns without movement agree */
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}
