/*
 * What the fuzz targets share. Each target is a C file with LLVMFuzzerTestOneInput, which libFuzzer
 * calls with bytes that it made up. A target must not keep state, touch the disk or start threads
 * if that can be helped: it runs a hundred million times.
 */
#ifndef FACS_FUZZ_H
#define FACS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- Files (memory_files.c) ------------------------------------------------------------------ */

/*
 * Readers find these instead of files: src/os/file.h's functions are wrapped by the linker, and
 * know nothing else (-ENOENT). The bytes are not copied. At most FUZZ_FILES.
 */
#define FUZZ_FILES 8
void fuzz_file(const char *path, const void *bytes, size_t size);
void fuzz_no_files(void);

/* What the library has written through src/output/target.h, with a NUL; NULL: nothing
 * (memory_output.c, for targets that list its functions in fuzz_stubs). */
const char *fuzz_written(size_t *size);
void fuzz_nothing_written(void);

/* ---- Parts of the input ---------------------------------------------------------------------- */

typedef struct fuzz_part {
    const uint8_t *bytes;
    size_t size;
} fuzz_part;

/* The first byte, or 0 if there is none; it is taken off. */
uint8_t fuzz_byte(fuzz_part *input);

/* The next count bytes, or what is left of them; they are taken off. */
fuzz_part fuzz_bytes(fuzz_part *input, size_t count);

/* What comes before the next FUZZ_MARK, or everything; both are taken off. */
#define FUZZ_MARK "\n%%\n"
fuzz_part fuzz_until_mark(fuzz_part *input);

/* The bytes with a NUL, up to the first NUL; free() it. */
char *fuzz_text(fuzz_part part);

/* Fills values with the bytes, repeated from the start as often as it takes; zeros if there are
 * none. */
void fuzz_fill(fuzz_part part, void *values, size_t size);

/* ---- What must hold -------------------------------------------------------------------------- */

#define FUZZ_EXPECT(what) ((what) ? (void)0 : fuzz_failed(#what, __FILE__, __LINE__))
void fuzz_failed(const char *what, const char *file, int line);

#endif
