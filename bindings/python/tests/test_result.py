"""Results: columns, what they mean, several faces, and other libraries' tables."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import facs
import numpy as np
import pytest
from conftest import SHARED, shared_clip
from tables import TWO_FACES, two_faces, write, write_json


def test_columns_are_read_only_views_that_outlive_the_result(tmp_path: Path) -> None:
    result = two_faces(tmp_path)
    column = result["AU12_r"]
    same = result.to_pandas(copy=False)["AU12_r"].to_numpy()
    assert np.shares_memory(column, same)
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1
    del result, same
    gc.collect()
    assert column.tolist() == TWO_FACES["AU12_r"]


def test_columns_have_the_csvs_order_and_types(tmp_path: Path) -> None:
    result = two_faces(tmp_path)
    assert result.columns == tuple(result) == tuple(TWO_FACES)
    assert len(result) == 6
    assert "AU12_r" in result and "AU99_r" not in result
    kinds = [result[name].dtype.str[1:] for name in ("frame", "face_id", "success", "AU12_c")]
    assert kinds == ["i8", "i8", "i8", "f8"]
    with pytest.raises(KeyError, match="AU99_r"):
        result["AU99_r"]


def test_an_empty_cell_is_nan(tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {
        "frame": [1, 2],
        "face_id": ["NA", 0],
        "success": [1, "NA"],
        "AU12_r": ["", 2],
    }
    result = facs.read(write(tmp_path / "gap.csv", columns))
    assert np.isnan(result["AU12_r"][0])
    assert result.with_face.tolist() == [True, False]
    assert result.faces == (0,)
    assert result.summary().aus[0].mean_intensity is None


def test_the_dictionary_comes_from_the_librarys_table(tmp_path: Path) -> None:
    dictionary = two_faces(tmp_path).dictionary
    tx = dictionary["pose_Tx"]
    assert (tx.unit, tx.block, tx.decimals, tx.final) == ("mm", "pose", 1, True)
    assert dictionary["AU12_r"].meaning == "Lip corner puller"
    assert not dictionary["AU12_r"].final
    assert (dictionary["mine"].meaning, dictionary["mine"].decimals) == ("", None)
    assert "Lip corner puller" in dictionary._repr_html_()
    pytest.importorskip("pandas")
    assert dictionary.to_pandas().loc["pose_Tx", "unit"] == "mm"


def test_faces(tmp_path: Path) -> None:
    result = two_faces(tmp_path)
    assert result.faces == (0, 1)
    second = result.face(1)
    assert second.faces == (1,)
    assert second["AU12_r"].tolist() == [1, 9, 1]
    assert second.face(1)["frame"].tolist() == [1, 2, 3]
    assert not second["frame"].flags.writeable
    with pytest.raises(KeyError, match="there is no face 2"):
        result.face(2)


def test_numpy(tmp_path: Path) -> None:
    result = two_faces(tmp_path)
    assert result.to_numpy().shape == (6, 11)
    assert result.to_numpy("aus").shape == (6, 4)
    assert result.to_numpy(["AU12_r", "AU06_r"])[2].tolist() == [2, 0.5]
    with pytest.raises(KeyError, match=r"no block 'hair'; the blocks are \['aus', 'pose'\]"):
        result.to_numpy("hair")


def test_pandas_has_what_pandas_reads_from_the_csv(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    table = two_faces(tmp_path).to_pandas()
    read = pandas.read_csv(tmp_path / "two.csv")
    pandas.testing.assert_frame_equal(table, read, check_dtype=False)
    table.loc[0, "AU12_r"] = 5  # a copy: it may be changed


def test_polars_is_given_the_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    polars: Any = SimpleNamespace(DataFrame=dict)
    monkeypatch.setitem(sys.modules, "polars", polars)
    table = two_faces(tmp_path).to_polars()
    assert list(table) == list(TWO_FACES)


def test_a_result_has_the_json_beside_it(tmp_path: Path) -> None:
    csv = write(tmp_path / "two.csv", TWO_FACES)
    assert facs.read(csv).provenance is None
    told = {"code": "damaged-frames", "text": "<b>frame 2</b> is damaged", "count": 1}
    write_json(csv, version="0.2.0", warnings=[told])
    result = facs.read(csv)
    assert result.provenance is not None and result.provenance["version"] == "0.2.0"
    assert result.warnings == [told]
    assert result.face(1).warnings == [told]
    assert "&lt;b&gt;frame 2" in result._repr_html_()


def test_a_json_of_another_table_is_left_out(tmp_path: Path) -> None:
    csv = write(tmp_path / "two.csv", TWO_FACES)
    write_json(csv, warnings=[])
    write(csv, {"frame": [1], "AU12_r": [1]})
    assert facs.read(csv).provenance is None


def test_a_table_that_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(facs.InputError, match="nowhere.csv"):
        facs.read(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("name", ["default", "changeLighting", "single_face"])
def test_a_table_of_openface(name: str) -> None:
    csv = SHARED / "golden" / "csv" / f"{name}.csv"
    if not csv.exists():
        pytest.skip(f"{csv} is not here")
    pandas = pytest.importorskip("pandas")
    table = facs.read(csv).to_pandas()
    read = pandas.read_csv(csv, skipinitialspace=True)
    pandas.testing.assert_frame_equal(table, read, check_dtype=False)


def test_a_table_of_openface_1(tmp_path: Path) -> None:
    """No face_id, and a blank after each comma."""
    columns: dict[str, list[Any]] = {
        "frame": [1, 2],
        "timestamp": [0, 0.04],
        "confidence": [1, 0],
        "success": [1, 0],
        "AU12_r": [2.5, 0],
    }
    result = facs.read(write(tmp_path / "one.csv", columns, ", "))
    assert result.columns == tuple(columns)
    assert result.faces == (0,)
    assert result.summary().aus[0].mean_intensity == 2.5


def test_a_result_is_pickled(tmp_path: Path) -> None:
    csv = write(tmp_path / "two.csv", TWO_FACES)
    write_json(csv, version="0.2.0", warnings=[])
    result = facs.read(csv)
    for part in (result, result.face(1)):
        again = pickle.loads(pickle.dumps(part))
        assert {name: again[name].tolist() for name in again} == {name: part[name].tolist() for name in part}
        assert again.dictionary == part.dictionary and again.provenance == part.provenance
        assert again.face(1)["AU12_r"].tolist() == [1, 9, 1]
        assert not again["AU12_r"].flags.writeable
        assert repr(copy.deepcopy(again)) == repr(part)


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = two_faces(tmp_path)
    calls: dict[str, Callable[[], object]] = {
        "pandas": result.to_pandas,
        "polars": result.to_polars,
        "matplotlib": result.plot,
    }
    for name, call in calls.items():
        monkeypatch.setitem(sys.modules, name, None)  # type: ignore[misc]
        with pytest.raises(ImportError, match=f"pip install {name}"):
            call()


def test_a_summary_without_action_units(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    result = facs.read(write(tmp_path / "pose.csv", {"frame": [1], "pose_Tx": [2]}))
    assert result.summary().to_pandas().empty


def test_pictures_of_a_folder_fit_the_rows(tmp_path: Path) -> None:
    shared_clip("single_face.jpg")
    for name in ("1.jpg", "2.jpg", "10.jpg", "11.jpg"):
        (tmp_path / name).symlink_to(SHARED / "videos" / "single_face.jpg")
    (tmp_path / "2.jpg").unlink()
    (tmp_path / "2.jpg").write_text("not a picture")
    with pytest.warns(facs.Warning):
        result = facs.extract(tmp_path, every=2, features="pose")
    assert result.pictures == ["1.jpg", "11.jpg"]
    assert two_faces(tmp_path).pictures is None


def test_names_of_pictures_in_the_table(tmp_path: Path) -> None:
    table: dict[str, list[Any]] = {
        "frame": [1, 1, 3], "face_id": [0, 1, 0], "confidence": [1, 1, 1],
        "picture": ["1.jpg", "1.jpg", '"2, ""b""\n.jpg"'], "AU12_r": [1, 2, 3],
    }
    result = facs.read(write(tmp_path / "a.csv", table))
    names = ["1.jpg", "1.jpg", '2, "b"\n.jpg']
    assert result.pictures == names
    assert "picture" not in result and list(result["AU12_r"]) == [1, 2, 3]
    assert result.face(0).pictures == [names[0], names[2]]
    again = pickle.loads(pickle.dumps(result))
    assert again.pictures == names and again.face(1).pictures == ["1.jpg"]
    pandas = pytest.importorskip("pandas")
    frame = result.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["picture"]) == names
    assert list(frame.columns)[-1] == "picture"
