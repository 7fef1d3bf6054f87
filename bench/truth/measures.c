/*
 * truth_measures TABLE.csv: the measures (src/measure) of points in the head's own frame. TABLE has
 * a row a frame with x_0..x_67 to the person's left, y_0..y_67 down and Z_0..Z_67 backwards,
 * millimetres. Prints a CSV of the measures that follow from points.
 */
#include "measure/measures.h"

#include <stdio.h>

#define NUMBERS (3 * FACS_LANDMARKS)

static const struct {
    const char *name;
    size_t place;
} columns[] = {
#define MEASURE(name, field)                                                                       \
    {                                                                                              \
        name, offsetof(facs_measures, field)                                                       \
    }
    MEASURE("lid_left", lid[0]),
    MEASURE("lid_right", lid[1]),
    MEASURE("brow_inner_left", brow_inner[0]),
    MEASURE("brow_inner_right", brow_inner[1]),
    MEASURE("brow_outer_left", brow_outer[0]),
    MEASURE("brow_outer_right", brow_outer[1]),
    MEASURE("mouth_corner_up_left", mouth_up[0]),
    MEASURE("mouth_corner_up_right", mouth_up[1]),
    MEASURE("mouth_corner_out_left", mouth_out[0]),
    MEASURE("mouth_corner_out_right", mouth_out[1]),
    MEASURE("mouth_open", mouth_open),
    MEASURE("mouth_width", mouth_width),
    MEASURE("lip_parting", lip_parting),
    MEASURE("nose_wing_left", nose_wing[0]),
    MEASURE("nose_wing_right", nose_wing[1]),
    MEASURE("asym_lid", asym_lid),
    MEASURE("asym_brow_inner", asym_brow_inner),
    MEASURE("asym_brow_outer", asym_brow_outer),
    MEASURE("asym_mouth_up", asym_mouth_up),
    MEASURE("asym_mouth_out", asym_mouth_out),
    MEASURE("asym_nose", asym_nose),
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void print_row(const double *numbers)
{
    static const float shape[4] = {1, 0, 0, 0}; /* 1 pixel per millimetre, not turned */
    float points[NUMBERS];
    facs_measures m;
    for (int i = 0; i < NUMBERS; i++)
        points[i] = (float)numbers[i];
    const facs_measure_points face = {
        .landmarks = points, .depth = points + 2 * FACS_LANDMARKS, .shape = shape};
    facs_measures_clear(&m);
    facs_measure_face(&face, &m);
    for (size_t i = 0; i < COLUMNS; i++)
        printf("%s%.4f", i ? "," : "",
               (double)*(const float *)((const char *)&m + columns[i].place));
    printf("\n");
}

int main(int argc, char **argv)
{
    facs_table *table;
    facs_error error;
    int places[NUMBERS], status;
    double numbers[NUMBERS];
    if (argc != 2 || facs_table_open(&table, argv[1], &error) < 0) {
        fprintf(stderr, "truth_measures: expected a table that can be read\n");
        return 1;
    }
    for (int i = 0; i < NUMBERS; i++) {
        char name[16];
        snprintf(name, sizeof(name), "%c_%d", "xyZ"[i / FACS_LANDMARKS], i % FACS_LANDMARKS);
        places[i] = facs_table_column(table, name, 0);
    }
    for (size_t i = 0; i < COLUMNS; i++)
        printf("%s%s", i ? "," : "", columns[i].name);
    printf("\n");
    while ((status = facs_table_read(table, places, NUMBERS, numbers, &error)) > 0)
        print_row(numbers);
    facs_table_close(&table);
    return status < 0;
}
