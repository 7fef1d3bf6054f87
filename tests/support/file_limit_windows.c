#include "file_limit.h"

#include "cmocka_all.h"

void limit_files(int64_t bytes)
{
    if (bytes != NO_LIMIT)
        skip();
}
