/* Each public enumeration has a name for each value, which is read back, and nothing beyond. */
#include "cmocka_all.h"

#include <facs/facs.h>

#include <errno.h>

#define CHECK(word, type, count)                                                                   \
    do {                                                                                           \
        for (int i = 0; i < (count); i++) {                                                        \
            type value = (type)((i + 1) % (count));                                                \
            assert_non_null(facs_##word##_name((type)i));                                          \
            assert_int_equal(facs_##word##_from_name(facs_##word##_name((type)i), &value), 0);     \
            assert_int_equal(value, i);                                                            \
        }                                                                                          \
        type kept = (type)1;                                                                       \
        assert_null(facs_##word##_name((type)(count)));                                            \
        assert_null(facs_##word##_name((type)-1));                                                 \
        assert_int_equal(facs_##word##_from_name("nothing of the kind", &kept), -EINVAL);          \
        assert_int_equal(facs_##word##_from_name("", &kept), -EINVAL);                             \
        assert_int_equal(facs_##word##_from_name(NULL, &kept), -EINVAL);                           \
        assert_int_equal(facs_##word##_from_name(facs_##word##_name((type)0), NULL), -EINVAL);     \
        assert_int_equal(kept, 1);                                                                 \
    } while (0)

static void every_value_has_its_name(void **state)
{
    (void)state;
    CHECK(backend, facs_backend, FACS_BACKEND_CUDA + 1);
    CHECK(precision, facs_precision, FACS_PRECISION_INT8 + 1);
    CHECK(au_models, facs_au_models, FACS_AU_NONE + 1);
    CHECK(detector, facs_detector_kind, FACS_DETECTOR_RETINAFACE + 1);
    CHECK(face_choice, facs_face_choice, FACS_FACE_FIRST + 1);
    CHECK(overlay_style, facs_overlay_style, FACS_OVERLAY_POINTS + 1);
}

/* Options and result files have them: a change would break command lines and resuming. */
static void names_stay_as_they_are(void **state)
{
    (void)state;
    assert_string_equal(facs_backend_name(FACS_BACKEND_COREML), "coreml");
    assert_string_equal(facs_precision_name(FACS_PRECISION_FP16), "fp16");
    assert_string_equal(facs_au_models_name(FACS_AU_DYNAMIC), "dynamic");
    assert_string_equal(facs_detector_name(FACS_DETECTOR_MTCNN), "mtcnn");
    assert_string_equal(facs_face_choice_name(FACS_FACE_CENTRAL), "central");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_has_its_name),
        cmocka_unit_test(names_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
