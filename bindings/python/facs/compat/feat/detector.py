"""The class that programs written for py-feat use."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pandas

from ..._extract import extract
from ..._library import PathLike, UsageError
from .._ignored import warn_of_ignored
from .data import Fex, fex_of

_BACKENDS = {"auto": "auto", "cpu": "cpu", "cuda": "cuda", "mps": "coreml"}


class Detector:
    """Measures faces with facs, behind the interface of py-feat's Detector.

    The names of models, the number of jobs and further arguments mean nothing here: they are
    accepted with a warning.

    Parameters
    ----------
    device
        ``"auto"``, ``"cpu"``, ``"cuda"``, ``"mps"``: where networks run.
    verbose
        Show the progress.
    """

    def __init__(
        self,
        face_model: str | None = None,
        landmark_model: str | None = None,
        au_model: str | None = None,
        emotion_model: str | None = None,
        facepose_model: str | None = None,
        identity_model: str | None = None,
        device: str = "cpu",
        n_jobs: int | None = None,
        verbose: bool = False,
        gaze_model: str | None = None,
        **models: Any,
    ) -> None:
        arguments = locals()
        used = ("self", "device", "verbose", "models")
        ignored = {name: value for name, value in arguments.items() if name not in used}
        warn_of_ignored({**ignored, **models}, "it has OpenFace's models and no others")
        if device not in _BACKENDS:
            raise UsageError(f"device: {device!r} is not one of {', '.join(_BACKENDS)}")
        self.device = device
        self.verbose = verbose

    def detect_video(
        self, video_path: PathLike, skip_frames: int | None = None, **arguments: Any
    ) -> Fex:
        """Measure all faces of a video: a row per face and frame.

        Parameters
        ----------
        skip_frames
            Analyze only every n-th frame.
        arguments
            Sizes of batches, thresholds and the like, which mean nothing here.
        """
        warn_of_ignored(arguments, "it works through a video frame by frame")
        result = extract(
            video_path,
            faces="all",
            backend=_BACKENDS[self.device],
            every=skip_frames,
            progress=self.verbose,
        )
        return fex_of(result, os.fsdecode(video_path))

    def detect_image(
        self,
        input_file_list: PathLike | Sequence[PathLike],
        *,
        frame_counter: int = 0,
        **arguments: Any,
    ) -> Fex:
        """Measure all faces of one image or several: a row per face and image."""
        warn_of_ignored(arguments, "it works through the images one by one")
        paths: Sequence[PathLike]
        if isinstance(input_file_list, (str, bytes, os.PathLike)):
            paths = [input_file_list]
        else:
            paths = input_file_list
        if len(paths) == 0:
            raise UsageError("input_file_list: give an image")
        backend = _BACKENDS[self.device]
        images = [
            fex_of(extract(path, faces="all", backend=backend), os.fsdecode(path), frame)
            for frame, path in enumerate(paths, start=frame_counter)
        ]
        return Fex(pandas.concat(images, ignore_index=True))

    def detect(self, inputs: Any, data_type: str = "image", **arguments: Any) -> Fex:
        """Measure images or a video, as since py-feat 0.7: ``data_type="video"``."""
        if data_type.lower() == "image":
            return self.detect_image(inputs, **arguments)
        if data_type.lower() == "video":
            return self.detect_video(inputs, **arguments)
        raise UsageError(f"data_type: {data_type!r} is not one of image, video")
