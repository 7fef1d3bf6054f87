/* The manifest of the user's own models (manifest.tsv) and what it says about a file. */
#include "fuzz.h"

#include "pipeline/weights.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    facs_own_manifest *manifest;
    facs_own_row expected;
    facs_error error;
    fuzz_file("m/" FACS_OWN_MANIFEST, data, size);
    if (facs_own_manifest_open(&manifest, "m", &error) == 0) {
        const facs_own_row *row = facs_own_manifest_find(manifest, "a");
        if (row)
            FUZZ_EXPECT(row->bytes >= 0 && strlen(row->sha256) == 64);
        facs_weights_judge("a", 5, digest, manifest, &expected);
        facs_own_manifest_close(&manifest);
    }
    fuzz_no_files();
    return 0;
}
