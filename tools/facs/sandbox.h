/*
 * What a command line needs, as rules of the sandbox (os/sandbox.h): a run opens a box, says what
 * it reads and writes, and enters it once all inputs are known and folders are made, before it
 * opens the first input.
 */
#ifndef FACS_TOOLS_SANDBOX_H
#define FACS_TOOLS_SANDBOX_H

#include "args.h"
#include "console.h"

#include "os/sandbox.h"

#include <facs/study.h>

typedef struct facs_box facs_box;

/*
 * Begins with what every run needs: libraries and the user's cache, and for an analysis the models
 * and ONNX Runtime; analysis NULL: it needs none. Returns 0, or -ENOMEM after reporting it. *out is
 * NULL with --no-sandbox and where there is no sandbox; the functions below then do nothing.
 */
int facs_box_open(facs_box **out, const facs_args *args, const facs_options *analysis,
                  facs_console *console);

/* Allows an input: a file, a folder, a camera, a URL; "-" and NULL are nothing. Links, also those
 * in a folder of images, are followed to files. */
void facs_box_read(facs_box *box, const char *input);

/* Allows an input that a file names which anyone may have written: a regular file, or the images in
 * a folder one by one, and never what is below. NULL is nothing. */
void facs_box_read_named(facs_box *box, const char *input);

/* Allows everything below a folder, without following links in it. */
void facs_box_read_below(facs_box *box, const char *folder);

/* Allows the inputs of a study, and everything below those of its paths that are folders. */
void facs_box_read_study(facs_box *box, const char *const *paths, const facs_study *study);

/* Allows listening on ports. */
void facs_box_listen(facs_box *box);

/* Allows writing into a folder and everything below; NULL: the current one. */
void facs_box_write_folder(facs_box *box, const char *folder);

/* Allows writing a file, which means into its folder; only it if it is a FIFO or a device. NULL and
 * "-" are nothing. */
void facs_box_write(facs_box *box, const char *file);

/*
 * Enters and closes the box. On a system without a sandbox this does nothing; --verbose says which
 * parts are active. Returns 0, or -ENOMEM after reporting it.
 */
int facs_box_enter(facs_box **box, facs_console *console);

/* Closes a box that is not entered. */
void facs_box_close(facs_box **box);

#endif
