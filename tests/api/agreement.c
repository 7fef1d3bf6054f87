#include "agreement.h"

#include "cmocka_all.h"
#include "csv_table.h"
#include "golden.h"

#include <facs/facs.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double *column_of(const csv_table *table, const char *format, const char *name, int i)
{
    char text[32];
    snprintf(text, sizeof(text), format, name, i);
    return csv_table_column(table, text);
}

/* What each frame weighs in a mean: of all frames, or of those in which both have a face. */
static double *weights_of(const csv_table *ours, const csv_table *theirs, int found)
{
    double *a = csv_table_column(ours, "success"), *b = csv_table_column(theirs, "success");
    double count = 0;
    for (size_t n = 0; n < ours->rows; n++)
        count += a[n] = !found || (a[n] == 1 && b[n] == 1);
    for (size_t n = 0; n < ours->rows; n++)
        a[n] /= count;
    free(b);
    return a;
}

/* Mean abs. difference of the columns of one name. */
static double mean_difference(const csv_table *ours, const csv_table *theirs, const double *weights,
                              const char *name)
{
    double *a = csv_table_column(ours, name), *b = csv_table_column(theirs, name), sum = 0;
    for (size_t n = 0; n < ours->rows; n++)
        if (weights[n] > 0)
            sum += fabs(a[n] - b[n]) * weights[n];
    free(b);
    free(a);
    return sum;
}

static void compare_action_units(const csv_table *ours, const csv_table *theirs, agreement *out)
{
    double *weights = weights_of(ours, theirs, 0);
    for (int i = 0; i < FACS_INTENSITIES; i++) {
        double *a = column_of(ours, "%s_r", facs_intensity_name(i), 0);
        double *b = column_of(theirs, "%s_r", facs_intensity_name(i), 0);
        out->mean_r += correlation(a, b, ours->rows) / FACS_INTENSITIES;
        free(b);
        free(a);
        char name[16];
        snprintf(name, sizeof(name), "%s_r", facs_intensity_name(i));
        out->mean_error += mean_difference(ours, theirs, weights, name) / FACS_INTENSITIES;
    }
    for (int i = 0; i < FACS_PRESENCES; i++) {
        char name[16];
        snprintf(name, sizeof(name), "%s_c", facs_presence_name(i));
        out->presence += (1 - mean_difference(ours, theirs, weights, name)) / FACS_PRESENCES;
    }
    free(weights);
}

static void compare_landmarks(const csv_table *ours, const csv_table *theirs, const double *weights,
                              agreement *out)
{
    double *eye[4];
    static const char *const corners[] = {"x_36", "x_45", "y_36", "y_45"};
    for (int k = 0; k < 4; k++)
        eye[k] = csv_table_column(theirs, corners[k]);
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        double *x = column_of(ours, "%s_%d", "x", i), *y = column_of(ours, "%s_%d", "y", i);
        double *u = column_of(theirs, "%s_%d", "x", i), *v = column_of(theirs, "%s_%d", "y", i);
        for (size_t n = 0; n < ours->rows; n++)
            if (weights[n] > 0)
                out->landmarks += hypot(x[n] - u[n], y[n] - v[n]) /
                                  hypot(eye[1][n] - eye[0][n], eye[3][n] - eye[2][n]) * weights[n] /
                                  FACS_LANDMARKS;
        free(v);
        free(u);
        free(y);
        free(x);
    }
    for (int k = 0; k < 4; k++)
        free(eye[k]);
}

static void compare_gaze(const csv_table *ours, const csv_table *theirs, const double *weights,
                         agreement *out)
{
    for (int k = 0; k < 2; k++) {
        double *a[3], *b[3];
        for (int axis = 0; axis < 3; axis++) {
            char name[16];
            snprintf(name, sizeof(name), "gaze_%d_%c", k, "xyz"[axis]);
            a[axis] = csv_table_column(ours, name);
            b[axis] = csv_table_column(theirs, name);
        }
        for (size_t n = 0; n < ours->rows; n++) {
            double cosine = a[0][n] * b[0][n] + a[1][n] * b[1][n] + a[2][n] * b[2][n];
            if (weights[n] > 0)
                out->gaze += acos(fmin(cosine, 1)) * 180 / 3.14159265 * weights[n] / 2;
        }
        for (int axis = 0; axis < 3; axis++) {
            free(b[axis]);
            free(a[axis]);
        }
    }
}

static void compare_pose_and_state(const csv_table *ours, const csv_table *theirs,
                                   const double *weights, agreement *out)
{
    static const char *const place[] = {"pose_Tx", "pose_Ty", "pose_Tz"};
    static const char *const turn[] = {"pose_Rx", "pose_Ry", "pose_Rz"};
    for (int axis = 0; axis < 3; axis++) {
        out->place += mean_difference(ours, theirs, weights, place[axis]) / 3;
        out->turn += mean_difference(ours, theirs, weights, turn[axis]) / 3;
    }
    double *a = csv_table_column(ours, "success"), *b = csv_table_column(theirs, "success");
    double *c = csv_table_column(ours, "confidence"), *d = csv_table_column(theirs, "confidence");
    for (size_t n = 0; n < ours->rows; n++)
        out->state += (a[n] == b[n] && fabs(c[n] - d[n]) < .0101) / (double)ours->rows;
    free(d);
    free(c);
    free(b);
    free(a);
}

agreement compare_tables(const char *our_path, const char *their_path)
{
    csv_table ours = csv_table_read(our_path), theirs = csv_table_read(their_path);
    agreement out = {0};
    assert_int_equal(ours.rows, theirs.rows);
    compare_action_units(&ours, &theirs, &out);
    double *weights = weights_of(&ours, &theirs, 1);
    compare_landmarks(&ours, &theirs, weights, &out);
    compare_pose_and_state(&ours, &theirs, weights, &out);
    if (csv_table_has(&ours, "gaze_0_x") && csv_table_has(&theirs, "gaze_0_x"))
        compare_gaze(&ours, &theirs, weights, &out);
    free(weights);
    print_message("  r %.4f, error %.4f, presence %.4f, landmarks %.3f %%, state %.3f, gaze %.2f "
                  "degrees, pose %.3f mm %.4f rad\n",
                  out.mean_r, out.mean_error, out.presence, 100 * out.landmarks, out.state,
                  out.gaze, out.place, out.turn);
    csv_table_free(&theirs);
    csv_table_free(&ours);
    return out;
}
