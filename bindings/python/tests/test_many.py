"""facs.extract_many, facs.read_batch and facs.merge do what the command does with a folder."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from pathlib import Path
from typing import Any

import facs
import numpy as np
import pytest

FRAMES = 12  # of each clip, so that the tests are quick


@pytest.fixture(scope="module")
def study(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two clips and one that is none."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "group").mkdir()
    shutil.copy(clip, folder / "clip2.wmv")
    shutil.copy(clip, folder / "group" / "clip10.wmv")
    (folder / "broken.mp4").write_text("this is a text\n" * 100)
    return folder


@pytest.fixture(scope="module")
def batch(study: Path) -> facs.Batch:
    """The study's results."""
    return facs.extract_many(study, study / "out", max_frames=FRAMES, au="static", jobs=2)


def test_the_rows_say_what_became_of_each_input(study: Path, batch: facs.Batch) -> None:
    names = [str(Path(row.path).relative_to(study)) for row in batch]
    assert names == ["broken.mp4", "clip2.wmv", "group/clip10.wmv"]
    assert [row.state for row in batch] == ["failed", "done", "done"]
    assert batch.failed == [batch[0]] and "text file" in batch[0].message
    assert batch[1].frames == FRAMES and batch[0].frames is None
    assert batch.totals is not None and batch.totals["done"] == 2
    assert "3 inputs, 2 complete, 1 failed" in repr(batch)
    assert "<td>failed</td>" in batch._repr_html_()


def test_results_are_read_when_they_are_asked_for(study: Path, batch: facs.Batch) -> None:
    results = list(batch.results())
    assert [len(result) for result in results] == [FRAMES, FRAMES]
    assert np.array_equal(results[0]["AU12_r"], results[1]["AU12_r"])
    assert batch[2].result().source == str(study / "out" / "group" / "clip10.csv")


def test_the_table_can_be_read_back(study: Path, batch: facs.Batch) -> None:
    again = facs.read_batch(study / "out")
    assert [(row.path, row.state, row.csv) for row in again if row.complete] == \
        [(row.path, row.state, row.csv) for row in batch if row.complete]
    with pytest.raises(facs.InputError):
        facs.read_batch(study)


def test_a_second_call_goes_on(study: Path, batch: facs.Batch) -> None:
    events: list[facs.BatchProgress] = []
    again = facs.extract_many(study, study / "out", max_frames=FRAMES, au="static",
                              progress=events.append)
    assert [row.state for row in again] == ["failed", "skipped", "skipped"]
    assert events[-1].inputs_ended == events[-1].inputs == 3
    part = facs.extract_many(study, study / "shard", max_frames=1, au="none", shard=(1, 3))
    assert len(part) == 1 and (study / "shard" / "facs-batch.1-of-3.csv").exists()


def test_one_warning_for_all_inputs(clip: Path, tmp_path: Path) -> None:
    with pytest.warns(facs.Warning) as caught:
        batch = facs.extract_many([clip], tmp_path, max_frames=2)  # too few for dynamic models
    assert [str(warning.message) for warning in caught] == \
        ["1 of 1 inputs have warnings: see the messages of the rows"]
    assert "too few frames" in batch[0].message


def test_reports_and_overlays(clip: Path, tmp_path: Path) -> None:
    try:
        facs.extract_many([clip], tmp_path, max_frames=3, au="static", overlay=True, report=True)
    except facs.SetupError:
        pytest.skip("this build is without cairo")
    assert (tmp_path / "default_overlay.mp4").exists()
    if not (tmp_path / "default.html").exists():
        pytest.skip("this build is without uPlot")


def test_options_and_inputs_that_are_wrong(study: Path, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="no option 'ax'"):
        facs.extract_many(study, tmp_path, ax=1)
    with pytest.raises(TypeError, match="no option 'hog'"):
        facs.extract_many(study, tmp_path, hog="one.hog")
    with pytest.raises(facs.InputError):
        facs.extract_many(study, tmp_path, pattern="*.none")
    with pytest.raises(facs.UsageError, match="threads"):
        facs.extract_many(study, tmp_path, threads=65)


def test_a_batch_is_stopped(study: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    with pytest.raises(facs.Cancelled):
        facs.extract_many(study, tmp_path, stop=stop, progress=lambda state: stop.set())

    def fail(_state: facs.BatchProgress) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        facs.extract_many(study, tmp_path, progress=fail)


def test_merge(study: Path, batch: facs.Batch, tmp_path: Path) -> None:
    with pytest.warns(facs.Warning, match="without a result"):
        summary = facs.merge(study / "out", tmp_path / "all.csv", columns="AU12_r")
    assert (summary["videos"], summary["rows"]) == (2, 2 * FRAMES)
    assert (tmp_path / "all.csv").read_text().splitlines()[0].endswith("AU12_r")


def test_values_of_the_wrong_kind(study: Path, tmp_path: Path) -> None:
    wrong: tuple[dict[str, Any], ...] = ({"jobs": "2"}, {"jobs": 2**40}, {"shard": (1,)}, {"patience": "long"})
    for options in wrong:
        with pytest.raises(facs.UsageError, match=next(iter(options))):
            facs.extract_many(study, tmp_path, **options)
    with pytest.raises(facs.OutputError):
        facs.extract_many(study, study / "broken.mp4")


@pytest.mark.skipif(sys.platform == "darwin", reason="its names are UTF-8")
def test_names_that_are_no_text(clip: Path, tmp_path: Path) -> None:
    video = os.path.join(os.fsencode(tmp_path), b"caf\xe9.wmv")
    shutil.copy(os.fsencode(clip), video)
    [row] = facs.extract_many([video], os.fsencode(tmp_path / "out"), max_frames=2, au="static")
    assert os.fsencode(row.path) == video and len(row.result()) == 2
    [row] = facs.read_batch(tmp_path / "out")
    assert len(row.result()) == 2
    csv = os.path.join(os.fsencode(tmp_path), b"caf\xe9.csv")
    with pytest.warns(facs.Warning) as caught:
        assert len(facs.extract(video, csv=csv, max_frames=2)) == len(facs.read(csv)) == 2
    assert len(caught) == 1  # and not once more as the library wrote it
