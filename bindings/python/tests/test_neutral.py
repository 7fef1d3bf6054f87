"""A clip that is cut in two: with the other half's neutral face, each half comes near to the whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import facs
import numpy as np
from conftest import SHARED


def _differs(part: facs.Result, whole: facs.Result) -> tuple[float, float]:
    """Return the mean difference of the intensities in the same frames, and the share of equal presences."""
    rows = np.searchsorted(whole["frame"], part["frame"])
    assert (whole["frame"][rows] == part["frame"]).all()
    names = [name for name in whole if name.startswith("AU")]
    apart = [np.abs(part[name] - whole[name][rows]).mean() for name in names if name.endswith("_r")]
    same = [(part[name] == whole[name][rows]).mean() for name in names if name.endswith("_c")]
    return float(np.mean(apart)), float(np.mean(same))


def test_halves_come_near_to_the_whole(clip: Path, tmp_path: Path) -> None:
    # OpenFace's points for all runs: they differ in the person's medians and resting levels alone, and need no tracking.
    points = SHARED / "golden" / "csv" / "default.csv"

    def run(**options: Any) -> facs.Result:
        return facs.extract(clip, landmarks=points, **options)

    whole = run()
    cut = float(whole["timestamp"][len(whole) // 2])
    halves = [{"end": cut}, {"begin": cut}]
    for half, other in (halves, halves[::-1]):
        run(**other, save_neutral=tmp_path / "other.neutral")
        alone, alone_same = _differs(run(**half), whole)
        started, started_same = _differs(run(**half, neutral=tmp_path / "other.neutral"), whole)
        # Both halves' frames are then in the medians and the resting levels, as in the whole; only the first frames
        # of a half are compared with medians of another history. Measured: 0.047 and 0.065 alone, 0.0004 and 0.0002.
        assert alone > 0.03 and started < 0.1 * alone
        assert alone_same < 0.99 < started_same
