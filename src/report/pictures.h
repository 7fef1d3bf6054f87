/* Pictures of a face at the peaks of its Action Units, taken from the video. */
#ifndef FACS_REPORT_PICTURES_H
#define FACS_REPORT_PICTURES_H

#include "events/series.h"

#include <jansson.h>

#define FACS_MAX_PICTURES 24 /* about 10 KB each */

/* What is known about the video that was measured. */
typedef struct facs_video_facts {
    char *path;        /* a file or a folder of images; NULL: not known */
    char *missing;     /* why path is NULL, as a clause; NULL: there is no video */
    int width, height; /* pixels its frames should have; 0: not known */
    double fps;        /* for a folder of images; 0: 30 */
    int stream;        /* the n-th video stream; 0: the best */
    int deinterlace;
    int rotate;         /* as in facs_source_options */
    int64_t max_pixels; /* a picture may have; 0: the default */
} facs_video_facts;

/* 1: a file or folder on this machine. A name found in a JSON must not make facs use the network or
 * read a pipe or device. */
int facs_video_is_local(const char *path);

/*
 * Appends a JSON object for each picture: face (its place in the recording), frame, time, aus
 * (name and intensity of each that peaks there), width, height, jpeg (base64). If the video is
 * missing or wrong, there are fewer or none, and note says why (otherwise ""). Fails only with
 * -ENOMEM.
 */
int facs_pictures_add(json_t *pictures, const facs_recording *recording,
                      const facs_video_facts *video, char *note, size_t note_size,
                      facs_error *error);

#endif
