/* A recording's columns in the form the page uses: small integers in base64. */
#ifndef FACS_REPORT_SAMPLES_H
#define FACS_REPORT_SAMPLES_H

#include "events/series.h"

#include <jansson.h>
#include <stdio.h>

/* Up to this many rows a page has every row: nearly two hours at 30 frames/s, 12 MB. */
#define FACS_MAX_SAMPLES 200000

/* How many rows become two samples: their lowest and highest values, in order of time. 1: each row
 * is a sample. */
size_t facs_samples_merged(const facs_recording *recording);

/* Writes the columns of a face to file as base64 without padding, and describes them in layout, a
 * JSON list: key, kind, at (the first byte), low and step. Kinds: "frames" and "times", uint32,
 * where a time is low + step * ticks (tenths of a millisecond; coarser in recordings of over five
 * days); "bits", lowest first; "levels", uint16, where the value is low + step * level and 65535 is
 * none. Little-endian; each column starts at a multiple of 12 bytes. -ENOMEM; ferror(file) tells of
 * failed writes. */
int facs_samples_write(FILE *file, json_t *layout, const facs_recording *recording,
                       const facs_recorded_face *face);

/* The number of samples of a face. */
size_t facs_samples_count(const facs_recording *recording, const facs_recorded_face *face);

#endif
