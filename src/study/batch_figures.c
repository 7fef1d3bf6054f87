#include "study/batch_figures.h"

#include "events/summarize.h"
#include "os/file.h"
#include "output/csv_faces.h"

#include <stdlib.h>
#include <string.h>

/* Takes the first row, which is of the first face, and stops. */
static int take_row(void *opaque, const facs_summary_row *row)
{
    facs_figure_column column;
    for (int i = 0; facs_figure_column_get(i, &column) == 0; i++)
        for (int k = 0; k < FACS_BATCH_FIGURES; k++)
            if (strcmp(column.name, facs_batch_figure_table[k].in_summary) == 0)
                *facs_batch_figure_in(opaque, k) = row->values[i];
    return 1;
}

void facs_batch_figures(facs_batch_row *row, const char *csv, const char *parameters)
{
    facs_parameters own;
    const facs_summarize_plan plan = {.parameters = &own};
    const facs_summary_rows rows = {take_row, row};
    char *first = facs_path_kind(csv) == FACS_REGULAR_FILE ? NULL : facs_csv_faces_path(csv, 0);
    if (facs_parameters_set(&own, parameters, NULL) == 0)
        facs_summarize_result(&plan, first ? first : csv, NULL, &rows, NULL);
    free(first);
}
