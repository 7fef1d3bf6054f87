/* The digests that an earlier run left in the user's cache (weights.tsv). */
#include "fuzz.h"

#include "pipeline/weights_cache.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    facs_weights_cache *cache;
    int64_t bytes = 0;
    char sha256[65];
    setenv("XDG_CACHE_HOME", "/c", 1);
    fuzz_file("/c/facs/digests/weights.tsv", data, size);
    fuzz_file("/m/a", "abc", 3);
    if (facs_weights_cache_open(&cache) == 0) {
        FUZZ_EXPECT(facs_weights_cache_digest(cache, "/m/a", &bytes, sha256) == 0);
        FUZZ_EXPECT(bytes == 3 && strlen(sha256) == 64);
        facs_weights_cache_close(&cache);
    }
    fuzz_no_files();
    return 0;
}
