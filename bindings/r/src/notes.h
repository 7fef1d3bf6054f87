/* What the library logs during a call, from any thread, kept until R may be called again. */
#ifndef FACS_R_NOTES_H
#define FACS_R_NOTES_H

#include <facs/facs.h>

typedef struct notes notes;

/* NULL: there is no memory. */
notes *notes_open(void);
void notes_close(notes *n);

/* A log that keeps warnings and errors in n, up to a few hundred. */
facs_log notes_log(notes *n);

/* The lines so far. Call them when the library is no longer at work. */
int notes_count(const notes *n);
const char *notes_get(const notes *n, int i);

#endif
