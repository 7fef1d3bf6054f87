/* Files of CEN experts with made-up numbers, in OpenFace's format: for tests without weights. */
#ifndef FACS_TESTS_MADE_CEN_FILE_H
#define FACS_TESTS_MADE_CEN_FILE_H

#include "made_cen.h"

#include <stddef.h>

enum { MADE_CEN_VIEWS = 7, MADE_CEN_POINTS = 68 };

typedef struct made_cen_file {
    double scale;
    int views, points;
    double centre[MADE_CEN_VIEWS][3]; /* degrees */
    int visible[MADE_CEN_VIEWS][MADE_CEN_POINTS];
    int mirror[MADE_CEN_POINTS], mirror_view[MADE_CEN_VIEWS];
    made_cen expert[MADE_CEN_VIEWS][MADE_CEN_POINTS]; /* no layers: it is empty */
    double confidence[MADE_CEN_VIEWS][MADE_CEN_POINTS];
} made_cen_file;

/*
 * As OpenFace's: the frontal view, others at -20, -45 and -70 degrees and their mirror images; in
 * the frontal view an expert for every landmark on the middle and for the first of every pair; in
 * the mirror images none. points: 68 have OpenFace's pairs, of fewer the last mirrors the first. In
 * profile every second landmark is hidden. The experts have such networks (made_cen_make).
 */
made_cen_file *made_cen_file_new(double scale, int points, int layers, const int *units,
                                 const facs_cen_kind *kinds, uint32_t seed);
void made_cen_file_free(made_cen_file *file);

/* The bytes of the file; free() them. */
unsigned char *made_cen_file_bytes(const made_cen_file *file, size_t *size);

/* Where an expert's record begins in the bytes. */
size_t made_cen_file_at(const made_cen_file *file, int view, int point);

#endif
