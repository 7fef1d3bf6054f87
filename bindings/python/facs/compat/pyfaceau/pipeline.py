"""The class that programs written for pyfaceau use."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ..._extract import extract
from ..._library import PathLike, UsageError, Warning
from ..._needed import needed
from ..._progress import Progress
from ..._result import Result
from .._ignored import warn_of_ignored

if TYPE_CHECKING:
    import pandas

_BACKENDS = {"auto": "auto", "cuda": "cuda", "coreml": "coreml", "cpu": "cpu", "onnx": "cpu"}


class FullPythonAUPipeline:
    """Measures the Action Units of videos with facs, behind the interface of pyfaceau.

    Takes the arguments of pyfaceau's first public release and of 1.3, and those of its
    ParallelAUPipeline. The files of the weights and the switches of its algorithms mean nothing
    here: they are accepted with a warning.

    Parameters
    ----------
    mtcnn_backend
        ``"auto"``, ``"cpu"`` (or ``"onnx"``), ``"coreml"``, ``"cuda"``: where networks run.
    use_coreml
        True: Core ML, on a machine that has it; False: the CPU. Comes before ``mtcnn_backend``.
    verbose
        Show the progress.
    """

    def __init__(
        self,
        pdm_file: str | None = None,
        au_models_dir: str | None = None,
        triangulation_file: str | None = None,
        patch_expert_file: str | None = None,
        mtcnn_backend: str = "auto",
        use_calc_params: bool | None = None,
        track_faces: bool | None = None,
        use_batched_predictor: bool | None = None,
        use_nnclnf: str | None = None,
        max_clnf_iterations: int | None = None,
        clnf_convergence_threshold: float | None = None,
        debug_mode: bool | None = None,
        verbose: bool = True,
        *,
        retinaface_model: str | None = None,
        pfld_model: str | None = None,
        use_coreml: bool | None = None,
        use_clnf_refinement: bool | None = None,
        enforce_clnf_pdm: bool | None = None,
        num_workers: int | None = None,
        batch_size: int | None = None,
    ) -> None:
        arguments = locals()
        used = ("self", "mtcnn_backend", "verbose", "use_coreml")
        ignored = {name: value for name, value in arguments.items() if name not in used}
        warn_of_ignored(ignored, "it has its own weights, and OpenFace's algorithm as it is")
        self.verbose = verbose
        self.backend = _backend(mtcnn_backend, use_coreml)

    def process_video(
        self,
        video_path: PathLike,
        output_csv: PathLike | None = None,
        max_frames: int | None = None,
        progress_callback: Callable[[int, int, float], object] | None = None,
    ) -> pandas.DataFrame:
        """Measure a video.

        Parameters
        ----------
        output_csv
            Also write the table to this file.
        max_frames
            Stop after so many frames.
        progress_callback
            Called as ``progress_callback(current, total, fps)``: frames so far, frames in all (0:
            unknown), frames analyzed per second. What it raises is a warning and ends nothing.

        Returns
        -------
        pandas.DataFrame
            ``frame`` (from 0), ``timestamp`` (seconds), ``success`` (True or False) and the 17
            intensities, ``AU01_r`` to ``AU45_r``, which are missing in frames without a face.
        """
        if not os.path.exists(video_path):
            raise FileNotFoundError(f"Video not found: {os.fsdecode(video_path)}")
        needed("pandas")  # before all the work
        result = extract(
            video_path,
            features="aus",
            full_precision=True,
            backend=self.backend,
            max_frames=max_frames,
            progress=_told(progress_callback, max_frames) if progress_callback else self.verbose,
        )
        table = _table(result)
        if output_csv:
            table.to_csv(output_csv, index=False)
        return table

    def finalize_predictions(
        self, df: pandas.DataFrame, max_init_frames: int | None = None
    ) -> pandas.DataFrame:
        """Return a table of :meth:`process_video` as it is: it is final already."""
        return df


ParallelAUPipeline = FullPythonAUPipeline  # facs uses several cores by itself


def _backend(mtcnn_backend: str, use_coreml: bool | None) -> str:
    if use_coreml is not None:
        # pyfaceau's default was True everywhere, and where there is no Core ML it took the CPU.
        return "coreml" if use_coreml and sys.platform == "darwin" else "cpu"
    if mtcnn_backend not in _BACKENDS:
        raise UsageError(f"mtcnn_backend: {mtcnn_backend!r} is not one of {', '.join(_BACKENDS)}")
    return _BACKENDS[mtcnn_backend]


def _told(
    callback: Callable[[int, int, float], object], max_frames: int | None
) -> Callable[[Progress], None]:
    """Return a function that tells pyfaceau's kind of callback of facs's progress."""

    last = 0

    def tell(state: Progress) -> None:
        nonlocal last
        if state.frames_done == last:
            return
        last = state.frames_done
        total = min(state.frames_expected, max_frames or state.frames_expected)
        speed = state.frames_done / state.seconds if state.seconds else 0.0
        try:
            callback(state.frames_done, total, speed)
        except Exception as wrong:
            warnings.warn(Warning(f"progress_callback raised {wrong!r}"), stacklevel=2)

    return tell


def _table(result: Result) -> pandas.DataFrame:
    pandas = needed("pandas")
    intensities = [name for name in result if name.startswith("AU") and name.endswith("_r")]
    table = {
        "frame": result["frame"] - 1,
        "timestamp": result["timestamp"],
        "success": result.with_face,
    }
    for name in intensities:
        table[name] = np.where(result.with_face, result[name], np.nan)
    return pandas.DataFrame(table)
