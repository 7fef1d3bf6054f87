/*
 * Analyzes your own frames one by one, here pictures in the PPM format (P6):
 *
 *     own_frames MODELS FRAME.ppm...
 *
 * For each frame it prints the head's rotation and AU12 (lip corner puller); at the end, AU12
 * calibrated over all frames, as facs writes it to a CSV.
 */
#include <facs/facs.h>

#include <stdio.h>
#include <stdlib.h>

/* Returns the pixels of a PPM file (red, green, blue), to be freed; NULL if it is not one. */
static uint8_t *read_ppm(const char *path, int *width, int *height)
{
    uint8_t *pixels = NULL;
    FILE *file = fopen(path, "rb");
    if (file && fscanf(file, "P6 %d %d 255", width, height) == 2 && fgetc(file) != EOF &&
        *width > 0 && *width < 32768 && *height > 0 && *height < 32768) {
        const size_t bytes = (size_t)3 * (size_t)*width * (size_t)*height;
        pixels = malloc(bytes);
        if (pixels && fread(pixels, 1, bytes, file) != bytes) {
            free(pixels);
            pixels = NULL;
        }
    }
    if (file)
        fclose(file);
    return pixels;
}

static int analyze(facs_analyzer *analyzer, const char *path, int number)
{
    facs_frame frame = {.size = sizeof(frame), .format = FACS_PIXELS_RGB, .index = number};
    facs_result result = {.size = sizeof(result)};
    uint8_t *pixels = read_ppm(path, &frame.width, &frame.height);
    frame.pixels = pixels;
    frame.stride = (ptrdiff_t)3 * frame.width;
    frame.time = number / 30.0;
    int status = facs_analyzer_push(analyzer, &frame);
    free(pixels); /* they are only read during the call */
    if (status == 0)
        status = facs_analyzer_pull(analyzer, &result);
    if (status < 0)
        fprintf(stderr, "%s: %s\n", path, facs_analyzer_error(analyzer));
    else if (result.success)
        printf("%s: head %.2f %.2f %.2f rad, AU12 %.2f\n", path, (double)result.pose[3],
               (double)result.pose[4], (double)result.pose[5],
               (double)result.intensity[FACS_AU12_R]);
    else
        printf("%s: no face\n", path);
    return status;
}

int main(int argc, char **argv)
{
    facs_options options;
    facs_models *models = NULL;
    facs_analyzer *analyzer = NULL;
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_result row = {.size = sizeof(row)};
    facs_default_options(&options);
    options.models = argc > 1 ? argv[1] : NULL;
    int status = facs_models_open(&models, &options, &error);
    if (status == 0)
        status = facs_analyzer_open(&analyzer, models, &options, &error);
    if (status < 0)
        fprintf(stderr, "own_frames: %s\n", error.text);
    for (int i = 2; i < argc && status == 0; i++)
        status = analyze(analyzer, argv[i], i - 2);
    if (status == 0)
        status = facs_analyzer_finish(analyzer);
    for (int n = 0; status == 0 && facs_analyzer_series(analyzer, n, &row) == 0; n++)
        printf("frame %lld: AU12 %.2f\n", (long long)row.index, (double)row.intensity[FACS_AU12_R]);
    facs_analyzer_close(&analyzer);
    facs_models_close(&models);
    return status < 0;
}
