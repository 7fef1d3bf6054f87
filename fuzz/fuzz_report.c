/* The page of facs report from a hostile table and NAME.json, separated by FUZZ_MARK. Whatever they
 * hold, the page's data is valid JSON and cannot end its script. The page goes to memory. */
#include "fuzz.h"

#include "output/target.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static char *page;
static size_t page_size;

int __wrap_facs_target_open(facs_draft *draft, const char *path, facs_error *error);
int __wrap_facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error);
int __wrap_facs_target_stream_close(FILE **stream, const facs_draft *draft, facs_error *error);
int __wrap_facs_target_finish(facs_draft *draft, facs_error *error);
int __wrap_facs_target_commit(facs_draft *draft, facs_error *error);
void __wrap_facs_draft_remove(facs_draft *draft);

int __wrap_facs_target_open(facs_draft *draft, const char *path, facs_error *error)
{
    (void)draft;
    (void)path;
    (void)error;
    return 0;
}

int __wrap_facs_target_stream(FILE **stream, const facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    *stream = open_memstream(&page, &page_size);
    FUZZ_EXPECT(*stream != NULL);
    return 0;
}

int __wrap_facs_target_stream_close(FILE **stream, const facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    if (*stream)
        fclose(*stream);
    *stream = NULL;
    return 0;
}

int __wrap_facs_target_finish(facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    return 0;
}

int __wrap_facs_target_commit(facs_draft *draft, facs_error *error)
{
    (void)draft;
    (void)error;
    return 0;
}

void __wrap_facs_draft_remove(facs_draft *draft)
{
    (void)draft;
}

static void check_page(void)
{
    static const char begin[] = "<script type=\"application/json\" id=\"facts\">";
    const char *data = strstr(page, begin);
    FUZZ_EXPECT(data != NULL);
    data += sizeof(begin) - 1;
    const size_t length = strcspn(data, "<");
    FUZZ_EXPECT(strncmp(data + length, "</script>\n", 10) == 0);
    json_t *root = json_loadb(data, length, 0, NULL);
    FUZZ_EXPECT(json_is_object(root));
    json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    const fuzz_part csv = fuzz_until_mark(&input);
    facs_report_options options;
    facs_error error;
    facs_default_report_options(&options);
    options.html = "r.html";
    options.json = "r.json";
    fuzz_file("r.csv", csv.bytes, csv.size);
    if (input.size > 0)
        fuzz_file("r.json", input.bytes, input.size);
    if (facs_report("r.csv", &options, &error) == 0)
        check_page();
    free(page);
    page = NULL;
    fuzz_no_files();
    return 0;
}
