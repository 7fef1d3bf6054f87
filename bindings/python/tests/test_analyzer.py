"""facs.Analyzer takes pictures of any kind, and its table is the one that facs.extract gives."""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import facs
import numpy as np
import pytest
from facs import _analyzer
from facs._library import lib
from numpy.typing import NDArray

Frames = NDArray[np.uint8]
GREY = np.array([0.299, 0.587, 0.114])


def same(a: facs.Result, b: facs.Result) -> bool:
    """Whether all columns are equal."""
    return list(a) == list(b) and all(np.array_equal(a[name], b[name], equal_nan=True) for name in a)


def analyzed(frames: Frames, color: str = "rgb") -> facs.Result:
    """Return the table of some pictures."""
    with facs.Analyzer(color=color) as analyzer:
        for frame in frames:
            analyzer.push(frame)
        return analyzer.finish()


@pytest.fixture(scope="module")
def few(frames: Frames) -> Frames:
    """A few frames, so that the tests are quick."""
    return frames[:10]


@pytest.fixture(scope="module")
def table(few: Frames) -> facs.Result:
    """Their table."""
    return analyzed(few)


def test_the_table_is_the_one_that_extract_gives(clip: Path, frames: Frames) -> None:
    table = analyzed(frames)
    whole = facs.extract(clip, max_frames=len(frames))
    assert list(table) == list(whole) and len(table) == len(whole)
    assert table["frame"].tolist() == whole["frame"].tolist()
    # The pictures come from another program's conversion of colors, so a point may lie elsewhere by
    # the tenth of a pixel.
    assert np.abs(table["x_30"] - whole["x_30"]).max() < 0.5
    assert np.abs(table["AU04_r"] - whole["AU04_r"]).max() < 0.5


def test_any_order_of_channels_and_of_rows(few: Frames, table: facs.Result) -> None:
    assert same(analyzed(few[..., ::-1], "bgr"), table)  # not adjacent, so it is copied
    wide = np.zeros((len(few), 480, 700, 3), np.uint8)
    wide[:, :, :640] = few
    assert same(analyzed(wide[:, :, :640]), table)  # rows with a gap between them
    bottom_up = np.ascontiguousarray(few[:, ::-1])
    assert same(analyzed(bottom_up[:, ::-1]), table)  # a negative stride
    with_alpha = np.concatenate([few, few[..., :1]], axis=3)
    assert same(analyzed(with_alpha), table)


def test_pictures_are_not_copied(frames: Frames) -> None:
    with facs.Analyzer() as analyzer:
        for array in (frames[0], frames[0, :, :600], frames[0, ::-1], frames[0, :, :, 1].copy()):
            assert analyzer._put_picture(array) is array
        assert not np.shares_memory(analyzer._put_picture(frames[0, :, ::2]), frames)
        assert np.shares_memory(analyzer._put_picture(memoryview(frames[0])), frames)


def test_grey(frames: Frames) -> None:
    grey = np.round(frames[:5] @ GREY).astype(np.uint8)
    with facs.Analyzer(au="none") as analyzer:
        faces = [analyzer.push(picture)[0] for picture in grey]
        faces += [analyzer.push(picture[:, :, None])[0] for picture in grey]
    assert all(face.success for face in faces)


def test_what_a_face_has(frames: Frames) -> None:
    with facs.Analyzer(fps=25) as analyzer:
        [face] = analyzer.push(frames[0])
        [second] = analyzer.push(frames[1], time=0.5)
    assert (face.frame, face.time, face.face_id, face.success) == (1, 0.0, 0, True)
    assert (second.frame, second.time) == (2, 0.5)
    assert face.landmarks.shape == (68, 2) and face.landmarks_3d.shape == (68, 3)
    assert face.eye_landmarks.shape == (56, 2) and face.gaze.shape == (2, 3)
    x, y, width, height = face.box
    assert np.all(face.landmarks.mean(axis=0) - (x, y) < (width, height))
    assert np.allclose(np.linalg.norm(face.gaze, axis=1), 1, atol=1e-3)
    assert len(face.intensity) == 17 and len(face.presence) == 18
    assert face.presence["AU28"] in (False, True)
    assert "in frame 1" in repr(face)


def test_points_of_ones_own(frames: Frames, table: facs.Result) -> None:
    with facs.Analyzer(landmarks="given", au="none") as analyzer:
        points = np.column_stack([table.to_numpy([f"{axis}_{i}" for i in range(68)])[0] for axis in "xy"])
        [face] = analyzer.push(frames[0], landmarks=points)
        assert np.allclose(face.landmarks, points)
        with pytest.raises(facs.UsageError, match=r"\(68, 2\)"):
            analyzer.push(frames[0], landmarks=points.T)
        assert "gaze_0_x" not in analyzer.finish() and "AU12_r" not in analyzer.finish()


def test_measures_when_asked_for(frames: Frames) -> None:
    with facs.Analyzer(measures=True) as analyzer:
        for pixels in frames:
            analyzer.push(pixels)
        result = analyzer.finish()
    assert result["face_size"].min() > 20 and set(result["quality"]) <= {0, 1, 2}
    with facs.Analyzer() as analyzer:
        analyzer.push(frames[0])
        assert "face_size" not in analyzer.finish()


def test_a_neutral_face_and_features(frames: Frames) -> None:
    with facs.Analyzer(learn=True) as analyzer:
        for frame in frames[:3]:
            analyzer.push(frame)
        neutral = analyzer.neutral()
        with pytest.raises(facs.UsageError, match="no face 99"):
            analyzer.neutral(99)
        result = analyzer.finish(features="pose", full_precision=True)
    assert neutral.frames == 3
    assert "pose_Tx" in result and "AU12_r" not in result
    with facs.Analyzer(neutral=neutral) as analyzer:
        assert analyzer.push(frames[0])[0].success


def test_pictures_and_calls_that_are_wrong(frames: Frames) -> None:
    with facs.Analyzer() as analyzer:
        for wrong in (frames[0].astype(float), frames[:2], frames[0, :, :, :2], frames[0, :0]):
            with pytest.raises(facs.UsageError):
                analyzer.push(wrong)
        analyzer.finish()
        with pytest.raises(facs.UsageError, match="ended"):
            analyzer.push(frames[0])
    with pytest.raises(facs.UsageError, match="closed"):
        analyzer.finish()
    with facs.Analyzer(live=True) as analyzer:
        assert analyzer.push(frames[0])[0].success
        with pytest.raises(facs.UsageError, match="live"):
            analyzer.finish()
    with pytest.raises(TypeError, match="no option 'ax'"):
        facs.Weights(ax=1)
    with pytest.raises(facs.UsageError, match="color"):
        facs.Analyzer(color="cmyk")
    with pytest.raises(facs.UsageError, match="learn"):
        facs.Analyzer().neutral()


def test_analyzers_on_threads_share_weights(few: Frames, table: facs.Result) -> None:
    weights = facs.Weights()
    results: dict[int, facs.Result] = {}

    def work(number: int) -> None:
        with facs.Analyzer(weights=weights) as analyzer:
            for frame in few:
                analyzer.push(frame)
            results[number] = analyzer.finish()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2 and all(same(result, table) for result in results.values())


def test_python_runs_on_meanwhile(frames: Frames) -> None:
    ticks = 0
    done = threading.Event()

    def count() -> None:
        nonlocal ticks
        while not done.wait(0.001):
            ticks += 1

    thread = threading.Thread(target=count)
    with facs.Analyzer(threads=1) as analyzer:
        thread.start()
        for frame in frames[:20]:
            analyzer.push(frame)
        done.set()
        thread.join()
    assert ticks > 5  # a push takes more than a millisecond


def test_formats_are_those_of_the_library() -> None:
    assert len(set(_analyzer._FORMATS.values())) == 4


class _Interrupted:
    """The library, with Ctrl-C at the end of a call: Python raises it there if it came during the call."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, name: str) -> Any:
        function = getattr(lib, name)

        def call(*arguments: Any) -> Any:
            function(*arguments)
            raise KeyboardInterrupt

        return call if name == self.name else function


@pytest.mark.parametrize("moment", ["facs_analyzer_push", "facs_analyzer_pull"])
def test_an_analyzer_goes_on_after_an_interrupt(
    few: Frames, table: facs.Result, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with facs.Analyzer() as analyzer:
        for number, frame in enumerate(few):
            if number in (3, len(few) - 1):
                monkeypatch.setattr(_analyzer, "lib", _Interrupted(moment))
                with pytest.raises(KeyboardInterrupt):
                    analyzer.push(frame)
                monkeypatch.undo()
            else:
                assert [face.frame for face in analyzer.push(frame)] == [number + 1]
        assert same(analyzer.finish(), table)


def test_threads_that_use_one_analyzer_wait_for_each_other(few: Frames) -> None:
    with facs.Analyzer(au="static") as analyzer, ThreadPoolExecutor(3) as pool:
        faces = [face for [face] in pool.map(analyzer.push, few)]
        assert sorted(face.frame for face in faces) == list(range(1, len(few) + 1))
        assert analyzer.finish()["frame"].tolist() == list(range(1, len(few) + 1))


def test_rows_that_overlap_are_copied(frames: Frames) -> None:
    with facs.Analyzer(au="none") as analyzer:
        analyzer.push(np.broadcast_to(frames[0, :1], frames[0].shape))
        with pytest.raises(facs.UsageError, match="pixels"):
            analyzer.push([[1], [1, 2]])
    with pytest.raises(facs.UsageError, match="fps"):
        facs.Analyzer(fps=0)


def test_a_face_is_pickled(frames: Frames) -> None:
    with facs.Analyzer(au="static") as analyzer:
        [face] = analyzer.push(frames[0])
    again = pickle.loads(pickle.dumps(face))
    assert again.intensity == face.intensity and np.array_equal(again.landmarks, face.landmarks)
