/* Which frames are worth a picture. */
#include "report/peaks.h"

#include "made_result.h"

#include "cmocka_all.h"

static void test_shared_weak_and_ordered(void **state)
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

static void test_faces_take_turns(void **state)
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
        IN_FOLDER(test_shared_weak_and_ordered),
        IN_FOLDER(test_faces_take_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
