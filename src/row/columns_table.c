#include "row/columns.h"

#define AT(field)  .offset = offsetof(facs_result, field)
#define POINTS     (FACS_LANDMARKS * sizeof(float))
#define EYE_POINTS (FACS_EYE_POINTS * sizeof(float))
#define GLOBAL     sizeof(float)

#define PLAIN    FACS_NAMED_PLAIN
#define XYZ      FACS_NAMED_XYZ
#define NUMBERED FACS_NAMED_NUMBER
#define REAL     FACS_VALUE_REAL

/* A measure (facs_measures): the same name in the CSV and, in an object of its own, in JSON. */
#define MEASURE(name, field, decimals, unit, meaning)                                              \
    FACS_FEATURE_MEASURES, name, "measures." name, 1, PLAIN, FACS_VALUE_OPTIONAL, decimals,        \
        AT(measures.field), unit, meaning

/* OpenFace 2.2.0's columns, order and decimals; after them, the measures. */
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
    {MEASURE("lid_left", lid[0], 2, "%", "opening of the person's left eye")},
    {MEASURE("lid_right", lid[1], 2, "%", "opening of the right eye")},
    {MEASURE("lid_share_left", lid_share[0], 3, "",
             "the same as a share of what is wide open for this person; closed: about 0.3"),
     .late = 1},
    {MEASURE("lid_share_right", lid_share[1], 3, "", "the same of the right eye"), .late = 1},
    {MEASURE("brow_inner_left", brow_inner[0], 2, "%",
             "inner end of the left brow above the line between the eye corners")},
    {MEASURE("brow_inner_right", brow_inner[1], 2, "%", "the same of the right brow")},
    {MEASURE("brow_outer_left", brow_outer[0], 2, "%",
             "outer half of the left brow above the line between the eye corners")},
    {MEASURE("brow_outer_right", brow_outer[1], 2, "%", "the same of the right brow")},
    {MEASURE("mouth_corner_up_left", mouth_up[0], 2, "%",
             "left mouth corner above the line between the eye corners (negative)")},
    {MEASURE("mouth_corner_up_right", mouth_up[1], 2, "%", "the same of the right corner")},
    {MEASURE("mouth_corner_out_left", mouth_out[0], 2, "%",
             "left mouth corner to the side of the base of the nose, outwards")},
    {MEASURE("mouth_corner_out_right", mouth_out[1], 2, "%", "the same of the right corner")},
    {MEASURE("mouth_open", mouth_open, 2, "%", "between the outer edges of the lips")},
    {MEASURE("mouth_width", mouth_width, 2, "%", "between the mouth corners")},
    {MEASURE("lip_parting", lip_parting, 2, "%", "between the inner edges of the lips")},
    {MEASURE("nose_wing_left", nose_wing[0], 2, "%",
             "left wing of the nose above the line between the eye corners (negative)")},
    {MEASURE("nose_wing_right", nose_wing[1], 2, "%", "the same of the right wing")},
    {MEASURE("asym_lid", asym_lid, 2, "%", "lid_left minus lid_right")},
    {MEASURE("asym_brow_inner", asym_brow_inner, 2, "%", "brow_inner_left minus brow_inner_right")},
    {MEASURE("asym_brow_outer", asym_brow_outer, 2, "%", "brow_outer_left minus brow_outer_right")},
    {MEASURE("asym_mouth_up", asym_mouth_up, 2, "%",
             "mouth_corner_up_left minus mouth_corner_up_right")},
    {MEASURE("asym_mouth_out", asym_mouth_out, 2, "%",
             "mouth_corner_out_left minus mouth_corner_out_right")},
    {MEASURE("asym_nose", asym_nose, 2, "%", "nose_wing_left minus nose_wing_right")},
    {MEASURE("head_speed", head_speed, 1, "degrees/s",
             "how fast the head turns, over a tenth of a second")},
    {MEASURE("gaze_speed", gaze_speed, 1, "degrees/s",
             "how fast the eyes turn in the head, over a tenth of a second")},
    {MEASURE("face_size", face_size, 1, "px",
             "distance between the outer eye corners in the picture, as seen from the front")},
    {MEASURE("sharpness", sharpness, 1, "0 to 100", "sharpness of the picture of the face")},
    {MEASURE("light", light, 1, "0 to 255", "mean brightness of the face")},
    {FACS_FEATURE_MEASURES, "quality", "measures.quality", 1, PLAIN, FACS_VALUE_INTEGER, 0,
     AT(measures.quality), "0 to 2", "0: use the row; 1: doubtful; 2: leave it out"},
    {FACS_FEATURE_MEASURES, "_p", "corrected", FACS_PRESENCES, FACS_NAMED_PRESENCE, FACS_VALUE_FLAG,
     2, AT(corrected), "0 or 1", "presence of the Action Unit, corrected by measures", .late = 1},
};

const facs_values *facs_columns_table(int *count)
{
    *count = (int)(sizeof(table) / sizeof(table[0]));
    return table;
}
