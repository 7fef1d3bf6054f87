#include "events/figures.h"

#include "base/sized.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PI     3.14159265358979323846
#define DEGREE (180 / PI) /* of a radian */

#define ONE         FACS_FAMILY_ONE
#define INTENSITIES FACS_FAMILY_INTENSITIES
#define PRESENCES   FACS_FAMILY_PRESENCES
#define POSE(axis)  (FACS_MEASURE_POSE + 3 + (axis))

/* clang-format off */
#define ABOUT(name, kind, unit, decimals, meaning) \
    {name, ONE, FACS_FIGURE_##kind, 0, NULL, 1, unit, decimals, meaning}
#define COLUMN(name, family, kind, of, unit, decimals, meaning) \
    {name, family, FACS_FIGURE_##kind, of, NULL, 1, unit, decimals, meaning}
#define ANGLE(name, kind, of, meaning) \
    {name, ONE, FACS_FIGURE_##kind, of, NULL, DEGREE, "deg", 2, meaning}
#define EVENT(name, kind, event, unit, decimals, meaning) \
    {name, ONE, FACS_FIGURE_##kind, 0, event, 1, unit, decimals, meaning}

static const facs_figure table[] = {
    ABOUT("file", FILE, "", 0, "the result"),
    ABOUT("input", INPUT, "", 0, "the video that it is of, as far as is known"),
    ABOUT("face", FACE, "", 0, "face number, from 0"),
    ABOUT("segment", SEGMENT, "", 0, "label of the segment; empty: the whole recording"),
    ABOUT("rule", RULE, "", 0, "which rows are usable: a name from the list above"),
    ABOUT("start", START, "s", 3, "where the segment starts; of the whole recording: its first row"),
    ABOUT("end", END, "s", 3, "where it ends; of the whole recording: the end of its last row"),
    ABOUT("frames", FRAMES, "", 0, "rows of this face"),
    ABOUT("usable_frames", USABLE_FRAMES, "", 0, "those that count: all figures below are of these rows alone"),
    ABOUT("usable_share", USABLE_SHARE, "0 to 1", 4, "usable_frames / frames"),
    ABOUT("left_out", LEFT_OUT, "", 0, "frames - usable_frames"),
    ABOUT("duration", DURATION, "s", 3, "time that the rows stand for"),
    ABOUT("usable_duration", USABLE_DURATION, "s", 3, "time that the usable rows stand for"),
    COLUMN("AU*_mean", INTENSITIES, MEAN, FACS_MEASURE_INTENSITY, "0 to 5", 4, "mean intensity"),
    COLUMN("AU*_median", INTENSITIES, MEDIAN, FACS_MEASURE_INTENSITY, "0 to 5", 4, "median intensity"),
    COLUMN("AU*_sd", INTENSITIES, SD, FACS_MEASURE_INTENSITY, "0 to 5", 4, "standard deviation of the intensity"),
    COLUMN("AU*_peak", INTENSITIES, PEAK, FACS_MEASURE_INTENSITY, "0 to 5", 4, "highest intensity"),
    COLUMN("AU*_share", PRESENCES, MEAN, FACS_MEASURE_PRESENCE, "0 to 1", 4, "share of the time in which it is present (`AU01_c`)"),
    COLUMN("AU*_share_p", PRESENCES, MEAN, FACS_MEASURE_CORRECTED, "0 to 1", 4, "the same by its corrected presence (`AU01_p`)"),
    COLUMN("AU*_per_minute", PRESENCES, PER_MINUTE, 0, "1/min", 3, "events of the Action Unit that begin, per usable minute"),
    COLUMN("AU*_duration", PRESENCES, EVENT_DURATION, 0, "s", 3, "mean duration of these events, from onset to offset"),
    EVENT("blinks", COUNT, "blink", "", 0, "blinks that begin"),
    EVENT("blinks_per_minute", PER_MINUTE, "blink", "1/min", 3, "the same per usable minute"),
    EVENT("blink_duration", EVENT_DURATION, "blink", "s", 4, "their mean duration, from onset to offset"),
    EVENT("blink_complete_share", COMPLETE_SHARE, "blink", "0 to 1", 4, "share of them that close the eyes"),
    EVENT("winks", COUNT, "wink", "", 0, "winks that begin"),
    EVENT("winks_per_minute", PER_MINUTE, "wink", "1/min", 3, "the same per usable minute"),
    EVENT("smiles", COUNT, "smile", "", 0, "smiles that begin"),
    EVENT("smiles_per_minute", PER_MINUTE, "smile", "1/min", 3, "the same per usable minute"),
    EVENT("smile_duration", EVENT_DURATION, "smile", "s", 3, "their mean duration, from onset to offset"),
    EVENT("smile_time", EVENT_TIME, "smile", "s", 3, "usable time within smiles"),
    EVENT("smile_share", EVENT_SHARE, "smile", "0 to 1", 4, "smile_time / usable_duration"),
    EVENT("duchenne_share", DUCHENNE_SHARE, "smile", "0 to 1", 4, "share of the smiles that also have AU06"),
    EVENT("frowns", COUNT, "frown", "", 0, "frowns that begin"),
    EVENT("frowns_per_minute", PER_MINUTE, "frown", "1/min", 3, "the same per usable minute"),
    EVENT("frown_share", EVENT_SHARE, "frown", "0 to 1", 4, "share of the usable time within frowns"),
    EVENT("nods", COUNT, "nod", "", 0, "nods that begin"),
    EVENT("nods_per_minute", PER_MINUTE, "nod", "1/min", 3, "the same per usable minute"),
    EVENT("shakes", COUNT, "shake", "", 0, "shakes of the head that begin"),
    EVENT("shakes_per_minute", PER_MINUTE, "shake", "1/min", 3, "the same per usable minute"),
    EVENT("gaze_aways", COUNT, "gaze_away", "", 0, "gaze aversions that begin"),
    EVENT("gaze_aways_per_minute", PER_MINUTE, "gaze_away", "1/min", 3, "the same per usable minute"),
    EVENT("gaze_away_share", EVENT_SHARE, "gaze_away", "0 to 1", 4, "share of the usable time within them"),
    EVENT("talking_share", EVENT_SHARE, "talking", "0 to 1", 4, "share of the usable time within stretches of talking"),
    COLUMN("liveliness", ONE, LIVELINESS, FACS_MEASURE_INTENSITY, "1/s", 4, "mean absolute change of the intensities in a second, over all Action Units"),
    ANGLE("head_pitch_mean", MEAN, POSE(0), "mean head rotation up (negative) and down"),
    ANGLE("head_pitch_range", RANGE, POSE(0), "how far that reaches: from its 5th to its 95th percentile"),
    ANGLE("head_yaw_mean", MEAN, POSE(1), "mean head rotation to the sides; negative: to the person's left"),
    ANGLE("head_yaw_range", RANGE, POSE(1), "how far that reaches"),
    ANGLE("head_roll_mean", MEAN, POSE(2), "mean tilt of the head"),
    ANGLE("head_roll_range", RANGE, POSE(2), "how far that reaches"),
    ANGLE("gaze_x_mean", MEAN, FACS_MEASURE_GAZE, "mean gaze angle from left (negative) to right in the picture"),
    ANGLE("gaze_x_range", RANGE, FACS_MEASURE_GAZE, "how far that reaches"),
    ANGLE("gaze_y_mean", MEAN, FACS_MEASURE_GAZE + 1, "mean gaze angle from up (negative) to down"),
    ANGLE("gaze_y_range", RANGE, FACS_MEASURE_GAZE + 1, "how far that reaches"),
    COLUMN("*_mean", FACS_FAMILY_MEASURES, MEAN, FACS_MEASURE_OWN, NULL, 3, "mean of the measure"),
    COLUMN("*_abs", FACS_FAMILY_ASYMMETRIES, MEAN_ABS, FACS_MEASURE_OWN + FACS_OWN_ASYMMETRY, "%", 3, "mean of the asymmetry without its sign"),
};
/* clang-format on */
enum { ROWS = sizeof(table) / sizeof(table[0]) };

const facs_figure *facs_figures_table(int *count)
{
    *count = ROWS;
    return table;
}

int facs_figure_members(facs_figure_family family)
{
    static const int members[] = {
        [FACS_FAMILY_ONE] = 1,
        [FACS_FAMILY_INTENSITIES] = FACS_INTENSITIES,
        [FACS_FAMILY_PRESENCES] = FACS_PRESENCES,
        [FACS_FAMILY_MEASURES] = FACS_OWN_QUALITY,
        [FACS_FAMILY_ASYMMETRIES] = FACS_OWN_HEAD_SPEED - FACS_OWN_ASYMMETRY,
    };
    return members[family];
}

/* Describes what the * in a figure's name stands for. */
static void describe(const facs_figure *figure, int member, facs_column *column)
{
    const facs_figure_family family = figure->family;
    const char *name = family == FACS_FAMILY_INTENSITIES ? facs_intensity_name(member)
                       : family == FACS_FAMILY_PRESENCES ? facs_presence_name(member)
                                                         : "";
    *column = (facs_column){.size = sizeof(*column), .unit = ""};
    snprintf(column->name, sizeof(column->name), "%s", name);
    if (family == FACS_FAMILY_MEASURES || family == FACS_FAMILY_ASYMMETRIES)
        facs_column_get(FACS_LEADING_COLUMNS + figure->of - FACS_MEASURE_OWN + member,
                        FACS_FEATURE_MEASURES, 0, column);
}

int facs_figure_column_get(int i, facs_figure_column *column)
{
    for (int row = 0; row < ROWS; row++) {
        const int count = facs_figure_members(table[row].family);
        if (i >= count) {
            i -= count;
            continue;
        }
        facs_column member;
        describe(&table[row], i, &member);
        const char *name = table[row].name, *star = strchr(name, '*');
        *column = (facs_figure_column){.figure = &table[row],
                                       .member = i,
                                       .unit = table[row].unit ? table[row].unit : member.unit};
        snprintf(column->name, sizeof(column->name), "%s%s", member.name, star ? star + 1 : name);
        return 0;
    }
    return -ERANGE;
}

int facs_figure_columns(void)
{
    int count = 0;
    for (int row = 0; row < ROWS; row++)
        count += facs_figure_members(table[row].family);
    return count;
}

int facs_figure_changes(const facs_figure *figure)
{
    return figure->kind > FACS_FIGURE_USABLE_DURATION;
}

int facs_summary_column_get(int i, facs_summary_column *column)
{
    facs_figure_column own;
    int status = facs_sized_check(column, &FACS_SIZED(facs_summary_column), NULL);
    if (status == 0)
        status = i < 0 ? -ERANGE : facs_figure_column_get(i, &own);
    if (status < 0)
        return status;
    const facs_figure *figure = own.figure;
    facs_summary_column all = {.size = sizeof(all),
                               .unit = own.unit,
                               .meaning = figure->meaning,
                               .decimals = figure->decimals,
                               .is_text = figure->kind <= FACS_FIGURE_RULE &&
                                          figure->kind != FACS_FIGURE_FACE,
                               .changes = facs_figure_changes(figure)};
    memcpy(all.name, own.name, sizeof(all.name));
    facs_sized_write(column, &all, &FACS_SIZED(facs_summary_column));
    return 0;
}
