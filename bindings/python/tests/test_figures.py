"""facs.events and facs.summary; the figures against their plain definitions in NumPy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import facs
import numpy as np
import pytest
from conftest import SHARED
from numpy.typing import NDArray
from tables import write as write_lists

Columns = dict[str, NDArray[np.float64]]


# ---- What docs/summary.md says, in NumPy -------------------------------------------------------


def quantile(values: NDArray[Any], weights: NDArray[Any], share: float) -> float:
    """The smallest value with so much of the weight at or below it."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(below, share - 1e-9)])


def median(values: NDArray[Any], weights: NDArray[Any]) -> float:
    """From below and from above, which differ where the weight divides between two values."""
    return (quantile(values, weights, 0.5) - quantile(-values, weights, 0.5)) / 2


def liveliness(columns: Columns, times: NDArray[Any], weights: NDArray[Any], interval: float) -> float:
    step = max(0.2, 2 * interval)
    steps = np.floor(times / step + 1e-6).astype(int)
    changes = []
    for name, values in columns.items():
        if re.fullmatch(r"AU\d\d_r", name):
            means = {k: np.average(values[steps == k], weights=weights[steps == k]) for k in np.unique(steps)}
            changes.append(np.mean([abs(means[k] - means[k - 1]) for k in means if k - 1 in means]) / step)
    return float(np.mean(changes))


def twin(columns: Columns, rows: NDArray[np.bool_]) -> dict[str, float]:
    """The figures of one face, over some of its usable rows. Every row has the next frame."""
    intervals = np.diff(columns["timestamp"])
    interval = intervals.mean()
    even = bool((np.abs(intervals - interval) <= 0.0015).all())
    seconds = np.full(len(rows), interval) if even else np.append(intervals, interval)
    usable = rows & (columns["success"] > 0) & (columns["confidence"] >= 0.7)
    for axis, limit in (("x", 35), ("y", 45)):
        usable = usable & (np.abs(np.degrees(columns["pose_R" + axis])) <= limit)
    weights = seconds[usable]
    cut = {name: values[usable] for name, values in columns.items()}
    figures = {
        "frames": rows.sum(), "usable_frames": usable.sum(), "left_out": rows.sum() - usable.sum(),
        "usable_share": usable.sum() / rows.sum(), "duration": seconds[rows].sum(),
        "usable_duration": weights.sum(),
        "liveliness": liveliness(cut, cut["timestamp"], weights, interval)}
    for name, values in cut.items():
        mean = np.average(values, weights=weights)
        if name.startswith("AU") and name.endswith("_r"):
            figures |= {name[:-1] + "mean": mean, name[:-1] + "peak": values.max(),
                        name[:-1] + "sd": np.sqrt(np.average((values - mean) ** 2, weights=weights)),
                        name[:-1] + "median": median(values, weights)}
        elif name.startswith("AU") and name.endswith("_c"):
            figures[name[:-1] + "share"] = mean
    for name, column in {"head_pitch": "pose_Rx", "head_yaw": "pose_Ry", "head_roll": "pose_Rz",
                         "gaze_x": "gaze_angle_x", "gaze_y": "gaze_angle_y"}.items():
        if column in cut:
            degrees = np.degrees(cut[column])
            figures[name + "_mean"] = np.average(degrees, weights=weights)
            figures[name + "_range"] = quantile(degrees, weights, 0.95) - quantile(degrees, weights, 0.05)
    return figures


def assert_same(row: dict[str, Any], figures: dict[str, float], table: facs.Figures) -> None:
    for name, value in figures.items():
        # Half a unit of the last decimal; columns are single precision, in degrees up to 180.
        tolerance = 0.5 * 10.0 ** -table.dictionary[name]["decimals"] + 2e-5
        assert row[name] == pytest.approx(value, abs=tolerance), name


def golden() -> Path:
    path = SHARED / "golden" / "csv" / "default.csv"
    if not path.exists():
        pytest.skip(f"there are no results in {SHARED}")
    return path


def test_the_figures_of_a_result_are_those_of_numpy(tmp_path: Path) -> None:
    result = facs.read(golden())
    columns = {name: np.array(result[name]) for name in result}
    (tmp_path / "parts.csv").write_text("start,end,label\n2,9.5,task\n0,2,rest\n")
    table = facs.summary(golden(), segments=tmp_path / "parts.csv", baseline="rest")
    assert [row["segment"] for row in table] == ["", "task", "rest"]
    times = columns["timestamp"]
    parts = [np.ones(len(result), dtype=bool), (times >= 2) & (times < 9.5), times < 2]
    figures = [twin(columns, rows) for rows in parts]
    for row, expected in zip(table, figures):
        assert_same(row, expected, table)
    for name in ("AU12_mean", "AU45_share", "liveliness", "head_yaw_range"):
        assert table[1][name + "_change"] == pytest.approx(figures[1][name] - figures[2][name], abs=6e-3)


def test_rates_are_those_of_the_events() -> None:
    row, found = facs.summary(golden())[0], facs.events(golden())
    minutes = row["usable_duration"] / 60
    assert row["blinks"] == len(found.of("blink")) > 0
    assert row["blinks_per_minute"] == pytest.approx(row["blinks"] / minutes, abs=1e-3)
    whole = [e.duration for e in found.of("blink") if not {"cut_start", "cut_end"} & set(e.flags)]
    assert row["blink_duration"] == pytest.approx(np.mean(whole), abs=1e-4)
    partial = np.mean(["partial" in event.flags for event in found.of("blink")])
    assert row["blink_complete_share"] == pytest.approx(1 - partial, abs=1e-4)


def write(path: Path, columns: Columns) -> Path:
    return write_lists(path, {name: values.tolist() for name, values in columns.items()})


def uneven(seed: int) -> Columns:
    """A result with uneven times, rows without a face and doubtful ones."""
    random, rows = np.random.default_rng(seed), 400
    times = np.cumsum(random.choice([0.03, 0.04, 0.12], rows)).round(3)
    columns = {"frame": np.arange(1.0, rows + 1), "face_id": np.zeros(rows), "timestamp": times - times[0],
               "confidence": random.uniform(0.6, 1, rows).round(2),
               "success": (random.uniform(size=rows) < 0.9).astype(float)}
    for name in ("pose_Rx", "pose_Ry", "pose_Rz"):
        columns[name] = random.normal(0, 0.2, rows).round(3)
    for au in ("AU04", "AU12"):
        columns[au + "_r"] = np.clip(random.normal(0.5, 1, rows), 0, 5).round(2)
        columns[au + "_c"] = (random.uniform(size=rows) < 0.3).astype(float)
    return columns


@pytest.mark.parametrize("seed", range(3))
def test_uneven_times_count_for_as_long_as_they_last(tmp_path: Path, seed: int) -> None:
    columns = uneven(seed)
    csv = write(tmp_path / "uneven.csv", columns)
    table = facs.summary(csv)
    assert_same(table[0], twin(columns, np.ones(400, dtype=bool)), table)


# ---- The functions ------------------------------------------------------------------------------


def test_a_result_in_memory_and_its_file_have_the_same_figures() -> None:
    result = facs.read(golden())
    mine, files = facs.summary([result, golden()])
    assert mine["file"] == str(golden()) == files["file"]
    for name in ("AU12_mean", "blinks", "liveliness", "head_yaw_range"):
        assert mine[name] == files[name]
    assert [vars(e) for e in facs.events(result)] == [vars(e) for e in facs.events(golden())]


def test_a_folder_and_its_table(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    write(folder / "p1_rest.csv", uneven(1))
    write(folder / "p2_rest.csv", uneven(2))
    states: list[tuple[int, int]] = []
    table = facs.summary(folder, tmp_path / "s.csv", path="{person}_{session}.csv", jobs=2, progress=states.append)
    assert [row["person"] for row in table] == ["p1", "p2"]
    assert (table.totals["results"], table.totals["left_out"]) == (2, 0)
    assert table[0]["face"] == 0 and isinstance(table[0]["frames"], int)
    assert np.isnan(table[0]["AU01_mean"])
    assert (tmp_path / "s.csv").read_text().startswith("file,input,person,session,face,")
    assert table.dictionary["AU12_mean"]["unit"] == "0 to 5"
    assert "2 rows" in repr(table) and "<table>" in table._repr_html_()
    pandas = pytest.importorskip("pandas")
    frame = table.to_pandas()
    assert list(frame.columns) == list(table.columns) and frame["AU12_mean"].dtype == float
    assert pandas.read_csv(tmp_path / "s.csv")["AU12_mean"].equals(frame["AU12_mean"])


def test_what_cannot_be_summed_up(tmp_path: Path) -> None:
    csv = write(tmp_path / "one.csv", uneven(1))
    with pytest.raises(facs.UsageError, match="baseline: expected segments"):
        facs.summary(csv, baseline="rest")
    with pytest.raises(facs.InputError, match="none.csv cannot be read"):
        facs.summary(csv, segments=tmp_path / "none.csv")
    with pytest.warns(facs.Warning, match="missing.csv"), pytest.raises(facs.InputError, match="no result"):
        facs.summary(tmp_path / "missing.csv")


def test_events_as_a_table_and_files(tmp_path: Path) -> None:
    found = facs.events(golden(), kinds="blink")
    assert found and {event.kind for event in found} == {"blink"}
    assert all(e.onset <= e.apex <= e.offset for e in found)
    found.write(tmp_path / "events.csv")
    assert len((tmp_path / "events.csv").read_text().splitlines()) == len(found) + 1
    fewer = facs.events(golden(), kinds="blink", parameters={"blink.depth": 0.95})
    assert len(fewer) < len(found)
    with pytest.raises(facs.UsageError):
        facs.events(golden(), kinds="yawn")
    assert repr(found) == f"<facs.Events: {len(found)}>" and "blink" in found._repr_html_()
    pytest.importorskip("pandas")
    assert list(found.to_pandas()["onset"]) == [event.onset for event in found]


@pytest.mark.parametrize("name", ["one.csv", "one_face00.csv"])
def test_events_for_elan_name_the_video(tmp_path: Path, name: str) -> None:
    csv = write(tmp_path / name, uneven(1))
    (tmp_path / "one.json").write_text('{"program": "facs", "input": {"path": "/videos/one.mp4"}}')
    sources: list[Path | facs.Result] = [csv, facs.read(csv)]
    for number, source in enumerate(sources):
        path = tmp_path / f"{number}.eaf"
        facs.events(source).write(path)
        assert 'MEDIA_URL="file:///videos/one.mp4"' in path.read_text()
