/* Rows of the batch table as JSON, with the keys of the table's columns. */
#ifndef FACS_TOOLS_BATCH_JSON_H
#define FACS_TOOLS_BATCH_JSON_H

#include <facs/study.h>

#include <jansson.h>

/*
 * Sets key to a text, with U+FFFD for whatever is not UTF-8; for such a text, also sets KEY_bytes
 * to its bytes, percent-encoded as in a URL. null for NULL. Returns 0, or -1 without memory.
 */
int facs_json_put_text(json_t *object, const char *key, const char *text);

/* What is not known is left out: negative; not finite. Return 0, or -1 without memory. */
int facs_json_put_whole(json_t *object, const char *key, int64_t value);
int facs_json_put_real(json_t *object, const char *key, double value);

/* Adds what is known of a row. Returns 0, or -1 without memory. */
int facs_json_put_row(json_t *object, const facs_batch_row *row);

/* Adds the counts of inputs by what became of them. The same. */
int facs_json_put_totals(json_t *object, const facs_batch_totals *totals);

#endif
