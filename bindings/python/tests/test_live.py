"""facs.live gives faces as they are measured, and ends when it is told to."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path
from typing import Any

import facs
import pytest


def live_threads() -> int:
    """Return the number of live runs."""
    return sum(thread.name == "facs.live" for thread in threading.enumerate())


def test_the_faces_of_a_file(clip: Path) -> None:
    stream = facs.live(clip, realtime=True, max_frames=8)
    assert stream.summary is None
    faces = list(stream)
    assert [face.time for face in faces] == sorted(face.time for face in faces)
    assert all(face.success and face.delay_ms >= 0 for face in faces)
    assert stream.summary is not None and stream.summary["frames"] == len(faces) == 8
    assert list(stream) == []


def test_closing_stops_the_run(clip: Path) -> None:
    with facs.live(clip, realtime=True, loop=True) as stream:
        assert next(stream).success
    assert live_threads() == 0 and list(stream) == []
    stream = facs.live(clip, realtime=True, loop=True)
    next(stream)
    del stream
    gc.collect()
    assert live_threads() == 0


def test_a_slow_loop_does_not_fill_memory(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facs._live._WAITING", 2)
    with facs.live(clip, realtime=True) as stream:
        next(stream)
        threading.Event().wait(0.5)  # 7 frames of the clip
        assert stream._stream.rows.qsize() == 2
        while next(stream).dropped_so_far == 0:
            pass


def test_lines_of_json(clip: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    list(facs.live(clip, realtime=True, max_frames=2, json_rows=rows, features="pose"))
    assert rows.read_text().count('"pose"') == 2


def test_failures_come_out_of_the_loop(clip: Path) -> None:
    with pytest.raises(facs.InputError, match="no such file"):
        next(facs.live("/nowhere.mp4", realtime=True))
    stream = facs.live(clip)  # a file is not live
    with pytest.raises(facs.UsageError):
        next(stream)
    assert list(stream) == []
    with pytest.raises(facs.UsageError, match="detector"):
        facs.live(clip, detector="eyes")


def test_an_iterator_in_a_cycle_may_be_collected_by_its_own_thread(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collecting(struct: Any, row: Any) -> facs.LiveFace:
        gc.collect()
        return facs.LiveFace(struct, row)

    gc.disable()
    try:
        holder: list[Any] = [facs.live(clip, realtime=True, loop=True)]
        holder.append(holder)
        next(holder[0])
        monkeypatch.setattr("facs._live.LiveFace", collecting)
        del holder
        end = time.monotonic() + 10
        while live_threads() and time.monotonic() < end:
            time.sleep(0.02)
        assert live_threads() == 0
    finally:
        gc.enable()
