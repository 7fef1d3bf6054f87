/*
 * How much the longest tests do. A sanitizer makes code ten to twenty times slower, and what it
 * looks for, bad memory and races, shows in some of the frames as well as in all of them: the code
 * is the same. How well the results agree is for the other builds. An emulator is as slow, and
 * there to find what its processor does otherwise; under Wine, which counts as one, every wait for
 * another thread and every file costs much.
 */
#ifndef FACS_TESTS_SANITIZED_H
#define FACS_TESTS_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define EMULATED (getenv("MESON_EXE_WRAPPER") != NULL) /* needs stdlib.h */
#define SLOW     (SANITIZED || EMULATED)

#endif
