"""A result at a glance: its summary, in text and HTML, and its plot."""

from __future__ import annotations

from pathlib import Path

import facs
import numpy as np
import pytest
from tables import two_faces, write


def test_the_summary_counts_rows_that_have_a_face(tmp_path: Path) -> None:
    summary = two_faces(tmp_path).summary()
    assert (summary.rows, summary.people) == (6, 2)
    assert summary.face_share == pytest.approx(5 / 6)
    assert summary.mean_confidence == pytest.approx(4.88 / 6)  # of all rows
    smile = {au.name: au for au in summary.aus}["AU12"]
    assert smile.description == "Lip corner puller"
    assert smile.mean_intensity == pytest.approx(8 / 5)
    assert (smile.share_present, smile.max_intensity) == (4 / 5, 4)


def test_the_summary_as_text_and_tables(tmp_path: Path) -> None:
    result = two_faces(tmp_path)
    lines = str(result.summary()).splitlines()
    assert lines[0] == "6 rows, 2 faces, 83.3 % of the rows with a face, mean confidence 0.81"
    assert lines[3].split() == ["AU12", "Lip", "corner", "puller", "1.60", "0.80", "4.00"]
    assert lines[4].split() == ["AU28", "Lip", "suck", "0.20"]  # it has no intensity
    assert lines[0] in repr(result) and "two.csv" in repr(result)
    assert "<td style=\"text-align:right\">1.60</td>" in result._repr_html_()
    pytest.importorskip("pandas")
    assert result.summary().to_pandas().loc["AU12", "max_intensity"] == 4


def test_names_are_escaped(tmp_path: Path) -> None:
    result = facs.read(write(tmp_path / "<script>.csv", {"AU<i>_r": [1], "success": [1]}))
    assert "<script>" not in result._repr_html_()
    assert "<i>" not in result._repr_html_() + result.dictionary._repr_html_()


def test_a_result_without_rows(tmp_path: Path) -> None:
    result = facs.read(write(tmp_path / "none.csv", {"frame": [], "success": [], "AU12_r": []}))
    assert (len(result), result.faces) == (0, ())
    summary = result.summary()
    assert (summary.face_share, summary.mean_confidence) == (0, None)
    assert "0 rows" in result._repr_html_()


# ---- The plot ----------------------------------------------------------------------------------


@pytest.fixture
def pyplot() -> object:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def test_a_plot_has_a_heat_map_and_curves(tmp_path: Path, pyplot: object) -> None:
    figure = two_faces(tmp_path).plot(face=1)
    heat_map, *curves = figure.axes[:3]
    assert figure._suptitle.get_text() == "two.csv, face 1"
    assert [axis.get_title(loc="left") for axis in curves] == ["Cheek raiser", "Lip corner puller"]
    values = heat_map.images[0].get_array()
    assert values[1, ::2].tolist() == [1, 1]  # AU12
    assert values.mask[:, 1].all()  # no face
    drawn = curves[1].lines[0].get_ydata()
    assert np.array_equal(drawn, [1, np.nan, 1], equal_nan=True)
    figure.savefig(tmp_path / "plot.png")


def test_a_plot_of_chosen_action_units(tmp_path: Path, pyplot: object) -> None:
    figure = two_faces(tmp_path).plot(["AU12", "AU28"])  # AU28 has a presence only
    assert [axis.get_ylabel() for axis in figure.axes[1:3]] == ["AU12", "AU28"]


def test_a_blink_shows_in_the_plot_of_a_long_video(tmp_path: Path, pyplot: object) -> None:
    count = 20000
    blink = ["0"] * count
    blink[7001] = "5"
    columns = {"frame": range(1, count + 1), "timestamp": [f"{n / 30:.3f}" for n in range(count)],
               "success": ["1"] * count, "AU45_r": blink}  # fmt: skip
    figure = facs.read(write(tmp_path / "long.csv", columns)).plot()
    values = figure.axes[0].images[0].get_array()
    assert values.shape[1] < count
    assert (values.max(), np.count_nonzero(values)) == (5, 1)


def test_without_action_units_there_is_nothing_to_plot(tmp_path: Path, pyplot: object) -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        facs.read(write(tmp_path / "bare.csv", {"frame": [1], "success": [1]})).plot()
