/* The weights of CEN files: looked at when a view is used, and forgotten when it is not. */
#include "landmarks/ceclm/cen_weights.h"

#include "base/crew.h"
#include "cmocka_all.h"
#include "folder.h"
#include "made_cen_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POINTS = 6 };

#define NAME "cen_patches_0.35_of.dat"

static facs_cen_file *cen;
static facs_patch_views views;
static facs_error error;

static made_cen_file *make(void)
{
    return made_cen_file_new(
        0.35, POINTS, 3, (const int[]){3, 2, 1},
        (const facs_cen_kind[]){FACS_CEN_RELU, FACS_CEN_TANH, FACS_CEN_SIGMOID}, 1);
}

/* Writes the made file, and opens it. */
static void open_made(const made_cen_file *made)
{
    size_t size;
    unsigned char *bytes = made_cen_file_bytes(made, &size);
    write_file(in_folder(NAME), bytes, size);
    free(bytes);
    if (facs_cen_file_open(&cen, &views, in_folder(NAME), POINTS, &error) != 0)
        fail_msg("%s", error.text);
}

static void close_file(void)
{
    facs_cen_file_close(&cen);
    free(views.index);
}

/* Weights are looked at when a view is used: also through a mirror. */
static void weights_that_are_not_numbers_are_refused_when_used(void **state)
{
    (void)state;
    static const float values[] = {NAN, -NAN, INFINITY, -INFINITY, 10001};
    made_cen_file *made = make();

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        const facs_cen_layer *layer = &made->expert[2][4].layer[i % 3];
        char *at = i == 3 ? (char *)(uintptr_t)layer->bias
                          : (char *)(uintptr_t)layer->weights +
                                4 * (size_t)(layer->units * layer->inputs - 1);
        float kept;
        memcpy(&kept, at, 4);
        memcpy(at, &values[i], 4);
        open_made(made);
        for (int again = 0; again < 2; again++)
            for (int view = 0; view < 7; view++) {
                const int is_bad = view == 2 || view == 5;
                const int status = facs_cen_file_use(cen, &views, view, &error);
                assert_int_equal(status, is_bad ? -EINVAL : 0);
                if (is_bad)
                    assert_non_null(strstr(error.text, "in view 2, landmark 4, layer "));
            }
        close_file();
        memcpy(at, &kept, 4);
    }
    made_cen_file_free(made);
}

static void a_file_that_changes_under_the_program_is_noticed(void **state)
{
    (void)state;
    made_cen_file *made = make();

    open_made(made);
    assert_int_equal(facs_cen_file_use(cen, &views, 0, &error), 0);
    if (ON_WINDOWS)
        skip(); /* a file that is mapped cannot be cut */
    assert_int_equal(truncate(in_folder(NAME), 5000), 0);
    assert_int_equal(facs_cen_file_use(cen, &views, 1, &error), -ESTALE);
    assert_non_null(strstr(error.text, "changed while it was in use"));
    assert_int_equal(facs_cen_file_use(cen, &views, 0, &error), 0); /* known to be good */
    close_file();
    made_cen_file_free(made);
}

/* A view that no face has shown for long gives its pages back, and is looked at once more when one
 * does; so do those from the other side, whose experts it has. */
static void views_out_of_use_are_forgotten(void **state)
{
    (void)state;
    made_cen_file *made = make();

    open_made(made);
    assert_int_equal(facs_cen_file_use(cen, &views, 1, &error), 0);
    assert_int_equal(facs_cen_file_use(cen, &views, 5, &error), 0);
    for (int i = 0; i < 2 * FACS_CEN_IDLE_FITS; i++) {
        assert_int_equal(facs_cen_file_use(cen, &views, 0, &error), 0);
        if (i % 100 == 0)
            assert_int_equal(facs_cen_file_use(cen, &views, 2, &error), 0);
    }
    assert_int_equal(atomic_load(&cen->checked[0]), 1);
    assert_int_equal(atomic_load(&cen->checked[1]), 0);
    assert_int_equal(atomic_load(&cen->checked[2]), 1);
    assert_int_equal(atomic_load(&cen->checked[5]), 1); /* it has view 2's experts */
    assert_int_equal(facs_cen_file_use(cen, &views, 6, &error), 0);
    assert_int_equal(facs_cen_file_use(cen, &views, 1, &error), 0);
    close_file();
    made_cen_file_free(made);
}

/* A followed face does not need the scales that found it. */
static void a_scale_out_of_use_is_forgotten(void **state)
{
    (void)state;
    made_cen_file *made = make();

    open_made(made);
    assert_int_equal(facs_cen_file_use(cen, &views, 0, &error), 0);
    for (int i = 0; i < FACS_CEN_IDLE_FITS / 2; i++)
        facs_cen_file_pass(cen, &views);
    assert_int_equal(atomic_load(&cen->checked[0]), 1);
    for (int i = 0; i < FACS_CEN_IDLE_FITS; i++)
        facs_cen_file_pass(cen, &views);
    assert_int_equal(atomic_load(&cen->checked[0]), 0);
    assert_int_equal(facs_cen_file_use(cen, &views, 0, &error), 0);
    close_file();
    made_cen_file_free(made);
}

/* Another thread may use a view while this one counts: that is not long ago. */
static void views_in_use_elsewhere_are_kept(void **state)
{
    (void)state;
    made_cen_file *made = make();

    open_made(made);
    assert_int_equal(facs_cen_file_use(cen, &views, 0, &error), 0);
    for (int i = 0; i < 2 * FACS_CEN_IDLE_FITS; i++) {
        atomic_store(&cen->used[0], atomic_load(&cen->fits) + 3);
        assert_int_equal(facs_cen_file_use(cen, &views, 1, &error), 0);
        assert_int_equal(atomic_load(&cen->checked[0]), 1);
    }
    close_file();
    made_cen_file_free(made);
}

typedef struct user {
    facs_task task;
    int number;
    facs_error error;
    float sum; /* of weights that were read */
} user;

/* Uses one view after the other, and reads their weights, as others do at the same time. */
static void use_views(void *self, int member)
{
    user *u = self;
    (void)member;
    for (int i = 0; i < 300 && u->error.kind == FACS_ERROR_NONE; i++) {
        const int view = u->number < 2 ? 0 : (i / 150 * 3 + u->number) % MADE_CEN_VIEWS;
        if (facs_cen_file_use(cen, &views, view, &u->error) < 0)
            return;
        for (int k = view * POINTS; k < (view + 1) * POINTS; k++) {
            uint16_t word = 0;
            if (views.index[k] >= 0)
                memcpy(&word, cen->expert[views.index[k]].layer[0].weights, sizeof(word));
            u->sum += (float)word;
        }
    }
}

/* Also while views are forgotten, or turned into halves. */
static void threads_share_a_file(void **state)
{
    (void)state;
    facs_crew *crew;
    made_cen_file *made = make();

    assert_int_equal(facs_crew_open(&crew, 4), 0);
    for (int half = 0; half < 2; half++) {
        user users[4];
        open_made(made);
        cen->is_half = half;
        for (int i = 0; i < 4; i++) {
            users[i] = (user){.task = {.run = use_views, .self = &users[i]}, .number = i};
            facs_crew_begin(crew, &users[i].task);
        }
        for (int i = 0; i < 4; i++) {
            facs_crew_await(crew, &users[i].task);
            assert_string_equal(users[i].error.text, "");
        }
        close_file();
    }
    facs_crew_close(&crew);
    made_cen_file_free(made);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(weights_that_are_not_numbers_are_refused_when_used),
        IN_FOLDER(a_file_that_changes_under_the_program_is_noticed),
        IN_FOLDER(views_out_of_use_are_forgotten),
        IN_FOLDER(a_scale_out_of_use_is_forgotten),
        IN_FOLDER(views_in_use_elsewhere_are_kept),
        IN_FOLDER(threads_share_a_file),
    };
    return cmocka_run_group_tests_name("cen_weights", tests, NULL, NULL);
}
