/* A build without SQLite: no database. */
#include "study/merge_sink.h"

#include "base/error.h"

#include <errno.h>

int facs_merge_sqlite_check(facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOSYS,
                     "an SQLite database needs SQLite, which this facs was built without: write a "
                     "CSV, or run \"make setup\" in its sources, which installs it");
}

int facs_merge_sqlite_open(facs_merge_sink *sink, const facs_merge_plan *plan, facs_error *error)
{
    (void)plan;
    *sink = (facs_merge_sink){.self = NULL};
    return facs_merge_sqlite_check(error);
}
