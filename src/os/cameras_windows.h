/* The cameras that Windows lists. FFmpeg can list them only together with microphones, and not at
 * all where there is no microphone. */
#ifndef FACS_OS_CAMERAS_WINDOWS_H
#define FACS_OS_CAMERAS_WINDOWS_H

/*
 * Calls each for every camera, in Windows' order; name: as people see it; id: the only one of its
 * kind, as DirectShow spells it. Both are UTF-8 and end with the call. Returns how many there are,
 * or a negative errno.
 */
int facs_windows_cameras(void (*each)(void *opaque, const char *name, const char *id),
                         void *opaque);

#endif
