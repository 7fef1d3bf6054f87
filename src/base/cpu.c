#include "base/cpu.h"

#include "base/error.h"
#include "os/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int wished_for(const char *path)
{
    const char *wish = facs_environment("FACS_SIMD");
    return wish && strcmp(wish, path) == 0;
}

int facs_cpu_is_fast(void)
{
    return facs_processor_is_fast() && !wished_for("portable");
}

int facs_cpu_is_wide(void)
{
    return facs_processor_is_wide() && !wished_for("portable") && !wished_for(FACS_FAST_NAME);
}

int facs_cpu_has_sha256(void)
{
    return facs_processor_has_sha256() && !wished_for("portable");
}

const char *facs_cpu_path(void)
{
    return facs_cpu_is_fast() ? FACS_FAST_NAME : "portable";
}

int facs_cpu_check(facs_error *error)
{
    const char *wish = facs_environment("FACS_SIMD");

    if (!wish || wished_for("") || wished_for("portable"))
        return 0;
    if (facs_processor_is_fast() && wished_for(FACS_FAST_NAME))
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "FACS_SIMD is %s: this processor has %s", wish,
                     facs_processor_is_fast() ? "portable and " FACS_FAST_NAME : "only portable");
}
