/* What a disturbed run may leave under final names: only what an undisturbed one would. */
#ifndef FACS_TESTS_FINALS_H
#define FACS_TESTS_FINALS_H

/*
 * Compares all files below a folder, except unfinished ones and streamed rows, with those of the
 * same name below whole. CSV, HOG, pictures and details must have the same bytes, of a JSON what
 * follows "results"; files with times in them must be there as a whole. Returns the number of
 * files. Fails the test at the first that differs.
 */
int finals_compare(const char *found, const char *whole);

#endif
