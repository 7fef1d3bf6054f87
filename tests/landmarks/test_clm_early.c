/* Hypotheses that end early, as CE-CLM's do, against the same done by hand. The models are made and
 * CLNF's, whose fits of made spots can be told apart. */
#include "cmocka_all.h"
#include "made_clm.h"

#include "landmarks/clnf/clnf_method.h"

#include <string.h>

enum { STARTS = 6 };

static const double true_global[6] = {1, .1, -.15, .05, 320, 240};
static const double true_local[MADE_MODES] = {9, -7, 6, 4};

/* Head rotations as a detector might have them: none is right, some are far off. The last one but
 * one is the best at the coarsest scale. */
static const double starts[STARTS][6] = {
    {1, 0, .5, 0, 331, 230}, {1, 0, -.9, 0, 331, 230},    {1, 0, 0, .4, 328, 232},
    {1, 0, .9, 0, 331, 230}, {1, .1, -.1, .05, 322, 239}, {1, 0, 0, 0, 324, 237},
};

typedef struct world {
    const char *folder;
    facs_clm_models *models;
    facs_clm_workspace *workspace;
    facs_grey picture;
} world;

static int open_world(void **state)
{
    static world w;
    facs_error error;
    w.folder = made_clm_folder();
    assert_int_equal(facs_clm_models_open(&w.models, &facs_clnf_kind, w.folder, NULL, &error), 0);
    assert_int_equal(facs_clm_workspace_open(&w.workspace, w.models, NULL), 0);
    w.picture =
        made_clm_picture(facs_clm_models_pdm(w.models, FACS_CLM_FACE), true_global, true_local);
    *state = &w;
    return 0;
}

static int close_world(void **state)
{
    world *w = *state;
    facs_clm_workspace_close(&w->workspace);
    facs_clm_models_close(&w->models);
    made_clm_remove();
    return 0;
}

/* The log likelihood at the coarsest scale; face is left there. */
static double fit_coarsely(const world *w, int start, facs_clm_face *face)
{
    facs_clm_verdict verdict = {.wanted = 0};
    facs_clm_scratch *scratch;
    facs_clm_model *model;
    facs_error error;

    memset(face, 0, sizeof(*face));
    memcpy(face->global, starts[start], sizeof(face->global));
    assert_int_equal(facs_clm_model_open(&model, w->folder, &facs_clnf_face, &error), 0);
    assert_int_equal(facs_clm_scratch_open(&scratch, 0), 0);
    assert_int_equal(facs_clm_fit(model, &w->picture, (facs_clm_range){0, 1},
                                  &(facs_clm_parameters){face->global, face->local}, scratch,
                                  &verdict),
                     0);
    facs_clm_scratch_close(&scratch);
    facs_clm_model_close(&model);
    assert_int_equal(verdict.last, 0);
    return verdict.log_likelihood[0];
}

/* Returns what is found if a fit is good above this log likelihood. */
static facs_clm_face find_with(const world *w, double cutoff)
{
    facs_clm_early early = {.weight = {0}};
    facs_clm_face face;
    for (int view = 0; view < FACS_PATCH_MAX_VIEWS; view++) { /* twice the likelihood, and 1 */
        early.weight[view] = 2;
        early.bias[view] = 1;
        early.cutoff[view] = 2 * cutoff + 1;
    }
    facs_clm_models_end_early(w->models, &early);
    assert_true(facs_clm_models_ends_early(w->models));
    facs_clm_find_best(w->models, &w->picture, starts, STARTS, &face, w->workspace);
    return face;
}

static void assert_same_face(const facs_clm_face *a, const facs_clm_face *b)
{
    assert_memory_equal(a->global, b->global, sizeof(a->global));
    assert_memory_equal(a->local, b->local, MADE_MODES * sizeof(a->local[0]));
    assert_memory_equal(a->landmarks, b->landmarks, sizeof(a->landmarks));
    for (int i = 0; i < 2; i++)
        assert_memory_equal(a->eye[i].landmarks, b->eye[i].landmarks, sizeof(a->eye[i].landmarks));
    assert_true(a->log_likelihood == b->log_likelihood);
}

/* The first that is good goes on from where the coarsest scale put it, even if a later one is
 * better. */
static void test_first_good_one_is_taken(void **state)
{
    const world *w = *state;
    double likelihood[STARTS];
    facs_clm_face fitted[STARTS], found;

    for (int i = 0; i < STARTS; i++)
        likelihood[i] = fit_coarsely(w, i, &fitted[i]);
    int first = 0;
    while (likelihood[first] <= likelihood[0] + 0.05)
        first++;
    assert_true(first < STARTS - 1 && likelihood[4] > likelihood[first] - 1);
    print_message("log likelihoods %.2f %.2f %.2f %.2f %.2f %.2f\n", likelihood[0], likelihood[1],
                  likelihood[2], likelihood[3], likelihood[4], likelihood[5]);
    found = find_with(w, likelihood[0] + 0.05);
    facs_clm_find(w->models, &w->picture, FACS_CLM_NEAR, &fitted[first], w->workspace);
    assert_same_face(&found, &fitted[first]);
    assert_true(found.confidence == fitted[first].confidence);
    assert_int_equal(found.success, fitted[first].success);
    assert_true(found.is_sure);
    found = find_with(w, -1000);
    facs_clm_find(w->models, &w->picture, FACS_CLM_NEAR, &fitted[0], w->workspace);
    assert_same_face(&found, &fitted[0]);
}

/* If none is, the best three go on, without local parameters unless they are the last one that was
 * tried. The most likely of them is the face, but what is said of it is said of the third. */
static void test_best_three_are_continued(void **state)
{
    const world *w = *state;
    double likelihood[STARTS];
    facs_clm_face fitted[STARTS];
    int order[3], best = 0;

    for (int i = 0; i < STARTS; i++)
        likelihood[i] = fit_coarsely(w, i, &fitted[i]);
    for (int k = 0; k < 3; k++) {
        order[k] = -1;
        for (int i = 0; i < STARTS; i++)
            if ((k < 1 || i != order[0]) && (k < 2 || i != order[1]) &&
                (order[k] < 0 || likelihood[i] > likelihood[order[k]]))
                order[k] = i;
        facs_clm_face *face = &fitted[order[k]];
        if (order[k] != STARTS - 1)
            memset(face->local, 0, sizeof(face->local));
        facs_clm_find(w->models, &w->picture, FACS_CLM_NEAR, face, w->workspace);
        if (face->log_likelihood > fitted[order[best]].log_likelihood)
            best = k;
    }
    const facs_clm_face found = find_with(w, 1000);
    print_message("continued %d, %d, %d; the most likely: %d\n", order[0], order[1], order[2],
                  order[best]);
    assert_same_face(&found, &fitted[order[best]]);
    assert_true(found.confidence == fitted[order[2]].confidence);
    assert_int_equal(found.success, fitted[order[2]].success);
    assert_false(found.is_sure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_first_good_one_is_taken, open_world, close_world),
        cmocka_unit_test_setup_teardown(test_best_three_are_continued, open_world, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
