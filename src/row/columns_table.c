#include "row/columns.h"

#define AT(field)  .offset = offsetof(facs_result, field)
#define POINTS     (FACS_LANDMARKS * sizeof(float))
#define EYE_POINTS (FACS_EYE_POINTS * sizeof(float))
#define GLOBAL     sizeof(float)

#define PLAIN    FACS_NAMED_PLAIN
#define XYZ      FACS_NAMED_XYZ
#define NUMBERED FACS_NAMED_NUMBER
#define REAL     FACS_VALUE_REAL

/* OpenFace 2.2.0's columns, order and decimals. */
static const facs_values table[] = {
    {FACS_LEAD_VIDEO, "frame", "frame", 1, PLAIN, FACS_VALUE_ORDINAL, 0, AT(index), "",
     "frame number, from 1"},
    {FACS_LEAD_VIDEO, "face_id", "face_id", 1, PLAIN, FACS_VALUE_INTEGER, 0, AT(face_id), "",
     "face number, from 0"},
    {FACS_LEAD_VIDEO, "timestamp", "time", 1, PLAIN, FACS_VALUE_SECONDS, 3, AT(time), "s",
     "the container's presentation time, counted from the first frame"},
    {FACS_LEAD_VIDEO, "confidence", "confidence", 1, PLAIN, REAL, 2, AT(confidence), "0 to 1",
     "how far to trust the landmarks"},
    {FACS_LEAD_VIDEO, "success", "success", 1, PLAIN, FACS_VALUE_INTEGER, 0, AT(success), "0 or 1",
     "1: a face was tracked in this frame; 0: the row's measures mean nothing"},
    {FACS_LEAD_VIDEO, NULL, "damaged", 1, PLAIN, FACS_VALUE_INTEGER, 0, AT(damaged), "0 or 1",
     "1: the decoder had to guess parts of the picture: do not trust the values"},
    {FACS_LEAD_STILL, "face", "face_id", 1, PLAIN, FACS_VALUE_INTEGER, 0, AT(face_id), "",
     "face number, from 0"},
    {FACS_LEAD_STILL, "confidence", "confidence", 1, PLAIN, REAL, 3, AT(confidence), "0 to 1",
     "how far to trust the landmarks"},
    {FACS_FEATURE_GAZE, "gaze_0_", "gaze.left", 3, XYZ, REAL, 6, AT(gaze), "",
     "gaze direction of the eye on the left of the picture, a unit vector"},
    {FACS_FEATURE_GAZE, "gaze_1_", "gaze.right", 3, XYZ, REAL, 6, AT(gaze) + 3 * sizeof(float), "",
     "gaze direction of the eye on the right of the picture, a unit vector"},
    {FACS_FEATURE_GAZE, "gaze_angle_", "gaze.angle", 2, XYZ, REAL, 3, AT(gaze_angle), "rad",
     "gaze angle of both eyes together: x from left to right, y from top to bottom"},
    {FACS_FEATURE_GAZE, "eye_lmk_x_", "gaze.eye_landmarks", FACS_EYE_POINTS, NUMBERED, REAL, 1,
     AT(eye_landmarks), "px", "eye landmark in the picture, from the left edge"},
    {FACS_FEATURE_GAZE, "eye_lmk_y_", "gaze.eye_landmarks", FACS_EYE_POINTS, NUMBERED, REAL, 1,
     AT(eye_landmarks) + EYE_POINTS, "px", "eye landmark in the picture, from the top edge"},
    {FACS_FEATURE_GAZE, "eye_lmk_X_", "gaze.eye_landmarks_3d", FACS_EYE_POINTS, NUMBERED, REAL, 1,
     AT(eye_landmarks_3d), "mm", "eye landmark in space, to the right of the camera's axis"},
    {FACS_FEATURE_GAZE, "eye_lmk_Y_", "gaze.eye_landmarks_3d", FACS_EYE_POINTS, NUMBERED, REAL, 1,
     AT(eye_landmarks_3d) + EYE_POINTS, "mm", "eye landmark in space, below the camera's axis"},
    {FACS_FEATURE_GAZE, "eye_lmk_Z_", "gaze.eye_landmarks_3d", FACS_EYE_POINTS, NUMBERED, REAL, 1,
     AT(eye_landmarks_3d) + 2 * EYE_POINTS, "mm",
     "eye landmark in space, distance from the camera"},
    {FACS_FEATURE_POSE, "pose_T", "pose.position", 3, XYZ, REAL, 1, AT(pose), "mm",
     "head position relative to the camera: x to the right, y down, z away from it"},
    {FACS_FEATURE_POSE, "pose_R", "pose.rotation", 3, XYZ, REAL, 3, AT(pose) + 3 * sizeof(float),
     "rad", "head rotation about each axis; R = Rx Ry Rz"},
    {FACS_FEATURE_2D, NULL, "box", 4, NUMBERED, REAL, 1, AT(box), "px",
     "left edge, top edge, width and height of the face in the picture"},
    {FACS_FEATURE_2D, "x_", "landmarks", FACS_LANDMARKS, NUMBERED, REAL, 1, AT(landmarks), "px",
     "landmark in the picture, from the left edge (iBUG 300-W order)"},
    {FACS_FEATURE_2D, "y_", "landmarks", FACS_LANDMARKS, NUMBERED, REAL, 1, AT(landmarks) + POINTS,
     "px", "landmark in the picture, from the top edge"},
    {FACS_FEATURE_3D, "X_", "landmarks_3d", FACS_LANDMARKS, NUMBERED, REAL, 1, AT(landmarks_3d),
     "mm", "landmark in space, to the right of the camera's axis"},
    {FACS_FEATURE_3D, "Y_", "landmarks_3d", FACS_LANDMARKS, NUMBERED, REAL, 1,
     AT(landmarks_3d) + POINTS, "mm", "landmark in space, below the camera's axis"},
    {FACS_FEATURE_3D, "Z_", "landmarks_3d", FACS_LANDMARKS, NUMBERED, REAL, 1,
     AT(landmarks_3d) + 2 * POINTS, "mm", "landmark in space, distance from the camera"},
    {FACS_FEATURE_PDM, "p_scale", "shape.scale", 1, PLAIN, REAL, 3, AT(shape_global), "px/mm",
     "scale of the shape model in the picture"},
    {FACS_FEATURE_PDM, "p_r", "shape.rotation", 3, XYZ, REAL, 3, AT(shape_global) + GLOBAL, "rad",
     "rotation of the shape model about each axis"},
    {FACS_FEATURE_PDM, "p_t", "shape.translation", 2, XYZ, REAL, 3, AT(shape_global) + 4 * GLOBAL,
     "px", "position of the shape model in the picture"},
    {FACS_FEATURE_PDM, "p_", "shape.modes", FACS_MODES, NUMBERED, REAL, 3, AT(shape_local), "mm",
     "weight of a mode of the shape model (identity and expression)"},
    {FACS_FEATURE_AUS, "_r", "intensity", FACS_INTENSITIES, FACS_NAMED_INTENSITY, REAL, 2,
     AT(intensity), "0 to 5", "intensity of the Action Unit: 0 absent, 1 a trace, 5 the maximum",
     .late = 1},
    {FACS_FEATURE_AUS, "_c", "presence", FACS_PRESENCES, FACS_NAMED_PRESENCE, FACS_VALUE_FLAG, 2,
     AT(presence), "0 or 1", "presence of the Action Unit, from its own classifier", .late = 1},
};

const facs_values *facs_columns_table(int *count)
{
    *count = (int)(sizeof(table) / sizeof(table[0]));
    return table;
}
