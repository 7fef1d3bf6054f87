"""The notebooks in examples/notebooks run from their first cell to their last, and hold no outputs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")
pytest.importorskip("pandas")

NOTEBOOKS = Path(__file__).parents[3] / "examples" / "notebooks"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A client whose kernel all notebooks share: starting one takes longer than most of them."""
    if not (SHARED / "models").exists():
        pytest.skip(f"there are no weights in {SHARED}")
    if not shutil.which("ffmpeg"):
        pytest.skip("there is no ffmpeg to decode the clip with")
    folder = tmp_path_factory.mktemp("notebooks")
    shutil.copy(NOTEBOOKS / "drawn.mp4", folder)
    client = nbclient.NotebookClient(
        nbformat.v4.new_notebook(),
        timeout=60,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    with client.setup_kernel():
        yield client


@pytest.mark.parametrize("name", sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")))
def test_a_notebook(name: str, kernel: Any) -> None:
    book = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbformat.validate(book)
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    kernel.nb = book
    for number, cell in enumerate(book.cells):
        if cell.cell_type == "code":
            kernel.execute_cell(cell, number)
    shown = [output for cell in cells for output in cell.outputs]
    assert any("text/html" in output.get("data", {}) for output in shown)
