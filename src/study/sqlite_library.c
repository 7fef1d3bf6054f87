#include "study/sqlite_library.h"

facs_sqlite_functions facs_sqlite = FACS_LIBRARY_POINTERS(FACS_SQLITE_FUNCTIONS);

static const char *const names[] = {FACS_SQLITE_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static facs_library library = {.file = FACS_SQLITE_LIBRARY,
                               .leaf = FACS_SQLITE_LEAF,
                               .purpose = "a table in an SQLite database",
                               .names = names,
                               .functions = &facs_sqlite,
                               .opened = FACS_LIBRARY_OPENED};

int facs_sqlite_open(facs_error *error)
{
    return facs_library_open(&library, error);
}
