/* Events as files: a table of formats, by the ending of the file's name. */
#ifndef FACS_EVENTS_WRITE_H
#define FACS_EVENTS_WRITE_H

#include "events/list.h"
#include "events/media.h"

#include <stdio.h>

/* What a writer gets. */
typedef struct facs_event_file {
    const facs_event_list *list;
    const facs_event_media *media;
    FILE *file;
} facs_event_file;

/* The writers, each in a file of its name. Failed writes are noticed when the file is closed; 0 or
 * -ENOMEM. */
int facs_events_write_csv(const facs_event_file *out);
int facs_events_write_eaf(const facs_event_file *out);
int facs_events_write_boris(const facs_event_file *out);
int facs_events_write_audacity(const facs_event_file *out); /* write_labels.c */
int facs_events_write_textgrid(const facs_event_file *out); /* the same */

/* OUTPUT -EEXIST: path is a table, but none of events, such as the result of a video called
 * NAME_events. */
int facs_events_csv_check(const char *path, facs_error *error);

/* facs_events_write */
int facs_event_list_write(const facs_event_list *list, const facs_event_media *media,
                          const char *path, facs_error *error);

#endif
