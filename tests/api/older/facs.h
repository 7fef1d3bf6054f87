/*
 * The public header as an older program saw it: fewer functions, and structs that end earlier than
 * those of include/facs/facs.h. test_older_program.c is compiled against it and linked with the
 * library of today. Once a version is released, its layout here never changes: docs/abi.md.
 */
#ifndef FACS_FACS_H
#define FACS_FACS_H

#include <stddef.h>
#include <stdint.h>

#define FACS_LANDMARKS   68
#define FACS_MODES       34
#define FACS_EYE_POINTS  56
#define FACS_INTENSITIES 17
#define FACS_PRESENCES   18

typedef enum facs_error_kind { FACS_ERROR_NONE, FACS_ERROR_USAGE } facs_error_kind;

typedef struct facs_error {
    facs_error_kind kind;
    char text[1024];
} facs_error;

typedef enum facs_backend { FACS_BACKEND_AUTO, FACS_BACKEND_CPU } facs_backend;

typedef enum facs_precision { FACS_PRECISION_FP32 } facs_precision;

typedef enum facs_au_models { FACS_AU_DYNAMIC } facs_au_models;

typedef enum facs_landmark_method { FACS_LANDMARKS_CLNF, FACS_LANDMARKS_PFLD } facs_landmark_method;

typedef enum facs_detector_kind { FACS_DETECTOR_AUTO } facs_detector_kind;

typedef enum facs_face_choice { FACS_FACE_LARGEST } facs_face_choice;

/* Without centre, live and log. */
typedef struct facs_options {
    size_t size;
    const char *models;
    const char *runtime;
    facs_backend backend;
    facs_precision precision;
    int threads;
    facs_landmark_method landmark_method;
    facs_detector_kind detector;
    facs_au_models au;
    int detect_every;
    int batch;
    int faces;
    facs_face_choice face_choice;
    int region[4];
    int min_face;
    float focal_x, focal_y;
} facs_options;

void facs_default_options_sized(facs_options *options, size_t size);

static inline void facs_default_options(facs_options *options)
{
    facs_default_options_sized(options, sizeof(*options));
}

typedef struct facs_models facs_models;

int facs_models_open(facs_models **out, const facs_options *options, facs_error *error);
void facs_models_close(facs_models **models);

/* Without damaged. */
typedef struct facs_frame {
    size_t size;
    const uint8_t *pixels;
    int width, height;
    ptrdiff_t stride;
    int64_t index;
    double time;
    const float *landmarks;
} facs_frame;

/* Without presence and stage_ms. */
typedef struct facs_result {
    size_t size;
    int64_t index;
    double time;
    int face_id;
    int success;
    int damaged;
    float confidence;
    float box[4];
    float landmarks[2 * FACS_LANDMARKS];
    float landmarks_3d[3 * FACS_LANDMARKS];
    float pose[6];
    float shape_global[6];
    float shape_local[FACS_MODES];
    float gaze[6];
    float gaze_angle[2];
    float eye_landmarks[2 * FACS_EYE_POINTS];
    float eye_landmarks_3d[3 * FACS_EYE_POINTS];
    float intensity[FACS_INTENSITIES];
} facs_result;

typedef struct facs_analyzer facs_analyzer;

int facs_analyzer_open(facs_analyzer **out, facs_models *models, const facs_options *options,
                       facs_error *error);
void facs_analyzer_close(facs_analyzer **analyzer);
int facs_analyzer_push(facs_analyzer *analyzer, const facs_frame *frame);
int facs_analyzer_pull(facs_analyzer *analyzer, facs_result *result);

enum { FACS_FEATURE_POSE = 1 << 0 };

/* Without the callbacks, strict, overwrite, command_line and what follows. */
typedef struct facs_extract_options {
    size_t size;
    facs_options analysis;
    const char *landmarks;
    const char *csv;
    const char *json;
    const char *csv_rows;
    const char *json_rows;
    const char *overlay;
    const char *hog;
    const char *aligned;
    const char *tracked;
    const char *details;
    int aligned_size;
    double aligned_scale;
    unsigned aligned_flags;
    const char *aligned_format;
    unsigned features;
    int full_precision;
    int per_face;
    double fps;
    int64_t every;
    int64_t max_frames;
} facs_extract_options;

void facs_default_extract_options_sized(facs_extract_options *options, size_t size,
                                        size_t analysis_size);

static inline void facs_default_extract_options(facs_extract_options *options)
{
    facs_default_extract_options_sized(options, sizeof(*options), sizeof(options->analysis));
}

/* Without all that follows. */
typedef struct facs_summary {
    size_t size;
    int64_t frames;
    int64_t rows;
    int64_t faces;
} facs_summary;

int facs_extract(const char *input, const facs_extract_options *options, facs_summary *summary,
                 facs_error *error);

int facs_json_line(char *text, size_t size, const facs_result *result, const void *live,
                   unsigned features, int full_precision);

#endif
