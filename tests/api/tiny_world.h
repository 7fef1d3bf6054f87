/* A models folder and pictures made for the tests: a bright square is the face. */
#ifndef FACS_TESTS_TINY_WORLD_H
#define FACS_TESTS_TINY_WORLD_H

#include <facs/facs.h>

#define TINY_WIDTH  320
#define TINY_HEIGHT 240
#define TINY_FRAMES 12

/* Make folder/models and folder/frames with TINY_FRAMES pictures (in a folder of make_folder()). */
void tiny_world_make(void);

/* Make a folder, name, with the frames over and over, by links: needs no disk space. */
void tiny_world_make_long(const char *name, int frames);

/* 1 if frame n shows a face: all except three in the middle. */
int tiny_world_has_face(int n);

/* Options that use the folder's models on the CPU. */
facs_extract_options tiny_world_options(void);

/* For cmocka: make the world before a test, and remove it afterwards. */
int tiny_world_set_up(void **state);
int tiny_world_tear_down(void **state);

/* Whether there is such a file or folder in the world's folder. */
int tiny_world_has(const char *name);

/* Whether name is there under an unfinished name. */
int tiny_world_has_part(const char *name);

#endif
