"""facs.summary: results in a few figures."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any, Union

from ._events import as_csv, parameters_text
from ._html import table
from ._library import Call, PathLike, defaults, ffi, fields_of, lib, new, path_bytes, text_of
from ._needed import needed
from ._progress import Bar, Show, shown
from ._result import Result

if TYPE_CHECKING:
    import pandas

_CHANGE = "_change"
_HEADS = ("file", "face", "segment", "usable_share", "blinks_per_minute", "smiles_per_minute", "liveliness")


@cache
def _columns() -> dict[str, dict[str, Any]]:
    """Return the unit, meaning and so on of each column that the library makes."""
    columns: dict[str, dict[str, Any]] = {}
    column = new("facs_summary_column")
    while lib.facs_summary_column_get(len(columns), column) == 0:
        name = text_of(column.name)
        columns[name] = {"unit": text_of(column.unit), "meaning": text_of(column.meaning),
                         "text": bool(column.is_text), "decimals": column.decimals}
    return columns


class Figures(list[dict[str, Any]]):
    """A summary: a dict for each face and segment, by the names of the columns. Texts are str;
    numbers are float, or int if they count something; NaN: unknown."""

    def __init__(self, rows: Iterable[dict[str, Any]], columns: Iterable[str], totals: dict[str, Any]) -> None:
        super().__init__(rows)
        self.columns = tuple(columns)
        """The names of the columns, in order."""
        self.totals = totals
        """The numbers of results, rows, and results that were left out; the seconds it took."""

    @property
    def dictionary(self) -> dict[str, dict[str, Any]]:
        """Unit and meaning of each column that facs knows."""
        known = _columns()
        return {name: known[name.removesuffix(_CHANGE)] for name in self.columns
                if name.removesuffix(_CHANGE) in known}

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas DataFrame with a row for each face and segment."""
        pandas = needed("pandas")
        return pandas.DataFrame(list(self), columns=list(self.columns))

    def __repr__(self) -> str:
        return f"<facs.Figures: {len(self)} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        return table(_HEADS, [[row[name] for name in _HEADS] for row in self])


def _value(name: str, cell: str) -> Any:
    about = _columns().get(name.removesuffix(_CHANGE))
    if about is None or about["text"]:
        return cell
    if not cell:
        return float("nan")
    return float(cell) if about["decimals"] or name.endswith(_CHANGE) else int(cell)


def _read(path: str, totals: dict[str, Any], names: Mapping[str, str]) -> Figures:
    """Read the table; names: what to write in place of files that are deleted."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = [{name: _value(name, cell) for name, cell in row.items()} for row in reader]
        columns = reader.fieldnames or ()
    for row in rows:
        row["file"] = names.get(row["file"], row["file"])
    return Figures(rows, columns, totals)


def summary(
    results: Union[Result, PathLike, Iterable[Union[Result, PathLike]]],
    output: PathLike | None = None,
    *,
    segments: PathLike | None = None,
    baseline: str | None = None,
    path: str | None = None,
    parameters: Mapping[str, float] | None = None,
    jobs: int = 0,
    progress: Show[tuple[int, int]] = None,
) -> Figures:
    """Sum up results: a row for each face, and for each segment of it.

    Parameters
    ----------
    results
        A result, the CSV of one, a folder of results, or several of these.
    output
        Also write the table to this CSV.
    segments
        A table with the columns pattern, start, end and label, or what ELAN and BORIS save.
    baseline
        Give every figure also as the difference to the segments with this label, in a column
        NAME_change.
    path
        Columns from the inputs' paths, such as ``"{group}/{participant}/{session}.mp4"``.
    parameters
        Those of the events that differ from their defaults, such as ``{"blink.depth": 0.3}``.
    jobs
        Results that are read at a time. Default: one for each core.
    progress
        True: show a bar. A function: it gets the number of results so far, and of all.

    Raises
    ------
    InputError
        There are no results, or the segments cannot be read.
    """
    given = [results] if isinstance(results, (Result, str, bytes, os.PathLike)) else list(results)
    call = Call()
    options = defaults("facs_summarize_options")
    options.segments, options.baseline = call.text(segments), call.text(baseline)
    options.path, options.parameters = call.text(path), call.text(parameters_text(parameters))
    options.jobs = jobs
    call.take_log(options.log)
    totals = new("facs_summarize_totals")
    with ExitStack() as stack:
        names = {stack.enter_context(as_csv(one)): one for one in given}
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="facs-"))
        target = os.path.join(folder, "summary.csv") if output is None else os.fsdecode(output)
        paths = call.keep(ffi.new("char *[]", [*(call.text(name) for name in names), ffi.NULL]))
        show = stack.enter_context(shown(progress, os.path.basename(target), "results", _move))
        options.progress = call.callback(
            "int(*)(void *, int64_t, int64_t)",
            lambda _opaque, done, of: (show((done, of)), 0)[1], error=1)
        call.check(lib.facs_summarize(paths, path_bytes(target), options, totals, call.error))
        in_memory = {name: one.source or "" for name, one in names.items() if isinstance(one, Result)}
        figures = _read(target, fields_of(totals), in_memory)
    return figures


def _move(bar: Bar, state: tuple[int, int]) -> None:
    bar.move(state[0], state[1])
