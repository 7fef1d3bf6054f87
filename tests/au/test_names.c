#include "cmocka_all.h"

#include <facs/facs.h>

#include <string.h>

static void intensities_are_the_columns_of_the_csv(void **state)
{
    static const char *const expected[] = {"AU01", "AU02", "AU04", "AU05", "AU06", "AU07",
                                           "AU09", "AU10", "AU12", "AU14", "AU15", "AU17",
                                           "AU20", "AU23", "AU25", "AU26", "AU45"};
    (void)state;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        assert_string_equal(facs_intensity_name(i), expected[i]);
    assert_null(facs_intensity_name(-1));
    assert_null(facs_intensity_name(FACS_INTENSITIES));
}

static void presences_have_AU28_before_AU45(void **state)
{
    (void)state;
    for (int i = 0; i < 16; i++)
        assert_string_equal(facs_presence_name(i), facs_intensity_name(i));
    assert_string_equal(facs_presence_name(16), "AU28");
    assert_string_equal(facs_presence_name(17), "AU45");
    assert_null(facs_presence_name(-1));
    assert_null(facs_presence_name(FACS_PRESENCES));
}

#define IS(kind, au, suffix) assert_string_equal(facs_##kind##_name(FACS_##au##_##suffix), #au)

static void symbolic_indices_are_those_of_the_names(void **state)
{
    (void)state;
#define BOTH(au) IS(intensity, au, R), IS(presence, au, C)
    BOTH(AU01), BOTH(AU02), BOTH(AU04), BOTH(AU05), BOTH(AU06), BOTH(AU07), BOTH(AU09);
    BOTH(AU10), BOTH(AU12), BOTH(AU14), BOTH(AU15), BOTH(AU17), BOTH(AU20), BOTH(AU23);
    BOTH(AU25), BOTH(AU26), BOTH(AU45);
    IS(presence, AU28, C);
    assert_int_equal(FACS_AU45_R, FACS_INTENSITIES - 1);
    assert_int_equal(FACS_AU45_C, FACS_PRESENCES - 1);
}

static void every_unit_has_its_own_description(void **state)
{
    (void)state;
    assert_string_equal(facs_au_description("AU01"), "Inner brow raiser");
    assert_string_equal(facs_au_description("AU12"), "Lip corner puller");
    assert_string_equal(facs_au_description("AU28"), "Lip suck");
    assert_string_equal(facs_au_description("AU45"), "Blink");
    for (int i = 0; i < FACS_PRESENCES; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(facs_au_description(facs_presence_name(i)),
                                    facs_au_description(facs_presence_name(j)));
    assert_null(facs_au_description("AU03"));
    assert_null(facs_au_description(""));
    assert_null(facs_au_description(NULL));
}

static void every_stage_has_its_own_name(void **state)
{
    (void)state;
    assert_string_equal(facs_stage_name(FACS_STAGE_DECODE), "decode");
    assert_string_equal(facs_stage_name(FACS_STAGE_PREDICT), "predict");
    for (int i = 0; i < FACS_STAGES; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(facs_stage_name((facs_stage)i), facs_stage_name((facs_stage)j));
    assert_null(facs_stage_name(FACS_STAGES));
    assert_null(facs_stage_name((facs_stage)-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intensities_are_the_columns_of_the_csv),
        cmocka_unit_test(presences_have_AU28_before_AU45),
        cmocka_unit_test(symbolic_indices_are_those_of_the_names),
        cmocka_unit_test(every_unit_has_its_own_description),
        cmocka_unit_test(every_stage_has_its_own_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
