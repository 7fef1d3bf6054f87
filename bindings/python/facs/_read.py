"""Reading a result back."""

from __future__ import annotations

import os

from ._data import Columns
from ._library import PathLike, check, ffi, lib, path_bytes, receiver, taken
from ._result import Result


def read(path: PathLike) -> Result:
    """Read a CSV of facs or of OpenFace 1.0 to 2.2, also if R, pandas or Excel saved it again.

    With its NAME.json beside it, the result has warnings and provenance.

    Raises
    ------
    InputError
        The file cannot be read, or is not such a table.
    """
    data, error = receiver("facs_data"), ffi.new("facs_error *")
    check(lib.facs_data_read(data, path_bytes(path), error), error)
    return Result(Columns(taken(data)), source=os.fsdecode(path))
