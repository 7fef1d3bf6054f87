"""Tables with the columns and attributes of py-feat's Fex, as it reads OpenFace's files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from ..._data import Columns
from ..._library import PathLike, check, lib, receiver, taken
from ..._needed import needed
from ..._read import read
from ..._result import Result

if TYPE_CHECKING:
    from collections.abc import Callable


needed("pandas")
import pandas  # noqa: E402


def _columns_by_block() -> dict[str, list[str]]:
    """Return the names of facs's columns in each block."""
    data = receiver("facs_data")
    check(lib.facs_data_open(data, lib.FACS_FEATURE_ALL, 0, 0))
    columns = Columns(taken(data))
    blocks: dict[str, list[str]] = {}
    for name in columns:
        blocks.setdefault(columns.describe(name).block, []).append(name)
    return blocks


_BLOCKS = _columns_by_block()
_AUS = _BLOCKS["aus"]
_LANDMARKS = _BLOCKS["2d"]
_POSES = _BLOCKS["pose"]
_GAZES = [name for name in _BLOCKS["gaze"] if name.startswith("gaze_") and "angle" not in name]
_TIMES = ["frame", "timestamp"]
_OPENFACE = [
    *_TIMES,
    "confidence",
    "success",
    *_GAZES,
    *_POSES,
    *_LANDMARKS,
    *_BLOCKS["3d"],
    *_BLOCKS["pdm"],
    *_AUS,
]


class _Groups:
    """Groups of columns, which Fex and its rows have in common."""

    au_columns = _AUS
    landmark_columns = _LANDMARKS
    facepose_columns = _POSES
    gaze_columns = _GAZES
    time_columns = _TIMES
    detector = "OpenFace"

    if TYPE_CHECKING:
        __getitem__: Callable[[Any, Any], Any]

    @property
    def aus(self) -> Any:
        """The Action Units: intensities (``AU12_r``, 0 to 5) and presences (``AU12_c``)."""
        return self[self.au_columns]

    @property
    def landmarks(self) -> Any:
        """The 68 landmarks in pixels: ``x_0`` to ``x_67``, ``y_0`` to ``y_67``."""
        return self[self.landmark_columns]

    @property
    def landmarks_x(self) -> Any:
        """The x of the landmarks."""
        return self[[name for name in self.landmark_columns if name.startswith("x")]]

    @property
    def landmarks_y(self) -> Any:
        """The y of the landmarks."""
        return self[[name for name in self.landmark_columns if name.startswith("y")]]

    @property
    def poses(self) -> Any:
        """The head: ``pose_Tx`` .. ``pose_Tz`` in mm, ``pose_Rx`` .. ``pose_Rz`` in radians."""
        return self[self.facepose_columns]

    @property
    def gazes(self) -> Any:
        """The unit vectors of gaze of both eyes."""
        return self[self.gaze_columns]

    @property
    def time(self) -> Any:
        """``frame`` and ``timestamp``."""
        return self[self.time_columns]

    @property
    def inputs(self) -> Any:
        """The path of the input."""
        return self["input"]

    @property
    def identities(self) -> Any:
        """Who it is: ``"Person_0"`` and so on."""
        return self["Identity"]

    @property
    def emotions(self) -> Any:
        """AttributeError: facs measures Action Units and does not guess emotions."""
        raise AttributeError("facs measures Action Units and does not guess emotions")

    # The names before py-feat 0.5.
    landmark = landmarks
    landmark_x = landmarks_x
    landmark_y = landmarks_y
    facepose = poses
    input = inputs


class FexSeries(_Groups, pandas.Series):  # type: ignore[misc]
    """A row of a :class:`Fex`."""

    @property
    def _constructor(self) -> type[FexSeries]:
        return FexSeries

    @property
    def _constructor_expanddim(self) -> type[Fex]:
        return Fex


class Fex(_Groups, pandas.DataFrame):  # type: ignore[misc]
    """A DataFrame with the columns of py-feat's ``read_openface`` and, like py-feat's Fex, with
    groups of them: ``.aus``, ``.landmarks``, ``.poses``, ``.gazes``, ``.time``, ``.inputs``."""

    @property
    def _constructor(self) -> type[Fex]:
        return Fex

    @property
    def _constructor_sliced(self) -> type[FexSeries]:
        return FexSeries

    def to_feat(self) -> Any:
        """Return py-feat's own Fex of this table, for its statistics and plots. Needs py-feat."""
        import feat

        groups = ("au", "landmark", "facepose", "gaze", "time")
        columns = {f"{group}_columns": getattr(self, f"{group}_columns") for group in groups}
        return feat.Fex(pandas.DataFrame(self), detector=self.detector, **columns)


def read_openface(openfacefile: PathLike, features: list[str] | None = None) -> Fex:
    """Read a CSV of facs or OpenFace as py-feat's function of this name does."""
    table = Fex(read(openfacefile).to_pandas())
    names = [name for name in _OPENFACE if name in table] if features is None else features
    table = table[names]
    table["input"] = os.fsdecode(openfacefile)
    return table


def fex_of(result: Result, source: str, frame: int | None = None) -> Fex:
    """Return a result as a Fex: like py-feat, with a row for each face that was found and, where
    there is none, with one row without values. frame: the number of a single image."""
    table = Fex(result.to_pandas())
    if frame is not None:  # the table of an image has neither times nor success
        table = table.assign(frame=frame, timestamp=0.0, success=result.with_face.astype(np.int64))
    table = table.assign(Identity=[f"Person_{number}" for number in result.face_ids])
    seen = table["success"] > 0
    table.loc[~seen, _OPENFACE[4:]] = np.nan
    empty = ~seen.groupby(table["frame"]).transform("any") & ~table["frame"].duplicated()
    table = table.loc[seen | empty, [*_OPENFACE, "Identity"]].reset_index(drop=True)
    table.insert(len(_OPENFACE), "input", source)
    return table
