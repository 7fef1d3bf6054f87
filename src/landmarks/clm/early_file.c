#include "landmarks/clm/early_file.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <math.h>

#define MAX_BYTES 4096 /* the file has 133 */
#define MAX_VALUE 1e3  /* of log likelihoods, and what they are compared with */

static int read_numbers(facs_file *file, double *numbers, int count, const char *what,
                        facs_error *error)
{
    int status = 0;
    for (int i = 0; i < count && status == 0; i++) {
        status = facs_file_text_double(file, &numbers[i], what, error);
        if (status == 0 && !(fabs(numbers[i]) <= MAX_VALUE))
            status = facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                               "%s: expected %s within %.0f, found %g; fetch it again", file->path,
                               what, MAX_VALUE, numbers[i]);
    }
    return status;
}

int facs_early_file_read(facs_clm_early *early, int views, const char *path, facs_error *error)
{
    facs_file file;
    *early = (facs_clm_early){.weight = {0}};
    int status = facs_file_read(&file, path, MAX_BYTES, error);
    if (status < 0)
        return status;
    if ((status = read_numbers(&file, early->weight, views, "a weight for each view", error)) ==
            0 &&
        (status = read_numbers(&file, early->bias, views, "a bias for each view", error)) == 0 &&
        (status = read_numbers(&file, early->cutoff, views, "a cutoff for each view", error)) == 0)
        status = facs_file_expect_end(&file, 1, error);
    facs_file_free(&file);
    return status;
}
