/* A recording's columns as the page holds them: whole numbers of few bits, in base64. */
#ifndef FACS_REPORT_SAMPLES_H
#define FACS_REPORT_SAMPLES_H

#include "report/recording.h"

#include <jansson.h>
#include <stdio.h>

/* Rows of all faces that a page holds one by one: an hour and a half at 30 frames/s, 12 MB. */
#define FACS_MAX_SAMPLES 200000

/*
 * How many rows become two samples, their lowest and their highest value in the order in which they
 * come; 1: each row is a sample.
 */
size_t facs_samples_merged(const facs_recording *recording);

/*
 * Write the columns of a face to file, as base64 without an end, and describe them in layout (a
 * JSON list): key; kind; at, the first byte; low and step. Kinds: "frames" and "times", uint32
 * (times are low + step * ticks: tenths of a millisecond, coarser ones in a recording of more than
 * five days); "bits", the lowest first; "levels", uint16: the value is low + step * level, 65535 is
 * none. Little-endian, each column from a multiple of 12 bytes on.
 * -ENOMEM; failures of file are left in ferror(file).
 */
int facs_samples_write(FILE *file, json_t *layout, const facs_recording *recording,
                       const facs_recorded_face *face);

/* How many samples a face has. */
size_t facs_samples_count(const facs_recording *recording, const facs_recorded_face *face);

#endif
