/* The tables of a merged study in SQL. docs/merge.md describes them. */
#ifndef FACS_STUDY_MERGE_SCHEMA_H
#define FACS_STUDY_MERGE_SCHEMA_H

#include "study/merge_sink.h"

/* The statements that make tables, view and indexes; that insert a row; NULL: no memory.
 * Allocated. */
char *facs_merge_schema_create(const facs_merge_plan *plan);
char *facs_merge_schema_insert_frame(const facs_merge_plan *plan);
char *facs_merge_schema_insert_video(const facs_merge_plan *plan);

/* USAGE: a column of the path has the name of another column; two columns of the results have the
 * same name in a database. */
int facs_merge_schema_check(const facs_merge_plan *plan, facs_error *error);
int facs_merge_schema_check_columns(const facs_merge_plan *plan, facs_error *error);

/* 1: a file that begins with these 72 bytes is a database with these tables. */
int facs_merge_is_database(const char *head);

#endif
