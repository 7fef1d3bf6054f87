"""facs.extract_many: many inputs, one folder of results."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ._batch_table import Batch, BatchRow, row_of
from ._library import (
    Call,
    Error,
    OutputError,
    PathLike,
    UsageError,
    beside,
    check,
    defaults,
    ffi,
    fields_of,
    lib,
    new,
    path_of,
    receiver,
    taken,
)
from ._options import ANALYSIS, EXTRACT, put_extract, put_number
from ._progress import Bar, Show, shown
from ._report import report as write_report

# Options that name one file, and so are not for many inputs.
_ONE_FILE = {"overlay", "csv_rows", "json_rows", "hog", "aligned", "tracked", "details"}
# What an input that hangs may still use, when its thread was left to itself.
_abandoned: list[Call] = []
_POLL = 0.02  # seconds after which a waiting thread looks for signals


@dataclass(frozen=True)
class BatchProgress:
    """How far a batch is."""

    path: str
    """The input that something happened to."""
    moment: str
    """``"started"``, ``"moved"`` or ``"ended"``."""
    inputs_ended: int
    inputs: int
    row: BatchRow | None
    """Of an input that ended."""


def extract_many(
    paths: PathLike | Iterable[PathLike],
    results: PathLike = ".",
    *,
    jobs: int = 0,
    resume: bool = True,
    retry_failed: bool = False,
    patience: float | None = None,
    pattern: str | None = None,
    root: PathLike | None = None,
    shard: tuple[int, int] | None = None,
    overlay: bool = False,
    report: bool = False,
    progress: Show[BatchProgress] = None,
    stop: threading.Event | None = None,
    **options: Any,
) -> Batch:
    """Measure many inputs, several at a time, as ``facs extract FOLDER -d RESULTS`` does.

    Each input's result is RESULTS/NAME.csv, and RESULTS/facs-batch.csv says what became of each.
    An input that fails does not stop the others.

    Parameters
    ----------
    paths
        A folder, which is walked with its subfolders, or several files and folders.
    results
        The folder of the results, which is made if it does not exist; by default the current one.
    jobs
        Inputs at a time. Default: as many as the cores serve.
    resume
        Skip inputs whose results are complete and were made from the same input with the same
        options, and those that failed before.
    retry_failed
        Try again what failed before.
    patience
        Seconds without a new frame after which an input fails; 0: never. Default: 300.
    pattern
        Which files of a folder are inputs, such as ``"*.mp4,*.mov"``. Default: all videos.
    root
        Folder relative to which results repeat the inputs' folders.
    shard
        Take only this share of the inputs: (2, 10) is the second of ten.
    overlay
        Also write NAME_overlay.mp4 beside each result.
    report
        Also write NAME.html, a page to look at.
    progress
        True: show a bar. A function: it gets a `facs.BatchProgress` for everything that
        happens, from one thread at a time; an exception in it stops the batch.
    stop
        Another thread may set this event to stop the batch, which then raises
        `facs.Cancelled`.
    **options
        As in `facs.extract`: ``au="static"``, ``faces="all"`` and so on.

    Returns
    -------
    Batch
        A list with a `facs.BatchRow` for each input.

    Raises
    ------
    InputError
        There is no input, or a folder cannot be read.
    UsageError, OutputError, SetupError, Cancelled
        The batch as a whole cannot go on.
    KeyboardInterrupt
        Ctrl-C stops the batch within 0.2 seconds. Complete results stay, and the next call goes on.

    Warns
    -----
    Warning
        How many inputs have warnings; the messages of their rows have them.
    """
    study = _Study(paths, results, pattern, root, shard)
    batch = _BatchRun(study, options, overlay, report, stop)
    put_number(batch.options, "jobs", jobs)
    batch.options.resume = resume
    batch.options.retry_failed = resume and retry_failed
    if patience is not None:
        put_number(batch.options, "patience", patience)
    try:
        os.makedirs(results, exist_ok=True)
    except OSError as failure:
        raise OutputError(str(failure), -(failure.errno or 0)) from None
    with shown(progress, Path(os.fsdecode(results)).name, "videos", _move) as show:
        return batch.run(show)


def _move(bar: Bar, state: BatchProgress) -> None:
    bar.move(state.inputs_ended, state.inputs)


class _Study:
    """The inputs, and where their results go."""

    def __init__(self, paths: PathLike | Iterable[PathLike], results: PathLike,
                 pattern: str | None, root: PathLike | None,
                 shard: tuple[int, int] | None) -> None:
        call = Call()
        options = defaults("facs_study_options")
        several = [paths] if isinstance(paths, (str, bytes, os.PathLike)) else list(paths)
        options.paths = call.keep(ffi.new("char *[]", [*map(call.text, several), ffi.NULL]))
        options.pattern, options.root = call.text(pattern), call.text(root)
        options.results = call.text(results)
        name = "facs-batch.csv"
        if shard is not None:
            if len(shard) != 2:
                raise UsageError("shard: give two numbers: (2, 10) is the second of ten")
            put_number(options, "shard", shard[0])
            put_number(options, "shards", shard[1], "shard")
            name = f"facs-batch.{shard[0]}-of-{shard[1]}.csv"
        self.table = os.path.join(os.fsdecode(results), name)
        call.take_log(options.log)
        out = receiver("facs_study")
        call.check(lib.facs_study_open(out, options, call.error))
        self.handle = taken(out, call)

    def __len__(self) -> int:
        return int(lib.facs_study_count(self.handle))

    def get(self, i: int) -> Any:
        """Return a facs_study_input."""
        about = new("facs_study_input")
        check(lib.facs_study_get(self.handle, i, about))
        return about


class _BatchRun:
    """A call of facs_batch_run."""

    def __init__(self, study: _Study, options: dict[str, Any], overlay: bool, report: bool,
                 stop: threading.Event | None) -> None:
        self._study, self._overlay, self._report, self._stop = study, overlay, report, stop
        self._call = call = Call()
        self._rows: dict[int, BatchRow] = {}
        self._interrupted = False
        unknown = [name for name in options
                   if name in _ONE_FILE or name not in EXTRACT.keys() | ANALYSIS.keys()]
        if unknown:
            raise TypeError(f"extract_many() has no option {unknown[0]!r}")
        extract = call.keep(defaults("facs_extract_options"))
        put_extract(call, extract, options, more=overlay)
        call.take_log(extract.analysis.log)
        extract.result = call.callback("int(*)(void *, const facs_result *)",  # sooner than an event
                                       lambda _opaque, _row: self._is_stopped(), error=1)
        self.options = defaults("facs_batch_options")
        self.options.extract = extract
        self.options.table = call.text(study.table)
        self.options.event = call.callback(
            "int(*)(void *, const facs_batch_event *)", self._event, error=1)
        self.options.prepare = call.callback(
            "int(*)(void *, int64_t, facs_extract_options *, facs_error *)", self._prepare, error=-1)
        self.options.complete = call.callback(
            "int(*)(void *, int64_t, const facs_extract_options *, const facs_summary *, "
            "facs_error *)", self._complete, error=-1)
        self._show: Callable[[BatchProgress], object] = lambda state: None

    def run(self, show: Callable[[BatchProgress], object]) -> Batch:
        """Run to the end."""
        self._show = show
        totals = new("facs_batch_totals")

        def work() -> int:
            with self._call.running():
                return int(lib.facs_batch_run(self._study.handle, self.options, totals,
                                              self._call.error))

        status = self._away_from_main(work)
        rows = [self._rows.get(i) or self._left(i) for i in range(len(self._study))]
        batch = Batch(rows, fields_of(totals))
        if batch.failed:
            _abandoned.append(self._call)
        self._call.leave_out({os.fsencode(row.path).decode(errors="replace") for row in rows})  # their rows have their warnings
        if totals.warned:
            self._call.add_warning(f"{totals.warned} of {len(rows)} inputs have warnings: see the "
                                   "messages of the rows")
        self._call.check(status)
        return batch

    def _away_from_main(self, work: Callable[[], int]) -> int:
        """Work on another thread than the main one. There, Python raises KeyboardInterrupt, and it
        could not while the thread is in C, because the callbacks come on other threads."""
        if threading.current_thread() is not threading.main_thread():
            return work()
        status: list[int] = []
        ended = threading.Event()  # Thread.join() takes a thread for ended once it was interrupted

        def run() -> None:
            try:
                status.append(work())
            finally:
                ended.set()

        threading.Thread(target=run, name="facs.extract_many", daemon=True).start()
        try:
            # A signal that another thread gets does not wake this one.
            while not ended.wait(_POLL):
                pass
        except BaseException:
            self._interrupted = True
            _abandoned.append(self._call)  # first: Ctrl-C may come again
            ended.wait()
            raise
        return status[0]

    def _left(self, i: int) -> BatchRow:
        about = self._study.get(i)
        return BatchRow(path_of(about.path), "left", "", path_of(about.csv))

    def _event(self, _opaque: Any, event: Any) -> bool:
        if event.moment == lib.FACS_BATCH_ENDED:
            self._rows[event.index] = row_of(event.row, path_of(event.input.csv))
        moment = ("started", "moved", "ended")[event.moment]
        self._show(BatchProgress(
            path_of(event.input.path), moment, len(self._rows), len(self._study),
            self._rows.get(event.index)))
        return self._is_stopped()

    def _is_stopped(self) -> bool:
        return self._interrupted or (self._stop is not None and self._stop.is_set())

    def _prepare(self, _opaque: Any, index: int, extract: Any, _error: Any) -> int:
        if self._overlay:
            csv = path_of(self._study.get(index).csv)
            extract.overlay = self._call.text(beside(csv, "_overlay.mp4"))
        return 0

    def _complete(self, _opaque: Any, index: int, _extract: Any, _summary: Any, error: Any) -> int:
        if not self._report:
            return 0
        about = self._study.get(index)
        try:
            write_report(path_of(about.csv), video=path_of(about.path))
        except Error as failure:
            error.kind = lib.FACS_ERROR_OUTPUT
            error.text = str(failure).encode()[: len(error.text) - 1]
            return failure.status or -1
        return 0
