/*
 * A head of ICT-FaceKit's shape model, as ../shared/truth/ict has it: mean head, identity shapes
 * and expression shapes. Lengths are centimetres; x points to the person's left, y up, z forward.
 */
#ifndef TRUTH_HEAD_H
#define TRUTH_HEAD_H

#include <stdint.h>

#define TRUTH_POINTS 68
#define TRUTH_SHAPES 57 /* expression shapes in head.bin */

/* Materials of triangles. */
enum { TRUTH_FACE, TRUTH_NECK, TRUTH_GUMS, TRUTH_TEETH, TRUTH_NONE = 99 };

/* Expression shapes that are treated apart. */
enum { TRUTH_BLINK_LEFT = 14, TRUTH_BLINK_RIGHT = 15 };

/* From this vertex on, the neck's triangles line the mouth and the eye sockets. */
#define TRUTH_SOCKETS 11248

typedef struct truth_eye {
    float centre[3];
    float radius;
} truth_eye;

typedef struct truth_head {
    uint32_t vertices;
    uint32_t triangles;
    uint32_t expressions;
    uint32_t identities;
    const float *mean;      /* vertices x 3; also the coordinates in which the skin is painted */
    const uint32_t *corner; /* triangles x 3 */
    const uint32_t *material;
    const float *shapes; /* (expressions + identities) x vertices x 3 */
    float *person;       /* vertices x 3: mean and identity */
    float *posed;        /* vertices x 3: with an expression */
    truth_eye eye[2];    /* of the person: right, left */
    void *file;
} truth_head;

/* Vertices of the 68 points, in OpenFace's order (ICT-FaceKit, idx_to_landmark_verts). */
extern const uint16_t truth_point_vertices[TRUTH_POINTS];
extern const char *const truth_shape_names[TRUTH_SHAPES];

/* Reads the unpacked head.bin and makes the person of a seed; seed 0 is the mean head. 0, or -1
 * after a message. Free with truth_head_free() in either case. */
int truth_head_open(truth_head *head, const char *path, uint64_t seed);
void truth_head_free(truth_head *head);

/* Fills head->posed from the weights of the expression shapes. Lids lie on the eyeballs: the shapes
 * are straight lines from open to closed, which would cut through them. */
void truth_head_pose(truth_head *head, const float *weights);

/* Random numbers of a seed: uniform in 0..1. */
double truth_random(uint64_t *state);

#endif
