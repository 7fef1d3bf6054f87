/* CCNF patch experts with made-up numbers, in OpenFace's file format: for tests without weights. */
#ifndef FACS_TESTS_MADE_EXPERTS_H
#define FACS_TESTS_MADE_EXPERTS_H

#include "landmarks/clm/patch_experts.h"

#include <stddef.h>
#include <stdint.h>

enum { MADE_SIDE = 11, MADE_PIXELS = 121, MADE_NEURONS = 8, MADE_COMPONENTS = 3 };

typedef struct made_neuron {
    double norm, bias, alpha;
    float weights[MADE_PIXELS];
} made_neuron;

typedef struct made_expert {
    int neurons; /* 0: the landmark is not visible */
    made_neuron neuron[MADE_NEURONS];
    double betas[MADE_COMPONENTS];
    double confidence;
} made_expert;

typedef struct made_experts {
    double scale;
    int views, points;
    double centres[8][3]; /* degrees */
    int windows, window[6], components;
    made_expert *expert; /* views * points */
} made_experts;

/* views (at most 8) look 30 degrees apart; every fifth landmark is hidden in all but the first. */
made_experts *made_experts_new(int views, int points, int components, uint32_t seed);
void made_experts_free(made_experts *experts);

/*
 * A component of Sigma for window x window maps, as those of OpenFace: 0 and 1 keep neighbours
 * along the axes and along the diagonals alike, 2 keeps places 5 or 6 apart from both being high.
 */
float made_component(int window, int component, int i, int j);

/* The bytes of the file; free() them. */
unsigned char *made_experts_bytes(const made_experts *experts, size_t *size);

/* What an expert answers by the paper's formulas, in doubles, window^2 values. */
void made_response(const made_experts *experts, const made_expert *expert, int window,
                   const float *area, double *response);

/* The area of these grey levels, side^2, row by row, with what is beyond them as facs_area_read
 * leaves it. The levels are rounded to whole numbers of 1/1024. */
void made_area(facs_area *area, const float *levels, int side);

/* Numbers from 0 to 1; the same sequence everywhere. */
double made_random(uint32_t *state);

#endif
