/*
 * OpenFace's AU_predictors folder in its real formats and sizes, with made-up numbers: for tests of
 * everything above it where the real weights are not there. The same bytes on every call.
 */
#ifndef FACS_TESTS_TINY_AU_H
#define FACS_TESTS_TINY_AU_H

/*
 * Write models/openface/AU_predictors; models is a folder that exists. In it:
 *  - AU_all_best.txt and AU_all_static.txt with the 35 + 35 predictors that they list, in
 *    svm_combined and svr_combined: 4702 small random weights each, outputs of about 0 to 3;
 *  - In-the-wild_aligned_PDM_68.txt: a face of 130 mm with eyes, brows, nose and mouth where they
 *    belong, 34 orthonormal modes that hold no rigid motion, variances falling from 800 to 0.5
 * mm^2;
 *  - tris_68_full.txt: 27 triangles, a fan from the tip of the nose over the outline.
 * Fails the running test when the folder cannot be written.
 */
void tiny_au_write(const char *models);

/*
 * The mean face's points as a network like PFLD gives them for a crop that is cut as facs cuts it:
 * interleaved x, y in [0,1]; the face's longer side is 0.7 of the crop.
 */
void tiny_au_points(float points[136]);

/* Remove models/openface and all that is in it. */
void tiny_au_remove(const char *models);

#endif
