"""Ctrl-C stops what runs at once, and leaves what is documented."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# A program that says when it works, and when KeyboardInterrupt reached it.
PROGRAM = """
import os, sys, time, facs

def show(state):
    if getattr(state, "frames_done", 1):
        os.write(1, b"works\\n")

try:
    {call}
except KeyboardInterrupt as interrupt:
    print("stopped", time.monotonic(), *getattr(interrupt, "__notes__", []), flush=True)
"""


def interrupt(call: str) -> tuple[float, str]:
    """Run a call, interrupt it once it works, and return how many seconds it took to stop, and what it said."""
    command = [sys.executable, "-c", PROGRAM.format(call=call)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "works\n"
        time.sleep(0.03)  # until it is in the library again
        sent = time.monotonic()
        child.send_signal(signal.SIGINT)
        last = [line for line in child.stdout if line != "works\n"][-1]
    assert child.returncode == 0 and last.startswith("stopped ")
    _word, reached, *notes = last.split(maxsplit=2)
    return float(reached) - sent, "".join(notes)


def stops_soon(call: str) -> str:
    """Check that a call stops within 0.2 seconds, and return what it said. Others may use the machine, so a
    run that takes longer is tried again."""
    for _ in range(3):
        seconds, notes = interrupt(call)
        if seconds < 0.2:
            return notes
    raise AssertionError(f"it took {seconds:.3f} s to stop")


def test_extract(clip: Path, tmp_path: Path) -> None:
    call = f"facs.extract({str(clip)!r}, csv={str(tmp_path / 'a.csv')!r}, progress=show)"
    notes = stops_soon(call)
    assert not (tmp_path / "a.csv").exists() and not (tmp_path / "a.json").exists()
    [part] = tmp_path.glob("a.csv.*.part")
    assert part.read_text().startswith("frame,")
    if sys.version_info >= (3, 11):
        assert notes.strip() == f"{part} holds the rows so far"


@pytest.mark.parametrize("jobs", [1, 2])
def test_extract_many(clip: Path, tmp_path: Path, jobs: int) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for name in ("a.wmv", "b.wmv", "c.wmv"):
        shutil.copy(clip, inputs / name)
    call = (f"facs.extract_many({str(inputs)!r}, {str(tmp_path / 'out')!r}, jobs={jobs}, progress="
            "lambda state: state.moment == 'moved' and show(state))")
    stops_soon(call)
    assert (tmp_path / "out" / "facs-batch.csv").exists()


def test_live(clip: Path) -> None:
    stops_soon(f"[show(face) for face in facs.live({str(clip)!r}, realtime=True, loop=True)]")


@pytest.mark.parametrize("call", ["facs.extract({clip!r})", "facs.extract_many([{clip!r}], {folder!r})"])
def test_python_ends_while_a_daemon_thread_runs(clip: Path, tmp_path: Path, call: str) -> None:
    program = ("import facs, threading, time\n"
               f"run = lambda: {call.format(clip=str(clip), folder=str(tmp_path))}\n"
               "threading.Thread(target=run, daemon=True).start()\n"
               "time.sleep(0.7)")
    assert subprocess.run([sys.executable, "-c", program], stderr=subprocess.DEVNULL).returncode == 0
