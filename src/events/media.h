/* The video of a result, as far as its NAME.json tells. */
#ifndef FACS_EVENTS_MEDIA_H
#define FACS_EVENTS_MEDIA_H

#include "events/series.h"

#define FACS_DATE_SIZE 32

typedef struct facs_event_media {
    char *path;                /* of the video; NULL: not known */
    char *name;                /* of the result, without folder and ending */
    double length;             /* s: until the last row or, if known, of the video */
    double fps;                /* 0: not known */
    char date[FACS_DATE_SIZE]; /* of the run, RFC 3339 */
} facs_event_media;

/* json may be NULL, missing or damaged: nothing is known, then. -ENOMEM. */
int facs_event_media_read(facs_event_media *media, const char *csv, const char *json,
                          const facs_recording *recording);
void facs_event_media_free(facs_event_media *media);

#endif
