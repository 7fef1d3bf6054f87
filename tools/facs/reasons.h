/* Groups messages about many inputs by what they say, whichever input they are about. */
#ifndef FACS_TOOLS_REASONS_H
#define FACS_TOOLS_REASONS_H

#include <jansson.h>

#include <stddef.h>
#include <stdint.h>

typedef struct facs_reason {
    char *text;           /* the message with "..." for the input's names, N for other numbers */
    char *numbers;        /* while reasons are added: each with a blank behind it */
    int64_t count;        /* of inputs */
    char *path, *message; /* the first of them, and what was said about it */
} facs_reason;

/* Starts as all zero. */
typedef struct facs_reasons {
    facs_reason *list; /* [count] */
    size_t count, room;
    int64_t inputs; /* in all of them */
    json_t *index;  /* from a text to its place in the list */
} facs_reasons;

/* Returns 0 or -ENOMEM. */
int facs_reasons_add(facs_reasons *reasons, const char *path, const char *message);

/* Puts the reasons of the most inputs first. Numbers that all messages of a reason have in common
 * are now in its text. No more can be added. */
void facs_reasons_sort(facs_reasons *reasons);
void facs_reasons_free(facs_reasons *reasons);

#endif
