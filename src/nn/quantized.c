#include "nn/quantized.h"

#include "base/error.h"
#include "base/file.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#define MAX_RECORD ((size_t)1 << 20) /* bytes; a record with ten clips has 2 kB */

/* ---- The processor --------------------------------------------------------------------------- */

/* Bits of the processor's leaf 7: ECX of sub-leaf 0, EAX of sub-leaf 1. */
#define AVX512_VNNI (1u << 11)
#define AVX_VNNI    (1u << 4)

const char *facs_byte_products(void)
{
#if defined(__x86_64__)
    unsigned a = 0, b = 0, c = 0, d = 0, last = 0;
    /* These also check that the system saves the registers. */
    if (!__builtin_cpu_supports("avx2"))
        return "x86";
    if (!__get_cpuid_count(7, 0, &last, &b, &c, &d))
        return "avx2";
    if (__builtin_cpu_supports("avx512f") && (c & AVX512_VNNI))
        return "avx512vnni";
    if (last >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & AVX_VNNI))
        return "avxvnni";
    return "avx2";
#else
    return "other";
#endif
}

int facs_byte_products_saturate(void)
{
    const char *how = facs_byte_products();
    return strcmp(how, "avx2") == 0 || strcmp(how, "x86") == 0;
}

int facs_quantized_is_faster(double fp32_ms, double int8_ms)
{
    return int8_ms < 0.95 * fp32_ms;
}

/* ---- Names ----------------------------------------------------------------------------------- */

int facs_quantized_folder(char **folder, facs_error *error)
{
    const int status = facs_user_path(folder, FACS_USER_CACHE, "facs/quantized");
    return status == -ENOMEM ? facs_fail_memory(error, "a path") : 0;
}

int facs_quantized_prefix(char prefix[FACS_QUANTIZED_PREFIX], const char *source, facs_error *error)
{
    char sha256[65];
    const char *name = facs_path_name(source);
    int status = facs_file_sha256(source, sha256);
    if (status)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, status, "%s: cannot be read: %s", source,
                         facs_strerror(status));
    snprintf(prefix, FACS_QUANTIZED_PREFIX, "%.*s-%s-int8-v%d-%s-", (int)strcspn(name, "."), name,
             sha256, FACS_QUANTIZED_VERSION, facs_byte_products());
    return 0;
}

char *facs_quantized_record_path(const char *path)
{
    char *record = strdup(path);
    if (record)
        memcpy(record + strlen(record) - 5, ".json", 5);
    return record;
}

/* ---- Finding --------------------------------------------------------------------------------- */

/* Finds the path of the first matching file in the order of names; NULL: there is none. */
static int search(char **path, const char *folder, const char *prefix, facs_error *error)
{
    char **names = NULL;
    const int count = folder ? facs_path_list(folder, NULL, &names) : 0;
    int at = 0;
    while (at < count && !(strncmp(names[at], prefix, strlen(prefix)) == 0 &&
                           facs_text_ends_with(names[at], ".onnx")))
        at++;
    const int found = at < count;
    *path = found ? facs_path_join(folder, names[at]) : NULL;
    facs_names_free(names, count);
    return found && !*path ? facs_fail_memory(error, "a path") : 0;
}

static int read_record(const char *path, double *fp32_ms, double *int8_ms, facs_error *error)
{
    facs_file file = {.data = NULL};
    char *name = facs_quantized_record_path(path);
    int status =
        name ? facs_file_read(&file, name, MAX_RECORD, error) : facs_fail_memory(error, "a path");
    json_t *root =
        status ? NULL
               : json_loadb((const char *)file.data, file.size, JSON_REJECT_DUPLICATES, NULL);
    if (!status &&
        (!root || json_unpack(root, "{s:F, s:F}", "fp32_ms", fp32_ms, "int8_ms", int8_ms) != 0 ||
         !(*fp32_ms > 0) || !(*int8_ms > 0)))
        status = facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                           "%s: not the record of an int8 network: run facs quantize again", name);
    json_decref(root);
    facs_file_free(&file);
    free(name);
    return status;
}

int facs_quantized_find(char **out, double *fp32_ms, double *int8_ms, const char *source,
                        facs_error *error)
{
    char prefix[FACS_QUANTIZED_PREFIX], *folder;
    *out = NULL;
    int status = facs_quantized_prefix(prefix, source, error);
    if (status == 0)
        status = facs_quantized_folder(&folder, error);
    if (status)
        return status;
    status = search(out, folder, prefix, error);
    if (*out)
        status = read_record(*out, fp32_ms, int8_ms, error);
    else if (status == 0)
        status = facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                           "%s: there is no int8 version of it for this machine in %s: make one "
                           "with facs quantize CLIP..., or leave --precision int8 out",
                           source, folder ? folder : "a cache folder, as HOME is not set");
    free(folder);
    if (status) {
        free(*out);
        *out = NULL;
    }
    return status;
}
