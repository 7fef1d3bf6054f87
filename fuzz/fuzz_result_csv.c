/* A result's CSV as facs agreement and facs report read it, with the statistics of both. */
#include "fuzz.h"

#include "csv_table.h"
#include "report/figures.h"
#include "statistics.h"

#include <math.h>

static void read_for_agreement(void)
{
    facs_csv_table table;
    facs_error error;
    if (facs_csv_table_read(&table, "r.csv", &error) < 0)
        return;
    for (size_t i = 1; i < table.count; i++)
        FUZZ_EXPECT(table.rows[i].frame > table.rows[i - 1].frame);
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

static void read_for_report(void)
{
    facs_table *table;
    facs_recording recording;
    facs_error error;
    facs_peak peaks[4];
    if (facs_table_open(&table, "r.csv", &error) < 0)
        return;
    if (facs_recording_read(&recording, table, "r.csv", &error) == 0) {
        for (int i = 0; i < recording.count; i++)
            look_at(&recording.faces[i]);
        const int count = facs_peaks_choose(peaks, 4, &recording);
        for (int i = 0; i < count; i++)
            FUZZ_EXPECT(peaks[i].row < recording.faces[peaks[i].face].rows);
        facs_recording_free(&recording);
    }
    facs_table_close(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_file("r.csv", data, size);
    read_for_agreement();
    read_for_report();
    fuzz_no_files();
    return 0;
}
