/* Suppression compared with its plain definition: sort, then keep what overlaps nothing kept. */
#include "detect/nms.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static facs_detection at(float x, float y, float width, float height, float score)
{
    return (facs_detection){.box = {x, y, width, height}, .score = score};
}

static void overlap_is_intersection_over_union(void **state)
{
    (void)state;
    const float a[4] = {0, 0, 4, 4}, half[4] = {2, 0, 4, 4}, beside[4] = {4, 0, 4, 4};
    const float inside[4] = {1, 1, 2, 2}, empty[4] = {1, 1, 0, 0};
    assert_float_equal(facs_box_overlap(a, a), 1, 1e-6);
    assert_float_equal(facs_box_overlap(a, half), 8.0 / 24, 1e-6);
    assert_float_equal(facs_box_overlap(a, beside), 0, 0);
    assert_float_equal(facs_box_overlap(a, inside), 4.0 / 16, 1e-6);
    assert_float_equal(facs_box_overlap(a, empty), 0, 0);
}

static void the_best_of_a_heap_stays(void **state)
{
    (void)state;
    facs_detection faces[] = {at(0, 0, 10, 10, .7f), at(1, 0, 10, 10, .9f), at(50, 50, 8, 8, .6f),
                              at(0, 1, 10, 10, .8f)};
    facs_detection kept[4];
    assert_int_equal(facs_nms(faces, 4, .4f, kept, 4), 2);
    assert_float_equal(kept[0].score, .9f, 0);
    assert_float_equal(kept[1].score, .6f, 0);
}

static void an_overlap_at_the_limit_stays(void **state)
{
    (void)state;
    /* Shifted by 4 of 10: 60 / 140, over .4; by 5 of 10: 50 / 150, under. Equal scores: the first.
     */
    facs_detection close[] = {at(0, 0, 10, 10, .9f), at(4, 0, 10, 10, .9f)};
    facs_detection far[] = {at(0, 0, 10, 10, .9f), at(5, 0, 10, 10, .9f)};
    facs_detection kept[2];
    assert_int_equal(facs_nms(close, 2, .4f, kept, 2), 1);
    assert_float_equal(kept[0].box[0], 0, 0);
    assert_int_equal(facs_nms(far, 2, .4f, kept, 2), 2);
    assert_float_equal(kept[1].box[0], 5, 0);
}

static void boxes_without_area_come_once(void **state)
{
    (void)state;
    facs_detection faces[] = {at(5, 5, 0, 0, .9f), at(1e30f, 5, 1e-30f, 1e-30f, .8f)};
    facs_detection kept[8];
    assert_int_equal(facs_nms(faces, 2, .4f, kept, 8), 2);
    assert_int_equal(facs_nms(faces, 0, .4f, kept, 8), 0);
}

static int by_score(const void *a, const void *b)
{
    float first = ((const facs_detection *)a)->score, second = ((const facs_detection *)b)->score;
    return (first < second) - (first > second);
}

static int naive_nms(facs_detection *faces, int count, facs_detection *kept, int max)
{
    int found = 0;
    qsort(faces, (size_t)count, sizeof(*faces), by_score);
    for (int i = 0; i < count && found < max; i++) {
        int free_place = 1;
        for (int k = 0; k < found; k++)
            free_place = free_place && facs_box_overlap(faces[i].box, kept[k].box) <= .4f;
        if (free_place)
            kept[found++] = faces[i];
    }
    return found;
}

static void random_boxes_as_the_plain_statement(void **state)
{
    (void)state;
    enum { COUNT = 300, MAX = 64 };
    static facs_detection faces[COUNT], copy[COUNT], kept[MAX], naive[MAX];
    srand(7);
    for (int round = 0; round < 50; round++) {
        int max = round % 2 ? MAX : 5;
        for (int i = 0; i < COUNT; i++) /* distinct scores: the sort is not stable */
            faces[i] = at((float)(rand() % 200), (float)(rand() % 200), 1 + (float)(rand() % 60),
                          1 + (float)(rand() % 60), .5f + (float)(i * 37 % COUNT) / 1000);
        memcpy(copy, faces, sizeof(copy));
        int found = facs_nms(faces, COUNT, .4f, kept, max);
        assert_int_equal(found, naive_nms(copy, COUNT, naive, max));
        assert_memory_equal(kept, naive, (size_t)found * sizeof(*kept));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlap_is_intersection_over_union),
        cmocka_unit_test(the_best_of_a_heap_stays),
        cmocka_unit_test(an_overlap_at_the_limit_stays),
        cmocka_unit_test(boxes_without_area_come_once),
        cmocka_unit_test(random_boxes_as_the_plain_statement),
    };
    return cmocka_run_group_tests_name("nms", tests, NULL, NULL);
}
