#include "script.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define LINE     16384
#define DISTANCE 60.0f

static int target_of(const char *name)
{
    static const char *const others[] = {"Rx", "Ry", "Rz", "Tx", "Ty", "Tz", "gaze_x", "gaze_y"};

    for (int i = 0; i < TRUTH_SHAPES; i++)
        if (strcmp(name, truth_shape_names[i]) == 0)
            return i;
    for (int i = 0; i < 8; i++)
        if (strcmp(name, others[i]) == 0)
            return TRUTH_SHAPES + i; /* truth_frame has nothing but floats, in this order */
    return -1;
}

int truth_script_open(truth_script *script, const char *path)
{
    static char line[LINE];

    memset(script, 0, sizeof *script);
    script->file = fopen(path, "r");
    if (!script->file || !fgets(line, sizeof line, script->file)) {
        fprintf(stderr, "render: cannot read the script %s\n", path);
        return -1;
    }
    for (char *cell = strtok(line, ",\r\n"); cell; cell = strtok(NULL, ",\r\n")) {
        if (script->columns == 256)
            return -1;
        script->target[script->columns] = target_of(cell);
        if (script->target[script->columns++] == TRUTH_SHAPES + 5)
            script->has_distance = 1;
    }
    return 0;
}

int truth_script_next(truth_script *script, truth_frame *frame)
{
    static char line[LINE];
    float *values = (float *)frame;
    char *at = line;

    memset(frame, 0, sizeof *frame);
    if (!script->has_distance)
        frame->place[2] = DISTANCE;
    if (!fgets(line, sizeof line, script->file))
        return 0;
    for (int i = 0; i < script->columns; i++) {
        char *end;
        float value = strtof(at, &end);

        if (end == at) {
            fprintf(stderr, "render: a cell of the script is not a number: %.20s\n", at);
            return -1;
        }
        if (script->target[i] >= 0)
            values[script->target[i]] = value;
        at = end + (*end == ',');
    }
    return 1;
}

void truth_script_close(truth_script *script)
{
    if (script->file)
        fclose(script->file);
    script->file = NULL;
}
