"""What the tests share: the clips and weights in ../shared."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

SHARED = Path(os.environ.get("FACS_TEST_SHARED", Path(__file__).parents[4] / "shared"))
COMMAND = os.environ.get("FACS_COMMAND", str(Path(__file__).parents[3] / "build" / "facs"))


def shared_clip(name: str) -> Path:
    """Return a clip in ../shared, or skip the test."""
    path = SHARED / "videos" / name
    if not path.exists() or not (SHARED / "models").exists():
        pytest.skip(f"there are no clips and weights in {SHARED}")
    return path


@pytest.fixture(scope="session")
def clip() -> Path:
    """A video of a talking face: 288 frames, 640x480, 15 frames per second."""
    return shared_clip("default.wmv")


@pytest.fixture(scope="session")
def frames(clip: Path) -> NDArray[np.uint8]:
    """The first 70 pictures of the clip, RGB."""
    command = ["ffmpeg", "-v", "error", "-i", str(clip), "-frames:v", "70", "-f", "rawvideo",
               "-pix_fmt", "rgb24", "-"]
    try:
        run = subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("there is no ffmpeg to decode the clip with")
    return np.frombuffer(run.stdout, np.uint8).reshape(-1, 480, 640, 3)
