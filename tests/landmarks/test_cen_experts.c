/* Patch experts of CEN files: the maps of every view, whose landmarks share experts, borrow them or
 * have their own, compared with the plainest code. */
#include "landmarks/ceclm/cen_experts.h"

#include "cmocka_all.h"
#include "folder.h"
#include "made_cen_file.h"
#include "made_experts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    POINTS = 7,
    WINDOW = 5,
    AREA = WINDOW + 10,
    PLACES = WINDOW * WINDOW
}; /* 3 mirrors itself */

#define NAME "cen_patches_0.50_of.dat"

static facs_patch_experts *experts;
static facs_error error;

static made_cen_file *make(facs_cen_kind last)
{
    return made_cen_file_new(0.5, POINTS, 3, (const int[]){5, 3, 1},
                             (const facs_cen_kind[]){FACS_CEN_RELU, FACS_CEN_SIGMOID, last}, 1);
}

static void open_made(const made_cen_file *made)
{
    size_t size;
    unsigned char *bytes = made_cen_file_bytes(made, &size);
    write_file(in_folder(NAME), bytes, size);
    free(bytes);
    if (facs_cen_experts_open(&experts, in_folder(NAME), POINTS, WINDOW, &error) != 0)
        fail_msg("%s", error.text);
}

/* The made expert that OpenFace asks, and whether it looks into a mirror. */
static const facs_cen_network *network_of(const made_cen_file *made, int view, int point,
                                          int *is_mirrored)
{
    *is_mirrored = made->expert[view][point].network.layers == 0;
    return *is_mirrored ? &made->expert[made->mirror_view[view]][made->mirror[point]].network
                        : &made->expert[view][point].network;
}

static void check_unit(const made_cen_file *made, const facs_patch_unit *unit, void *scratch,
                       double tolerance, uint32_t *seed)
{
    float level[2][AREA * AREA], map[2][PLACES];
    double expected[PLACES];
    facs_area area[2];
    const facs_area *areas[2] = {&area[0], &area[1]};
    float *maps[2] = {map[0], map[1]};

    for (int k = 0; k < unit->count; k++) {
        made_cen_area(level[k], AREA, seed);
        made_area(&area[k], level[k], AREA);
    }
    facs_patch_experts_respond(experts, unit, areas, maps, scratch);
    for (int k = 0; k < unit->count; k++) {
        int is_mirrored;
        const facs_cen_network *network =
            network_of(made, unit->view, unit->point[k], &is_mirrored);
        made_cen_map(network, level[k], WINDOW, is_mirrored, 1, expected);
        for (int i = 0; i < PLACES; i++)
            assert_float_equal(map[k][i], fmax(expected[i], 0), tolerance);
    }
    /* One of them alone is answered alike. */
    if (unit->count == 2) {
        float again[PLACES];
        memcpy(again, map[1], sizeof(again));
        areas[0] = NULL;
        maps[0] = NULL;
        facs_patch_experts_respond(experts, unit, areas, maps, scratch);
        assert_memory_equal(map[1], again, sizeof(again));
    }
}

static void check_maps(int is_half, double tolerance)
{
    static const int units[] = {4, 7, 7, 4, 4, 7, 7}; /* pairs; own; visible ones; likewise */
    static const facs_cen_kind lasts[] = {FACS_CEN_SIGMOID, FACS_CEN_TANH};

    for (int l = 0; l < 2; l++) {
        made_cen_file *made = make(lasts[l]);
        uint32_t seed = 7;
        open_made(made);
        if (is_half)
            facs_patch_experts_halve(experts);
        assert_float_equal(facs_patch_experts_scale(experts), 0.5, 0);
        void *scratch = malloc(experts->scratch_bytes);
        assert_non_null(scratch);
        for (int view = 0; view < 7; view++) {
            int count;
            const facs_patch_unit *unit = facs_patch_experts_units(experts, view, &count);
            assert_int_equal(count, units[view]);
            assert_int_equal(facs_patch_experts_prepare(experts, view, &error), 0);
            for (int u = 0; u < count; u++)
                check_unit(made, &unit[u], scratch, tolerance, &seed);
        }
        free(scratch);
        facs_patch_experts_close(&experts);
        made_cen_file_free(made);
    }
}

static void maps_are_those_of_view_and_landmark(void **state)
{
    (void)state;
    check_maps(0, 2e-5);
}

/* 2e-3: each weight is off by up to 2^-12. */
static void weights_of_16_bits_change_little(void **state)
{
    (void)state;
    check_maps(1, 2e-3);
}

/* The confidence is the view's own, also where the expert is borrowed. */
static void landmarks_say_how_far_to_trust_them(void **state)
{
    (void)state;
    made_cen_file *made = make(FACS_CEN_SIGMOID);

    open_made(made);
    for (int view = 0; view < 7; view++)
        for (int i = 0; i < POINTS; i++) {
            assert_int_equal(facs_patch_experts_visible(experts, view, i), made->visible[view][i]);
            assert_float_equal(facs_patch_experts_confidence(experts, view, i),
                               made->confidence[view][i], 1e-7);
        }
    facs_patch_experts_close(&experts);
    made_cen_file_free(made);
}

static void a_view_whose_weights_are_damaged_cannot_be_prepared(void **state)
{
    (void)state;
    const float none = NAN;
    made_cen_file *made = make(FACS_CEN_SIGMOID);

    memcpy(made->expert[1][6].bytes, &none, sizeof(none));
    open_made(made);
    for (int view = 0; view < 7; view++)
        assert_int_equal(facs_patch_experts_prepare(experts, view, &error),
                         view == 1 || view == 6 ? -EINVAL : 0);
    facs_patch_experts_close(&experts);
    made_cen_file_free(made);
}

static void what_cannot_be_opened_is_refused(void **state)
{
    (void)state;
    made_cen_file *made = make(FACS_CEN_SIGMOID);
    open_made(made);
    facs_patch_experts_close(&experts);
    assert_int_equal(facs_cen_experts_open(&experts, in_folder(NAME), POINTS, 4, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INTERNAL);
    assert_int_equal(facs_cen_experts_open(&experts, in_folder(NAME), 8, WINDOW, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_null(experts);
    assert_int_equal(facs_cen_experts_open(&experts, in_folder("none"), 8, WINDOW, &error),
                     -ENOENT);
    made_cen_file_free(made);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(maps_are_those_of_view_and_landmark),
        IN_FOLDER(weights_of_16_bits_change_little),
        IN_FOLDER(landmarks_say_how_far_to_trust_them),
        IN_FOLDER(a_view_whose_weights_are_damaged_cannot_be_prepared),
        IN_FOLDER(what_cannot_be_opened_is_refused),
    };
    return cmocka_run_group_tests_name("cen_experts", tests, NULL, NULL);
}
