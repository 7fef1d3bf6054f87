/* What facs does when it was double-clicked, or when videos or folders were dropped on it: measures
 * them with reports, opens those, and keeps its window open until a key is pressed. */
#ifndef FACS_TOOLS_CLICKED_H
#define FACS_TOOLS_CLICKED_H

/* 1: the program was started from the desktop, and words, which end with NULL, are none or name
 * only files and folders that exist. */
int facs_clicked(char *const *words);

/* Measures what the words name, or if there are none, what the user chooses. program: argv[0].
 * Returns an exit status. */
int facs_clicked_run(char *program, char **words);

/* Says how a program of OpenFace's name is used. Returns an exit status. */
int facs_clicked_openface(const char *name);

#endif
