/* Statistics that can be worked out by hand. */
#include "report/figures.h"

#include "made_result.h"

#include "cmocka_all.h"

#include <math.h>
#include <string.h>

/* Rows 3 and 4 have no face. AU12 is presence 8, AU28 16. */
static const char made[] = "frame,timestamp,success,AU12_r,AU12_c,AU28_c,AU04_r\n"
                           "1,0.0,1,1.00,1,0,0\n"
                           "2,0.1,1,0.50,0,0,0\n"
                           "3,0.2,0,5.00,1,1,0\n"
                           "4,0.3,0,5.00,1,1,0\n"
                           "5,0.4,1,2.50,1,0,0\n"
                           "6,0.5,1,2.00,0,1,0\n"
                           "7,0.6,1,2.50,1,1,0\n"
                           "8,0.7,1,0.50,1,0,0\n";

static void test_an_action_unit(void **state)
{
    (void)state;
    facs_recording r = recording_of(made);
    facs_au_figures f = facs_au_figures_of(&r.faces[0], 8);
    assert_string_equal(facs_presence_name(8), "AU12");
    assert_true(fabs(f.mean - 9.0 / 6) < 1e-9); /* over the six rows with a face */
    assert_true(f.peak == 2.5);
    assert_int_equal(f.peak_row, 4); /* the first of two */
    assert_true(fabs(f.present - 4.0 / 6) < 1e-9);
    /* Only at row 7: at row 1 it is already present, and at row 5 the face returns with it. */
    assert_true(f.onsets == 1);
    f = facs_au_figures_of(&r.faces[0], 16);
    assert_true(isnan(f.mean) && isnan(f.peak) && f.onsets == 1);
    assert_true(fabs(f.present - 2.0 / 6) < 1e-9);
    f = facs_au_figures_of(&r.faces[0], 2); /* AU04: only an intensity, always 0 */
    assert_true(f.mean == 0 && f.peak == 0 && f.peak_row == 0);
    assert_true(isnan(f.present) && isnan(f.onsets));
    f = facs_au_figures_of(&r.faces[0], 0); /* AU01: not in the file */
    assert_true(isnan(f.mean) && isnan(f.present));
    facs_recording_free(&r);
}

static void test_stretches_without_a_face(void **state)
{
    (void)state;
    facs_recording r = recording_of(made);
    size_t from = 0, to;
    assert_int_equal(facs_rows_with_face(&r.faces[0]), 6);
    assert_true(facs_next_gap(&r.faces[0], &from, &to));
    assert_int_equal(from, 2);
    assert_int_equal(to, 4);
    from = to;
    assert_false(facs_next_gap(&r.faces[0], &from, &to));
    facs_recording_free(&r);
    r = recording_of("frame,success,AU12_r\n1,0,1\n2,1,1\n3,0,1\n");
    from = 0;
    assert_true(facs_next_gap(&r.faces[0], &from, &to) && from == 0 && to == 1);
    from = to;
    assert_true(facs_next_gap(&r.faces[0], &from, &to) && from == 2 && to == 3);
    from = to;
    assert_false(facs_next_gap(&r.faces[0], &from, &to));
    facs_recording_free(&r);
}

static void test_a_face_that_is_never_there(void **state)
{
    (void)state;
    facs_recording r = recording_of("frame,success,AU12_r,AU12_c\n1,0,1,1\n2,0,1,1\n");
    const facs_au_figures f = facs_au_figures_of(&r.faces[0], 8);
    assert_int_equal(facs_rows_with_face(&r.faces[0]), 0);
    assert_true(isnan(f.mean) && isnan(f.peak) && isnan(f.present) && isnan(f.onsets));
    facs_recording_free(&r);
}

static void test_intensities_by_presence(void **state)
{
    (void)state;
    int with = 0;
    for (int p = 0; p < FACS_PRESENCES; p++) {
        const int i = facs_au_intensity_of(p);
        if (i >= 0)
            assert_string_equal(facs_intensity_name(i), facs_presence_name(p));
        with += i >= 0;
    }
    assert_int_equal(with, FACS_INTENSITIES);
    assert_int_equal(facs_au_intensity_of(16), -1); /* AU28 */
}

static void test_peaks_shared_weak_and_ordered(void **state)
{
    (void)state;
    facs_recording r = recording_of("frame,timestamp,success,AU01_r,AU02_r,AU04_r,AU12_r,AU45_r\n"
                                    "1,0.0,1,0,0,0.49,3,0\n"
                                    "2,0.1,0,5,5,5,5,5\n"
                                    "3,0.2,1,2,1,0,0,0.5\n"
                                    "4,0.3,1,0,0,0,0,0.4\n");
    facs_peak peaks[8];
    assert_int_equal(facs_peaks_choose(peaks, 8, &r), 2);
    assert_int_equal(peaks[0].row, 0); /* by time */
    assert_int_equal(peaks[0].action_units, 1u << 8);
    assert_int_equal(peaks[1].row, 2);
    assert_int_equal(peaks[1].action_units, 1u << 0 | 1u << 1 | 1u << 16); /* AU04 is too weak */
    assert_true(peaks[1].value == 2 && peaks[1].time == 0.2);
    assert_int_equal(facs_peaks_choose(peaks, 1, &r), 1);
    assert_int_equal(peaks[0].row, 0); /* the strongest */
    facs_recording_free(&r);
}

static void test_faces_take_turns_in_peaks(void **state)
{
    (void)state;
    facs_recording r = recording_of("frame,face_id,timestamp,AU01_r,AU02_r,AU12_r\n"
                                    "1,0,0,5,0,0\n1,1,0,0,1,0\n"
                                    "2,0,1,0,4,0\n2,1,1,0,0,0\n"
                                    "3,0,2,0,0,3\n3,1,2,0,0,0.6\n");
    facs_peak peaks[3];
    assert_int_equal(facs_peaks_choose(peaks, 3, &r), 3);
    int of_second = 0;
    for (int i = 0; i < 3; i++) {
        of_second += peaks[i].face == 1;
        assert_true(i == 0 || peaks[i].time >= peaks[i - 1].time);
    }
    assert_int_equal(of_second, 1);
    facs_recording_free(&r);
    r = recording_of("frame,AU12_c\n1,1\n");
    assert_int_equal(facs_peaks_choose(peaks, 3, &r), 0); /* a presence has no peak */
    facs_recording_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_an_action_unit),
        IN_FOLDER(test_stretches_without_a_face),
        IN_FOLDER(test_a_face_that_is_never_there),
        cmocka_unit_test(test_intensities_by_presence),
        IN_FOLDER(test_peaks_shared_weak_and_ordered),
        IN_FOLDER(test_faces_take_turns_in_peaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
