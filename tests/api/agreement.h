/* How well two results of one video agree, computed apart from the code under test. */
#ifndef FACS_TESTS_AGREEMENT_H
#define FACS_TESTS_AGREEMENT_H

/* What two tables of the same frames have in common. Geometry is compared where both have a face.
 */
typedef struct agreement {
    double mean_r, mean_error; /* over the 17 intensities */
    double presence;           /* share of equal cells */
    double landmarks;          /* mean distance, in shares of the outer-eye distance */
    double state;              /* share of frames with equal success, and confidence within .01 */
    double gaze;               /* mean angle between gaze vectors, degrees */
    double place, turn;        /* head pose: mean abs. difference, mm and radians */
} agreement;

/* Two CSV files; prints what it returns. Fails the test if they have not as many rows, or lack a
 * column. */
agreement compare_tables(const char *our_path, const char *their_path);

#endif
