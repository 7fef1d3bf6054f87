/* Inputs that were found twice. */
#ifndef FACS_STUDY_TWICE_H
#define FACS_STUDY_TWICE_H

#include "study/inputs.h"
#include "study/left_out.h"

/*
 * Drops, of sorted inputs, those that have the same path as another or lead to the same one through
 * links, and counts them. Two names of one file (hard links) are two inputs. 0 or -ENOMEM.
 */
int facs_twice_drop(facs_inputs *inputs, facs_left_out *left);

#endif
