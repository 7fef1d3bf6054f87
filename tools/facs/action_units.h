/* The one knot in OpenFace's columns: 18 presences, 17 intensities (AU28 has none). */
#ifndef FACS_TOOLS_ACTION_UNITS_H
#define FACS_TOOLS_ACTION_UNITS_H

/* The number of the intensity of the p-th presence's Action Unit; -1: it has none. */
int facs_action_units_intensity(int p);

#endif
