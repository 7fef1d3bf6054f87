/* With tens of thousands of inputs a run still starts at once. */
#include "spawn.h"

#include "cmocka_all.h"
#include "sanitized.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Their names are a third of what a macOS command line can hold. */
#define INPUTS (SANITIZED ? 4000 : 20000)

/* A start that compares all pairs would take over an hour; under an emulator this one takes ten
 * seconds. */
#define MAX_SECONDS 60

/* Runs the command through the shell, with the words in the file names after its arguments. */
static outcome run_with_names(const char *arguments)
{
    char text[4096];
    const time_t begun = time(NULL);
    snprintf(text, sizeof(text), "exec %s '%s' %s $(cat names)\n", exe_wrapper(),
             getenv("FACS_EXE"), arguments);
    write_text(scratch("run.sh"), text);
    outcome o = run_program("/bin/sh", "run.sh");
    assert_true(time(NULL) - begun < MAX_SECONDS);
    return o;
}

static void write_names(const char *last)
{
    FILE *file = fopen(scratch("names"), "w");
    assert_non_null(file);
    for (int i = 0; i < INPUTS; i++)
        fprintf(file, "m%05d.mp4\n", i);
    fprintf(file, "%s\n", last);
    assert_int_equal(fclose(file), 0);
}

static int count(const char *text, const char *word)
{
    int found = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        found++;
    return found;
}

static void test_missing_inputs(void **state)
{
    (void)state;
    char sentence[64];
    write_names("last.mp4");
    outcome o = run_with_names("extract -d out --overlay .mp4");
    assert_int_equal(o.status, 1);
    assert_int_equal(count(o.err, ".mp4: it cannot be opened: no such file"), INPUTS + 1);
    snprintf(sentence, sizeof(sentence), "facs: %d inputs: %d failed; ", INPUTS + 1, INPUTS + 1);
    assert_non_null(strstr(o.err, sentence));
    outcome_free(&o);
}

static void test_the_last_has_the_same_name(void **state)
{
    (void)state;
    write_names("camera:7%8\ncamera:7/8");
    outcome o = run_with_names("extract");
    assert_int_equal(o.status, 2);
    assert_non_null(strstr(o.err, "would both be written to camera-7-8.csv: run them separately"));
    outcome_free(&o);
}

static void test_a_folder_of_pictures(void **state)
{
    (void)state;
    char name[64];
    assert_int_equal(mkdir(scratch("pictures"), 0700), 0);
    for (int i = 0; i < INPUTS; i++) {
        snprintf(name, sizeof(name), "pictures/%05d.png", i);
        write_text(scratch(name), "");
    }
    write_text(scratch("pictures/00007.jpg"), "");
    const time_t begun = time(NULL);
    outcome o = run_facs("FaceLandmarkImg -fdir pictures -aus");
    assert_true(time(NULL) - begun < MAX_SECONDS);
    assert_int_equal(o.status, 1);
    assert_int_equal(count(o.err, ": the file is empty"), INPUTS);
    assert_non_null(strstr(o.err, "pictures/00007.png is not measured: its results would replace "
                                  "those of pictures/00007.jpg, in processed/00007.csv"));
    outcome_free(&o);
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_missing_inputs),
        IN_SCRATCH(test_the_last_has_the_same_name),
        IN_SCRATCH(test_a_folder_of_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
