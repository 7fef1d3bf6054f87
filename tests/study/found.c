#include "found.h"

#include "cmocka_all.h"
#include "folder.h"

#include "os/file.h"
#include "os/path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char before[4096], log_lines[1 << 16], inputs[1 << 16];

int found_set_up(void **state)
{
    return folder_set_up(state) == 0 && getcwd(before, sizeof(before)) && chdir(in_folder("")) == 0
               ? 0
               : -1;
}

int found_tear_down(void **state)
{
    return chdir(before) == 0 ? folder_tear_down(state) : -1;
}

static void make_folder_of(const char *name)
{
    char *folder = facs_path_folder(name);
    assert_int_equal(facs_path_make_folders(folder), 0);
    free(folder);
}

void make_files(const char *names)
{
    char *words = strdup(names);
    assert_non_null(words);
    for (char *name = strtok(words, " "); name; name = strtok(NULL, " ")) {
        make_folder_of(name);
        write_file(name, "", 0);
    }
    free(words);
}

void link_in_study(const char *to, const char *name)
{
    make_folder_of(name);
    make_link(to, name);
}

static void add_line(void *opaque, facs_log_level level, const char *text)
{
    (void)opaque;
    (void)level;
    const size_t length = strlen(log_lines);
    assert_true(length + strlen(text) + 2 < sizeof(log_lines));
    snprintf(log_lines + length, sizeof(log_lines) - length, "%s\n", text);
}

facs_study_options study_of(const char *paths)
{
    static char words[4096];
    static const char *list[64];
    facs_study_options options;
    int count = 0;
    facs_default_study_options(&options);
    snprintf(words, sizeof(words), "%s", paths ? paths : "");
    for (char *path = strtok(words, " "); path && count < 63; path = strtok(NULL, " "))
        list[count++] = path;
    list[count] = NULL;
    options.paths = paths ? list : NULL;
    options.log = (facs_log){.write = add_line, .level = FACS_LOG_INFO};
    return options;
}

const char *found(const facs_study_options *options)
{
    facs_study *study = NULL;
    facs_error error = {.text = ""};
    size_t length = 0;
    log_lines[0] = inputs[0] = '\0';
    if (facs_study_open(&study, options, &error) != 0)
        fail_msg("%s", error.text);
    for (int64_t i = 0; i < facs_study_count(study); i++) {
        facs_study_input input = {.size = sizeof(input)};
        assert_int_equal(facs_study_get(study, i, &input), 0);
        length += (size_t)snprintf(inputs + length, sizeof(inputs) - length, "%s%s>%s",
                                   i ? " " : "", input.path, input.csv);
        assert_true(length < sizeof(inputs));
    }
    facs_study_close(&study);
    assert_null(study);
    return inputs;
}

const char *logged(void)
{
    return log_lines;
}

void assert_study_refused(const facs_study_options *options, facs_error_kind kind, int status,
                          const char *word)
{
    facs_study *study = (facs_study *)&study;
    facs_error error = {.text = ""};
    assert_int_equal(facs_study_open(&study, options, &error), status);
    assert_null(study);
    assert_int_equal(error.kind, kind);
    if (!strstr(error.text, word))
        fail_msg("\"%s\" does not contain \"%s\"", error.text, word);
}
