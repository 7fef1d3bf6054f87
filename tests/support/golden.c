#include "golden.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

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
