/* For a build without this room: facs quantize says so. Networks made elsewhere can still be used.
 */
#include "base/error.h"
#include "quantize/part.h"

#include <errno.h>

#pragma GCC diagnostic ignored "-Wunused-parameter" /* nothing here has work to do */

int facs_quantize_check(facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOSYS,
                     "facs quantize was left out of this build: configure it with "
                     "-Dquantize=enabled and ONNX Runtime");
}

int facs_quantize(const char *const *clips, int count, const facs_options *options,
                  const facs_quantize_callbacks *callbacks, facs_error *error)
{
    return facs_quantize_check(error);
}
