/* SQLite, loaded when a database is written: facs_sqlite.step() is sqlite3_step(). */
#ifndef FACS_STUDY_SQLITE_LIBRARY_H
#define FACS_STUDY_SQLITE_LIBRARY_H

#include "os/library.h"

#include <sqlite3.h>

/* clang-format off */
#define FACS_SQLITE_FUNCTIONS(F) \
    F(sqlite3_, bind_double) F(sqlite3_, bind_int64) F(sqlite3_, bind_null) F(sqlite3_, bind_text) \
    F(sqlite3_, clear_bindings) F(sqlite3_, close) F(sqlite3_, errmsg) F(sqlite3_, errstr) F(sqlite3_, exec) \
    F(sqlite3_, finalize) F(sqlite3_, open_v2) F(sqlite3_, prepare_v2) F(sqlite3_, reset) \
    F(sqlite3_, step) F(sqlite3_, system_errno) F(sqlite3_, vfs_find)
/* clang-format on */

typedef struct facs_sqlite_functions {
    FACS_SQLITE_FUNCTIONS(FACS_LIBRARY_POINTER)
} facs_sqlite_functions;

/* Filled in by facs_sqlite_open. */
extern facs_sqlite_functions facs_sqlite;

/* Like facs_library_open. */
int facs_sqlite_open(facs_error *error);

#endif
