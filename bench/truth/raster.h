/* Which triangle each pixel shows: a z-buffer. */
#ifndef TRUTH_RASTER_H
#define TRUTH_RASTER_H

#include "head.h"

typedef struct truth_pixel {
    float near;     /* one over the depth (or minus the depth): the larger is in front; 0 = empty */
    uint32_t from;  /* one more than the triangle, or 0 for the background */
    float share[2]; /* of the triangle's second and third corner, as on the surface */
} truth_pixel;

typedef struct truth_raster {
    int width;
    int height;
    truth_pixel *pixels;
} truth_raster;

int truth_raster_open(truth_raster *raster, int width, int height);
void truth_raster_clear(truth_raster *raster);
void truth_raster_close(truth_raster *raster);

/* Draws the triangles whose material the mask (1 << material) has. `screen` is vertices x 3: x and
 * y in pixels, and a nearness that is linear on the screen (one over the depth) and larger in
 * front. */
void truth_raster_draw(truth_raster *raster, const truth_head *head, const float *screen,
                       unsigned mask);

/* How much of the light from all around reaches each vertex of the person's face at rest, 0..1. */
int truth_raster_openness(const truth_head *head, const float *normals, float *openness);

/* Normals of the vertices of `positions`, length 1. */
void truth_normals(const truth_head *head, const float *positions, float *normals);

#endif
