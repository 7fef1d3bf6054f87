"""Small tables for the tests of results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import facs

# Two faces in three frames; the second face is lost in the second frame.
TWO_FACES: dict[str, list[Any]] = {
    "frame": [1, 1, 2, 2, 3, 3],
    "face_id": [0, 1, 0, 1, 0, 1],
    "timestamp": [0, 0, 0.033, 0.033, 0.067, 0.067],
    "confidence": [0.98, 0.96, 0.98, 0.1, 0.98, 0.88],
    "success": [1, 1, 1, 0, 1, 1],
    "pose_Tx": [1.5, -80, 1.6, 0, 1.7, -81],
    "AU06_r": [0, 0, 0.5, 9, 0.7, 0.2],
    "AU12_r": [0, 1, 2, 9, 4, 1],
    "AU12_c": [0, 1, 1, 0, 1, 1],
    "AU28_c": [0, 0, 0, 1, 0, 1],
    "mine": [10, 20, 30, 40, 50, 60],
}


def write(path: Path, columns: Mapping[str, Sequence[Any]], separator: str = ",") -> Path:
    """Write a CSV."""
    lines = [columns, *zip(*columns.values())]
    text = "".join(separator.join(map(str, line)) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def write_json(csv: Path, **content: object) -> None:
    """Write a NAME.json that belongs to a CSV."""
    data = csv.read_bytes()
    entry = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "file": csv.name}
    record: dict[str, Any] = {"program": "facs", "results": [entry], **content}
    csv.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")


def two_faces(folder: Path) -> facs.Result:
    """Return a result of two faces."""
    return facs.read(write(folder / "two.csv", TWO_FACES))
