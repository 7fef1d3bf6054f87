/*
 * Prints when each Action Unit of a video is strongest, without writing a file:
 *
 *     result_in_memory VIDEO [MODELS]
 *
 * The rows are in memory, column by column, with the numbers of the CSV. To build it against an
 * installed facs: cc result_in_memory.c $(pkg-config --cflags --libs facs)
 */
#include <facs/facs.h>

#include <stdio.h>

/* A column's numbers, one for each row. */
static const double *numbers_of(const facs_data *data, const char *name)
{
    facs_data_column column = {.size = sizeof(column)};
    facs_data_get(data, facs_data_find(data, name), &column);
    return column.numbers;
}

static void print_peak(const facs_data *data, const char *au)
{
    char name[16];
    snprintf(name, sizeof(name), "%s_r", au);
    const double *time = numbers_of(data, "timestamp"), *intensity = numbers_of(data, name);
    int64_t peak = 0;
    for (int64_t n = 1; n < facs_data_rows(data); n++)
        if (intensity[n] > intensity[peak])
            peak = n;
    printf("%s %4.2f at %.3f s  %s\n", au, intensity[peak], time[peak], facs_au_description(au));
}

int main(int argc, char **argv)
{
    facs_data *data;
    facs_error error;
    facs_extract_options options;
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: result_in_memory VIDEO [MODELS]\n");
        return 2;
    }
    facs_default_extract_options(&options);
    options.analysis.models = argc > 2 ? argv[2] : NULL;
    options.data = &data;
    if (facs_extract(argv[1], &options, NULL, &error) < 0) {
        fprintf(stderr, "result_in_memory: %s\n", error.text);
        return 1;
    }
    /* The result of a single image has no times. */
    const int has_peaks = facs_data_rows(data) > 0 && facs_data_find(data, "timestamp") >= 0;
    for (int i = 0; i < FACS_INTENSITIES && has_peaks; i++)
        print_peak(data, facs_intensity_name(i));
    facs_data_close(&data);
    return 0;
}
