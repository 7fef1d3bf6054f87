/* The list by which a models folder vouches for weights that are not those of models/manifest.tsv:
 * without it, a test's own would be refused as damaged ones. */
#ifndef FACS_TESTS_OWN_MANIFEST_H
#define FACS_TESTS_OWN_MANIFEST_H

/* Write models/manifest.tsv, of all files as they are now. Fails the running test. */
void own_manifest_write(const char *models);

#endif
