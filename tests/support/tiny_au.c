#define _XOPEN_SOURCE 700 /* nftw */

#include "tiny_au.h"

#include "cmocka_all.h"

#include <errno.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define POINTS   68
#define MODES    34
#define ROWS     (3 * POINTS)
#define FHOG     4464
#define FEATURES (FHOG + ROWS + MODES)
#define PI       3.14159265358979323846

/* ---- Random numbers, the same everywhere ----------------------------------------------------- */

static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Mean 0, standard deviation 1, within -6 and 6. */
static double normal(uint64_t *state)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += uniform(state);
    return sum;
}

/* ---- Files ----------------------------------------------------------------------------------- */

static FILE *create(const char *folder, const char *name)
{
    char path[1024];
    assert_true(snprintf(path, sizeof(path), "%s/%s", folder, name) < (int)sizeof(path));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    return file;
}

static void make_folder(const char *parent, const char *name, char path[1024])
{
    assert_true(snprintf(path, 1024, "%s/%s", parent, name) < 1024);
    assert_true(mkdir(path, 0777) == 0 || errno == EEXIST);
}

static void put(FILE *file, const void *data, size_t size, size_t count)
{
    assert_int_equal(fwrite(data, size, count, file), count);
}

static void put_head(FILE *file, int32_t rows, int32_t columns)
{
    int32_t head[3] = {rows, columns, 6 /* float64 */};
    put(file, head, sizeof(*head), 3);
}

/* ---- Predictors ------------------------------------------------------------------------------ */

static const struct {
    int number;
    char intensity, presence; /* dynamic, static in AU_all_best.txt; '-': there is none */
    double cutoff;
} units[] = {
    {1, 'd', 'd', 0.55}, {2, 'd', 'd', 0.75},  {4, 's', 's', 0},    {5, 'd', 's', 0.8},
    {6, 's', 's', 0},    {7, 's', 's', 0},     {9, 'd', 'd', 0.7},  {10, 's', 's', 0},
    {12, 's', 's', 0},   {14, 's', 's', 0},    {15, 'd', 'd', 0.5}, {17, 'd', 'd', 0.2},
    {20, 'd', 'd', 0.6}, {23, 'd', 's', 0.65}, {25, 'd', 'd', 0.3}, {26, 'd', 'd', 0.3},
    {28, '-', 'd', 0},   {45, 'd', 'd', 0.6},
};

#define UNITS (sizeof(units) / sizeof(*units))

static void write_predictor(const char *folder, const char *name, int32_t type, double cutoff,
                            uint64_t seed)
{
    static double means[FEATURES], weights[FEATURES];
    double bias = type < 4 ? 1 + 0.5 * uniform(&seed) : 0.2 * normal(&seed);
    const double classes[2] = {seed >> 40 & 1, !(seed >> 40 & 1)};

    for (int i = 0; i < FEATURES; i++) {
        means[i] = i < FHOG ? 0.1 : 0;
        weights[i] = (i < FHOG ? 0.02 : 0.003) * normal(&seed);
    }
    FILE *file = create(folder, name);
    put(file, &type, sizeof(type), 1);
    if (type == 1)
        put(file, &cutoff, sizeof(cutoff), 1);
    put_head(file, 1, FEATURES);
    put(file, means, sizeof(*means), FEATURES);
    put_head(file, FEATURES, 1);
    put(file, weights, sizeof(*weights), FEATURES);
    put(file, &bias, sizeof(bias), 1);
    if (type >= 4)
        put(file, classes, sizeof(*classes), 2);
    assert_int_equal(fclose(file), 0);
}

/* A list and what it lists, without a newline at its end, as OpenFace's lists are. */
static void write_list(const char *folder, const char *list_name, int all_static)
{
    FILE *list = create(folder, list_name);
    const char *separator = "";

    for (int svr = 0; svr < 2; svr++)
        for (size_t i = 0; i < UNITS; i++) {
            char kind = svr ? units[i].intensity : units[i].presence;
            if (kind == '-')
                continue;
            int dynamic = kind == 'd' && !all_static;
            char name[96];
            snprintf(name, sizeof(name), "%s_combined/AU_%d_%s%s.dat", svr ? "svr" : "svm",
                     units[i].number, dynamic ? "dynamic" : "static", svr ? "_intensity" : "");
            assert_true(fprintf(list, "%s%s AU%02d", separator, name, units[i].number) > 0);
            separator = "\n";
            write_predictor(folder, name, (svr ? 0 : 4) + dynamic, units[i].cutoff,
                            1000 * (i + 1) + 2 * (uint64_t)svr + (uint64_t)dynamic);
        }
    assert_int_equal(fclose(list), 0);
}

/* ---- Shape ----------------------------------------------------------------------------------- */

/* x to the right, y downwards, z away from the viewer, mm. Points of iBUG 300-W. */
static void place(double *mean, int point, double x, double y, double raised)
{
    mean[point] = x;
    mean[POINTS + point] = y;
    mean[2 * POINTS + point] = x * x / 80 + y * y / 250 - 25 - raised;
}

/* count points on an ellipse from its left end clockwise, step degrees apart. */
static void place_ellipse(double *mean, int first, int count, double x, double y, double rx,
                          double ry, double step)
{
    for (int i = 0; i < count; i++) {
        double angle = PI - i * step * PI / 180;
        place(mean, first + i, x + rx * cos(angle), y - ry * sin(angle), 0);
    }
}

static void make_mean(double mean[ROWS])
{
    place_ellipse(mean, 0, 17, 0, -25, 65, 95, -180.0 / 16); /* jaw, over the chin */
    for (int i = 0; i < 5; i++) {
        double arch = -52 - 6 * sin(PI * (i + 1) / 6);
        place(mean, 17 + i, -54 + 10 * i, arch, 4);
        place(mean, 26 - i, 54 - 10 * i, arch, 4);
    }
    for (int i = 0; i < 4; i++)
        place(mean, 27 + i, 0, -38 + 12 * i, 4 + 7 * i);
    for (int i = 0; i < 5; i++)
        place(mean, 31 + i, -14 + 7 * i, 10 + (i == 2) - (i == 0) - (i == 4), 8);
    place_ellipse(mean, 36, 6, -32, -36, 13, 5, 60);
    place_ellipse(mean, 42, 6, 32, -36, 13, 5, 60);
    place_ellipse(mean, 48, 12, 0, 38, 25, 11, 30);
    place_ellipse(mean, 60, 8, 0, 38, 18, 4, 45);
    for (int axis = 0; axis < 3; axis++) {
        double sum = 0;
        for (int i = 0; i < POINTS; i++)
            sum += mean[axis * POINTS + i];
        for (int i = 0; i < POINTS; i++)
            mean[axis * POINTS + i] -= sum / POINTS;
    }
}

void tiny_au_points(float points[136])
{
    double mean[ROWS];
    make_mean(mean);
    for (int i = 0; i < POINTS; i++) {
        points[2 * i] = (float)(.5 + .7 / 130 * mean[i]);
        points[2 * i + 1] = (float)(.59 + .7 / 130 * mean[POINTS + i]);
    }
}

/* What moves a shape rigidly: three shifts, the scale, three small turns. */
static void make_rigid(const double *mean, double rigid[7][ROWS])
{
    const double *axis[3] = {mean, mean + POINTS, mean + (ptrdiff_t)2 * POINTS};

    memset(rigid, 0, 7 * sizeof(*rigid));
    memcpy(rigid[3], mean, sizeof(*rigid));
    for (int a = 0; a < 3; a++)
        for (int i = 0; i < POINTS; i++) {
            int b = (a + 1) % 3;
            rigid[a][a * POINTS + i] = 1;
            rigid[4 + a][a * POINTS + i] = axis[b][i];
            rigid[4 + a][b * POINTS + i] = -axis[a][i];
        }
}

/* Gram and Schmidt's way, twice over for rounding. */
static void orthonormalise(double (*vectors)[ROWS], int count)
{
    for (int v = 0; v < count; v++) {
        for (int pass = 0; pass < 2; pass++)
            for (int u = 0; u < v; u++) {
                double dot = 0;
                for (int i = 0; i < ROWS; i++)
                    dot += vectors[v][i] * vectors[u][i];
                for (int i = 0; i < ROWS; i++)
                    vectors[v][i] -= dot * vectors[u][i];
            }
        double norm = 0;
        for (int i = 0; i < ROWS; i++)
            norm += vectors[v][i] * vectors[v][i];
        for (int i = 0; i < ROWS; i++)
            vectors[v][i] /= sqrt(norm);
    }
}

static void write_pdm(const char *folder)
{
    static double vectors[7 + MODES][ROWS];
    double mean[ROWS];
    uint64_t seed = 68;

    make_mean(mean);
    make_rigid(mean, vectors);
    for (int v = 7; v < 7 + MODES; v++)
        for (int i = 0; i < ROWS; i++)
            vectors[v][i] = normal(&seed);
    orthonormalise(vectors, 7 + MODES);
    FILE *file = create(folder, "In-the-wild_aligned_PDM_68.txt");
    fprintf(file, "# The mean values of the components (in mm)\n%d\n1\n6\n", ROWS);
    for (int i = 0; i < ROWS; i++)
        fprintf(file, "%.6f \n", mean[i]);
    fprintf(file, "# The principal components\n%d\n%d\n6\n", ROWS, MODES);
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < MODES; j++)
            fprintf(file, "%.8f %s", vectors[7 + j][i], j == MODES - 1 ? "\n" : "");
    fprintf(file, "# The variances of the components\n1\n%d\n6\n", MODES);
    for (int j = 0; j < MODES; j++)
        fprintf(file, "%.6f ", 800 * pow(0.8, j));
    fputs("\n", file);
    assert_false(ferror(file));
    assert_int_equal(fclose(file), 0);
}

/* A fan from the nose's tip (30) along jaw and brows: 0..16, then 26 back to 17. */
static void write_triangles(const char *folder)
{
    FILE *file = create(folder, "tris_68_full.txt");
    int outline[27];

    for (int i = 0; i < 27; i++)
        outline[i] = i < 17 ? i : 43 - i;
    fputs("27\n3\n4\n", file);
    for (int i = 0; i < 27; i++)
        fprintf(file, "30 %d %d\n", outline[i], outline[(i + 1) % 27]);
    assert_false(ferror(file));
    assert_int_equal(fclose(file), 0);
}

void tiny_au_write(const char *models)
{
    char openface[1024], folder[1024], ignored[1024];

    make_folder(models, "openface", openface);
    make_folder(openface, "AU_predictors", folder);
    make_folder(folder, "svm_combined", ignored);
    make_folder(folder, "svr_combined", ignored);
    write_list(folder, "AU_all_best.txt", 0);
    write_list(folder, "AU_all_static.txt", 1);
    write_pdm(folder);
    write_triangles(folder);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void tiny_au_remove(const char *models)
{
    char openface[1024];

    assert_true(snprintf(openface, sizeof(openface), "%s/openface", models) < 1024);
    assert_int_equal(nftw(openface, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
}
