/* Pictures of a face at the peaks of its Action Units, from the video itself. */
#ifndef FACS_REPORT_PICTURES_H
#define FACS_REPORT_PICTURES_H

#include "report/recording.h"

#include <jansson.h>

#define FACS_MAX_PICTURES 24 /* about 10 KB each */

/* What is known of the video that was measured. */
typedef struct facs_video_facts {
    char *path;        /* a file or a folder of images; NULL: not known */
    char *missing;     /* why not, as a clause; NULL: it is simply not there */
    int width, height; /* that its frames should have, pixels; 0: not known */
    double fps;        /* of a folder of images; 0: 30 */
    int stream;        /* the n-th of the video streams; 0: the best */
    int deinterlace;
    int64_t max_pixels; /* that a picture may have; 0: the default budget */
} facs_video_facts;

/* An input that is read on this machine, and once more if need be: a file or a folder. What a JSON
 * names must not make the network be asked, nor a pipe or a device be read. */
int facs_video_is_local(const char *path);

/*
 * Append a JSON object for each picture: face (its place in the recording), frame, time, aus
 * (name and intensity of each that peaks there), width, height, jpeg (base64). Fewer or none where
 * the video is not there, or another one; note then says why (else it is ""). -ENOMEM alone is a
 * failure.
 */
int facs_pictures_add(json_t *pictures, const facs_recording *recording,
                      const facs_video_facts *video, char *note, size_t note_size,
                      facs_error *error);

#endif
