/*
 * true_size_cen FOLDER: write OpenFace's four files of CEN experts, of their true size but with
 * random weights, into a folder: 430 MB. What CE-CLM costs does not depend on its weights; what it
 * finds with these is nothing. Links to the other weights make a models folder of it:
 *
 *   cp -rs "$MODELS/." FOLDER
 *   build/bench/true_size_cen FOLDER/openface/model/patch_experts
 */
#include "made_cen_file.h"

#include <stdio.h>
#include <stdlib.h>

/* OpenFace has one expert more in profile, at 0.50 and 1.00 three; they are left out. */
static const struct {
    double scale;
    int units[4];
} files[] = {{0.25, {300, 100, 50, 1}},
             {0.35, {300, 100, 50, 1}},
             {0.50, {500, 200, 100, 1}},
             {1.00, {500, 200, 100, 1}}};

static int write_file(const char *folder, double scale, const int units[4])
{
    static const facs_cen_kind kinds[] = {FACS_CEN_RELU, FACS_CEN_RELU, FACS_CEN_SIGMOID,
                                          FACS_CEN_SIGMOID};
    char path[4096];
    size_t size;
    made_cen_file *made = made_cen_file_new(scale, MADE_CEN_POINTS, 4, units, kinds, 1);
    unsigned char *bytes = made_cen_file_bytes(made, &size);
    snprintf(path, sizeof(path), "%s/cen_patches_%.2f_of.dat", folder, scale);
    FILE *file = fopen(path, "wb");
    int failed = !file || fwrite(bytes, 1, size, file) != size;
    failed |= file && fclose(file) != 0;
    printf("%s: %zu bytes%s\n", path, size, failed ? ", which could not be written" : "");
    made_cen_file_free(made);
    free(bytes);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = argc != 2;
    if (failed)
        fprintf(stderr, "true_size_cen FOLDER: write CEN experts of true size into a folder\n");
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && !failed; i++)
        failed = write_file(argv[1], files[i].scale, files[i].units);
    return failed;
}
