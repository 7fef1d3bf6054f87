"""facs.Analyzer: the faces of one's own frames."""

from __future__ import annotations

import errno
import math
import threading
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._data import Columns
from ._face import Face
from ._library import (
    Call,
    InternalError,
    PathLike,
    UsageError,
    check,
    ffi,
    lib,
    new,
    receiver,
    taken,
    text_of,
)
from ._neutral import Neutral
from ._options import Features, features_of
from ._result import Result
from ._weights import Weights, analysis_options

# Pixel formats by their number of channels and name.
_FORMATS = {
    ("rgb", 3): lib.FACS_PIXELS_RGB,
    ("bgr", 3): lib.FACS_PIXELS_BGR,
    ("rgb", 4): lib.FACS_PIXELS_RGBA,
    ("bgr", 4): lib.FACS_PIXELS_BGRA,
}
_RESULT_SIZE = ffi.sizeof("facs_result")


def _measured(analysis: Any) -> int:
    """Return the features that an analysis measures."""
    features = int(lib.FACS_FEATURE_ALL if analysis.measures else lib.FACS_FEATURE_OPENFACE)
    if not lib.facs_landmark_method_traits(analysis.landmark_method) & lib.FACS_METHOD_GAZE:
        features &= ~lib.FACS_FEATURE_GAZE
    if analysis.au == lib.FACS_AU_NONE:
        features &= ~lib.FACS_FEATURE_AUS
    return features


def _points(landmarks: ArrayLike) -> NDArray[np.float32]:
    """Return 68 points as the library takes them: x0..x67, y0..y67."""
    points = np.asarray(landmarks, np.float32)
    if points.shape != (lib.FACS_LANDMARKS, 2):
        raise UsageError(f"landmarks: expected an array (68, 2), not {points.shape}")
    return np.ascontiguousarray(points.T)


class Analyzer:
    """Follows the faces of one stream of pictures: push each frame, then finish.

    Parameters
    ----------
    color
        The order of a color picture's channels: ``"rgb"`` (PIL, imageio, scikit-image) or
        ``"bgr"`` (OpenCV). A two-dimensional array is grey.
    fps
        Frames per second, where `push` gets no times. Default: 30.
    live
        The stream may never end: intensities are corrected by what was seen so far, nothing is
        kept, and there is no `finish`.
    learn
        Keep what `neutral` needs.
    measures
        Measure also lids, brows, mouth, speeds and quality: the columns of ``"measures"``.
    weights
        Models that several analyzers share. Default: its own.

    Examples
    --------
    >>> with facs.Analyzer(color="bgr") as analyzer:        # doctest: +SKIP
    ...     while (frame := camera.read()) is not None:
    ...         for face in analyzer.push(frame):
    ...             print(face.intensity["AU12"])
    ...     result = analyzer.finish()

    Notes
    -----
    The other options are those of `facs.extract`; landmarks is ``"auto"``, ``"ceclm"``, ``"clnf"``,
    ``"pfld"``, or ``"given"`` for points that come with each frame.

    Of several threads that use an analyzer, one waits for the other. Python runs on while it works. It keeps about 3 KB for
    each face and frame, for `finish`, unless it is live.
    """

    def __init__(
        self,
        *,
        color: str = "rgb",
        fps: float = 30.0,
        live: bool = False,
        learn: bool = False,
        measures: bool = False,
        weights: Weights | None = None,
        au: str | None = None,
        faces: int | str | None = None,
        face: str | None = None,
        region: tuple[int, int, int, int] | None = None,
        min_face: int | None = None,
        neutral: Neutral | PathLike | None = None,
        landmarks: str | None = None,
        detector: str | None = None,
        detect_every: int | None = None,
        batch: int | None = None,
        backend: str | None = None,
        precision: str | None = None,
        threads: int | None = None,
        cores: int | None = None,
        models: PathLike | None = None,
        runtime: PathLike | None = None,
        fx: float | None = None,
        fy: float | None = None,
        cx: float | None = None,
        cy: float | None = None,
    ) -> None:
        given = locals()
        for name in ("self", "color", "fps", "weights"):
            del given[name]
        if color not in ("rgb", "bgr"):
            raise UsageError(f'color: {color!r} is not one of "rgb", "bgr"')
        if not 0 < fps < math.inf:
            raise UsageError(f"fps: expected a number above 0, not {fps!r}")
        self._weights = weights or Weights(**given)
        self._call = Call()
        out = receiver("facs_analyzer")
        analysis = analysis_options(self._call, self._weights.with_options(given))
        self._call.check(
            lib.facs_analyzer_open(out, self._weights.handle, analysis, self._call.error))
        self._handle = taken(out, self._weights, self._call)
        self._color, self._fps, self._live, self._learn = color, fps, live, learn
        self._finished = False
        self._features = _measured(analysis)
        self._lock = threading.RLock()  # also for a handler of signals, which comes on top of a call
        self._frame = new("facs_frame")
        self._frames = 0
        self._pulled: list[Any] = []
        self._interrupted = False

    def push(self, pixels: ArrayLike, *, time: float | None = None,
             landmarks: ArrayLike | None = None, damaged: bool = False) -> list[Face]:
        """Analyze the next frame, and return its faces.

        Parameters
        ----------
        pixels
            A NumPy array, or anything that NumPy can look at: uint8, (height, width, 3 or 4) or
            (height, width). It is not copied if each row's pixels are adjacent.
        time
            Seconds from the first frame. Default: by the analyzer's fps.
        landmarks
            With ``landmarks="given"``: the 68 points, an array (68, 2).
        damaged
            The picture is known to be damaged, so the neutral face must not learn from it.

        Returns
        -------
        list of Face
            One face, whether it was seen or not. With several: each person known so far.
        """
        with self._lock:
            if self._finished:
                raise UsageError("push: the stream has ended")
            self._take_up()
            frame = self._frame
            array = self._put_picture(pixels)
            points = None if landmarks is None else _points(landmarks)
            frame.landmarks = ffi.NULL if points is None else ffi.from_buffer("float[]", points)
            frame.index = self._frames
            frame.time = self._frames / self._fps if time is None else time
            frame.damaged = bool(damaged)
            self._frames += 1
            self._interrupted = True  # until it is known that it was not
            status = lib.facs_analyzer_push(self._handle, frame)
            del array
            if status < 0:
                self._frames -= 1
                self._interrupted = False
                self._check(status)
            faces = self._pull()
            self._interrupted = False
            self._call.warn()
            return faces

    def _take_up(self) -> None:
        """Go on after Ctrl-C in a push: its frame may have been measured, and its results may wait."""
        if self._interrupted:
            self._pull()
            if not self._live:  # what was about to be pulled, and was not
                del self._pulled[lib.facs_analyzer_count(self._handle):]
            self._interrupted = False

    def _put_picture(self, pixels: ArrayLike) -> NDArray[np.uint8]:
        """Describe a picture to the library. Returns what holds its pixels."""
        try:
            array = np.asarray(pixels)
        except ValueError as wrong:
            raise UsageError(f"pixels: {wrong}") from None
        shape, strides = array.shape, array.strides
        channels = shape[2] if len(shape) == 3 else 1
        if array.dtype != np.uint8 or len(shape) not in (2, 3):
            raise UsageError(f"pixels: expected uint8 of (height, width, 3), not {array.dtype} of "
                             f"{shape}")
        if channels != 1 and (self._color, channels) not in _FORMATS:
            raise UsageError(f"pixels: {channels} channels are neither grey nor color")
        if strides[1] != channels or strides[-1] != 1 or abs(strides[0]) < channels * shape[1]:
            array = np.ascontiguousarray(array)
            strides = array.strides
        frame = self._frame
        frame.pixels = ffi.cast("uint8_t *", array.__array_interface__["data"][0])
        frame.height, frame.width = shape[0], shape[1]
        frame.stride = strides[0]
        frame.format = lib.FACS_PIXELS_GREY if channels == 1 else _FORMATS[self._color, channels]
        return array

    def _pull(self) -> list[Face]:
        """Take the results of the last frame."""
        faces = []
        while True:
            result = ffi.new("facs_result *")
            result.size = _RESULT_SIZE
            if not self._live:  # first, so that none is lost if Ctrl-C comes
                self._pulled.append(result)
            status = lib.facs_analyzer_pull(self._handle, result)
            if status < 0:
                break
            faces.append(Face(result))
        if not self._live:
            self._pulled.pop()
        if status != -errno.EAGAIN:
            self._check(status)
        return faces

    def finish(self, features: Features | None = None, full_precision: bool = False) -> Result:
        """End the stream, calibrate, and return the table, as `facs.extract` does."""
        if self._live:
            raise UsageError("finish: a live analyzer keeps no results")
        bits = self._features if features is None else features_of(features)
        with self._lock:
            if self._handle == ffi.NULL:
                raise UsageError("finish: the analyzer is closed")
            if not self._finished:
                self._take_up()
                self._check(lib.facs_analyzer_finish(self._handle))
                self._finished = True
                self._call.warn()
            return self._table(bits, bool(full_precision))

    def _table(self, bits: int, full_precision: bool) -> Result:
        """Return all rows, calibrated."""
        out = receiver("facs_data")
        check(lib.facs_data_open(out, bits, 0, full_precision))
        data = taken(out)
        final = ffi.new("facs_result *")
        for number, result in enumerate(self._pulled):
            final[0] = result[0]
            self._check(lib.facs_analyzer_series(self._handle, number, final))
            check(lib.facs_data_add(data, final))
        return Result(Columns(data))

    def neutral(self, face_id: int = 0) -> Neutral:
        """Return what was learnt so far about a face's neutral look. Needs ``learn=True``."""
        if not self._learn:
            raise UsageError("neutral: the analyzer was opened without learn=True")
        with self._lock:
            if self._handle == ffi.NULL:
                raise UsageError("neutral: the analyzer is closed")
            out = receiver("facs_neutral")
            try:
                status = lib.facs_analyzer_neutral(self._handle, face_id, out)
            except OverflowError:
                status = -errno.ERANGE
            if status == -errno.ERANGE:
                raise UsageError(f"neutral: there is no face {face_id}", status)
            self._check(status)
        return Neutral._of(out)

    def close(self) -> None:
        """Release the memory now instead of when nothing refers to the analyzer."""
        with self._lock:
            self._finished = True
            self._handle = ffi.NULL

    def __enter__(self) -> Analyzer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check(self, status: int) -> None:
        if status < 0:
            text = text_of(lib.facs_analyzer_error(self._handle))
            kind = UsageError if status in (-errno.EINVAL, -errno.ERANGE) else InternalError
            raise kind(text or text_of(lib.facs_strerror(status)), status)
