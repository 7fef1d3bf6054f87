/* cmocka needs these four first. */
#ifndef FACS_TESTS_CMOCKA_ALL_H
#define FACS_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tap.h"

#endif
