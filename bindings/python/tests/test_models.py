"""facs.models finds and fetches the weights, and facs.doctor says what works."""

from __future__ import annotations

import hashlib
from pathlib import Path

import facs
import pytest
from facs import _models


def test_the_weights_that_are_there(clip: Path) -> None:
    files = facs.models()
    assert files.works and len(files) > 10 and Path(files.folder).is_dir()
    assert {file.state for file in files} <= {"complete", "missing", "damaged", "own"}
    assert files.folder in repr(files) and "<pre>" in files._repr_html_()
    found = facs.doctor()
    assert found.works and "facs.extract works here" in repr(found)


def test_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(facs.SetupError, match=r"holds no models.*call facs.models\(fetch=True\)"):
        facs.models(tmp_path)
    files = _models._check(str(tmp_path))
    assert not files.works and all(file.state == "missing" for file in files)
    found = facs.doctor(models=tmp_path)
    assert not found.works and "facs.models(fetch=True) downloads them" in repr(found)
    assert "does not work here yet" in found._repr_html_()


def test_a_file_is_fetched_if_it_is_the_right_one(tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_bytes(b"weights")
    good = _models.ModelFile("a/b.txt", 7, hashlib.sha256(b"weights").hexdigest(), "MIT",
                             source.as_uri(), 1, "missing")
    folder = tmp_path / "models"
    _models._download(good, folder)
    assert (folder / "a" / "b.txt").read_bytes() == b"weights"
    for size, digest in ((7, "0" * 64), (6, good.sha256), (8, good.sha256)):
        wrong = _models.ModelFile("c.txt", size, digest, "MIT", good.address, 1, "missing")
        with pytest.raises(facs.SetupError, match="not the expected file"):
            _models._download(wrong, folder)
    assert [path.name for path in folder.iterdir()] == ["a"]


def test_only_what_is_missing_is_fetched(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def download(file: facs.ModelFile, folder: Path) -> None:
        asked.append(file.name)
        raise OSError("no network")

    monkeypatch.setattr(_models, "_download", download)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(facs.SetupError, match="no network"):
        facs.models(fetch=True)
    assert len(asked) == 1 and (tmp_path / "facs" / "models").is_dir()
    asked.clear()
    facs.models(facs.models().folder, fetch=True)
    needed = {file.name for file in facs.models() if file.needed == 1}
    assert not needed & set(asked)
    experts = {file.name for file in facs.models() if "/cen_patches_" in file.name}
    assert len(experts) == 4 and not experts & set(asked)  # 430 MB, only for those who want them
    facs.models(facs.models().folder, fetch=True, ceclm=True)
    assert experts <= set(asked)
