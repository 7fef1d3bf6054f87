"""What the tests share: the clips and weights in ../shared."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("FACS_TEST_SHARED", Path(__file__).parents[4] / "shared"))


@pytest.fixture
def clip() -> Path:
    """A video of a talking face, 640x480."""
    path = SHARED / "videos" / "default.wmv"
    if not path.exists() or not (SHARED / "models").exists():
        pytest.skip(f"there are no clips and weights in {SHARED}")
    return path
