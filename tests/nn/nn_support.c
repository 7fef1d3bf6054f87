#define _XOPEN_SOURCE 700 /* nftw */

#include "nn_support.h"

#include "cmocka_all.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

int make_scratch(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/facs_nn_XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

int remove_scratch(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *scratch(const char *name)
{
    static char paths[4][256];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

void write_file(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

unsigned char *read_file(const char *path, size_t *size)
{
    size_t room = 1 << 20;
    unsigned char *data = malloc(room);
    FILE *file = fopen(path, "rb");
    assert_non_null(data);
    assert_non_null(file);
    *size = fread(data, 1, room, file);
    assert_in_range(*size, 1, room - 1);
    fclose(file);
    return data;
}

static void record_line(void *opaque, facs_log_level level, const char *text)
{
    recorder *to = opaque;
    size_t used = strlen(to->text);
    snprintf(to->text + used, sizeof(to->text) - used, "%d %s\n", (int)level, text);
}

facs_log record(recorder *to)
{
    to->text[0] = '\0';
    return (facs_log){.write = record_line, .opaque = to, .level = FACS_LOG_DEBUG};
}

facs_runtime *real_runtime(void)
{
    facs_error error = {0};
    facs_runtime *runtime = NULL;
    if (facs_runtime_open(&runtime, NULL, NULL, &error) != 0)
        fail_msg("%s", error.text);
    return runtime;
}

facs_session_options session_options(facs_backend backend, int threads)
{
    return (facs_session_options){.backend = backend, .threads = threads};
}

void check_error(int status, const facs_error *error, int expected, facs_error_kind kind,
                 const char *part)
{
    if (status != expected || error->kind != kind || !strstr(error->text, part))
        fail_msg("status %d, kind %d, \"%s\"; expected %d, %d, \"...%s...\"", status,
                 (int)error->kind, error->text, expected, (int)kind, part);
    assert_null(strchr(error->text, '\n'));
    assert_int_not_equal(error->text[strlen(error->text) - 1], '.');
}
