/* A folder's own list of weights, and how files are judged by it and by the manifest. */
#include "pipeline/weights.h"

#include "cmocka_all.h"
#include "make_clip.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define SHA_ABC   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static int open_list(facs_own_manifest **own, const char *text, facs_error *error)
{
    char folder[512];
    snprintf(folder, sizeof(folder), "%s", in_folder(""));
    if (text)
        write_file(in_folder("manifest.tsv"), text, strlen(text));
    return facs_own_manifest_open(own, folder, error);
}

static void test_rows(void **state)
{
    (void)state;
    facs_own_manifest *own;
    facs_error error = {0};
    assert_int_equal(open_list(&own, NULL, &error), 0);
    assert_null(own); /* there is none */
    assert_null(facs_own_manifest_find(own, "a"));
    /* With the header line of this project's, a comment, a line of Windows, more columns, no end.
     */
    assert_int_equal(open_list(&own,
                               "file\tbytes\tsha256\tlicence\n# mine\n\n"
                               "a b/c.dat\t3\t" SHA_ABC "\tmine\t-\t1\r\n"
                               "d.onnx\t0\t" SHA_EMPTY,
                               &error),
                     0);
    const facs_own_row *row = facs_own_manifest_find(own, "a b/c.dat");
    assert_non_null(row);
    assert_int_equal(row->bytes, 3);
    assert_string_equal(row->sha256, SHA_ABC);
    row = facs_own_manifest_find(own, "d.onnx");
    assert_non_null(row);
    assert_string_equal(row->sha256, SHA_EMPTY);
    assert_null(facs_own_manifest_find(own, "c.dat"));
    facs_own_manifest_close(&own);
    assert_null(own);
}

static void test_lines_that_are_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "a\n",
        "a\t3\n",
        "\t3\t" SHA_ABC "\n",
        "a\t-3\t" SHA_ABC "\n",
        "a\t 3\t" SHA_ABC "\n",
        "a\t3x\t" SHA_ABC "\n",
        "a\t99999999999999999999\t" SHA_ABC "\n",
        "a\t3\t" SHA_ABC "0\n",
        "a\t3\tBA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\n",
        "good\t3\t" SHA_ABC "\nbad",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        facs_own_manifest *own;
        facs_error error = {0};
        assert_int_equal(open_list(&own, texts[i], &error), -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
        assert_non_null(strstr(error.text, "manifest.tsv, line "));
        assert_null(own);
    }
}

static void test_judging(void **state)
{
    (void)state;
    facs_own_manifest *own;
    facs_own_row expected;
    facs_error error = {0};
    char text[512];
    const facs_model_file *first = &facs_manifest[0], *second = &facs_manifest[1];
    const char *sha = first->sha256;
    /* By this project's manifest alone. */
    assert_int_equal(facs_weights_judge(first->name, first->bytes, sha, NULL, &expected),
                     FACS_WEIGHTS_KNOWN);
    assert_int_equal(facs_weights_judge(first->name, first->bytes - 1, SHA_ABC, NULL, &expected),
                     FACS_WEIGHTS_DAMAGED); /* cut */
    assert_int_equal(expected.bytes, first->bytes);
    assert_int_equal(facs_weights_judge(first->name, first->bytes, SHA_ABC, NULL, &expected),
                     FACS_WEIGHTS_DAMAGED);
    assert_string_equal(expected.sha256, sha);
    assert_int_equal(facs_weights_judge("mine.dat", first->bytes, sha, NULL, &expected),
                     FACS_WEIGHTS_UNKNOWN);
    /* The folder's own list vouches for two, one with the name of one of ours. */
    snprintf(text, sizeof(text), "mine.dat\t3\t" SHA_ABC "\n%s\t3\t" SHA_ABC "\n", first->name);
    assert_int_equal(open_list(&own, text, &error), 0);
    assert_int_equal(facs_weights_judge("mine.dat", 3, SHA_ABC, own, &expected), FACS_WEIGHTS_OWN);
    assert_int_equal(facs_weights_judge(first->name, 3, SHA_ABC, own, &expected), FACS_WEIGHTS_OWN);
    assert_int_equal(facs_weights_judge(first->name, first->bytes, sha, own, &expected),
                     FACS_WEIGHTS_KNOWN);
    assert_int_equal(facs_weights_judge(first->name, 0, SHA_EMPTY, own, &expected),
                     FACS_WEIGHTS_DAMAGED);
    assert_int_equal(expected.bytes, 3);
    assert_int_equal(facs_weights_judge("mine.dat", 2, SHA_EMPTY, own, &expected),
                     FACS_WEIGHTS_DAMAGED);
    /* What it does not speak of is judged as before. */
    assert_int_equal(facs_weights_judge(second->name, 3, SHA_ABC, own, &expected),
                     FACS_WEIGHTS_DAMAGED);
    assert_int_equal(facs_weights_judge("other.dat", 3, SHA_ABC, own, &expected),
                     FACS_WEIGHTS_UNKNOWN);
    facs_own_manifest_close(&own);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_rows),
        IN_FOLDER(test_lines_that_are_none),
        IN_FOLDER(test_judging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
