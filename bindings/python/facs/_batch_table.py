"""facs.Batch: what became of each input of a batch, as its table says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING, Any

from ._library import Call, PathLike, ffi, lib, path_bytes, path_of, text_of
from ._needed import needed
from ._read import read
from ._result import Result

if TYPE_CHECKING:
    import pandas

_DONE = ("done", "done with warnings", "skipped")


@dataclass(frozen=True)
class BatchRow:
    """What became of an input. None: unknown."""

    path: str
    """Of the input."""
    state: str
    """``"done"``, ``"done with warnings"``, ``"failed"``, ``"skipped"`` (complete before) or
    ``"left"`` (not reached)."""
    message: str
    """The error, or the warnings."""
    csv: str
    """The path of its result."""
    frames: int | None = None
    """Analyzed."""
    face_share: float | None = None
    """Of the rows that have a face, 0 to 1."""
    mean_confidence: float | None = None
    """Of all rows, 0 to 1."""
    people: int | None = None
    """Different faces."""
    seconds: float | None = None
    """That the run took."""
    fps: float | None = None
    """Frames analyzed per second of the run."""
    usable_share: float | None = None
    """Of the first face's rows, 0 to 1; this and the following only if the batch was asked for events."""
    blinks_per_minute: float | None = None
    """Of usable time."""
    smiles_per_minute: float | None = None
    """Of usable time."""
    smile_share: float | None = None
    """Of usable time, 0 to 1."""
    duchenne_share: float | None = None
    """Of the smiles, 0 to 1."""
    talking_share: float | None = None
    """Of usable time, 0 to 1."""
    liveliness: float | None = None
    """Mean absolute change of an intensity, per second."""
    head_speed: float | None = None
    """Mean, degrees per second."""

    @property
    def complete(self) -> bool:
        """Whether its result is there."""
        return self.state in _DONE

    def result(self) -> Result:
        """Read its result."""
        return read(self.csv)


class Batch(list[BatchRow]):
    """What became of each input, in natural order of their paths. Notebooks show it as a table."""

    def __init__(self, rows: Iterable[BatchRow], totals: dict[str, Any] | None = None) -> None:
        super().__init__(rows)
        self.totals = totals
        """How many inputs ended how, the number of frames, and the seconds; None for a batch that
        was read."""

    @property
    def failed(self) -> list[BatchRow]:
        """The inputs that failed; their messages say why."""
        return [row for row in self if row.state == "failed"]

    def results(self) -> Iterator[Result]:
        """Read the complete results one after the other."""
        return (row.result() for row in self if row.complete)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas DataFrame with a row for each input."""
        pandas = needed("pandas")
        columns = [field.name for field in fields(BatchRow)]
        return pandas.DataFrame([vars(row) for row in self], columns=columns)

    def __repr__(self) -> str:
        done = sum(row.complete for row in self)
        return f"<facs.Batch: {len(self)} inputs, {done} complete, {len(self.failed)} failed>"

    def _repr_html_(self) -> str:
        names = ("path", "state", "message", "frames", "people")
        lines = ["".join(f"<th>{name}</th>" for name in names)]
        for row in self:
            cells = (getattr(row, name) for name in names)
            lines.append("".join(f"<td>{escape('' if c is None else str(c))}</td>" for c in cells))
        return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def row_of(row: Any, csv: str) -> BatchRow:
    """Return a facs_batch_row."""
    numbers = (getattr(row, field.name) for field in fields(BatchRow) if field.default is None)
    return BatchRow(
        path_of(row.path), text_of(lib.facs_batch_state_name(row.state)), text_of(row.message), csv,
        *(value if value >= 0 else None for value in numbers))  # NaN or -1: unknown


def read_batch(results: PathLike) -> Batch:
    """Read the batch table of a folder of results, also while a batch runs.

    Raises
    ------
    InputError
        There is no table, or it is damaged.
    """
    call = Call()
    rows: list[BatchRow] = []
    folder = os.fsdecode(results)

    def take(_opaque: Any, row: Any) -> int:
        files = [path.replace("%3B", ";").replace("%25", "%")
                 for path in path_of(row.results).split(";")]
        csv = next((path for path in files if path.endswith(".csv")), "")
        rows.append(row_of(row, os.path.join(folder, csv) if csv else ""))
        return 0

    each = call.callback("int(*)(void *, const facs_batch_row *)", take, error=1)
    call.check(lib.facs_batch_read(path_bytes(folder), each, ffi.NULL, call.error))
    return Batch(rows)
