/* Several runs at the same time, in one process and with the same models. */
#include "cmocka_all.h"
#include "golden.h"

#include <facs/facs.h>

#include "folder.h"
#include "os/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each video finds a face in its first frame; with ThreadSanitizer a frame takes a second. */
#define FRAMES 6
#define RUNS   3

typedef struct analysis {
    char models[512], video[512], csv[512], json[512];
    facs_au_models au;
    facs_models **kept;
    int status;
    facs_error error;
} analysis;

/* Dynamic models and static ones, which are opened when the first run needs them. */
static void prepare(analysis runs[RUNS], const char *name)
{
    static const char *const videos[RUNS] = {"videos/default.wmv", "videos/single_face.mp4",
                                             "videos/multi_face.avi"};
    for (int i = 0; i < RUNS; i++) {
        analysis *a = &runs[i];
        char file[64];
        *a = (analysis){.au = i == 1 ? FACS_AU_STATIC : FACS_AU_DYNAMIC};
        snprintf(a->models, sizeof(a->models), "%s", shared_models());
        snprintf(a->video, sizeof(a->video), "%s", shared_path(videos[i]));
        snprintf(file, sizeof(file), "%s%d.csv", name, i);
        snprintf(a->csv, sizeof(a->csv), "%s", in_folder(file));
        snprintf(file, sizeof(file), "%s%d.json", name, i);
        snprintf(a->json, sizeof(a->json), "%s", in_folder(file));
    }
}

static void *run(void *argument)
{
    analysis *a = argument;
    facs_extract_options options;
    facs_default_extract_options(&options);
    options.analysis.models = a->models;
    options.analysis.au = a->au;
    options.kept = a->kept;
    options.csv = a->csv;
    options.json = a->json;
    options.max_frames = FRAMES;
    a->status = facs_extract(a->video, &options, NULL, &a->error);
    return NULL;
}

static void the_rows_are_those_of_single_runs(void **state)
{
    (void)state;
    analysis alone[RUNS], at_once[RUNS];
    facs_thread threads[RUNS];
    facs_models *models = NULL; /* the first run opens them */

    prepare(alone, "alone");
    for (int i = 0; i < RUNS; i++) {
        run(&alone[i]);
        assert_int_equal(alone[i].status, 0);
    }
    prepare(at_once, "at_once");
    for (int i = 0; i < RUNS; i++) {
        at_once[i].kept = &models;
        assert_int_equal(facs_thread_start(&threads[i], run, &at_once[i]), 0);
    }
    for (int i = 0; i < RUNS; i++)
        assert_int_equal(facs_thread_join(threads[i]), 0);
    facs_models_close(&models);
    for (int i = 0; i < RUNS; i++) {
        size_t count, other_count;
        unsigned char *rows = read_whole(alone[i].csv, &count);
        unsigned char *others = read_whole(at_once[i].csv, &other_count);
        assert_int_equal(at_once[i].status, 0);
        assert_true(count > FRAMES * 1000);
        assert_int_equal(count, other_count);
        assert_memory_equal(rows, others, count);
        free(rows);
        free(others);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_rows_are_those_of_single_runs, folder_set_up,
                                        folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
