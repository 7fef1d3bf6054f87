#include "made_table.h"

#include "cmocka_all.h"
#include "folder.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int count_columns(const char *columns)
{
    int count = 1;
    for (; *columns; columns++)
        count += *columns == ',';
    return count;
}

facs_events *events_of_table(const made_table *table, const char *kinds)
{
    facs_events *events;
    facs_error error;
    facs_events_options options;
    FILE *file = fopen(in_folder("made.csv"), "w");
    const int rows = (int)(table->fps * table->seconds), count = count_columns(table->columns);
    assert_non_null(file);
    fprintf(file, "frame,timestamp,success,%s\n", table->columns);
    for (int i = 0; i < rows; i++) {
        const double time = i / table->fps;
        fprintf(file, "%d,%.3f,%d", i + 1, time, !isnan(table->value(time, 0)));
        for (int k = 0; k < count; k++)
            fprintf(file, ",%.3f", isnan(table->value(time, k)) ? 0 : table->value(time, k));
        fputc('\n', file);
    }
    assert_int_equal(fclose(file), 0);
    facs_default_events_options(&options);
    options.kinds = kinds;
    if (facs_events_read(&events, in_folder("made.csv"), &options, &error) < 0)
        fail_msg("%s", error.text);
    return events;
}

facs_event event_of(const facs_events *events, int i)
{
    facs_event event = {.size = sizeof(event)};
    assert_int_equal(facs_events_get(events, i, &event), 0);
    return event;
}

double trapezium(double time, double from, double top, double down, double to)
{
    if (time <= from || time >= to)
        return 0;
    return time < top ? (time - from) / (top - from) : time <= down ? 1 : (to - time) / (to - down);
}
