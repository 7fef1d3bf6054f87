/* Patch experts: for each landmark, view and scale a small network that says how likely each place
 * around the current estimate is (OpenFace's Patch_experts). What their file format is, and what
 * they compute, is the maker's: clnf/ccnf_experts.h, ceclm/cen_experts.h. */
#ifndef FACS_LANDMARKS_CLM_PATCH_EXPERTS_H
#define FACS_LANDMARKS_CLM_PATCH_EXPERTS_H

#include <facs/facs.h>

#include <stddef.h>
#include <stdint.h>

#define FACS_PATCH_SIDE       11 /* pixels: width of the patch that every expert sees */
#define FACS_PATCH_MAX_WINDOW 11 /* side of the largest response map in use */
#define FACS_PATCH_MAX_AREA   (FACS_PATCH_MAX_WINDOW + FACS_PATCH_SIDE - 1)
#define FACS_PATCH_MAX_VIEWS  16
#define FACS_PATCH_MAX_SHARED 2 /* landmarks of a unit */

/* The grey levels around a landmark, at the experts' scale: side^2, side = window +
 * FACS_PATCH_SIDE - 1. Rows are filled up to a multiple of FACS_AREA_LANES with their last level.
 */
#define FACS_AREA_LANES     8
#define FACS_AREA_PITCH     24
#define FACS_AREA_GREY_BITS 10
typedef struct facs_area {
    int32_t level[FACS_PATCH_MAX_AREA][FACS_AREA_PITCH]; /* 0..255 << FACS_AREA_GREY_BITS */
    int32_t beyond[FACS_AREA_LANES];                     /* read with the last row, in vain */
} facs_area;

/* What a file says about its views. */
typedef struct facs_patch_views {
    double scale;
    int count, points;                      /* numbers of views and landmarks */
    double centre[FACS_PATCH_MAX_VIEWS][3]; /* rx, ry, rz; radians */
    int *index;                             /* of an expert, by view * points + point; -1: none */
    int experts;                            /* their number */
} facs_patch_views;

/* The landmarks of a view that share an expert, whose maps are made at once: one, or one on either
 * side of the face. */
typedef struct facs_patch_unit {
    int view, expert;                 /* its number in the file */
    int count;                        /* 1..FACS_PATCH_MAX_SHARED */
    int point[FACS_PATCH_MAX_SHARED]; /* ascending */
} facs_patch_unit;

/* One file: the experts of one scale. Read-only once open, except for what prepare does; shareable
 * between threads. */
typedef struct facs_patch_experts facs_patch_experts;

/* Opens a file. points: landmarks of the model. Prepares for response maps of window x window (odd,
 * 3..FACS_PATCH_MAX_WINDOW). ENVIRONMENT errors: -ENOENT, -EFBIG, -EINVAL, -ENOMEM. */
typedef int facs_patch_opener(facs_patch_experts **out, const char *path, int points, int window,
                              facs_error *error);

/* What a maker does. */
typedef struct facs_patch_maker {
    float (*confidence)(const facs_patch_experts *experts, int view, int point);
    void (*halve)(facs_patch_experts *experts); /* NULL: weights always have 32 bits */
    /* See facs_patch_experts_prepare. NULL: there is nothing to do. */
    int (*prepare)(facs_patch_experts *experts, int view, facs_error *error);
    /* See facs_patch_experts_pass. May be NULL. */
    void (*pass)(facs_patch_experts *experts);
    /* See facs_patch_experts_respond. */
    void (*respond)(const facs_patch_experts *experts, const facs_patch_unit *unit,
                    const facs_area *const *areas, float *const *responses, void *scratch);
    void (*close)(facs_patch_experts *experts); /* frees its own, not views, and experts */
} facs_patch_maker;

/* The first member of what a maker allocates. */
struct facs_patch_experts {
    const facs_patch_maker *maker;
    facs_patch_views views;
    int window;
    size_t scratch_bytes; /* that respond needs */
    int is_heavy;         /* 1: a unit takes so long that a crew should share the units */
    /* facs_patch_experts_count's: by view * points + number; and how many a view has. */
    facs_patch_unit *unit;
    int units[FACS_PATCH_MAX_VIEWS];
};

/* For makers: refuses numbers that no maker supports, an INTERNAL error; and, once the views are
 * known, sets unit and units. -EINVAL, -ENOMEM. */
int facs_patch_experts_accept(const char *path, int points, int window, facs_error *error);
int facs_patch_experts_count(facs_patch_experts *experts);

void facs_patch_experts_close(facs_patch_experts **experts);

double facs_patch_experts_scale(const facs_patch_experts *experts); /* 0.25, 0.35, ... */

int facs_patch_experts_views(const facs_patch_experts *experts);

/* Returns the view whose centre is nearest to a head rotation (rx, ry, rz, radians). */
int facs_patch_experts_view(const facs_patch_experts *experts, const double rotation[3]);

/* 1: there is an expert for a landmark in a view; and how far to trust it. */
int facs_patch_experts_visible(const facs_patch_experts *experts, int view, int point);
float facs_patch_experts_confidence(const facs_patch_experts *experts, int view, int point);

/* Returns a view's units, in order of their first landmarks, and their number. */
const facs_patch_unit *facs_patch_experts_units(const facs_patch_experts *experts, int view,
                                                int *count);

/* Returns the unit of a visible landmark. */
const facs_patch_unit *facs_patch_experts_unit_of(const facs_patch_experts *experts, int view,
                                                  int point);

/* Keeps weights in 16 bits, if the maker can. Call before the first prepare. */
void facs_patch_experts_halve(facs_patch_experts *experts);

/* Call before a view's experts respond, any number of times: the numbers of a large file are not
 * looked at before they are needed. ENVIRONMENT errors. Thread-safe. */
int facs_patch_experts_prepare(facs_patch_experts *experts, int view, facs_error *error);

/* Call when a fit leaves out this scale: what is not needed for long goes. Thread-safe. */
void facs_patch_experts_pass(facs_patch_experts *experts);

/* Makes the maps of a unit's landmarks. areas[k]: around landmark unit->point[k]; NULL: its map is
 * not wanted. responses[k]:
 * [window * window], row-major, finite and at least 0. scratch: scratch_bytes at any address, one
 * for each thread. No allocation. */
void facs_patch_experts_respond(const facs_patch_experts *experts, const facs_patch_unit *unit,
                                const facs_area *const *areas, float *const *responses,
                                void *scratch);

#endif
