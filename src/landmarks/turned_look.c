#include "landmarks/turned_look.h"

#include "base/canvas.h"

#include <string.h>

/* Minimum score in a turned picture, where faces are rare. */
#define MIN_SCORE 0.9f

/* Maps seen from the turned picture to the original. */
static void turn_back(const facs_quarter_turn *back, int quarters, facs_detection *seen)
{
    float points[10];

    facs_quarter_turn_box(back, seen->box);
    for (int i = 0; i < 10; i++)
        points[i / 2 + i % 2 * 5] = seen->points[i];
    facs_quarter_turn_points(back, points, 5);
    for (int i = 0; i < 10; i++)
        seen->points[i] = points[i / 2 + i % 2 * 5];
    seen->quarters = quarters;
}

int facs_turned_look_quarters(int n)
{
    static const int order[] = {1, 3, 2};
    return order[n % 3];
}

int facs_turned_look(const facs_face_search *search, facs_clm_tools *tools, int quarters,
                     facs_detection *faces, int max, facs_error *error)
{
    facs_image turned = facs_clm_tools_picture(tools, quarters);
    const facs_quarter_turn turn = facs_clm_tools_turn(tools, quarters);
    const facs_quarter_turn back = facs_quarter_turn_back(&turn);
    int left = 0;

    /* Turning all of it once is faster than row by row, each at several scales. */
    facs_image_need_all(&turned);
    turned.canvas = NULL;
    const int count = facs_detector_run(search->detector, &turned, faces, max, error);

    for (int i = 0; i < count; i++) {
        turn_back(&back, quarters, &faces[i]);
        if (!faces[i].faint && faces[i].score >= MIN_SCORE &&
            faces[i].box[2] >= (float)search->min_face &&
            facs_face_search_covers(search, faces[i].box))
            faces[left++] = faces[i];
    }
    return count < 0 ? count : left;
}

int facs_turned_look_near(const facs_face_search *search, facs_clm_tools *tools, int quarters,
                          const float box[4], facs_detection *seen, facs_error *error)
{
    const facs_image picture = facs_clm_tools_picture(tools, quarters);
    const facs_quarter_turn turn = facs_clm_tools_turn(tools, quarters);
    const facs_quarter_turn back = facs_quarter_turn_back(&turn);
    float turned[4];

    memcpy(turned, box, sizeof(turned));
    facs_quarter_turn_box(&turn, turned);
    const int found = facs_detector_near(search->detector, &picture, turned, seen, error);
    if (found > 0)
        turn_back(&back, quarters, seen);
    return found;
}
