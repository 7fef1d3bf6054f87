/* The kind of processor, against what the kernel says of it. */
#include "nn/quantized.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* " flags : fpu vme ... " of the first processor, a blank behind each; NULL: not known. */
static char *flags(void)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char *line = malloc(16384), *found = NULL;
    assert_non_null(line);
    while (file && !found && fgets(line, 16384, file))
        if (strncmp(line, "flags", 5) == 0)
            found = line;
    if (file)
        fclose(file);
    if (!found) {
        free(line);
        return NULL;
    }
    *strchr(found, '\n') = ' ';
    return found;
}

static void test_kind(void **state)
{
    (void)state;
    if (getenv("MESON_EXE_WRAPPER"))
        skip(); /* qemu shows the kernel's words on the processor below it */
    char *all = flags();
    if (!all)
        skip();
    const char *how = facs_byte_products();
    if (strstr(all, " avx512_vnni "))
        assert_string_equal(how, "avx512vnni");
    else if (strstr(all, " avx_vnni "))
        assert_string_equal(how, "avxvnni");
    else
        assert_string_equal(how, strstr(all, " avx2 ") ? "avx2" : "x86");
    assert_int_equal(facs_byte_products_saturate(), !strstr(how, "vnni"));
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
