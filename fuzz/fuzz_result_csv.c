/* A result's CSV as facs agreement and facs report read it, with the statistics of both. */
#include "fuzz.h"

#include "csv_table.h"
#include "events/list.h"
#include "report/figures.h"
#include "statistics.h"

#include <math.h>

#define PAIRS 64

/* The figures of two columns are numbers in their ranges, or NaN. */
static void compare_columns(const facs_csv_table *table)
{
    double a[PAIRS], b[PAIRS];
    const size_t n = table->count < PAIRS ? table->count : PAIRS;
    for (size_t i = 0; i < n; i++) {
        a[i] = table->rows[i].values[0];
        b[i] = table->rows[i].values[facs_csv_table_intensity(1)];
    }
    const double r = facs_statistics_correlation(a, b, n);
    const double equal = facs_statistics_agreement(a, b, n);
    FUZZ_EXPECT(isnan(r) || fabs(r) <= 1.000001);
    FUZZ_EXPECT(isnan(equal) || (equal >= 0 && equal <= 1));
    facs_statistics_mean_abs_error(a, b, n);
    facs_statistics_mean(a, n);
    facs_statistics_quantile(a, n, 0.95);
}

static void read_for_agreement(void)
{
    facs_csv_table table;
    facs_error error;
    if (facs_csv_table_read(&table, "r.csv", &error) < 0)
        return;
    for (size_t i = 1; i < table.count; i++)
        FUZZ_EXPECT(table.rows[i].frame > table.rows[i - 1].frame);
    compare_columns(&table);
    facs_csv_table_free(&table);
}

static void look_at(const facs_recorded_face *face)
{
    size_t from = 0, to, faces = facs_rows_with_face(face);
    FUZZ_EXPECT(faces <= face->rows);
    for (int i = 0; i < FACS_PRESENCES; i++) {
        const facs_au_figures figures = facs_au_figures_of(face, i);
        FUZZ_EXPECT(isnan(figures.peak) || figures.peak_row < face->rows);
    }
    while (facs_next_gap(face, &from, &to)) {
        FUZZ_EXPECT(from < to && to <= face->rows);
        from = to;
    }
}

static void look_for_events(const facs_recording *recording)
{
    facs_event_list list = {.count = 0};
    facs_parameters parameters;
    FUZZ_EXPECT(facs_parameters_set(&parameters, NULL, NULL) == 0);
    FUZZ_EXPECT(facs_event_list_want(&list, NULL, NULL) == 0);
    FUZZ_EXPECT(facs_events_find(&list, recording, &parameters) == 0);
    for (size_t i = 0; i < list.count; i++) {
        const facs_event *e = &list.events[i];
        FUZZ_EXPECT(e->onset_frame <= e->apex_frame && e->apex_frame <= e->offset_frame);
        FUZZ_EXPECT(e->onset <= e->apex && e->apex <= e->offset && e->kind && e->count > 0);
    }
    facs_event_list_free(&list);
}

static void read_for_report(void)
{
    facs_recording recording;
    facs_error error;
    facs_peak peaks[4];
    if (facs_recording_open(&recording, "r.csv", &error) < 0)
        return;
    for (int i = 0; i < recording.count; i++)
        look_at(&recording.faces[i]);
    look_for_events(&recording);
    const int count = facs_peaks_choose(peaks, 4, &recording);
    for (int i = 0; i < count; i++)
        FUZZ_EXPECT(peaks[i].row < recording.faces[peaks[i].face].rows);
    facs_recording_free(&recording);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_file("r.csv", data, size);
    read_for_agreement();
    read_for_report();
    fuzz_no_files();
    return 0;
}
