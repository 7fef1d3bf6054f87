#include "output/csv_columns.h"

#include "output/number.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

/* Beside FACS_FEATURE_*: the leading columns of a video and of a still image. */
#define LEAD_VIDEO (1u << 30)
#define LEAD_STILL (1u << 31)

typedef enum column_naming { PLAIN, XYZ, NUMBERED, INTENSITY, PRESENCE } column_naming;
typedef enum cell_kind { ORDINAL, INTEGER, REAL, SECONDS } cell_kind;

/* A run of columns that lie one after the other in facs_result. */
typedef struct block {
    unsigned feature;
    const char *prefix;
    int count;
    column_naming naming;
    cell_kind kind;
    int decimals;
    size_t offset; /* of the first, in facs_result */
    const char *unit;
    const char *meaning; /* NULL: the Action Unit's plain name */
} block;

#define AT(field)  offsetof(facs_result, field)
#define POINTS     (FACS_LANDMARKS * sizeof(float))
#define EYE_POINTS (FACS_EYE_POINTS * sizeof(float))
#define GLOBAL     sizeof(float)

/* OpenFace 2.2.0's order and decimals (COMPAT). */
static const block blocks[] = {
    {LEAD_VIDEO, "frame", 1, PLAIN, ORDINAL, 0, AT(index), "", "number of the frame, from 1"},
    {LEAD_VIDEO, "face_id", 1, PLAIN, INTEGER, 0, AT(face_id), "", "number of the face, from 0"},
    {LEAD_VIDEO, "timestamp", 1, PLAIN, SECONDS, 3, AT(time), "s",
     "presentation time by the container, from the first frame"},
    {LEAD_VIDEO, "confidence", 1, PLAIN, REAL, 2, AT(confidence), "0 to 1",
     "trust in the landmarks"},
    {LEAD_VIDEO, "success", 1, PLAIN, INTEGER, 0, AT(success), "0 or 1",
     "1: a face was tracked in this frame; 0: every measure of the row is without meaning"},
    {LEAD_STILL, "face", 1, PLAIN, INTEGER, 0, AT(face_id), "", "number of the face, from 0"},
    {LEAD_STILL, "confidence", 1, PLAIN, REAL, 3, AT(confidence), "0 to 1",
     "trust in the landmarks"},
    {FACS_FEATURE_GAZE, "gaze_0_", 3, XYZ, REAL, 6, AT(gaze), "",
     "direction of the left eye's gaze, a unit vector from the eye; left in the picture"},
    {FACS_FEATURE_GAZE, "gaze_1_", 3, XYZ, REAL, 6, AT(gaze) + 3 * sizeof(float), "",
     "direction of the right eye's gaze, a unit vector from the eye; right in the picture"},
    {FACS_FEATURE_GAZE, "gaze_angle_", 2, XYZ, REAL, 3, AT(gaze_angle), "rad",
     "gaze of both eyes together: x from left to right, y from up to down"},
    {FACS_FEATURE_GAZE, "eye_lmk_x_", FACS_EYE_POINTS, NUMBERED, REAL, 1, AT(eye_landmarks), "px",
     "point of an eye in the picture, from the left"},
    {FACS_FEATURE_GAZE, "eye_lmk_y_", FACS_EYE_POINTS, NUMBERED, REAL, 1,
     AT(eye_landmarks) + EYE_POINTS, "px", "point of an eye in the picture, from the top"},
    {FACS_FEATURE_GAZE, "eye_lmk_X_", FACS_EYE_POINTS, NUMBERED, REAL, 1, AT(eye_landmarks_3d),
     "mm", "point of an eye in space, to the right of the camera's axis"},
    {FACS_FEATURE_GAZE, "eye_lmk_Y_", FACS_EYE_POINTS, NUMBERED, REAL, 1,
     AT(eye_landmarks_3d) + EYE_POINTS, "mm", "point of an eye in space, below the camera's axis"},
    {FACS_FEATURE_GAZE, "eye_lmk_Z_", FACS_EYE_POINTS, NUMBERED, REAL, 1,
     AT(eye_landmarks_3d) + 2 * EYE_POINTS, "mm",
     "point of an eye in space, distance from the camera"},
    {FACS_FEATURE_POSE, "pose_T", 3, XYZ, REAL, 1, AT(pose), "mm",
     "position of the head from the camera; x to the right, y down, z away from it"},
    {FACS_FEATURE_POSE, "pose_R", 3, XYZ, REAL, 3, AT(pose) + 3 * sizeof(float), "rad",
     "rotation of the head about the axis; R = Rx Ry Rz"},
    {FACS_FEATURE_2D, "x_", FACS_LANDMARKS, NUMBERED, REAL, 1, AT(landmarks), "px",
     "landmark in the picture, from the left (order of iBUG 300-W)"},
    {FACS_FEATURE_2D, "y_", FACS_LANDMARKS, NUMBERED, REAL, 1, AT(landmarks) + POINTS, "px",
     "landmark in the picture, from the top"},
    {FACS_FEATURE_3D, "X_", FACS_LANDMARKS, NUMBERED, REAL, 1, AT(landmarks_3d), "mm",
     "landmark in space, to the right of the camera's axis"},
    {FACS_FEATURE_3D, "Y_", FACS_LANDMARKS, NUMBERED, REAL, 1, AT(landmarks_3d) + POINTS, "mm",
     "landmark in space, below the camera's axis"},
    {FACS_FEATURE_3D, "Z_", FACS_LANDMARKS, NUMBERED, REAL, 1, AT(landmarks_3d) + 2 * POINTS, "mm",
     "landmark in space, distance from the camera"},
    {FACS_FEATURE_PDM, "p_scale", 1, PLAIN, REAL, 3, AT(shape_global), "px/mm",
     "scale of the shape model in the picture"},
    {FACS_FEATURE_PDM, "p_r", 3, XYZ, REAL, 3, AT(shape_global) + GLOBAL, "rad",
     "rotation of the shape model about the axis"},
    {FACS_FEATURE_PDM, "p_t", 2, XYZ, REAL, 3, AT(shape_global) + 4 * GLOBAL, "px",
     "position of the shape model in the picture"},
    {FACS_FEATURE_PDM, "p_", FACS_MODES, NUMBERED, REAL, 3, AT(shape_local), "mm",
     "weight of a mode of the shape model (identity and expression)"},
    {FACS_FEATURE_AUS, "_r", FACS_INTENSITIES, INTENSITY, REAL, 2, AT(intensity), "0 to 5", NULL},
    {FACS_FEATURE_AUS, "_c", FACS_PRESENCES, PRESENCE, REAL, 2, AT(presence), "0 or 1", NULL},
};

static const int block_count = (int)(sizeof(blocks) / sizeof(blocks[0]));

static unsigned wanted_features(const facs_csv_options *options)
{
    return (options->features & ~(LEAD_VIDEO | LEAD_STILL)) |
           (options->still_image ? LEAD_STILL : LEAD_VIDEO);
}

/* The block of column *i, which becomes its place in the block; NULL past the last. */
static const block *find(const facs_csv_options *options, int *i)
{
    const unsigned wanted = wanted_features(options);

    for (int b = 0; *i >= 0 && b < block_count; b++) {
        if (!(blocks[b].feature & wanted))
            continue;
        if (*i < blocks[b].count)
            return &blocks[b];
        *i -= blocks[b].count;
    }
    return NULL;
}

int facs_csv_column(const facs_csv_options *options, int i, char *name, const char **unit,
                    const char **meaning)
{
    const block *b = find(options, &i);
    const char *au = NULL;

    if (!b)
        return -ERANGE;
    switch (b->naming) {
    case PLAIN:
        snprintf(name, FACS_CSV_NAME_SIZE, "%s", b->prefix);
        break;
    case XYZ:
        snprintf(name, FACS_CSV_NAME_SIZE, "%s%c", b->prefix, "xyz"[i]);
        break;
    case NUMBERED:
        snprintf(name, FACS_CSV_NAME_SIZE, "%s%d", b->prefix, i);
        break;
    case INTENSITY:
    case PRESENCE:
        au = b->naming == INTENSITY ? facs_intensity_name(i) : facs_presence_name(i);
        snprintf(name, FACS_CSV_NAME_SIZE, "%s%s", au, b->prefix);
        break;
    }
    *unit = b->unit;
    *meaning = b->meaning ? b->meaning : facs_au_description(au);
    return 0;
}

/* Returns the length written. */
static int format(char *text, const block *b, const void *value, int full_precision)
{
    switch (b->kind) {
    case ORDINAL:
        return snprintf(text, FACS_NUMBER_SIZE, "%lld", (long long)*(const int64_t *)value + 1);
    case INTEGER:
        return snprintf(text, FACS_NUMBER_SIZE, "%d", *(const int *)value);
    case SECONDS:
        return full_precision ? facs_number_shortest_double(text, *(const double *)value)
                              : facs_number_fixed(text, *(const double *)value, b->decimals);
    case REAL:
        break;
    }
    return full_precision ? facs_number_shortest_float(text, *(const float *)value)
                          : facs_number_fixed(text, (double)*(const float *)value, b->decimals);
}

static size_t value_size(cell_kind kind)
{
    switch (kind) {
    case ORDINAL:
        return sizeof(int64_t);
    case INTEGER:
        return sizeof(int);
    case SECONDS:
        return sizeof(double);
    case REAL:
        break;
    }
    return sizeof(float);
}

void facs_csv_write_header(FILE *file, const facs_csv_options *options)
{
    char name[FACS_CSV_NAME_SIZE];
    const char *unit, *meaning;

    for (int i = 0; facs_csv_column(options, i, name, &unit, &meaning) == 0; i++) {
        if (i > 0)
            fputc(',', file);
        fputs(name, file);
    }
    fputc('\n', file);
}

/* Cells, put together before the file sees them: a call for each would cost more than its digits.
 */
typedef struct line {
    FILE *file;
    size_t length;
    char text[8192];
} line;

/* The next cell's place, where any number with its comma fits. */
static char *next_cell(line *l)
{
    if (l->length + FACS_NUMBER_SIZE + 1 > sizeof(l->text)) {
        fwrite(l->text, 1, l->length, l->file);
        l->length = 0;
    }
    return l->text + l->length;
}

static void write_cells(FILE *file, unsigned wanted, int full_precision, const facs_result *result)
{
    line l;
    l.file = file;
    l.length = 0;

    for (int b = 0; b < block_count; b++) {
        if (!(blocks[b].feature & wanted))
            continue;
        const char *value = (const char *)result + blocks[b].offset;
        for (int i = 0; i < blocks[b].count; i++, value += value_size(blocks[b].kind)) {
            char *cell = next_cell(&l);
            const int length = format(cell, &blocks[b], value, full_precision);
            cell[length] = ',';
            l.length += (size_t)length + 1;
        }
    }
    if (l.length > 0)
        l.length--; /* the last comma */
    l.text[l.length++] = '\n';
    fwrite(l.text, 1, l.length, file);
}

void facs_csv_write_row(FILE *file, const facs_csv_options *options, const facs_result *result)
{
    write_cells(file, wanted_features(options), options->full_precision, result);
}

void facs_csv_write_aus(FILE *file, const facs_csv_options *options, const facs_result *result)
{
    write_cells(file, FACS_FEATURE_AUS, options->full_precision, result);
}
