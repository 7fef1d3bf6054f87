"""The stand-in for py-feat: its methods, and the names in its tables."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import facs
import pytest
from conftest import SHARED, shared_clip
from tables import two_faces

pandas = pytest.importorskip("pandas")
from facs.compat.feat import Detector, Fex, FexSeries, read_openface  # noqa: E402
from facs.compat.feat.data import fex_of  # noqa: E402

# The names in the public repository cosanlab/py-feat at 2.0.3 (commit 5d235ef).
# feat/utils/__init__.py: OPENFACE_ORIG_COLUMNS and the lists that it is made of.
AUS = (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26, 45)
AU_COLUMNS = [f"AU{au:02}_r" for au in AUS] + [f"AU{au:02}_c" for au in sorted([*AUS, 28])]
LANDMARKS = [f"{axis}_{i}" for axis in "xy" for i in range(68)]
GAZES = [f"gaze_{eye}_{axis}" for eye in (0, 1) for axis in "xyz"]
POSES = [f"pose_{what}{axis}" for what in "TR" for axis in "xyz"]
OPENFACE = [
    *["frame", "timestamp", "confidence", "success"],
    *GAZES,
    *POSES,
    *LANDMARKS,
    *[f"{axis}_{i}" for axis in "XYZ" for i in range(68)],
    *["p_scale", "p_rx", "p_ry", "p_rz", "p_tx", "p_ty"],
    *[f"p_{i}" for i in range(34)],
    *AU_COLUMNS,
]
# feat/data.py: what Fex calls its groups of columns, and the attributes that give them.
GROUPS = {
    "au_columns": AU_COLUMNS,
    "landmark_columns": LANDMARKS,
    "facepose_columns": POSES,
    "gaze_columns": GAZES,
    "time_columns": ["frame", "timestamp"],
}
ATTRIBUTES = {
    "aus": AU_COLUMNS,
    "landmarks": LANDMARKS,
    "landmarks_x": LANDMARKS[:68],
    "landmarks_y": LANDMARKS[68:],
    "poses": POSES,
    "gazes": GAZES,
    "time": ["frame", "timestamp"],
    "landmark": LANDMARKS,
    "facepose": POSES,
}
# feat/detector.py at 0.6.2 (commit c6db84e): Detector.__init__, .detect_image, .detect_video.
CONSTRUCTOR = """face_model landmark_model au_model emotion_model facepose_model identity_model
    device n_jobs verbose""".split()


@pytest.fixture(scope="module")
def fex() -> Fex:
    clip = shared_clip("face_noface.mov")
    with pytest.warns(facs.Warning, match="too few frames"):
        return Detector().detect_video(str(clip), skip_frames=4)


def test_the_arguments_are_py_feats() -> None:
    assert list(inspect.signature(Detector).parameters)[: len(CONSTRUCTOR)] == CONSTRUCTOR
    with pytest.warns(facs.Warning, match="no effect in facs: au_model, n_jobs") as told:
        Detector(au_model="svm", n_jobs=2)
    assert told[0].filename == __file__
    with pytest.raises(facs.UsageError, match="device: 'tpu' is not one of auto, cpu"):
        Detector(device="tpu")


def test_a_videos_columns_are_those_of_read_openface(fex: Fex) -> None:
    assert list(fex) == [*OPENFACE, "input", "Identity"]
    assert len(fex) == 43
    assert fex["frame"].tolist() == list(range(1, 170, 4))
    assert fex.inputs.iloc[0].endswith("face_noface.mov")
    assert set(fex.identities) == {"Person_0"}


def test_a_fexs_attributes(fex: Fex) -> None:
    for name, columns in GROUPS.items():
        assert getattr(fex, name) == columns
    for name, columns in ATTRIBUTES.items():
        assert list(getattr(fex, name)) == columns
    with pytest.raises(AttributeError, match="does not guess emotions"):
        fex.emotions


def test_parts_of_a_fex_are_fexes(fex: Fex) -> None:
    found = fex[fex["success"] == 1]
    assert type(found) is Fex and list(found.aus) == AU_COLUMNS
    assert type(found.iloc[0]) is FexSeries and list(found.iloc[0].poses.index) == POSES
    assert type(pandas.concat([fex, fex])) is Fex


def test_a_frame_without_a_face_has_a_row_without_values(fex: Fex) -> None:
    gone = fex[fex["success"] == 0]
    assert len(gone) == 25
    assert gone[OPENFACE[4:]].isna().all(axis=None)
    assert not fex.loc[fex["success"] == 1, OPENFACE].isna().any(axis=None)


def test_a_face_that_is_lost_has_no_row_while_another_is_there(tmp_path: Path) -> None:
    result = two_faces(tmp_path)
    full = result.to_pandas().reindex(columns=["face_id", *OPENFACE])
    csv = tmp_path / "full.csv"
    full.to_csv(csv, index=False)
    fex = fex_of(facs.read(csv), "two.mp4")
    assert fex["frame"].tolist() == [1, 1, 2, 3, 3]
    assert fex.identities.tolist() == ["Person_0", "Person_1", "Person_0", "Person_0", "Person_1"]


def test_images(fex: Fex) -> None:
    images = [SHARED / "videos" / name for name in ("single_face.jpg", "multi_face.jpg")]
    both = Detector().detect_image([str(image) for image in images])
    assert list(both) == list(fex)
    assert both["frame"].tolist()[:2] == [0, 1] and len(both) > 4  # one face, then several
    assert both["success"].all()
    assert set(both.inputs) == {str(image) for image in images}
    one = Detector().detect(images[0], data_type="image")
    pandas.testing.assert_series_equal(one.aus.iloc[0], both.aus.iloc[0])
    with pytest.raises(facs.UsageError, match="give an image"):
        Detector().detect_image([])


def test_read_openface(tmp_path: Path) -> None:
    two_faces(tmp_path)
    fex = read_openface(tmp_path / "two.csv")
    expected = ["frame", "timestamp", "confidence", "success", "pose_Tx", "AU06_r", "AU12_r",
                "AU12_c", "AU28_c", "input"]  # fmt: skip
    assert list(fex) == expected
    chosen = read_openface(tmp_path / "two.csv", ["frame", "mine"])
    assert list(chosen) == ["frame", "mine", "input"]


def test_py_feats_own_fex_is_given_the_groups(fex: Fex, monkeypatch: pytest.MonkeyPatch) -> None:
    feat: Any = SimpleNamespace(Fex=lambda table, **groups: groups)
    monkeypatch.setitem(sys.modules, "feat", feat)
    groups = fex.to_feat()
    assert groups.pop("detector") == "OpenFace"
    assert groups == GROUPS
