"""facs.live: results as soon as they exist."""

from __future__ import annotations

import os
import queue
import weakref
from collections.abc import Iterator
from threading import Event, Thread, get_ident
from typing import Any

from ._face import Face
from ._library import Call, PathLike, defaults, ffi, fields_of, lib, new, path_bytes
from ._neutral import Neutral
from ._options import ANALYSIS, Features, features_of, put_analysis, put_number

# How many faces may wait for the program; then newer frames replace each other.
_WAITING = 64
_POLL = 0.05  # seconds after which a waiting thread looks whether the run was stopped


class LiveFace(Face):
    """A face of a live stream."""

    def __init__(self, struct: Any, row: Any) -> None:
        super().__init__(struct)
        self.delay_ms = float(row.delay_ms)
        """Since the frame was captured."""
        self.dropped = int(row.dropped)
        """Frames dropped just before this one."""
        self.dropped_so_far = int(row.dropped_so_far)
        """Since the run began."""


class _Stream:
    """What the thread of a run and the iterator share. The thread must not keep the iterator."""

    def __init__(self, name: str, call: Call) -> None:
        self.name, self.path = name, path_bytes(name)
        self.call, self.process = call, os.getpid()
        self.rows: queue.Queue[LiveFace | None] = queue.Queue(_WAITING)  # None: the end
        self.closed = Event()
        self.ended = Event()
        self.status = 0
        self.summary: dict[str, Any] | None = None

    def put(self, face: LiveFace | None) -> None:
        """Wait for a place in the queue, unless the iterator is closed."""
        while not self.closed.is_set():
            try:
                return self.rows.put(face, timeout=_POLL)
            except queue.Full:
                pass

    def get(self) -> LiveFace | None:
        """Wait for a face."""
        while not self.closed.is_set():
            try:
                return self.rows.get(timeout=_POLL)
            except queue.Empty:
                pass
        return None

    def row(self, _opaque: Any, row: Any) -> bool:
        """Hand over a face: a callback."""
        struct = ffi.new("facs_result *")
        struct[0] = row.result[0]
        self.put(LiveFace(struct, row))
        return self.closed.is_set()

    def run(self, options: Any) -> None:
        """Run to the end, on a thread of its own."""
        self.call.threads.add(get_ident())
        try:
            summary = new("facs_live_summary")
            self.status = lib.facs_live(self.path, options, summary, self.call.error)
            self.summary = fields_of(summary)
        finally:
            self.put(None)
            self.ended.set()

    def stop(self) -> None:
        """Stop the run, and wait until it has ended."""
        self.closed.set()
        # The thread of the run may collect an iterator that belongs to a cycle.
        if not self.call.is_inside() and os.getpid() == self.process:
            self.ended.wait()


class Live(Iterator[LiveFace]):
    """Goes through the faces of a live stream; `live` makes one. Closing it stops the run."""

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream
        self._stop = weakref.finalize(self, stream.stop)  # also when Python ends

    def __next__(self) -> LiveFace:
        stream = self._stream
        face = stream.get()
        if face is None:
            ended = not stream.closed.is_set()
            self.close()
            if ended:
                stream.call.check(stream.status, stream.name)
            raise StopIteration
        stream.call.warn(stream.name)
        return face

    @property
    def summary(self) -> dict[str, Any] | None:
        """How the run went: frames, delays and so on; None before its end."""
        return self._stream.summary

    def close(self) -> None:
        """Stop the run, and wait until it has ended."""
        self._stop()

    def __enter__(self) -> Live:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def live(
    source: PathLike = "camera:0",
    *,
    realtime: bool = False,
    loop: bool = False,
    json_rows: PathLike | None = None,
    csv_rows: PathLike | None = None,
    record: PathLike | None = None,
    features: Features | None = None,
    full_precision: bool = False,
    fps: float | None = None,
    max_frames: int | None = None,
    stream: int | None = None,
    deinterlace: bool = False,
    rotate: int = 0,
    max_pixels: int | None = None,
    hwaccel: str | None = None,
    landmarks: str | None = None,
    au: str | None = None,
    faces: int | str | None = None,
    face: str | None = None,
    region: tuple[int, int, int, int] | None = None,
    min_face: int | None = None,
    neutral: Neutral | PathLike | None = None,
    detector: str | None = None,
    detect_every: int | None = None,
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
) -> Live:
    """Analyze a camera with the lowest delay: go through its faces as they are measured.

    The newest frame wins: while the program is busy, frames replace each other, so a slow loop
    costs frames but adds no delay beyond the few faces that wait.

    Parameters
    ----------
    source
        ``"camera:0"``, ``"camera:NAME"``, a URL; a file or a folder of images with realtime.
    realtime
        Play a file at its own pace, as if it were a camera.
    loop
        Start it again at its end.
    json_rows
        Also write a line of JSON for each face to a FIFO or a file.
    csv_rows
        The same as rows of CSV.
    record
        Also record all pictures without loss, with their times: NAME.mkv.
    features
        What these lines and rows contain. Default: ``"aus"``.
    full_precision
        Keep every digit there.

    Returns
    -------
    Live
        An iterator over `facs.LiveFace`. Leaving ``with`` or calling ``close()`` stops the
        run.

    Examples
    --------
    >>> with facs.live() as faces:                            # doctest: +SKIP
    ...     for face in faces:
    ...         print(face.time, face.intensity["AU12"])

    Notes
    -----
    The other options are those of `facs.extract`; landmarks is ``"auto"``, ``"ceclm"``, ``"clnf"`` or
    ``"pfld"``.

    A thread of its own captures. On macOS, which gives a camera to the main thread only, use
    ``facs live --json`` and read its lines.
    """
    given = locals()
    call = Call()
    shared = _Stream(os.fsdecode(source), call)
    options = defaults("facs_live_options")
    put_analysis(call, options.analysis, {name: given[name] for name in ANALYSIS if name in given})
    call.take_log(options.analysis.log)
    for name in ("realtime", "loop", "full_precision", "fps", "max_frames", "stream",
                 "deinterlace", "rotate", "max_pixels"):
        if given[name] is not None:
            put_number(options, name, given[name])
    if features is not None:
        options.features = features_of(features)
    options.json_rows = call.text(json_rows)
    options.csv_rows = call.text(csv_rows)
    options.record = call.text(record)
    if hwaccel is not None:
        options.hwaccel = call.text(hwaccel)
    options.row = call.callback("int(*)(void *, const facs_live_row *)", shared.row, error=1)
    options.stop = call.callback("int(*)(void *)", lambda _opaque: shared.closed.is_set(), error=1)
    Thread(target=shared.run, args=(options,), name="facs.live", daemon=True).start()
    return Live(shared)
