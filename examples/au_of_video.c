/*
 * Prints the strongest Action Units while it analyzes a video:
 *
 *     au_of_video VIDEO [MODELS [pfld]]
 *
 * There is a line per frame, with its time and the three strongest intensities. With pfld, a
 * network finds the landmarks instead of OpenFace's method. To build it against an installed facs:
 * cc au_of_video.c $(pkg-config --cflags --libs facs)
 */
#include <facs/facs.h>

#include <stdio.h>

#define STRONGEST 3

/* Called for each frame, in order. */
static int print_strongest(void *opaque, const facs_result *result)
{
    int shown[FACS_INTENSITIES] = {0};
    (void)opaque;

    printf("%8.3f s", result->time);
    if (!result->success)
        printf("  no face");
    for (int n = 0; n < STRONGEST && result->success; n++) {
        int best = -1;
        for (int i = 0; i < FACS_INTENSITIES; i++)
            if (!shown[i] && (best < 0 || result->intensity[i] > result->intensity[best]))
                best = i;
        shown[best] = 1;
        printf("  %s %.2f", facs_intensity_name(best), (double)result->intensity[best]);
    }
    putchar('\n');
    return ferror(stdout); /* stop if nobody reads this */
}

int main(int argc, char **argv)
{
    facs_extract_options options;
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;

    if (argc < 2 || argc > 4) {
        fprintf(stderr, "usage: au_of_video VIDEO [MODELS [pfld]]\n");
        return 2;
    }
    facs_default_extract_options(&options);
    options.analysis.models = argc > 2 ? argv[2] : NULL;
    if (argc > 3)
        options.analysis.landmark_method = FACS_LANDMARKS_PFLD;
    options.result = print_strongest;
    if (facs_extract(argv[1], &options, &summary, &error) < 0) {
        fprintf(stderr, "au_of_video: %s\n", error.text);
        return 1;
    }
    /* The values above used the neutral face known so far. These use the whole video. */
    printf("\nmean over %lld frames with a face, calibrated:\n", (long long)summary.faces);
    for (int i = 0; i < FACS_INTENSITIES; i++)
        printf("%s %4.2f  %s\n", facs_intensity_name(i), (double)summary.mean_intensity[i],
               facs_au_description(facs_intensity_name(i)));
    return 0;
}
