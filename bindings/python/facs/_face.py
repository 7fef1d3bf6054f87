"""What was measured of one face in one frame."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._library import ffi, lib, text_of


def _names(name_of: Any, count: int) -> tuple[str, ...]:
    return tuple(text_of(name_of(i)) for i in range(count))


INTENSITIES = _names(lib.facs_intensity_name, lib.FACS_INTENSITIES)
PRESENCES = _names(lib.facs_presence_name, lib.FACS_PRESENCES)


class Face:
    """A face in one frame, as soon as it was measured, so its Action Units are not calibrated yet.

    Without ``success`` no face was tracked, and the other numbers mean nothing. Arrays are the
    result's own memory, float32.
    """

    def __init__(self, struct: Any) -> None:
        self._struct = struct

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_struct": bytes(ffi.buffer(self._struct))}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _struct=ffi.new("facs_result *"))
        ffi.buffer(self._struct)[:] = state["_struct"]

    @property
    def frame(self) -> int:
        """The frame's number, from 1 as in the table."""
        return int(self._struct.index) + 1

    @property
    def time(self) -> float:
        """Seconds from the first frame."""
        return float(self._struct.time)

    @property
    def face_id(self) -> int:
        """The person's number, from 0."""
        return int(self._struct.face_id)

    @property
    def success(self) -> bool:
        """Whether the face was tracked in this frame."""
        return bool(self._struct.success)

    @property
    def confidence(self) -> float:
        """Trust in the landmarks, 0 to 1."""
        return float(self._struct.confidence)

    @cached_property
    def intensity(self) -> dict[str, float]:
        """The intensities of the Action Units, 0 to 5: ``{"AU01": 0.4, ...}``."""
        return dict(zip(INTENSITIES, self._struct.intensity))

    @cached_property
    def presence(self) -> dict[str, bool]:
        """Whether each Action Unit is present."""
        return {name: value > 0 for name, value in zip(PRESENCES, self._struct.presence)}

    def _floats(self, field: str) -> NDArray[np.float32]:
        return np.frombuffer(ffi.buffer(getattr(self._struct, field)), np.float32)

    @property
    def box(self) -> NDArray[np.float32]:
        """x, y, width and height of the face, pixels."""
        return self._floats("box")

    @property
    def landmarks(self) -> NDArray[np.float32]:
        """The 68 points, pixels: an array (68, 2)."""
        return self._floats("landmarks").reshape(2, -1).T

    @property
    def landmarks_3d(self) -> NDArray[np.float32]:
        """The 68 points in front of the camera, mm: an array (68, 3)."""
        return self._floats("landmarks_3d").reshape(3, -1).T

    @property
    def pose(self) -> NDArray[np.float32]:
        """Tx, Ty, Tz in mm and Rx, Ry, Rz in radians, relative to the camera."""
        return self._floats("pose")

    @property
    def gaze(self) -> NDArray[np.float32]:
        """The direction of each eye's gaze, the eye on the picture's left first: an array (2, 3)."""
        return self._floats("gaze").reshape(2, 3)

    @property
    def gaze_angle(self) -> NDArray[np.float32]:
        """Gaze to the side and up or down, radians, the mean of both eyes."""
        return self._floats("gaze_angle")

    @property
    def eye_landmarks(self) -> NDArray[np.float32]:
        """The points around the eyes, pixels: an array (56, 2)."""
        return self._floats("eye_landmarks").reshape(2, -1).T

    @property
    def shape(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The face shape: scale, rx, ry, rz, tx and ty; and the weights of its 34 modes."""
        return self._floats("shape_global"), self._floats("shape_local")

    def __repr__(self) -> str:
        if not self.success:
            return f"<facs.Face {self.face_id} in frame {self.frame}: not seen>"
        strong = ", ".join(f"{name} {value:.1f}" for name, value in self.intensity.items() if value >= 1)
        return f"<facs.Face {self.face_id} in frame {self.frame}: {strong or 'no strong Action Units'}>"
