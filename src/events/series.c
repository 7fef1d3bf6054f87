#include "events/series.h"

#include "base/error.h"
#include "base/exact_math.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FACES  1000
#define BOX_POINTS 6
#define MANY_ROWS  65536 /* 36 minutes at 30 frames/s */
#define LID_POINTS 12    /* of an eye model: 8, a corner, along the lid to 14 and back to 19 */
#define FIRST_LID  8
#define LIP_POINTS 8

/* Jaw, chin, brows and nose: they bound a face whichever way it is turned. */
static const int box_points[BOX_POINTS] = {0, 8, 16, 19, 24, 30};

/* The outer eye corners, then the inner edges of the lips: above, below, and so on. */
static const int lip_points[LIP_POINTS] = {36, 45, 61, 67, 62, 66, 63, 65};

/* The cells that are read from a row. */
enum {
    FRAME,
    FACE,
    TIME,
    CONFIDENCE,
    SUCCESS,
    INTENSITIES, /* then the presences */
    POSE = INTENSITIES + FACS_INTENSITIES + FACS_PRESENCES,
    BOX = POSE + 6, /* x, y of each point */
    POINTS = BOX + 2 * BOX_POINTS,
    GAZE = POINTS + 3 * FACS_SIDE_POINTS, /* x, y and (in space) z of each */
    EYES = GAZE + 2, /* x, y of each lid point of the eye on the picture's left, then the other */
    LIPS = EYES + 2 * 2 * LID_POINTS, /* x, y of each point */
    OWN = LIPS + 2 * LIP_POINTS,
    CELLS = OWN + FACS_OWN_COLUMNS + FACS_PRESENCES
};

typedef struct reader {
    facs_recording *recording;
    facs_table *table;
    const char *path;
    facs_error *error;
    int columns[CELLS]; /* -1: not in the table */
    double cells[CELLS];
} reader;

static int fail(const reader *r, const char *wrong)
{
    return facs_fail(r->error, FACS_ERROR_INPUT, -EINVAL, "%s: line %lld: %s", r->path,
                     (long long)facs_table_line(r->table), wrong);
}

/* ---- The header ------------------------------------------------------------------------------ */

static int find(const reader *r, const char *name)
{
    return facs_table_column(r->table, name, 0);
}

static int find_one(const reader *r, const char *prefix, int number)
{
    char name[32];
    snprintf(name, sizeof(name), "%s%d", prefix, number);
    return find(r, name);
}

/* Columns of the points' coordinates; axes: "XYZ" or "xy". 1: the table has them all. */
static int find_points(reader *r, const char *axes)
{
    const int dimensions = (int)strlen(axes);
    for (int i = 0; i < FACS_SIDE_POINTS * dimensions; i++) {
        const char prefix[] = {axes[i % dimensions], '_', 0};
        r->columns[POINTS + i] = find_one(r, prefix, facs_side_points[i / dimensions]);
        if (r->columns[POINTS + i] < 0)
            return 0;
    }
    r->recording->dimensions = dimensions;
    return 1;
}

/* The count columns of a feature, from cell first on. */
static void find_block(reader *r, int first, int count, unsigned feature)
{
    facs_column column = {.size = sizeof(column)};
    for (int i = 0; i < count; i++)
        if (facs_column_get(FACS_LEADING_COLUMNS + i, feature, 0, &column) == 0)
            r->columns[first + i] = find(r, column.name);
}

static void find_picture_points(reader *r, int first, const int *points, int count)
{
    for (int i = 0; i < count; i++) {
        r->columns[first + 2 * i] = find_one(r, "x_", points[i]);
        r->columns[first + 2 * i + 1] = find_one(r, "y_", points[i]);
    }
}

static void find_eyes(reader *r)
{
    r->columns[GAZE] = find(r, "gaze_angle_x");
    r->columns[GAZE + 1] = find(r, "gaze_angle_y");
    for (int i = 0; i < 2 * LID_POINTS; i++) {
        const int point = FIRST_LID + i % LID_POINTS + i / LID_POINTS * FACS_EYE_POINTS / 2;
        r->columns[EYES + 2 * i] = find_one(r, "eye_lmk_x_", point);
        r->columns[EYES + 2 * i + 1] = find_one(r, "eye_lmk_y_", point);
    }
}

static void find_cells(reader *r)
{
    r->columns[FRAME] = find(r, "frame");
    r->columns[FACE] = find(r, "face_id");
    if (r->columns[FACE] < 0)
        r->columns[FACE] = find(r, "face"); /* a single image */
    r->columns[TIME] = find(r, "timestamp");
    r->columns[CONFIDENCE] = find(r, "confidence");
    r->columns[SUCCESS] = find(r, "success");
    find_block(r, INTENSITIES, POSE - INTENSITIES, FACS_FEATURE_AUS);
    find_block(r, POSE, BOX - POSE, FACS_FEATURE_POSE);
    find_picture_points(r, BOX, box_points, BOX_POINTS);
    find_picture_points(r, LIPS, lip_points, LIP_POINTS);
    find_block(r, OWN, CELLS - OWN, FACS_FEATURE_MEASURES);
    find_eyes(r);
    if (!find_points(r, "XYZ") && !find_points(r, "xy"))
        for (int i = POINTS; i < GAZE; i++)
            r->columns[i] = -1;
}

static int has_all(const reader *r, int first, int end)
{
    for (int i = first; i < end; i++)
        if (r->columns[i] < 0)
            return 0;
    return 1;
}

static int read_header(reader *r)
{
    facs_recording *recording = r->recording;
    int action_units = 0;
    find_cells(r);
    for (int i = 0; i < FACS_MEASURE_SIDES; i++) { /* in the order of the cells */
        recording->has[i] = r->columns[INTENSITIES + i] >= 0;
        action_units += i < FACS_MEASURE_POSE && recording->has[i];
    }
    for (int i = 0; i < FACS_SIDE_MEASURES; i++)
        recording->has[FACS_MEASURE_SIDES + i] = recording->dimensions > 0;
    recording->has[FACS_MEASURE_CONFIDENCE] = r->columns[CONFIDENCE] >= 0;
    for (int i = 0; i < 4; i++)
        recording->has[FACS_MEASURE_BOX + i] = has_all(r, BOX, POINTS);
    for (int i = 0; i < 2; i++) {
        recording->has[FACS_MEASURE_GAZE + i] = has_all(r, GAZE, EYES);
        recording->has[FACS_MEASURE_LIDS + i] = has_all(r, EYES, LIPS);
    }
    recording->has[FACS_MEASURE_LIPS] = has_all(r, LIPS, OWN);
    for (int i = 0; i < CELLS - OWN; i++)
        recording->has[FACS_MEASURE_OWN + i] = r->columns[OWN + i] >= 0;
    recording->has_times = r->columns[TIME] >= 0;
    recording->action_units = action_units;
    for (int i = 0; i < FACS_MEASURES; i++)
        if (recording->has[i] && i != FACS_MEASURE_CONFIDENCE)
            return 0;
    return facs_fail(r->error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: expected a result of facs or OpenFace, with columns AU01_r or the like "
                     "in its first line",
                     r->path);
}

/* ---- A row ----------------------------------------------------------------------------------- */

#define GROW(array)                                                                                \
    ((grown = realloc((array), room * sizeof(*(array)))) != NULL ? ((array) = grown, 1) : 0)

static int grow(const facs_recording *recording, facs_recorded_face *face)
{
    /* Long recordings grow by a quarter, so as not to waste much memory. */
    const size_t more = face->room < MANY_ROWS ? face->room : face->room / 4;
    const size_t room = face->room ? face->room + more : 64;
    if (face->rows < face->room)
        return 0;
    void *grown;
    int whole = GROW(face->frames) && GROW(face->times) && GROW(face->success);
    for (int i = 0; whole && i < FACS_MEASURES; i++)
        whole = !recording->has[i] || GROW(face->values[i]);
    if (whole)
        face->room = room;
    return whole ? 0 : -ENOMEM;
}

/* The face with this number, new if need be. NULL: error is filled in. */
static facs_recorded_face *face_of(reader *r, double id)
{
    facs_recording *recording = r->recording;
    for (int i = 0; i < recording->count; i++)
        if (recording->faces[i].id == (int64_t)id)
            return &recording->faces[i];
    if (recording->count == MAX_FACES) {
        fail(r, "expected a result with no more than 1000 faces");
        return NULL;
    }
    void *faces =
        realloc(recording->faces, (size_t)(recording->count + 1) * sizeof(*recording->faces));
    if (!faces) {
        facs_fail_memory(r->error, "a face's rows");
        return NULL;
    }
    recording->faces = faces;
    facs_recorded_face *face = &recording->faces[recording->count++];
    *face = (facs_recorded_face){.id = (int64_t)id};
    return face;
}

static void put(facs_recorded_face *face, int measure, double value)
{
    if (face->values[measure])
        face->values[measure][face->rows] = (float)value;
}

static void put_box(facs_recorded_face *face, const double *points, int success)
{
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < 2 * BOX_POINTS; i++) {
        low[i % 2] = fmin(low[i % 2], points[i]);
        high[i % 2] = fmax(high[i % 2], points[i]);
    }
    for (int i = 0; i < 4; i++)
        put(face, FACS_MEASURE_BOX + i, success ? i < 2 ? low[i] : high[i - 2] : (double)NAN);
}

static double distance(const double *a, const double *b)
{
    return facs_exact_length(a[0] - b[0], a[1] - b[1]);
}

/* Mean distance of points of an eye model's lids that are opposite each other. */
static double lid_distance(const double *points)
{
    const double *far =
        points + LID_POINTS; /* the other corner: x, y of LID_POINTS / 2 points on */
    const double width = distance(points, far);
    double sum = 0;
    for (int i = 1; i < LID_POINTS / 2; i++) {
        const double *upper = points + 2 * i, *lower = points + 2 * (LID_POINTS - i);
        sum += distance(upper, lower);
    }
    return 100 * sum / ((LID_POINTS / 2 - 1) * width);
}

/* points: in the order of lip_points */
static double lip_distance(const double *points)
{
    double sum = 0;
    for (int i = 2; i < LIP_POINTS; i += 2)
        sum += distance(points + 2 * i, points + 2 * (i + 1));
    return 100 * sum / ((LIP_POINTS / 2 - 1) * distance(points, points + 2));
}

static void put_measures(const reader *r, facs_recorded_face *face, int success)
{
    float sides[FACS_SIDE_MEASURES];
    for (int i = 0; i < FACS_MEASURE_SIDES; i++)
        put(face, i, success ? r->cells[INTENSITIES + i] : (double)NAN);
    put(face, FACS_MEASURE_CONFIDENCE, r->cells[CONFIDENCE]);
    put_box(face, r->cells + BOX, success);
    for (int i = 0; i < 2; i++) {
        put(face, FACS_MEASURE_GAZE + i, success ? r->cells[GAZE + i] : (double)NAN);
        put(face, FACS_MEASURE_LIDS + i,
            success ? lid_distance(r->cells + EYES + 2 * LID_POINTS * i) : (double)NAN);
    }
    put(face, FACS_MEASURE_LIPS, success ? lip_distance(r->cells + LIPS) : (double)NAN);
    for (int i = 0; i < CELLS - OWN; i++)
        put(face, FACS_MEASURE_OWN + i, r->cells[OWN + i]);
    if (r->recording->dimensions == 0)
        return;
    facs_sides_measure(r->cells + POINTS, r->recording->dimensions, sides);
    for (int i = 0; i < FACS_SIDE_MEASURES; i++)
        put(face, FACS_MEASURE_SIDES + i, success ? (double)sides[i] : (double)NAN);
}

/* Counts rows with NA, -nan(ind) or the like in the frame or, if there is a face, in a measure. */
static void count_no_number(const reader *r, int success)
{
    int lacks = r->columns[FRAME] >= 0 && isnan(r->cells[FRAME]);
    for (int i = CONFIDENCE; success && i < BOX; i++)
        lacks |= r->columns[i] >= 0 && isnan(r->cells[i]);
    if (lacks && r->recording->no_number++ == 0)
        r->recording->no_number_line = facs_table_line(r->table);
}

static int take_row(reader *r)
{
    /* Without a success column, every row has a face. */
    const int success = r->columns[SUCCESS] < 0 || fabs(r->cells[SUCCESS]) > 0;
    count_no_number(r, success);
    if (r->columns[FRAME] >= 0 && isnan(r->cells[FRAME]))
        return 0;
    const double id = r->columns[FACE] < 0 ? 0 : r->cells[FACE];
    if (!(id >= 0 && id <= 1e15))
        return fail(r, "expected a face number from 0");
    facs_recorded_face *face = face_of(r, id);
    if (!face)
        return -EINVAL;
    const double frame = r->columns[FRAME] < 0 ? (double)face->rows + 1 : r->cells[FRAME];
    if (!(frame >= 0 && frame <= FACS_LONGEST_TIME))
        return fail(r, "expected a frame number from 0 to 4294967295");
    const uint32_t last = face->rows ? face->frames[face->rows - 1] : 0;
    if ((uint32_t)frame < last)
        return fail(r, "expected frames in increasing order");
    if (face->rows && (uint32_t)frame == last)
        return 0;
    if (grow(r->recording, face) < 0)
        return facs_fail_memory(r->error, "a face's rows");
    const double time = r->cells[TIME];
    const double before = face->rows ? face->times[face->rows - 1] : 0;
    r->recording->has_times &= time >= before && time <= FACS_LONGEST_TIME;
    face->frames[face->rows] = (uint32_t)frame;
    face->times[face->rows] = time;
    face->success[face->rows] = (uint8_t)success;
    put_measures(r, face, success);
    face->rows++;
    r->recording->rows++;
    return 0;
}

static int read_all(reader *r)
{
    int status = read_header(r);
    while (status == 0) {
        status = facs_table_read(r->table, r->columns, CELLS, r->cells, r->error);
        if (status <= 0)
            break;
        status = take_row(r);
    }
    if (status == 0 && r->recording->rows == 0)
        status = facs_fail(r->error, FACS_ERROR_INPUT, -EINVAL,
                           "%s: expected rows after the first line", r->path);
    return status;
}

/* Takes frames for times if there are none, or if they stand still. */
static void count_frames(facs_recording *recording)
{
    for (int i = 0; i < recording->count; i++) {
        const facs_recorded_face *face = &recording->faces[i];
        if (face->rows > 1 && face->times[face->rows - 1] <= face->times[0])
            recording->has_times = 0;
    }
    for (int i = 0; !recording->has_times && i < recording->count; i++)
        for (size_t row = 0; row < recording->faces[i].rows; row++)
            recording->faces[i].times[row] = recording->faces[i].frames[row];
}

int facs_recording_read(facs_recording *recording, facs_table *table, const char *path,
                        facs_error *error)
{
    reader r = {.recording = recording, .table = table, .path = path, .error = error};
    *recording = (facs_recording){.count = 0};
    int status = read_all(&r);
    if (status < 0)
        facs_recording_free(recording);
    else
        count_frames(recording);
    return status;
}

int facs_recording_open(facs_recording *recording, const char *path, facs_error *error)
{
    facs_table *table;
    *recording = (facs_recording){.count = 0};
    int status = facs_table_open(&table, path, error);
    if (status < 0)
        return status;
    status = facs_recording_read(recording, table, path, error);
    facs_table_close(&table);
    return status;
}

void facs_recording_free(facs_recording *recording)
{
    for (int i = 0; i < recording->count; i++) {
        facs_recorded_face *face = &recording->faces[i];
        for (int k = 0; k < FACS_MEASURES; k++)
            free(face->values[k]);
        free(face->frames);
        free(face->times);
        free(face->success);
    }
    free(recording->faces);
    *recording = (facs_recording){.count = 0};
}
