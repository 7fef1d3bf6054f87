"""facs.report: a page that shows a result."""

from __future__ import annotations

import os

from ._library import Call, PathLike, beside, defaults, ffi, lib, path_bytes, provenance_beside


def report(csv: PathLike, html: PathLike | None = None, *, json: PathLike | None = None,
           video: PathLike | None = None, segments: PathLike | None = None) -> str:
    """Write a self-contained page, with curves and pictures of the peaks, and return its path.

    Parameters
    ----------
    csv
        A result of facs or OpenFace.
    html
        The page. Default: NAME.html beside the CSV.
    json
        How the result was made. Default: NAME.json beside the CSV.
    video
        Where to take the pictures from. Default: the video that the JSON names.
    segments
        Segments to shade and compare: a table, or what ELAN or BORIS save.
    """
    call = Call()
    path = os.fsdecode(beside(csv, ".html") if html is None else html)
    options = defaults("facs_report_options")
    options.html = call.text(path)
    options.json = call.text(provenance_beside(csv) if json is None else json)
    options.video = call.text(video)
    options.segments = call.text(segments)
    options.log = call.take_log(call.keep(ffi.new("facs_log *")))
    call.check(lib.facs_report(path_bytes(csv), options, call.error), os.fsdecode(csv))
    return path
