#include "quantize/record.h"

#include "base/draft.h"
#include "base/error.h"
#include "base/sha256.h"
#include "nn/quantized.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail_write(const char *path, int status, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_OUTPUT, status, "%s: cannot be written: %s", path,
                     facs_strerror(status));
}

static int write_file(const char *path, const void *data, size_t size, facs_error *error)
{
    const int status = facs_draft_write_file(path, data, size);
    return status < 0 ? fail_write(path, status, error) : 0;
}

static json_t *to_json(const facs_quantized_record *r)
{
    json_t *clips = json_array();
    for (int i = 0; i < r->clip_count; i++) {
        json_t *name = json_string(r->clips[i].name); /* NULL: it is not UTF-8 */
        if (json_array_append_new(clips, json_pack("{s:o, s:s}", "name", name ? name : json_null(),
                                                   "sha256", r->clips[i].sha256)) < 0) {
            json_decref(clips);
            return NULL;
        }
    }
    return json_pack("{s:s, s:i, s:s, s:s, s:o, s:I, s:f, s:f, s:b}", "precision", "int8",
                     "version", FACS_QUANTIZED_VERSION, "processor", facs_byte_products(),
                     "runtime", r->runtime, "calibrated_on", clips, "inputs", (json_int_t)r->inputs,
                     "fp32_ms", r->fp32_ms, "int8_ms", r->int8_ms, "faster",
                     facs_quantized_is_faster(r->fp32_ms, r->int8_ms));
}

static int write_record(const char *path, const facs_quantized_record *r, facs_error *error)
{
    char *name = facs_quantized_record_path(path);
    json_t *root = to_json(r);
    char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) : NULL;
    int status = name && text ? write_file(name, text, strlen(text), error)
                              : facs_fail_memory(error, "a record");
    free(text);
    json_decref(root);
    free(name);
    return status;
}

/* Removes what was made from the same source before, except the file called keep. */
static int remove_others(const char *folder, const char *prefix, const char *keep,
                         facs_error *error)
{
    char **names;
    const int count = facs_path_list(folder, NULL, &names);
    int status = 0;
    for (int i = 0; i < count && status == 0; i++) {
        const size_t stem = strcspn(keep, ".");
        if (strncmp(names[i], prefix, strlen(prefix)) != 0 || strncmp(names[i], keep, stem) == 0)
            continue;
        char *path = facs_path_join(folder, names[i]);
        if (path)
            facs_path_remove(path);
        else
            status = facs_fail_memory(error, "a path");
        free(path);
    }
    facs_names_free(names, count);
    return status;
}

/* A digest of the clips' contents, in order, and of how many inputs they gave. */
static int calibration_digest(const facs_quantized_record *r, char digest[65])
{
    const size_t size = (size_t)r->clip_count * 64 + 32;
    char *text = calloc(size, 1);
    if (!text)
        return -ENOMEM;
    for (int i = 0; i < r->clip_count; i++)
        memcpy(text + (size_t)i * 64, r->clips[i].sha256, 64);
    snprintf(text + (size_t)r->clip_count * 64, 32, "%lld", (long long)r->inputs);
    facs_sha256(text, strlen(text), digest);
    free(text);
    return 0;
}

int facs_quantized_write(char **out, const facs_quantized_record *r, const void *data, size_t size,
                         facs_error *error)
{
    char prefix[FACS_QUANTIZED_PREFIX], digest[65], name[FACS_QUANTIZED_PREFIX + 32];
    char *folder, *path = NULL;
    *out = NULL;
    int status = facs_quantized_folder(&folder, error);
    if (!status)
        status = facs_quantized_prefix(prefix, r->source, error);
    if (!status && calibration_digest(r, digest))
        status = facs_fail_memory(error, "a digest");
    if (!status && !folder)
        status = facs_fail(error, FACS_ERROR_OUTPUT, -ENOENT, FACS_NO_CACHE);
    const int made = status ? status : facs_path_make_folders(folder);
    if (!status && made)
        status = fail_write(folder, made, error);
    if (!status) {
        snprintf(name, sizeof(name), "%s%.16s.onnx", prefix, digest);
        path = facs_path_join(folder, name);
        status = path ? write_record(path, r, error) : facs_fail_memory(error, "a path");
    }
    if (!status)
        status = write_file(path, data, size, error);
    if (!status)
        status = remove_others(folder, prefix, name, error);
    if (!status) {
        *out = path;
        path = NULL;
    }
    free(path);
    free(folder);
    return status;
}
