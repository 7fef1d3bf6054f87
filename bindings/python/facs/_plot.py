"""Pictures of a result, drawn with matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._needed import needed
from ._summary import au_description, au_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ._result import Result

_CURVES = 6
_MAX_INTENSITY = 5
_MAX_BINS = 1500  # of the heat map; more than it has pixels on most screens
_NO_FACE = "0.85"  # grey
_PRESENT = "moccasin"


def plot(result: Result, aus: Sequence[str] | None, face: int | None) -> Figure:
    """Draw a result as `facs.Result.plot` says."""
    matplotlib, pyplot = needed("matplotlib"), needed("matplotlib.pyplot")
    several = len(result.faces) > 1
    if face is not None or several:
        result = result.face(result.faces[0] if face is None else face)
    measured = [au for au in au_names(result) if f"{au}_r" in result]
    if not measured or not len(result):
        raise ValueError("nothing to draw: there are no rows, or no columns such as AU12_r")
    curves = _moving_most(result, measured) if aus is None else list(aus)
    times, label = _times(result)

    heights = [0.22 * len(measured), *(0.75 for _ in curves)]  # inches
    figure, axes = pyplot.subplots(
        nrows=len(heights),
        sharex=True,
        squeeze=False,
        layout="constrained",
        figsize=(9, sum(heights) + 1),
        gridspec_kw={"height_ratios": heights},
    )
    name = Path(result.source or "").name
    figure.suptitle(f"{name}, face {result.faces[0]}" if several else name)
    _draw_heat_map(axes[0, 0], result, measured, times)
    for axis, au in zip(axes[1:, 0], curves):
        _draw_curve(axis, result, au, times)
    axes[-1, 0].set_xlabel(label)
    # A notebook would show it twice: as a figure that is open and as the value of the cell.
    if "inline" in matplotlib.get_backend():
        pyplot.close(figure)
    return figure


def _times(result: Result) -> tuple[NDArray[Any], str]:
    if "timestamp" in result and np.all(np.diff(result["timestamp"]) >= 0):
        return result["timestamp"], "seconds"
    return np.arange(1, len(result) + 1), "row"


def _intensity(result: Result, au: str) -> NDArray[Any]:
    """Return an Action Unit's intensity, NaN where there is no face."""
    return np.where(result.with_face, result[f"{au}_r"], np.nan)


def _moving_most(result: Result, aus: Sequence[str]) -> list[str]:
    """Return the Action Units whose intensity has the widest range, in the order of numbers."""

    def width(au: str) -> float:
        values = _intensity(result, au)
        values = values[~np.isnan(values)]
        return float(np.subtract(*np.quantile(values, (0.98, 0.02)))) if len(values) else 0

    return sorted(sorted(aus, key=width, reverse=True)[:_CURVES])


def _draw_heat_map(
    axis: Axes, result: Result, aus: Sequence[str], times: NDArray[Any]
) -> None:
    # Bins of the same duration, each with its highest value: uneven frame rates are drawn true to
    # time, and a blink shows even in a long video. A bin without a frame shows the next one.
    edges = np.linspace(times[0], times[-1], min(_MAX_BINS, len(times)) + 1)
    first = np.minimum(np.searchsorted(times, edges[:-1]), len(times) - 1)
    values = np.stack([np.fmax.reduceat(_intensity(result, au), first) for au in aus])
    end = times[-1] if times[-1] > times[0] else times[0] + 1
    axis.set_facecolor(_NO_FACE)
    picture = axis.imshow(
        values,  # NaN is drawn as nothing
        aspect="auto",
        interpolation="nearest",
        vmin=0,
        vmax=_MAX_INTENSITY,
        extent=(times[0], end, len(aus) - 0.5, -0.5),
    )
    axis.set_yticks(range(len(aus)), aus, fontsize="small")
    axis.figure.colorbar(picture, ax=axis, label="intensity", pad=0.01)


def _draw_curve(axis: Axes, result: Result, au: str, times: NDArray[Any]) -> None:
    def shade(rows: NDArray[np.bool_], color: str) -> None:
        axis.fill_between(times, 0, _MAX_INTENSITY, where=rows, step="mid", color=color, lw=0)

    shade(~result.with_face, _NO_FACE)
    if f"{au}_c" in result:
        shade((result[f"{au}_c"] > 0) & result.with_face, _PRESENT)
    if f"{au}_r" in result:
        axis.plot(times, _intensity(result, au), linewidth=1)
    axis.set_ylim(0, _MAX_INTENSITY)
    axis.set_ylabel(au, rotation=0, ha="right", va="center")
    axis.set_title(au_description(au), loc="left", fontsize="small", pad=2)
