"""facs.events: what a face did, and when."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Union

import numpy as np

from ._html import table
from ._library import (Call, PathLike, check, defaults, ffi, lib, new, path_bytes, provenance_beside, receiver, taken,
                       text_of)
from ._needed import needed
from ._result import Result

if TYPE_CHECKING:
    import pandas

_HEADS = ("kind", "face", "onset", "apex", "offset", "peak")


@dataclass(frozen=True)
class Event:
    """Something that a face did. Times are in seconds; left and right are the person's own."""

    kind: str
    """Such as ``"blink"``, ``"smile"`` or ``"AU12"``."""
    face: int
    """Number of the face."""
    onset: float
    """When it begins."""
    apex: float
    """When it is strongest."""
    offset: float
    """When it ends."""
    duration: float
    """offset - onset."""
    peak: float
    """How strong it is at the apex, in the unit of its kind."""
    left: float | None
    """Of a blink or wink: how far the left eye closes."""
    right: float | None
    """Of a blink or wink: how far the right eye closes."""
    closed_from: float | None
    """Of a blink or closed eyes: from when they are closed."""
    closed_to: float | None
    """Of a blink: until when they are."""
    count: int
    """Of a nod or shake: the reversals; of talking: the openings of the mouth; otherwise 1."""
    flags: tuple[str, ...]
    """Such as ``"partial"``, ``"duchenne"``, ``"during_talking"``, ``"cut_start"``."""
    onset_frame: int
    """Frame number of the onset, as in the column ``frame``."""
    apex_frame: int
    """The same of the apex."""
    offset_frame: int
    """The same of the offset."""


class Events(list[Event]):
    """The events of a result, in order of faces, onsets and kinds. Notebooks show a table."""

    def __init__(self, handle: Any) -> None:
        event = new("facs_event")
        self._handle = handle
        super().__init__()
        for i in range(lib.facs_events_count(handle)):
            check(lib.facs_events_get(handle, i, event))
            self.append(_event_of(event))

    def of(self, kind: str) -> list[Event]:
        """Return the events of one kind, such as ``"blink"``."""
        return [event for event in self if event.kind == kind]

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas DataFrame with a row for each event; flags are joined by semicolons."""
        pandas = needed("pandas")
        rows = [{**asdict(event), "flags": ";".join(event.flags)} for event in self]
        return pandas.DataFrame(rows, columns=[field.name for field in fields(Event)])

    def write(self, path: PathLike) -> None:
        """Write a file, whose ending decides what it is: ``.csv``, ``.eaf`` for ELAN and so on."""
        call = Call()
        call.check(lib.facs_events_write(self._handle, path_bytes(path), call.error))

    def __repr__(self) -> str:
        return f"<facs.Events: {len(self)}>"

    def _repr_html_(self) -> str:
        return table(_HEADS, [[getattr(event, name) for name in _HEADS] for event in self])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _event_of(event: Any) -> Event:
    flags = [1 << bit for bit in range(32) if event.flags >> bit & 1]
    return Event(
        text_of(event.kind), event.face, event.onset, event.apex, event.offset, event.offset - event.onset,
        event.peak, _known(event.left), _known(event.right), _known(event.closed_from), _known(event.closed_to),
        event.count, tuple(text_of(lib.facs_event_flag_name(flag)) for flag in flags),
        event.onset_frame, event.apex_frame, event.offset_frame)


def parameters_text(parameters: Mapping[str, float] | None) -> str | None:
    """Return parameters of the events as the library reads them."""
    return ",".join(f"{name}={value!r}" for name, value in parameters.items()) if parameters else None


@contextmanager
def as_csv(result: Result | PathLike) -> Iterator[str]:
    """Return the path of a result's CSV; of one in memory, a file that is deleted afterwards."""
    if not isinstance(result, Result):
        yield os.fsdecode(result)
        return
    with tempfile.TemporaryDirectory(prefix="facs-") as folder:
        path = os.path.join(folder, "result.csv")
        np.savetxt(path, result.to_numpy(result.columns), fmt="%.9g", delimiter=",", comments="",
                   header=",".join(result.columns))
        yield path


def events(result: Union[Result, PathLike], *, kinds: str | None = None,
           parameters: Mapping[str, float] | None = None) -> Events:
    """Find what happens in a result: blinks, smiles, nods, Action Units and more.

    Parameters
    ----------
    result
        A result, or the CSV of one, of facs or OpenFace 2.x.
    kinds
        Such as ``"blink,smile"``, or ``"AU"`` for all Action Units. Default: all.
    parameters
        Those that differ from their defaults, such as ``{"blink.depth": 0.3}``.

    Raises
    ------
    InputError
        The file cannot be read, or has no columns in which events can be found.
    UsageError
        There is no such kind or parameter.
    """
    call = Call()
    options = defaults("facs_events_options")
    options.kinds, options.parameters = call.text(kinds), call.text(parameters_text(parameters))
    source = result.source if isinstance(result, Result) else result
    options.json = call.text(source and provenance_beside(source))
    found = receiver("facs_events")
    with as_csv(result) as path:
        call.check(lib.facs_events_read(found, path_bytes(path), options, call.error))
    return Events(taken(found))
