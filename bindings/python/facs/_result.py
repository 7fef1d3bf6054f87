"""The result of an analysis: its columns, what they mean, and how they came about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._data import Columns, Dictionary
from ._needed import needed
from ._summary import Summary, summarize

if TYPE_CHECKING:
    import pandas
    import polars
    from matplotlib.figure import Figure


class Result:
    """A table with a row per frame, or a row per face and frame.

    ``result["AU12_r"]`` is a column, ``len(result)`` the number of rows, and ``for name in result``
    goes through the names of the columns. Frames without a face have a row, too, with ``success``
    0; its other numbers mean nothing. All values are those of the CSV.
    """

    run: Mapping[str, Any] | None
    """How the run went: frames, seconds, provider and so on. None: the result was read."""
    warnings: list[Mapping[str, Any]]
    """What is missing, damaged or guessed in the input, as in NAME.json: ``code``, ``text``,
    ``count``, ``first_frame``, ``first_time``, ``frames``. Empty: nothing was noticed."""
    provenance: Mapping[str, Any] | None
    """The content of NAME.json: input, options, versions, models. None: there is none."""
    source: str | None
    """The input, or the file that was read."""

    def __init__(
        self,
        columns: Columns,
        summary: Mapping[str, Any] | None = None,
        warnings: Sequence[Mapping[str, Any]] | None = None,
        provenance: Mapping[str, Any] | None = None,
        source: str | None = None,
    ) -> None:
        if provenance is None and columns.json:
            provenance = json.loads(columns.json)
        self._columns = columns
        self.run = summary
        self.warnings = list(warnings or (provenance or {}).get("warnings") or [])
        self.provenance = provenance
        self.source = source

    # ---- Columns --------------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(self._columns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column: the library's memory, without a copy, and therefore read-only."""
        return self._columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return self._columns.rows

    @cached_property
    def dictionary(self) -> Dictionary:
        """What each column is: unit, meaning, block and so on. ``.to_pandas()`` makes a table."""
        return Dictionary((name, self._columns.describe(name)) for name in self)

    @cached_property
    def with_face(self) -> NDArray[np.bool_]:
        """Whether each row has a face."""
        for name in ("success", "confidence"):  # a single image has no success
            if name in self:
                return np.asarray(self[name] > 0)
        return np.ones(len(self), dtype=bool)

    @cached_property
    def pictures(self) -> list[str] | None:
        """The name of the file that each row is about. None: the input was not a folder of images, nor
        does the table have names (``picture_names``)."""
        pictures = self._columns.pictures
        if pictures is not None:
            return pictures
        names = (self.provenance or {}).get("pictures")
        if not names or "frame" not in self:
            return None
        return [names[int(frame) - 1] for frame in self["frame"]]

    # ---- Several faces --------------------------------------------------------------------------

    @cached_property
    def face_ids(self) -> NDArray[np.int64]:
        """The number of each row's face, from 0."""
        for name in ("face_id", "face"):  # of a video, of a single image
            if name in self:
                return np.nan_to_num(self[name]).astype(np.int64)  # an empty cell is face 0
        return np.zeros(len(self), dtype=np.int64)  # OpenFace 1.0 follows a single face

    @property
    def faces(self) -> tuple[int, ...]:
        """The numbers of the faces, in ascending order."""
        return tuple(np.unique(self.face_ids).tolist())

    def face(self, number: int) -> Result:
        """Return the rows of one face. KeyError: there is no such face."""
        rows = np.flatnonzero(self.face_ids == number)
        if not len(rows):
            raise KeyError(f"there is no face {number}; the faces are {self.faces}")
        columns = self._columns.take(rows)
        return Result(columns, self.run, self.warnings, self.provenance, self.source)

    # ---- Other tables ---------------------------------------------------------------------------

    def _with_pictures(self) -> dict[str, Any]:
        names = self._columns.pictures
        return dict(self._columns) if names is None else {**self._columns, "picture": names}

    def to_pandas(self, copy: bool = True) -> pandas.DataFrame:
        """Return a pandas DataFrame. Without copy, it shares the result's memory, so its values
        cannot be changed in place."""
        pandas = needed("pandas")
        return pandas.DataFrame(self._with_pictures(), copy=copy)

    def to_polars(self) -> polars.DataFrame:
        """Return a polars DataFrame."""
        polars = needed("polars")
        return polars.DataFrame(self._with_pictures())

    def to_numpy(self, block: str | Sequence[str] | None = None) -> NDArray[np.float64]:
        """Return an array with the table's rows and columns.

        Parameters
        ----------
        block
            ``"aus"``, ``"pose"``, ``"gaze"``, ``"2d"``, ``"3d"``, ``"pdm"``, or the names of
            columns; None: all columns.
        """
        if block is None:
            names: Sequence[str] = self.columns
        elif isinstance(block, str):
            names = [name for name, column in self.dictionary.items() if column.block == block]
            if not names:
                blocks = sorted({column.block for column in self.dictionary.values()} - {""})
                raise KeyError(f"there is no block {block!r}; the blocks are {blocks}")
        else:
            names = block
        table = np.empty((len(self), len(names)))
        for i, name in enumerate(names):
            table[:, i] = self[name]
        return table

    # ---- At a glance ----------------------------------------------------------------------------

    def summary(self) -> Summary:
        """Return the number of rows and faces and, over the rows that have a face, the mean and
        maximum intensity of each Action Unit and how often it is present."""
        return summarize(self)

    def plot(self, aus: Sequence[str] | None = None, face: int | None = None) -> Figure:
        """Draw the intensities: all as a heat map, some as curves, with presences shaded and
        frames without a face in grey.

        Parameters
        ----------
        aus
            The curves, such as ``["AU06", "AU12"]``; None: the six that move most.
        face
            One of several faces; None: the first.

        Returns
        -------
        matplotlib.figure.Figure
            A notebook shows it if it is the value of the cell.
        """
        from ._plot import plot

        return plot(self, aus, face)

    def __repr__(self) -> str:
        name = f" {self.source}" if self.source else ""
        return f"<facs.Result{name}: {self.summary().headline}>"

    def _repr_html_(self) -> str:
        parts = [f"<p><b>{escape(self.source)}</b></p>"] if self.source else []
        parts += [self.summary()._repr_html_()]
        parts += [f"<p>Warning: {escape(str(told['text']))}</p>" for told in self.warnings]
        parts += [f"<p>{len(self.columns)} columns: see <code>.dictionary</code></p>"]
        return "".join(parts)
