/* facs report DIR: the page of a study. */
#ifndef FACS_TOOLS_STUDY_REPORT_H
#define FACS_TOOLS_STUDY_REPORT_H

#include "args.h"

/* Makes one page of all operands. Returns an exit status. */
int facs_study_report_make(const facs_args *args);

#endif
