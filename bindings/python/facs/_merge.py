"""facs.merge: one table of all results."""

from __future__ import annotations

import os
from typing import Any

from ._library import Call, PathLike, defaults, ffi, fields_of, lib, new, path_bytes
from ._options import put_number
from ._progress import Bar, Show, shown


def merge(
    folder: PathLike,
    output: PathLike,
    *,
    columns: str | None = None,
    min_confidence: float = 0.0,
    every_face: bool = False,
    path: str | None = None,
    progress: Show[tuple[int, int]] = None,
) -> dict[str, Any]:
    """Put the rows of all results below a folder into one file, a CSV or an SQLite database.

    Parameters
    ----------
    folder
        The results of a study.
    output
        A ``.csv``, or ``.sqlite`` or ``.db``.
    columns
        Such as ``"AU*_r,pose_*"``. Default: all.
    min_confidence
        Leave out rows below, 0 to 1.
    every_face
        The rows of all faces, not only of face 0.
    path
        Columns from the inputs' paths, such as ``"{group}/{participant}/{session}.mp4"``.
    progress
        True: show a bar. A function: it gets the numbers of videos and rows so far.

    Returns
    -------
    dict
        What was merged: videos, rows, dropped, missing, left_out, seconds.
    """
    call = Call()
    options = defaults("facs_merge_options")
    options.columns, options.path = call.text(columns), call.text(path)
    put_number(options, "min_confidence", min_confidence)
    options.every_face = bool(every_face)
    call.take_log(options.log)
    summary = new("facs_merge_summary")
    with shown(progress, os.path.basename(os.fsdecode(output)), "rows", _move) as show:
        options.progress = call.callback(
            "int(*)(void *, int64_t, int64_t)",
            lambda _opaque, videos, rows: (show((videos, rows)), 0)[1], error=1)
        status = lib.facs_merge(path_bytes(folder), path_bytes(output), options, summary, call.error)
        call.check(status)
    return fields_of(summary)


def _move(bar: Bar, state: tuple[int, int]) -> None:
    bar.move(state[1], 0)
