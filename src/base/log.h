/* Passes lines to the caller's log callback. Thread-safe if the callback is. */
#ifndef FACS_BASE_LOG_H
#define FACS_BASE_LOG_H

#include "os/format.h"

#include <facs/facs.h>

/* Send a printf-style line to log, unless log is NULL, silent, or set to less detail. */
FACS_FORMAT(3, 4)
void facs_log_write(const facs_log *log, facs_log_level level, const char *format, ...);

#endif
