#include "measure/quality.h"

#include <math.h>

#define DEGREES 57.295779513f /* per radian */

enum { CONFIDENCE, YAW, PITCH, SIZE, SHARPNESS, DARK, BRIGHT, RULES };

/* Reasons: docs/measures.md. */
static const facs_quality_rule rules[RULES] = {
    [CONFIDENCE] = {"confidence", "", 1, 0.8f, 0.7f},   [YAW] = {"yaw", "degrees", 0, 30, 45},
    [PITCH] = {"pitch", "degrees", 0, 20, 35},          [SIZE] = {"face_size", "px", 1, 40, 20},
    [SHARPNESS] = {"sharpness", "0 to 100", 1, 30, 15}, [DARK] = {"light", "0 to 255", 1, 40, 15},
    [BRIGHT] = {"light", "0 to 255", 0, 225, 245},
};

const facs_quality_rule *facs_quality_rules(int *count)
{
    *count = RULES;
    return rules;
}

/* Comparisons with NAN are false. */
static int judge(const facs_quality_rule *rule, float value)
{
    const int out = rule->low ? value < rule->leave_out : value > rule->leave_out;
    const int doubtful = rule->low ? value < rule->doubtful : value > rule->doubtful;
    return out ? 2 : doubtful ? 1 : 0;
}

int facs_measure_quality(const facs_result *result)
{
    const facs_measures *m = &result->measures;
    const float values[RULES] = {
        [CONFIDENCE] = result->confidence,
        [YAW] = fabsf(result->pose[4]) * DEGREES,
        [PITCH] = fabsf(result->pose[3]) * DEGREES,
        [SIZE] = m->face_size,
        [SHARPNESS] = m->sharpness,
        [DARK] = m->light,
        [BRIGHT] = m->light,
    };
    int worst = isnan(m->face_size) ? 2 : 0;
    if (!result->success || result->damaged)
        return 2;
    for (int i = 0; i < RULES; i++) {
        const int one = judge(&rules[i], values[i]);
        worst = one > worst ? one : worst;
    }
    return worst;
}
