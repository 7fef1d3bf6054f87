"""Threads and asyncio, as docs/python.md shows them."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import facs
import numpy as np
import pytest


def test_threads(clip: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda path: facs.extract(path, max_frames=20, au="static"), [clip] * 2)
    assert all(np.array_equal(first[name], second[name], equal_nan=True) for name in first)


def test_asyncio_goes_on_and_a_cancelled_task_stops_the_run(clip: Path, tmp_path: Path) -> None:
    async def extract(path: Path, csv: Path) -> facs.Result:
        stop = threading.Event()
        try:
            return await asyncio.to_thread(facs.extract, path, csv=csv, stop=stop)
        finally:
            stop.set()

    async def main() -> None:
        task = asyncio.create_task(extract(clip, tmp_path / "a.csv"))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())  # waits for the thread
    assert not (tmp_path / "a.csv").exists()


def test_a_batch_on_another_thread(clip: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        batch = pool.submit(facs.extract_many, [clip], tmp_path, max_frames=3, au="static").result()
    assert [row.state for row in batch] == ["done"]
