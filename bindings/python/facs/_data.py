"""The columns of a result, as NumPy arrays over the library's own memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._html import table
from ._library import ffi, lib, new, text_of
from ._needed import needed

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Column:
    """What the library says about a column."""

    name: str
    """In the CSV's header, such as ``"AU12_r"``."""
    unit: str
    """Such as ``"mm"``; empty if there is none."""
    meaning: str
    """A clause; empty for a column that facs does not write."""
    block: str
    """``"aus"``, ``"pose"``, ``"gaze"``, ``"2d"``, ``"3d"`` or ``"pdm"``; empty for the leading
    columns, which are always there."""
    decimals: int | None
    """In the CSV, without full precision; None if unknown."""
    final: bool
    """Whether the value is final as soon as the row exists. The others are final at the end of the
    video."""


class Dictionary(dict[str, Column]):
    """A `Column` by the name of each column. Notebooks show it as a table."""

    def to_pandas(self) -> pandas.DataFrame:
        """Return a DataFrame with a row per column."""
        pandas = needed("pandas")
        return pandas.DataFrame([asdict(column) for column in self.values()]).set_index("name")

    def _repr_html_(self) -> str:
        rows = ((column.name, column.unit, column.meaning) for column in self.values())
        return table(("column", "unit", "meaning"), rows)


class _Memory:
    """Memory of the library that NumPy can look at. An array refers to it, and it to its owner."""

    def __init__(self, owner: Any, address: Any, rows: int, kind: str) -> None:
        self._owner = owner
        self.__array_interface__ = {
            "version": 3,
            "shape": (rows,),
            "typestr": np.dtype(kind).str,
            "data": (int(ffi.cast("uintptr_t", address)), True),  # True: read-only
        }


class Columns(Mapping[str, NDArray[Any]]):
    """The columns of a result by name: int64 for ``frame``, ``face_id`` and ``success``, otherwise
    float64.

    The arrays are the library's memory, not copies of it, so they are read-only. They stay valid
    for as long as anything refers to them. An empty cell is NaN. Any number of threads may use the
    same columns.

    Parameters
    ----------
    handle
        A ``facs_data *`` that closes itself (`facs._library.owned`).
    rows
        The numbers of the rows to show; None: all.
    """

    def __init__(self, handle: Any, rows: NDArray[np.intp] | None = None) -> None:
        self._handle = handle
        self._select = rows
        self._arrays: dict[str, NDArray[Any]] = {}
        self._index: dict[str, int] = {}
        column = new("facs_data_column")
        for i in range(lib.facs_data_columns(handle)):
            lib.facs_data_get(handle, i, column)
            self._index.setdefault(text_of(column.name), i)  # of two with one name, the first

    def _get(self, name: str) -> Any:
        column = new("facs_data_column")
        lib.facs_data_get(self._handle, self._index[name], column)
        return column

    def _look_at(self, name: str) -> NDArray[Any]:
        column, rows = self._get(name), lib.facs_data_rows(self._handle)
        if column.integers != ffi.NULL:
            return np.asarray(_Memory(self._handle, column.integers, rows, "i8"))
        return np.asarray(_Memory(self._handle, column.numbers, rows, "f8"))

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._arrays:
            array = self._look_at(name)
            if self._select is not None:
                array = array[self._select]
                array.flags.writeable = False
            self._arrays[name] = array
        return self._arrays[name]

    def __contains__(self, name: object) -> bool:
        return name in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    @property
    def rows(self) -> int:
        """The number of rows."""
        whole = int(lib.facs_data_rows(self._handle))
        return whole if self._select is None else len(self._select)

    @property
    def json(self) -> str:
        """The text of the result's NAME.json; empty if there is none."""
        return text_of(lib.facs_data_json(self._handle))

    @property
    def pictures(self) -> list[str] | None:
        """The names of the rows' image files, if the table has them."""
        if not self.rows or lib.facs_data_picture(self._handle, 0) == ffi.NULL:
            return None
        rows = np.arange(self.rows) if self._select is None else self._select
        return [text_of(lib.facs_data_picture(self._handle, int(n))) for n in rows]

    def describe(self, name: str) -> Column:
        """Return what the library says about a column."""
        column = self._get(name)
        return Column(
            name=name,
            unit=text_of(column.unit),
            meaning=text_of(column.meaning),
            block=text_of(lib.facs_feature_name(column.feature)),
            decimals=column.decimals if column.decimals >= 0 else None,
            final=bool(column.final),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        descriptions = {name: self.describe(name) for name in self}
        return _Unpickled, (dict(self), descriptions, self.json, self.rows, self.pictures)

    def take(self, rows: NDArray[np.intp]) -> Columns:
        """Return columns of some of the rows, by their numbers. They are copied when used."""
        return Columns(self._handle, rows if self._select is None else self._select[rows])


class _Unpickled(Columns):
    """Columns that were pickled, such as those from another process: in Python's own memory."""

    def __init__(self, arrays: dict[str, NDArray[Any]], descriptions: dict[str, Column], text: str,
                 rows: int, pictures: list[str] | None) -> None:
        for array in arrays.values():
            array.flags.writeable = False
        self._arrays, self._descriptions, self._text, self._rows = arrays, descriptions, text, rows
        self._pictures = pictures
        self._index = dict(zip(arrays, range(len(arrays))))

    @property
    def rows(self) -> int:
        return self._rows

    @property
    def json(self) -> str:
        return self._text

    @property
    def pictures(self) -> list[str] | None:
        return self._pictures

    def describe(self, name: str) -> Column:
        return self._descriptions[name]

    def take(self, rows: NDArray[np.intp]) -> Columns:
        return _Unpickled({name: array[rows] for name, array in self._arrays.items()},
                          self._descriptions, self._text, len(rows),
                          self._pictures and [self._pictures[int(n)] for n in rows])
