/* OpenFace has 18 presences but only 17 intensities: AU28 has no intensity. */
#ifndef FACS_TOOLS_ACTION_UNITS_H
#define FACS_TOOLS_ACTION_UNITS_H

/* Returns the index of the intensity for presence p, or -1 if there is none. */
int facs_action_units_intensity(int p);

#endif
