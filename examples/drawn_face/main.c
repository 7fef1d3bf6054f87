/*
 * Writes a clip of a drawn person who raises the brows, smiles, blinks, drops the jaw, turns the
 * head and leaves the picture for a second. It may be published, unlike the test videos.
 *
 *   drawn-face CLIP.mp4
 */
#include "media/video_encoder.h"
#include "render.h"

#include <fcntl.h>
#include <libavutil/log.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#define FRAMES 300
#define RATE   30.0 /* frames per second */

/* From 0 to 1 and back with soft ends, over the given number of seconds each. */
static double pulse(double time, double begin, double rise, double stay, double fall)
{
    const double up = fmin(fmax((time - begin) / rise, 0), 1);
    const double down = fmin(fmax((time - begin - rise - stay) / fall, 0), 1);
    const double share = up - down;
    return share * share * (3 - 2 * share);
}

static facs_drawn_expression play(double t)
{
    static const double blinks[] = {0.5, 1.9, 3.2, 4.6, 6.1, 9.2};
    facs_drawn_expression e = {
        .brows = pulse(t, 1.0, 0.3, 0.5, 0.4),
        .smile = 0.75 * pulse(t, 2.2, 0.4, 0.9, 0.6),
        .jaw = 0.8 * pulse(t, 4.8, 0.3, 0.5, 0.4),
        .frown = pulse(t, 4.1, 0.2, 0.3, 0.2),
        .gaze = 0.8 * (pulse(t, 6.2, 0.1, 0.4, 0.1) - pulse(t, 6.8, 0.1, 0.4, 0.1)),
        .yaw = 0.05 * sin(1.3 * t) + 0.32 * pulse(t, 5.9, 0.4, 0.2, 0.4) -
               0.32 * pulse(t, 6.7, 0.4, 0.1, 0.4),
        .pitch = 0.04 * sin(1.7 * t + 1),
        .roll = 0.03 * sin(0.9 * t),
        .aside = 0.05 * sin(0.7 * t) - 5 * pulse(t, 7.5, 0.5, 1.0, 0.4)};
    for (size_t i = 0; i < sizeof(blinks) / sizeof(blinks[0]); i++)
        e.lids += pulse(t, blinks[i], 0.08, 0.05, 0.12);
    return e;
}

static int write_frames(facs_video_encoder *encoder, facs_drawing *drawing, facs_error *error)
{
    for (int n = 0; n < FRAMES; n++) {
        const facs_drawn_expression expression = play(n / RATE);
        const facs_image picture = {facs_drawing_make(drawing, &expression, n), FACS_DRAWN_WIDTH,
                                    FACS_DRAWN_HEIGHT, 3 * FACS_DRAWN_WIDTH};
        int status = facs_video_encoder_write(encoder, &picture, n / RATE, error);
        if (status < 0)
            return status;
    }
    return facs_video_encoder_finish(encoder, 0, error);
}

int main(int argc, char **argv)
{
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_video_encoder *encoder = NULL;
    if (argc != 2) {
        fprintf(stderr, "usage: drawn-face CLIP.mp4\n");
        return 2;
    }
    av_log_set_level(AV_LOG_ERROR);
    const facs_video_encoder_options options = {.name = argv[1],
                                                .width = FACS_DRAWN_WIDTH,
                                                .height = FACS_DRAWN_HEIGHT,
                                                .frame_rate = RATE};
    facs_drawing *drawing = facs_drawing_open();
    int clip = drawing ? open(argv[1], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    int status = drawing ? facs_video_encoder_open(&encoder, argv[1], clip, &options, &error) : -1;
    if (status == 0)
        status = write_frames(encoder, drawing, &error);
    if (status < 0)
        fprintf(stderr, "drawn-face: %s\n", drawing ? error.text : "no memory");
    facs_video_encoder_close(&encoder);
    if (clip >= 0 && close(clip) != 0)
        status = -1;
    facs_drawing_close(drawing);
    return status < 0;
}
