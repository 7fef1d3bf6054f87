"""A result in a few numbers."""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ._html import table
from ._library import lib, text_of
from ._needed import needed

if TYPE_CHECKING:
    import pandas

    from ._result import Result

_HEADS = ("AU", "description", "mean intensity", "share present", "max intensity")


@dataclass(frozen=True)
class ActionUnit:
    """An Action Unit over all rows that have a face. A number is None if no row has a face, or if
    there is no such column: AU28 has no intensity."""

    name: str
    """Such as ``"AU12"``."""
    description: str
    """Such as ``"Lip corner puller"``."""
    mean_intensity: float | None
    """0 to 5."""
    share_present: float | None
    """Share of these rows in which it is present, 0 to 1."""
    max_intensity: float | None
    """0 to 5."""


@dataclass(frozen=True, repr=False)
class Summary:
    """A result in a few numbers. Python and notebooks show it as a table."""

    rows: int
    """One per frame, or one per face and frame."""
    people: int
    """Different faces that were found."""
    face_share: float
    """Share of the rows that have a face, 0 to 1."""
    mean_confidence: float | None
    """Of all rows, 0 to 1. None: there is no such column, or no row."""
    aus: tuple[ActionUnit, ...]
    """In the order of their numbers."""

    @property
    def headline(self) -> str:
        """Everything except the Action Units, in a line."""
        faces = "1 face" if self.people == 1 else f"{self.people} faces"
        line = f"{self.rows} rows, {faces}, {100 * self.face_share:.1f} % of the rows with a face"
        if self.mean_confidence is None:
            return line
        return f"{line}, mean confidence {self.mean_confidence:.2f}"

    def to_pandas(self) -> pandas.DataFrame:
        """Return the Action Units as a DataFrame."""
        pandas = needed("pandas")
        names = [field.name for field in fields(ActionUnit)]
        return pandas.DataFrame([asdict(au) for au in self.aus], columns=names).set_index("name")

    def __str__(self) -> str:
        lines = [self.headline, "{:6}{:22}{:>16}{:>16}{:>16}".format(*_HEADS)]
        for name, description, *values in map(astuple, self.aus):
            cells = ["" if value is None else f"{value:.2f}" for value in values]
            lines.append(f"{name:6}{description:22}" + "".join(f"{cell:>16}" for cell in cells))
        return "\n".join(line.rstrip() for line in lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{self.headline}</p>" + table(_HEADS, map(astuple, self.aus))


def au_names(result: Result) -> list[str]:
    """Return the Action Units of a result, such as ``"AU12"``, in the order of their numbers."""
    columns = (name for name in result if name.startswith("AU") and name.endswith(("_r", "_c")))
    return sorted({name[:-2] for name in columns})


def au_description(name: str) -> str:
    """Return an Action Unit's name in words; empty if it is unknown."""
    return text_of(lib.facs_au_description(name.encode()))


def summarize(result: Result) -> Summary:
    """Compute the summary of a result."""
    seen = result.with_face

    def over(rows: NDArray[np.bool_], column: str, function: str = "mean") -> float | None:
        """Return the mean or "max" of some rows of a column, without empty cells."""
        values = result[column][rows] if column in result else np.empty(0)
        values = values[~np.isnan(values)]
        return float(getattr(values, function)()) if len(values) else None

    return Summary(
        rows=len(result),
        people=len(np.unique(result.face_ids[seen])),
        face_share=float(seen.mean()) if len(seen) else 0.0,
        mean_confidence=over(np.ones_like(seen), "confidence"),
        aus=tuple(
            ActionUnit(
                name=au,
                description=au_description(au),
                mean_intensity=over(seen, f"{au}_r"),
                share_present=over(seen, f"{au}_c"),
                max_intensity=over(seen, f"{au}_r", "max"),
            )
            for au in au_names(result)
        ),
    )
