/* What a program does that was started from the desktop, by a double click or by files that were
 * dropped on it, and what it asks of the desktop. For the main thread. */
#ifndef FACS_OS_DESKTOP_H
#define FACS_OS_DESKTOP_H

/* A test sets this variable, to any value, to be taken for someone who clicked. Then no window
 * opens to choose files in. */
#define FACS_DESKTOP_VARIABLE "FACS_CLICKED"

/* 1: nobody typed a command line. The program has a terminal to itself, a window that closes when
 * the program ends. Only Windows starts programs like that. */
int facs_desktop_started(void);

/*
 * Ask the desktop to open a file, a folder or an address, a page in the browser, which runs on its
 * own and does not write to the terminal. 1: asked; 0: there is no desktop, or nothing that opens
 * such things.
 */
int facs_desktop_open(const char *what);

/* Have the process connect to the desktop, if the system has such a step. Otherwise a library that
 * draws may do so while it is being loaded, against Microsoft's advice; under Wine without a
 * display, Direct3D then never comes back. For any thread. */
void facs_desktop_connect(void);

/* A kind of files to choose from. */
typedef struct facs_desktop_kind {
    const char *name;    /* "Videos" */
    const char *pattern; /* "*.mp4;*.avi" */
} facs_desktop_kind;

/* Ask for files in the system's own window. *paths: allocated, as facs_names_free() takes them.
 * Returns their number; 0: none was chosen; -ENOSYS: there is no such window; -ENOMEM. */
int facs_desktop_choose(const char *title, const facs_desktop_kind *kinds, int count,
                        char ***paths);

/* The next line of standard input without its end, as UTF-8; allocated. NULL: there is none. */
char *facs_desktop_line(void);

/* Say which key closes the window, and wait for it, but not once the program was interrupted
 * (interrupt.h). What was typed before does not count. */
void facs_desktop_wait(void);

/* name in the user's folder for documents; allocated. NULL: the folder is not known. */
char *facs_desktop_document(const char *name);

#endif
