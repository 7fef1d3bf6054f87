/* The page contains what was measured, to the precision of its levels. */
#include "report/samples.h"

#include "made_result.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/base64.h>

/* A face's columns as bytes, with their layout. */
typedef struct packed {
    uint8_t *bytes;
    size_t size;
    json_t *layout;
} packed;

static packed pack(const facs_recording *recording, int face)
{
    packed p = {.layout = json_array()};
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(facs_samples_write(file, p.layout, recording, &recording->faces[face]), 0);
    const size_t length = (size_t)ftell(file);
    char *text = calloc(1, length + 1);
    p.bytes = malloc(length);
    assert_true(text && p.bytes);
    rewind(file);
    assert_int_equal(fread(text, 1, length, file), length);
    fclose(file);
    p.size = (size_t)av_base64_decode(p.bytes, text, (int)length);
    assert_int_equal(p.size, length / 4 * 3); /* no '=' between the columns */
    free(text);
    return p;
}

static void release(packed *p)
{
    free(p->bytes);
    json_decref(p->layout);
}

static const json_t *column(const packed *p, const char *key, const char *kind)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(
        p->layout, i, entry) if (strcmp(json_string_value(json_object_get(entry, "key")), key) == 0)
    {
        assert_string_equal(json_string_value(json_object_get(entry, "kind")), kind);
        assert_int_equal(json_integer_value(json_object_get(entry, "at")) % 12, 0);
        return entry;
    }
    fail_msg("no column %s", key);
    return NULL;
}

static uint32_t little(const packed *p, const json_t *entry, size_t i, size_t bytes)
{
    const size_t at = (size_t)json_integer_value(json_object_get(entry, "at")) + i * bytes;
    uint32_t value = 0;
    assert_true(at + bytes <= p->size);
    for (size_t k = 0; k < bytes; k++)
        value |= (uint32_t)p->bytes[at + k] << 8 * k;
    return value;
}

/* NaN for none. */
static double level(const packed *p, const char *key, size_t i)
{
    const json_t *entry = column(p, key, "levels");
    const uint32_t value = little(p, entry, i, 2);
    return value == 65535 ? (double)NAN
                          : json_number_value(json_object_get(entry, "low")) +
                                value * json_number_value(json_object_get(entry, "step"));
}

static int bit(const packed *p, const char *key, size_t i)
{
    return little(p, column(p, key, "bits"), i / 8, 1) >> i % 8 & 1;
}

static void test_each_row(void **state)
{
    (void)state;
    facs_recording r = recording_of("frame,timestamp,confidence,success,pose_Tz,AU12_r,AU12_c\n"
                                    "1,0.0000,0.98,1,612.5,0.00,0\n"
                                    "2,0.0333,0.98,1,-3.25,4.37,1\n"
                                    "9,0.3000,0.05,0,1,5,1\n"
                                    "4294967295,399999.9999,1,1,0,1.23,1\n");
    packed p = pack(&r, 0);
    assert_int_equal(facs_samples_merged(&r), 1);
    assert_int_equal(little(&p, column(&p, "frame", "frames"), 3, 4), 4294967295u);
    assert_int_equal(little(&p, column(&p, "time", "times"), 1, 4), 333);
    assert_int_equal(little(&p, column(&p, "time", "times"), 3, 4), 3999999999u);
    assert_true(bit(&p, "success", 0) && !bit(&p, "success", 2) && bit(&p, "success", 3));
    assert_true(!bit(&p, "AU12_c", 0) && bit(&p, "AU12_c", 1) && !bit(&p, "AU12_c", 2));
    /* Half a step of the column's range, which has 65534 steps. */
    assert_true(fabs(level(&p, "AU12_r", 1) - 4.37) <= 4.37 / 65534);
    assert_true(fabs(level(&p, "AU12_r", 3) - 1.23) <= 4.37 / 65534);
    assert_true(isnan(level(&p, "AU12_r", 2)));
    assert_true(fabs(level(&p, "Tz", 0) - 612.5) <= 616 / 65534.0);
    assert_true(fabs(level(&p, "confidence", 2) - 0.05) < 1e-4);
    release(&p);
    facs_recording_free(&r);
}

static void test_columns_without_a_range(void **state)
{
    (void)state;
    facs_recording r = recording_of("frame,success,AU12_r,AU01_r\n1,1,2.5,nan\n2,1,2.5,nan\n");
    packed p = pack(&r, 0);
    assert_true(level(&p, "AU12_r", 0) == 2.5 && level(&p, "AU12_r", 1) == 2.5);
    assert_true(isnan(level(&p, "AU01_r", 0)));
    release(&p);
    facs_recording_free(&r);
}

/* Twice the most rows and one: three rows to two samples. A peak, a low and a presence of one row
   stay; a stretch without a face of one row does not hide its neighbours. */
static void test_many_rows_are_merged(void **state)
{
    (void)state;
    const size_t rows = 2 * FACS_MAX_SAMPLES + 1, low = 30001, high = 30002, lost = 60000;
    char *text = malloc(40 * rows + 100);
    size_t length;
    assert_non_null(text);
    length = (size_t)sprintf(text, "frame,timestamp,success,AU12_r,AU12_c\n");
    for (size_t n = 0; n < rows; n++)
        length +=
            (size_t)sprintf(text + length, "%zu,%.2f,%d,%s,%d\n", n + 1, 0.1 * (double)n, n != lost,
                            n == low    ? "0.5"
                            : n == high ? "4.5"
                                        : "1",
                            n == high);
    facs_recording r = recording_of(text);
    free(text);
    const size_t merged = facs_samples_merged(&r);
    assert_int_equal(merged, 5); /* ceil(2 (2 M + 1) / M) */
    const size_t count = facs_samples_count(&r, &r.faces[0]);
    assert_int_equal(count, 2 * ((rows + 4) / 5));
    assert_true(count <= FACS_MAX_SAMPLES);
    packed p = pack(&r, 0);
    const size_t sample = 2 * (high / merged);
    assert_int_equal(low / merged, high / merged);
    assert_true(fabs(level(&p, "AU12_r", sample) - 0.5) < 1e-3); /* in order of time */
    assert_true(fabs(level(&p, "AU12_r", sample + 1) - 4.5) < 1e-3);
    assert_true(bit(&p, "AU12_c", sample) && bit(&p, "AU12_c", sample + 1));
    assert_false(bit(&p, "AU12_c", sample + 2));
    assert_true(bit(&p, "success", 2 * (lost / merged)));
    assert_true(fabs(level(&p, "AU12_r", 2 * (lost / merged)) - 1) < 1e-3);
    assert_int_equal(little(&p, column(&p, "frame", "frames"), sample, 4),
                     high / merged * merged + 1);
    for (size_t i = 1; i < count; i++)
        assert_true(little(&p, column(&p, "time", "times"), i, 4) >=
                    little(&p, column(&p, "time", "times"), i - 1, 4));
    release(&p);
    facs_recording_free(&r);
}

/* The time of a sample, as the page computes it. */
static double time_of(const packed *p, size_t i)
{
    const json_t *entry = column(p, "time", "times");
    return json_number_value(json_object_get(entry, "low")) +
           little(p, entry, i, 4) * json_number_value(json_object_get(entry, "step"));
}

/* Beyond what tenths of milliseconds in 32 bits can say: frame numbers without times, times of a
   week, and times since 1970. */
static void test_long_clocks(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double first, last, step; /* how far off a tick may be */
    } cases[] = {
        {"frame,face_id,AU12_r\n1,0,3\n429497,0,1\n", 1, 429497, 1e-3},
        {"frame,face_id,AU12_r\n1,0,3\n4000000000,0,1\n", 1, 4e9, 0.5},
        {"frame,AU12_r\n0,3\n4294967295,1\n", 0, 4294967295, 0.5},
        {"frame,timestamp,AU12_r\n1,0.04,3\n2,604800.04,1\n", 0.04, 604800.04, 1e-3},
        {"frame,timestamp,AU12_r\n1,1764167000.04,3\n2,1764167000.08,1\n", 1764167000.04,
         1764167000.08, 1e-4},
        {"frame,timestamp,AU12_r\n1,0,3\n2,4294967295,1\n", 0, 4294967295, 0.5},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        facs_recording r = recording_of(cases[i].text);
        packed p = pack(&r, 0);
        assert_true(fabs(time_of(&p, 0) - cases[i].first) <= cases[i].step);
        assert_true(fabs(time_of(&p, 1) - cases[i].last) <= cases[i].step);
        release(&p);
        facs_recording_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_each_row),
        IN_FOLDER(test_long_clocks),
        IN_FOLDER(test_columns_without_a_range),
        IN_FOLDER(test_many_rows_are_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
