/*
 * Small networks in the real ONNX file format, so that tests need no weights: a writer of the
 * format (protobuf by hand), and stand-ins for RetinaFace and PFLD that find a bright square. Every
 * function ends the running test when it fails.
 */
#ifndef FACS_TESTS_TINY_ONNX_H
#define FACS_TESTS_TINY_ONNX_H

#include <stddef.h>
#include <stdint.h>

/*
 * A face detector with RetinaFace's form: input [1,3,height,width] (BGR less 104, 117, 123; both
 * sides open, or side x side where side is not 0), outputs "loc" [1,P,4], "conf" [1,P,2],
 * "landms" [1,P,10], P = sum over the strides 8, 16, 32 of 2 * ceil(height/s) * ceil(width/s).
 * It finds a bright square (levels above 170 or so) on dark ground (below 90) wholly inside the
 * picture, with a score above 0.8 and its exact box, when the square's side in the network's input
 * is 0.95 to 1.35 times 32, 64, 128 or 256; the points are eyes, nose and mouth corners about its
 * centre.
 */
void tiny_retinaface(const char *path, int side);

/*
 * Landmarks with PFLD's form: input [batch,3,112,112] (RGB / 255), output [batch,136], interleaved
 * x, y in [0,1]: mean_points on an even picture; else moved towards the brighter half by
 * 0.275 * (difference of the halves' mean levels), in x and in y, which follows a white square on
 * black ground whose crop is 1.1 times its side.
 */
void tiny_pfld(const char *path, const float mean_points[136]);

/* ---- The writer, for networks of other forms ------------------------------------------------- */

enum { TINY_FLOAT = 1, TINY_INT64 = 7, TINY_DOUBLE = 11 }; /* TensorProto's element types */

typedef struct tiny_onnx tiny_onnx;

/* Of a node; a list ends with a NULL name. count 0: one integer, not a list. */
typedef struct tiny_attribute {
    const char *name;
    int count;
    int64_t values[4];
} tiny_attribute;

tiny_onnx *tiny_onnx_new(void);

/* shape: dimensions between blanks; one that is not a number is open and has that name: "1 3 h w".
 */
void tiny_onnx_input(tiny_onnx *model, const char *name, int type, const char *shape);
void tiny_onnx_output(tiny_onnx *model, const char *name, int type, const char *shape);

/* Constants. */
void tiny_onnx_floats(tiny_onnx *model, const char *name, int rank, const int64_t *dims,
                      const float *values);
void tiny_onnx_integers(tiny_onnx *model, const char *name, int count, const int64_t *values);

/* inputs, outputs: names between blanks. attributes may be NULL. */
void tiny_onnx_node(tiny_onnx *model, const char *operation, const char *inputs,
                    const char *outputs, const tiny_attribute *attributes);

/* Write the file, and free the model. */
void tiny_onnx_write(tiny_onnx *model, const char *path);

#endif
