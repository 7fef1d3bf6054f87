/* The page of facs report from a hostile table and NAME.json, separated by FUZZ_MARK. Whatever they
 * hold, the page's data is valid JSON and cannot end its script. The page goes to memory. */
#include "fuzz.h"

#include <facs/facs.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void check_page(const char *page)
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
    size_t written;
    facs_default_report_options(&options);
    options.html = "r.html";
    options.json = "r.json";
    fuzz_file("r.csv", csv.bytes, csv.size);
    if (input.size > 0)
        fuzz_file("r.json", input.bytes, input.size);
    if (facs_report("r.csv", &options, &error) == 0)
        check_page(fuzz_written(&written));
    fuzz_nothing_written();
    fuzz_no_files();
    return 0;
}
