#include "shape/rotation.h"

#include "base/exact_math.h"

#include <math.h>
#include <string.h>

void facs_rotation_from_euler(const double euler[3], double matrix[9])
{
    double c1 = facs_exact_cos(euler[0]), s1 = facs_exact_sin(euler[0]);
    double c2 = facs_exact_cos(euler[1]), s2 = facs_exact_sin(euler[1]);
    double c3 = facs_exact_cos(euler[2]), s3 = facs_exact_sin(euler[2]);

    matrix[0] = c2 * c3;
    matrix[1] = -c2 * s3;
    matrix[2] = s2;
    matrix[3] = c1 * s3 + c3 * s1 * s2;
    matrix[4] = c1 * c3 - s1 * s2 * s3;
    matrix[5] = -c2 * s1;
    matrix[6] = s1 * s3 - c1 * c3 * s2;
    matrix[7] = c3 * s1 + c1 * s2 * s3;
    matrix[8] = c1 * c2;
}

void facs_rotation_to_euler(const double matrix[9], double euler[3])
{
    double c2 = facs_exact_length(matrix[0], matrix[1]);

    /* atan2, not asin: it stays accurate near a quarter turn and accepts a sine above 1. */
    euler[1] = facs_exact_atan2(matrix[2], c2);
    if (c2 > 1e-9) {
        euler[0] = facs_exact_atan2(-matrix[5], matrix[8]);
        euler[2] = facs_exact_atan2(-matrix[1], matrix[0]);
    } else {
        euler[0] = facs_exact_atan2(matrix[7], matrix[4]);
        euler[2] = 0;
    }
}

void facs_rotation_from_axis(const double axis[3], double matrix[9])
{
    double x = axis[0], y = axis[1], z = axis[2];
    double square = x * x + y * y + z * z;
    double angle = sqrt(square);
    /* sin(angle)/angle and (1 - cos(angle))/angle^2, by their series where they would be 0/0. */
    double a = angle > 1e-4 ? facs_exact_sin(angle) / angle : 1 - square / 6;
    double b = angle > 1e-4 ? (1 - facs_exact_cos(angle)) / square : 0.5 - square / 24;

    matrix[0] = 1 - b * (y * y + z * z);
    matrix[1] = b * x * y - a * z;
    matrix[2] = b * x * z + a * y;
    matrix[3] = b * x * y + a * z;
    matrix[4] = 1 - b * (x * x + z * z);
    matrix[5] = b * y * z - a * x;
    matrix[6] = b * x * z - a * y;
    matrix[7] = b * y * z + a * x;
    matrix[8] = 1 - b * (x * x + y * y);
}

void facs_rotation_multiply(const double left[9], const double right[9], double product[9])
{
    double result[9];

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            result[3 * i + j] = left[3 * i] * right[j] + left[3 * i + 1] * right[3 + j] +
                                left[3 * i + 2] * right[6 + j];
    memcpy(product, result, sizeof(result));
}
