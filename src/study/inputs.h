/* The inputs that were found so far, and the memory of their names. */
#ifndef FACS_STUDY_INPUTS_H
#define FACS_STUDY_INPUTS_H

#include <stddef.h>
#include <stdint.h>

/* Text that stays where it is until all of it is freed. Zero is empty. */
typedef struct facs_texts {
    struct facs_text_block *last;
} facs_texts;

/* Room for size bytes, or NULL. */
char *facs_texts_room(facs_texts *texts, size_t size);

/* The first part, then all of second, with a NUL; NULL without memory. */
char *facs_texts_join(facs_texts *texts, const char *first, size_t length, const char *second);

/* Takes back the text that was made last. */
void facs_texts_undo(facs_texts *texts, const char *text);
void facs_texts_free(facs_texts *texts);

#define FACS_FROM_LIST (-1)

typedef struct facs_found {
    const char *path;
    int64_t bytes;          /* -1: unknown */
    uint64_t device, inode; /* inode 0: unknown */
    int origin;             /* number of the path that was given, or FACS_FROM_LIST */
    uint32_t below;         /* of what a folder held: where the path below that folder begins */
    const char *result;     /* that the list names, without .csv; NULL: none */
    uint8_t walked;         /* found in a folder that was given, not given itself */
    uint8_t is_folder;      /* of images */
    uint8_t is_link;        /* or reached through one */
} facs_found;

typedef struct facs_inputs {
    facs_found *all;
    size_t count, room;
    facs_texts texts;
} facs_inputs;

/* Adds an input, whose path must stay valid. 0 or -ENOMEM. */
int facs_inputs_add(facs_inputs *inputs, const facs_found *found);

/* Sorts them in natural order of their paths. */
void facs_inputs_sort(facs_inputs *inputs);

void facs_inputs_free(facs_inputs *inputs);

#endif
