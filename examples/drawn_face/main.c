/*
 * Writes a clip of a drawn person who raises the brows, smiles, blinks, drops the jaw, turns the
 * head and leaves the picture for a second. It may be published, unlike the test videos. With
 * "units", the person makes one Action Unit after the other instead: 1.4 seconds for each of the
 * 18 that facs measures, after 1.4 in which the face is neutral.
 *
 *   drawn-face CLIP.mp4 [units]
 */
#include "media/video_encoder.h"
#include "render.h"

#include <fcntl.h>
#include <libavutil/log.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define UNIT_TIME 1.4 /* seconds */
#define UNIT_STAY 0.4

typedef struct scene {
    facs_drawn_expression (*play)(double time);
    int frames;
    double rate; /* frames per second */
} scene;

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
    const double brows = pulse(t, 1.0, 0.3, 0.5, 0.4), smile = 0.75 * pulse(t, 2.2, 0.4, 0.9, 0.6);
    facs_drawn_expression e = {
        .au = {[1] = brows,
               [2] = brows,
               [4] = 0.75 * pulse(t, 4.1, 0.2, 0.3, 0.2),
               [6] = smile,
               [12] = smile,
               [25] = smile,
               [26] = 0.8 * pulse(t, 4.8, 0.3, 0.5, 0.4)},
        .gaze = 0.8 * (pulse(t, 6.2, 0.1, 0.4, 0.1) - pulse(t, 6.8, 0.1, 0.4, 0.1)),
        .yaw = 0.05 * sin(1.3 * t) + 0.32 * pulse(t, 5.9, 0.4, 0.2, 0.4) -
               0.32 * pulse(t, 6.7, 0.4, 0.1, 0.4),
        .pitch = 0.04 * sin(1.7 * t + 1),
        .roll = 0.03 * sin(0.9 * t),
        .aside = 0.05 * sin(0.7 * t) - 5 * pulse(t, 7.5, 0.5, 1.0, 0.4)};
    for (size_t i = 0; i < sizeof(blinks) / sizeof(blinks[0]); i++)
        e.au[45] += pulse(t, blinks[i], 0.08, 0.05, 0.12);
    return e;
}

/* One Action Unit after the other, each at its maximum for UNIT_STAY seconds in the middle of
 * UNIT_TIME; before and after that, and between them, the face is neutral. */
static facs_drawn_expression play_units(double t)
{
    static const int units[] = {1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26, 28, 45};
    const int turn = (int)(t / UNIT_TIME) - 1; /* the first is neutral */
    facs_drawn_expression e = {.yaw = 0.01 * sin(1.3 * t), .pitch = 0.01 * sin(1.7 * t)};
    if (turn >= 0 && turn < (int)(sizeof(units) / sizeof(units[0])))
        e.au[units[turn]] = pulse(t - (turn + 1) * UNIT_TIME, 0.3, 0.2, UNIT_STAY, 0.2);
    return e;
}

static int write_frames(facs_video_encoder *encoder, facs_drawing *drawing, const scene *shown,
                        facs_error *error)
{
    for (int n = 0; n < shown->frames; n++) {
        const facs_drawn_expression expression = shown->play(n / shown->rate);
        const facs_image picture = {facs_drawing_make(drawing, &expression, n), FACS_DRAWN_WIDTH,
                                    FACS_DRAWN_HEIGHT, 3 * FACS_DRAWN_WIDTH};
        int status = facs_video_encoder_write(encoder, &picture, n / shown->rate, error);
        if (status < 0)
            return status;
    }
    return facs_video_encoder_finish(encoder, 0, error);
}

int main(int argc, char **argv)
{
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_video_encoder *encoder = NULL;
    if (argc < 2 || argc > 3 || (argc == 3 && strcmp(argv[2], "units") != 0)) {
        fprintf(stderr, "usage: drawn-face CLIP.mp4 [units]\n");
        return 2;
    }
    const scene shown = argc == 3 ? (scene){play_units, 19 * 21, 15} : (scene){play, 300, 30};
    av_log_set_level(AV_LOG_ERROR);
    const facs_video_encoder_options options = {.name = argv[1],
                                                .width = FACS_DRAWN_WIDTH,
                                                .height = FACS_DRAWN_HEIGHT,
                                                .frame_rate = shown.rate};
    facs_drawing *drawing = facs_drawing_open();
    int clip = drawing ? open(argv[1], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    int status = drawing ? facs_video_encoder_open(&encoder, argv[1], clip, &options, &error) : -1;
    if (status == 0)
        status = write_frames(encoder, drawing, &shown, &error);
    if (status < 0)
        fprintf(stderr, "drawn-face: %s\n", drawing ? error.text : "no memory");
    facs_video_encoder_close(&encoder);
    if (clip >= 0 && close(clip) != 0)
        status = -1;
    facs_drawing_close(drawing);
    return status < 0;
}
