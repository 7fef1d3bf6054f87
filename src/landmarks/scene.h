/* Detects cuts: compares each picture with the one before at about 3000 grey levels. */
#ifndef FACS_LANDMARKS_SCENE_H
#define FACS_LANDMARKS_SCENE_H

#include "base/grey.h"

#define FACS_SCENE_WIDTH  64
#define FACS_SCENE_HEIGHT 48

/* All zero at the start. */
typedef struct facs_scene {
    int is_known;  /* there was a picture that showed something, with: */
    double spread; /* the mean deviation of its levels */
    uint8_t level[FACS_SCENE_HEIGHT * FACS_SCENE_WIDTH];
} facs_scene;

/* Takes the next picture. Returns 1 if it shows another scene than the one before. */
int facs_scene_is_cut(facs_scene *scene, const facs_grey *picture);

#endif
