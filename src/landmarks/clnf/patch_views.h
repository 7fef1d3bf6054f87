/* What every file of patch experts says of its views, whatever the kind of its experts. */
#ifndef FACS_LANDMARKS_CLNF_PATCH_VIEWS_H
#define FACS_LANDMARKS_CLNF_PATCH_VIEWS_H

#define FACS_PATCH_MAX_VIEWS 16
#define FACS_PATCH_MAX_SCALE 16 /* the files have 0.25 to 1.5 */

typedef struct facs_patch_views {
    double scale;
    int count, points;                      /* of views, of landmarks */
    double centre[FACS_PATCH_MAX_VIEWS][3]; /* rx, ry, rz; radians */
    int *index;                             /* of an expert, by view * points + point; -1: none */
    int experts;                            /* that index names */
} facs_patch_views;

#endif
