"""facs.extract gives what the command writes, and its options do what the command's do."""

from __future__ import annotations

import inspect
import json
import subprocess
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import facs
import numpy as np
import pytest
from conftest import COMMAND
from facs import _options
from facs._library import ffi


def test_the_table_is_the_one_that_the_command_writes(clip: Path, tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs.csv", tmp_path / "ours.csv"
    command = [COMMAND, "extract", str(clip), "-o", str(theirs), "--max-frames", "80", "--quiet"]
    subprocess.run(command, check=True)
    result = facs.extract(clip, csv=ours, max_frames=80)
    assert ours.read_bytes() == theirs.read_bytes()
    again = facs.read(theirs)
    assert all(np.array_equal(result[name], again[name], equal_nan=True) for name in again)
    assert result.provenance == json.loads(ours.with_suffix(".json").read_text())


def test_nothing_is_written_unless_a_file_is_named(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = facs.extract(clip, max_frames=60, features="aus")
    assert len(result) == 60 and "AU12_r" in result and "pose_Tx" not in result
    assert list(tmp_path.iterdir()) == []


def test_action_units_that_nothing_needs_are_left_out(clip: Path, tmp_path: Path) -> None:
    def models(**options: Any) -> object:
        provenance = facs.extract(clip, max_frames=2, **options).provenance
        assert provenance is not None
        return provenance["options"]["au"]

    assert models(features="pose") == "none"
    assert models(features="pose", au="static") == "static"
    assert models(features="pose,aus", au="static") == "static"
    assert models(features="pose", save_neutral=tmp_path / "p.neutral") == "dynamic"
    facs.extract_many([clip], tmp_path, features="pose", overlay=True, max_frames=2)
    assert list(tmp_path.glob("*_overlay.mp4"))


def test_weights_are_opened_once(clip: Path) -> None:
    weights = facs.Weights(au="static")
    first, second = (facs.extract(clip, max_frames=2, weights=weights) for _ in range(2))
    assert first.provenance is not None and first.provenance["options"]["au"] == "static"
    assert np.array_equal(first["AU12_r"], second["AU12_r"])
    dynamic = facs.extract(clip, max_frames=60, weights=weights, au="dynamic")
    assert dynamic.provenance is not None and dynamic.provenance["options"]["au"] == "dynamic"


def test_every_option_of_the_library_is_a_keyword() -> None:
    # Named otherwise, as the command names them, or set by other means (measures: by features).
    renamed = {"face_choice": "face", "focal_x": "fx", "focal_y": "fy", "centre_x": "cx",
               "centre_y": "cy", "landmark_method": "landmarks", "learnt": "save_neutral",
               "aligned_flags": "aligned_grey", "kept": "weights"}
    own = {"size", "analysis", "opaque", "result", "warning", "log", "live", "learn",
           "from", "data", "command_line", "measures"}
    names = {name for struct in ("facs_extract_options", "facs_options")
             for name, _field in ffi.typeof(struct).fields}
    keywords = inspect.signature(facs.extract).parameters
    assert {renamed.get(name, name) for name in names - own} - keywords.keys() == set()
    assert _options.EXTRACT.keys() | _options.ANALYSIS.keys() <= keywords.keys()
    assert _options.ANALYSIS.keys() <= inspect.signature(facs.Analyzer).parameters.keys()
    assert _options.ANALYSIS.keys() - {"batch"} <= inspect.signature(facs.live).parameters.keys()


def test_no_neutral_face(clip: Path, tmp_path: Path) -> None:
    with pytest.warns(facs.Warning, match="no face"), pytest.raises(facs.InputError, match="no frame shows a face"):
        facs.extract(clip.parent / "no_face.mp4", save_neutral=tmp_path / "p.neutral")
    assert not list(tmp_path.iterdir())


def test_a_report_and_a_neutral_face(clip: Path, tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    facs.extract(clip, csv=csv, max_frames=60, save_neutral=tmp_path / "p.neutral",
                 overlay=tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").stat().st_size > 0
    neutral = facs.Neutral.load(tmp_path / "p.neutral")
    assert neutral.frames == 60 and facs.Neutral(bytes(neutral)).frames == 60
    assert len(facs.extract(clip, neutral=neutral, max_frames=2)) == 2
    try:
        assert facs.report(csv) == str(tmp_path / "a.html")
    except facs.SetupError:
        pytest.skip("this build is without uPlot")
    assert "<html" in (tmp_path / "a.html").read_text()
    (tmp_path / "parts.csv").write_text("start,end,label\n0,1,the first second\n")
    facs.report(csv, segments=tmp_path / "parts.csv")
    assert "the first second" in (tmp_path / "a.html").read_text()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"face": "tall"}, "face: 'tall' is not one of \"largest\", \"central\", \"first\""),
        ({"au": "dyn"}, 'au: \'dyn\' is not one of "dynamic", "static", "none"'),
        ({"threads": 65}, "threads: expected a number from 1 to 64"),
        ({"threads": "two"}, "threads: "),
        ({"batch": 2**40}, "batch: "),
        ({"features": ["aus", "mood"]}, "features: 'mood' is not of "),
        ({"features": ""}, "features: "),
        ({"threads": np.float32(1.5)}, "threads: "),
        ({"fx": "wide"}, "fx: "),
        ({"region": 5}, "region: give x, y, width and height"),
        ({"region": (1, 2)}, "region: give x, y, width and height"),
        ({"report": True}, "report: give a csv"),
        ({"json": "a.json"}, "json: "),
    ],
)
def test_options_that_are_wrong(options: dict[str, Any], text: str) -> None:
    with pytest.raises(facs.UsageError) as wrong:
        facs.extract("video.mp4", **options)
    assert str(wrong.value).startswith(text)
    assert isinstance(wrong.value, ValueError)


def test_errors_have_their_kind_and_the_librarys_sentence(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(facs.InputError, match="no such file") as failure:
        facs.extract(tmp_path / "missing.mp4")
    assert failure.value.status < 0
    with pytest.raises(facs.OutputError):
        facs.extract(clip, csv=tmp_path / "no" / "such" / "folder" / "a.csv")
    with pytest.raises(facs.SetupError):
        facs.extract(clip, models=tmp_path)


def test_warnings_are_pythons(clip: Path) -> None:
    with pytest.warns(facs.Warning, match="too few frames for dynamic models") as caught:
        result = facs.extract(clip, max_frames=20)
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        facs.extract(clip, max_frames=20, au="static")
    assert len(result) == 20


def test_a_warning_about_the_input_has_its_code(clip: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.wmv"
    content = clip.read_bytes()
    cut.write_bytes(content[: len(content) // 3])
    with pytest.warns(facs.Warning) as caught:
        result = facs.extract(cut, au="static")
    codes = [warning.message.code for warning in caught]  # type: ignore[union-attr]
    assert codes and codes == [warning["code"] for warning in result.warnings]
    with pytest.raises(facs.InputError):
        facs.extract(cut, au="static", strict=True)


def test_progress_tells_how_far_and_its_exception_stops_the_run(clip: Path) -> None:
    states: list[facs.Progress] = []
    facs.extract(clip, max_frames=60, progress=states.append)
    assert states[-1].frames_done == 60

    def fail(_state: facs.Progress) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        facs.extract(clip, progress=fail)


def test_a_bar(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facs.extract(clip, max_frames=60, progress=True)
    assert "default.wmv" in capsys.readouterr().err


def test_another_thread_stops_a_run(clip: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(facs.Cancelled):
        facs.extract(clip, csv=tmp_path / "a.csv", stop=stop)
    assert not (tmp_path / "a.csv").exists()


def test_a_zero_byte_in_a_path_is_an_error(clip: Path) -> None:
    calls: tuple[Callable[[str], object], ...] = (
        facs.extract, facs.read, facs.Neutral.load, facs.live)
    for call in calls:
        with pytest.raises(facs.UsageError, match="zero byte"):
            call(f"{clip}\0")
    with pytest.raises(facs.UsageError, match="zero byte"):
        facs.extract(clip, csv="a\0.csv")


def test_weights_of_an_analyzer_serve_a_run(clip: Path) -> None:
    weights = facs.Weights(au="none", live=True, learn=True)
    assert len(facs.extract(clip, max_frames=1, weights=weights)) == 1
