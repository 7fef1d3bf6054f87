"""facs.extract: one input from end to end."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Event
from typing import Any

from ._data import Columns
from ._face import INTENSITIES, PRESENCES
from ._library import (
    Call,
    PathLike,
    UsageError,
    beside,
    defaults,
    ffi,
    fields_of,
    lib,
    new,
    receiver,
    taken,
    path_bytes,
    path_of,
)
from ._neutral import Neutral
from ._options import ANALYSIS, EXTRACT, Features, put_extract
from ._progress import Bar, Progress, Show, progress_of, shown
from ._report import report as write_report
from ._result import Result
from ._weights import Weights


def extract(
    path: PathLike,
    *,
    csv: PathLike | None = None,
    json: PathLike | None = None,
    report: PathLike | bool = False,
    overlay: PathLike | None = None,
    overlay_style: str | None = None,
    features: Features | None = None,
    full_precision: bool = False,
    picture_names: bool = False,
    au: str | None = None,
    faces: int | str | None = None,
    face: str | None = None,
    region: tuple[int, int, int, int] | None = None,
    min_face: int | None = None,
    neutral: Neutral | PathLike | None = None,
    save_neutral: PathLike | None = None,
    landmarks: PathLike | None = None,
    detector: str | None = None,
    detect_every: int | None = None,
    batch: int | None = None,
    backend: str | None = None,
    precision: str | None = None,
    threads: int | None = None,
    cores: int | None = None,
    models: PathLike | None = None,
    weights: Weights | None = None,
    runtime: PathLike | None = None,
    fx: float | None = None,
    fy: float | None = None,
    cx: float | None = None,
    cy: float | None = None,
    fps: float | None = None,
    every: int | None = None,
    begin: float | None = None,
    end: float | None = None,
    max_frames: int | None = None,
    stream: int | None = None,
    deinterlace: bool = False,
    rotate: int = 0,
    max_pixels: int | None = None,
    hwaccel: str | None = None,
    queue_bytes: int | None = None,
    per_face: bool = False,
    csv_rows: PathLike | None = None,
    json_rows: PathLike | None = None,
    hog: PathLike | None = None,
    aligned: PathLike | None = None,
    aligned_size: int | None = None,
    aligned_scale: float | None = None,
    aligned_masked: bool = True,
    aligned_grey: bool = False,
    aligned_good_only: bool = False,
    aligned_format: str | None = None,
    tracked: PathLike | None = None,
    details: PathLike | None = None,
    overwrite: bool = False,
    strict: bool = False,
    progress: Show[Progress] = None,
    stop: Event | None = None,
) -> Result:
    """Measure the faces of a video, an image or a folder of images.

    Options have the names of the command's options, and None stands for the default that
    ``facs help extract`` gives. Nothing is written unless a file is named.

    Parameters
    ----------
    path
        A video, an image, a folder of images, ``"camera:0"`` or a URL.
    csv
        Write the table to this file. NAME.json, which says how the result was made, goes beside it.
    json
        Another name for NAME.json.
    report
        True: write NAME.html, a page to look at, beside the CSV. Or the path of the page.
    overlay
        Write a video (.mp4) that shows what was found.
    overlay_style
        ``"full"``, or ``"points"``: without picture and sound.
    features
        The columns: ``"aus"``, ``"pose"``, ``"gaze"``, ``"2d"``, ``"3d"``, ``"pdm"``,
        ``"measures"``, as ``"aus,pose"`` or as a list. Default: all but ``"measures"``.
    picture_names
        Add the name of the image file of each row as the CSV's last column, ``picture``, for a folder
        of images and a single image. The result has it as `Result.pictures` and in DataFrames.
    full_precision
        Keep every digit instead of OpenFace's decimals.
    au
        ``"dynamic"`` models compare with the person's neutral face (the default, for videos),
        ``"static"`` ones do not (for short clips); ``"none"``: no Action Units.
    faces
        How many faces to follow at a time, 1 to 32, or ``"all"``. Default: 1.
    face
        Which one, if there are several but one is wanted: ``"largest"``, ``"central"``, ``"first"``.
    region
        Look for faces only here: x, y, width and height in pixels.
    min_face
        The smallest width of a face to look for, in pixels. Default: 60.
    neutral
        Start from the neutral face learnt from another video of the same person.
    save_neutral
        Write the neutral face that was learnt here to this file. InputError: no frame shows a face.
    landmarks
        ``"ceclm"``, ``"clnf"``, ``"pfld"``, or a CSV with the 68 points of each frame. Default: ``"auto"``, which is
        ceclm if its files are there, and clnf if not.
    detector
        What finds faces: ``"mtcnn"``, ``"retinaface"`` or ``"auto"``.
    detect_every
        With pfld or several faces: run the detector at least every n frames. Default: 5.
    batch
        With pfld: track n frames in parallel. Default: 3.
    backend
        Where ONNX Runtime runs its networks: ``"auto"``, ``"cpu"``, ``"coreml"``, ``"cuda"``.
    precision
        Of these networks: ``"fp32"``, ``"fp16"``, ``"int8"``. With CE-CLM, ``"fp16"`` halves the memory of its weights.
    threads
        Threads that find landmarks. Default: by the number of cores.
    cores
        The machine's cores to count on. Default: all.
    models
        The folder of the weights. Default: where ``facs.models()`` finds them.
    weights
        Models that are open already, which saves half the time of a picture. Default: open them.
    runtime
        The library of ONNX Runtime to load. Default: search.
    fx
        The camera's horizontal focal length, pixels.
    fy
        The camera's vertical focal length, pixels.
    cx
        The camera's optical centre from the left, pixels.
    cy
        The camera's optical centre from the top, pixels.
    fps
        Frames per second of a folder of images. Default: 30.
    every
        Analyze only every n-th frame. Times stay true.
    begin, end
        Analyse only the frames from begin on and before end, in seconds (the command's ``--from`` and
        ``--to``). Times and frame numbers stay those of the whole video.
    max_frames
        Stop after so many analyzed frames.
    stream
        Which of a file's video streams, from 1. Default: the best.
    deinterlace
        Make whole pictures of interlaced ones.
    rotate
        Turn the pictures clockwise by 90, 180 or 270 degrees, if they are not upright in a player.
    max_pixels
        Refuse pictures with more pixels. Default: a limit that allows 8K.
    hwaccel
        Let a device decode files: ``"auto"``, the first that works, or FFmpeg's name of one, such as
        ``"vaapi"``. The numbers are the same. Default: software.
    queue_bytes
        Memory for frames that wait for the analysis.
    per_face
        Write a CSV for each face, NAME_face00.csv and so on, instead of one. The result has all.
    csv_rows
        Write each row at once, not calibrated, to a FIFO or a file.
    json_rows
        The same as lines of JSON.
    hog
        Write OpenFace's FHOG features to this file.
    aligned
        Write the aligned faces into this folder.
    aligned_size
        Their side, pixels. Default: 112.
    aligned_scale
        Their pixels per millimetre. Default: 0.7 at 112, in proportion.
    aligned_masked
        Black out the face's surroundings.
    aligned_grey
        Write them in grey.
    aligned_good_only
        Write none for a frame without a face.
    aligned_format
        ``"bmp"`` (default), ``"jpg"`` or ``"png"``.
    tracked
        Write the video that OpenFace draws.
    details
        Write OpenFace's list of files.
    overwrite
        Also replace results of other inputs.
    strict
        Treat every warning as a failure (`facs.InputError`).
    progress
        True: show a bar (tqdm's if it is installed). A function: it is called about ten times a
        second with a `facs.Progress`; an exception in it stops the run.
    stop
        Another thread may set this event to stop the run, which then raises `facs.Cancelled`.

    Returns
    -------
    Result
        The finished table, with the values that the CSV has.

    Raises
    ------
    UsageError, InputError, OutputError, SetupError, Cancelled, InternalError
        With a sentence that says what went wrong and what to do.
    KeyboardInterrupt
        Ctrl-C stops the run within 0.2 seconds. Files get their names only when they are complete:
        the rows so far are left in NAME.csv.*.part, which the next run removes.

    Warns
    -----
    Warning
        For each kind of thing that is missing, damaged or guessed in the input. The result's
        ``warnings`` have all details.

    Notes
    -----
    Any number of threads may call this at the same time; Python runs on meanwhile. In asyncio, use
    ``await asyncio.to_thread(facs.extract, path)``.
    """
    given = locals()
    call = Call()
    options = {name: given[name] for name in (*EXTRACT, *ANALYSIS)}
    if weights is not None:
        options = {name: value for name, value in weights.with_options(options).items()
                   if name in options}  # some are for an analyzer
    run = _Run(call, path, options, save_neutral is not None)
    if weights is not None:
        run.options.kept = call.keep(ffi.new("facs_models **", weights.handle))
    run.write(csv, json)
    page = _page(report, csv, per_face)
    if save_neutral is not None:
        run.options.learnt = run.learnt
    with shown(progress, os.path.basename(run.name) or run.name, "frames", _move) as show:
        run.go(show, stop)
    result = run.result()
    if save_neutral is not None:
        Neutral._of(run.learnt).save(save_neutral)
    if page is not None and csv is not None:
        write_report(csv, page, json=json, video=path)
    return result


class _Run:
    """A call of facs_extract."""

    def __init__(self, call: Call, path: PathLike, given: dict[str, Any], learn: bool) -> None:
        self.call = call
        self.name = os.fsdecode(path)
        self.options = defaults("facs_extract_options")
        put_extract(call, self.options, given, more=learn)
        self.summary = new("facs_summary")
        self.data = receiver("facs_data")
        self.learnt = receiver("facs_neutral")
        self.options.data = self.data
        self.options.warning = call.callback(
            "void(*)(void *, const facs_warning *)", call.take_warning)
        call.take_log(self.options.analysis.log)

    def write(self, csv: PathLike | None, json: PathLike | None) -> None:
        """Name the files of the result."""
        if json is None and csv is not None:
            json = beside(csv, ".json")
        self.options.csv = self.call.text(csv)
        self.options.json = self.call.text(json)

    def go(self, show: Callable[[Progress], object], stop: Event | None) -> None:
        """Run to the end, or until the event is set."""

        def is_stopped() -> bool:
            return stop is not None and stop.is_set()

        self.options.progress = self.call.callback(
            "int(*)(void *, const facs_progress *)",
            lambda _opaque, state: (show(progress_of(state)), is_stopped())[1], error=1)
        # Progress comes ten times a second; Ctrl-C and the event are noticed sooner.
        self.options.result = self.call.callback(
            "int(*)(void *, const facs_result *)", lambda _opaque, _row: is_stopped(), error=1)
        with self.call.running():
            status = lib.facs_extract(path_bytes(self.name), self.options, self.summary, self.call.error)
        self.call.check(status, self.name, path_of(self.summary.unfinished))

    def result(self) -> Result:
        """Return the finished rows."""
        summary = fields_of(self.summary)
        del summary["unfinished"]
        summary["mean_intensity"] = dict(zip(INTENSITIES, summary["mean_intensity"]))
        summary["share_present"] = dict(zip(PRESENCES, summary["share_present"]))
        return Result(Columns(taken(self.data)), summary, source=self.name)


def _move(bar: Bar, state: Progress) -> None:
    bar.move(state.frames_done, state.frames_expected)


def _page(report: PathLike | bool, csv: PathLike | None, per_face: bool) -> PathLike | None:
    """Return the path of the page to write, or None."""
    if not report:
        return None
    if csv is None or per_face:
        raise UsageError("report: give a csv, which the page shows, and not per_face")
    return beside(csv, ".html") if report is True else report
