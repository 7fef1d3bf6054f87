#include "made_study.h"

#include "cmocka_all.h"
#include "folder.h"

#include "base/file.h"
#include "os/file.h"
#include "os/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char messages[4096];

const char *make_folders(const char *name)
{
    const char *path = in_folder(name);
    assert_int_equal(facs_path_make_folders(path), 0);
    return path;
}

void make_json(const char *stem, const char *input, const char *const *files, const char *more)
{
    char path[512], text[8192], sha256[65];
    int length = snprintf(text, sizeof(text),
                          "{\"program\": \"facs\", \"version\": \"0.2.0\", \"input\": {\"name\": "
                          "\"%s\", \"width\": 640, \"frame_rate\": 29.97}, \"results\": [",
                          input);
    for (int i = 0; files[i]; i++) {
        char *file = facs_path_beside(in_folder(stem), files[i]);
        facs_file_info info;
        assert_non_null(file);
        assert_int_equal(facs_path_info(file, &info), 0);
        assert_int_equal(facs_file_sha256(file, sha256), 0);
        length += snprintf(text + length, sizeof(text) - (size_t)length,
                           "%s{\"file\": \"%s\", \"rows\": 2, \"bytes\": %lld, \"sha256\": \"%s\"}",
                           i ? ", " : "", files[i], (long long)info.size, sha256);
        free(file);
    }
    length += snprintf(text + length, sizeof(text) - (size_t)length, "]%s}\n", more);
    snprintf(path, sizeof(path), "%s.json", in_folder(stem));
    write_file(path, text, (size_t)length);
}

void make_result(const char *stem, const char *input, const char *csv, const char *more)
{
    char path[512];
    snprintf(path, sizeof(path), "%s.csv", in_folder(stem));
    write_file(path, csv, strlen(csv));
    const char *const files[] = {facs_path_name(path), NULL};
    make_json(stem, input, files, more);
}

static void keep(void *opaque, facs_log_level level, const char *text)
{
    const size_t length = strlen(messages);
    (void)opaque;
    (void)level;
    snprintf(messages + length, sizeof(messages) - length, "%s\n", text);
}

facs_merge_options merge_options(void)
{
    facs_merge_options options;
    facs_default_merge_options(&options);
    options.log = (facs_log){keep, NULL, FACS_LOG_INFO};
    messages[0] = 0;
    return options;
}

int merge_to(const char *output, facs_merge_options *options, facs_merge_summary *summary,
             facs_error *error)
{
    *summary = (facs_merge_summary){.size = sizeof(*summary)};
    return facs_merge(in_folder("results"), in_folder(output), options, summary, error);
}

char *merged(facs_merge_options *options, facs_merge_summary *summary)
{
    facs_error error = {.text = ""};
    if (merge_to("study.csv", options, summary, &error) < 0)
        fail_msg("%s", error.text);
    return read_text_of(in_folder("study.csv"));
}
