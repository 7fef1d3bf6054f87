"""The stand-in for pyfaceau: its arguments, and the names in its table."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import facs
import pytest

pandas = pytest.importorskip("pandas")
from facs.compat.pyfaceau import FullPythonAUPipeline  # noqa: E402
from facs.compat.pyfaceau import pipeline as module  # noqa: E402

# The names in the public repository johnwilsoniv/pyfaceau. The arguments of
# FullPythonAUPipeline.__init__ and .process_video are in pyfaceau/pipeline.py, in its first version
# (commit b48eab6) and that of 1.3 (commit 012d5bb).
FIRST = """retinaface_model pfld_model pdm_file au_models_dir triangulation_file patch_expert_file
    use_calc_params use_coreml track_faces use_batched_predictor use_clnf_refinement
    enforce_clnf_pdm verbose""".split()
NEWEST = """pdm_file au_models_dir triangulation_file patch_expert_file mtcnn_backend
    use_calc_params track_faces use_batched_predictor use_nnclnf max_clnf_iterations
    clnf_convergence_threshold debug_mode verbose""".split()
# ParallelAUPipeline.__init__ in pyfaceau/parallel_pipeline.py (commit b48eab6).
PARALLEL = """retinaface_model pfld_model pdm_file au_models_dir triangulation_file num_workers
    batch_size use_calc_params track_faces use_batched_predictor verbose""".split()
PROCESS_VIDEO = ["video_path", "output_csv", "max_frames", "progress_callback"]
# _process_frame in the same file starts each row with the first three; the rest are
# OF22ModelParser.available_aus in pyfaceau/prediction/model_parser.py.
COLUMNS = ["frame", "timestamp", "success"] + [
    f"AU{au:02}_r" for au in (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26, 45)
]


def silent(**arguments: object) -> FullPythonAUPipeline:
    return FullPythonAUPipeline(verbose=False, **arguments)  # type: ignore[arg-type]


def test_the_arguments_are_pyfaceaus() -> None:
    taken = list(inspect.signature(FullPythonAUPipeline).parameters)
    assert taken[: len(NEWEST)] == NEWEST
    assert set(FIRST + PARALLEL) <= set(taken)
    process_video = inspect.signature(FullPythonAUPipeline.process_video)
    assert list(process_video.parameters)[1:] == PROCESS_VIDEO


def test_arguments_without_a_meaning_are_warned_of() -> None:
    with pytest.warns(facs.Warning, match="no effect in facs: pdm_file, track_faces") as told:
        silent(pdm_file="weights/pdm.txt", track_faces=True)
    assert told[0].filename == __file__


@pytest.mark.parametrize(
    ("arguments", "platform", "backend"),
    [
        ({}, "linux", "auto"),
        ({"mtcnn_backend": "onnx"}, "linux", "cpu"),
        ({"mtcnn_backend": "cuda"}, "linux", "cuda"),
        ({"use_coreml": True}, "darwin", "coreml"),
        ({"use_coreml": True}, "linux", "cpu"),
        ({"use_coreml": False}, "darwin", "cpu"),
    ],
)
def test_the_backend(
    arguments: dict[str, object], platform: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert silent(**arguments).backend == backend


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(facs.UsageError, match="'tpu' is not one of auto, cuda"):
        silent(mtcnn_backend="tpu")


def test_a_missing_video_is_pyfaceaus_exception() -> None:
    with pytest.raises(FileNotFoundError, match="nowhere.mp4"):
        silent().process_video("nowhere.mp4")


@pytest.mark.filterwarnings("ignore::facs.Warning")  # so few frames have no neutral face
def test_the_table_is_pyfaceaus(clip: Path, tmp_path: Path) -> None:
    told: list[Any] = []
    csv = tmp_path / "table.csv"
    table = silent().process_video(
        str(clip), str(csv), max_frames=20, progress_callback=lambda *state: told.append(state)
    )
    assert list(table) == COLUMNS
    assert table["frame"].tolist() == list(range(20))
    assert table["success"].dtype == bool and table["success"].all()
    assert table["AU12_r"].between(0, 5).all()
    assert list(pandas.read_csv(csv)) == COLUMNS
    assert silent().finalize_predictions(table) is table
    assert told[-1][:2] == (20, 20) and told[-1][2] > 0
    assert [state[0] for state in told] == sorted({state[0] for state in told})


def test_frames_without_a_face_have_no_intensities(tmp_path: Path) -> None:
    csv = tmp_path / "gone.csv"
    csv.write_text("frame,timestamp,success,AU12_r\n1,0,1,2\n2,0.03,0,0\n", encoding="utf-8")
    table = module._table(facs.read(csv))
    assert table["success"].tolist() == [True, False]
    assert table["AU12_r"].isna().tolist() == [False, True]


@pytest.mark.filterwarnings("ignore::facs.Warning")
def test_what_the_callback_raises_stops_nothing(clip: Path) -> None:
    def failing(*_state: object) -> None:
        raise KeyError("mine")

    with pytest.warns(facs.Warning, match="progress_callback raised KeyError"):
        assert len(silent().process_video(clip, max_frames=2, progress_callback=failing)) == 2
