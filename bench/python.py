#!/usr/bin/env python3
"""python --facs FILE [--repeats N] CLIP: what the Python package adds to the library's time.

facs.extract and the command analyze the clip in turns, and both write a CSV; the figure is the ratio
of the least processor times and of the least wall times. Analyzer.push is timed with the library's
analysis replaced by nothing, which leaves what Python does for each frame. The import is timed in
processes of its own, without and with NumPy, which it needs. Run it with a python3 that has cffi and
NumPy; PYTHONPATH, FACS_LIBRARY and FACS_MODELS say where the package, libfacs and the weights are.
"""
import argparse
import errno
import os
import resource
import subprocess
import sys
import tempfile
import time

import facs
import numpy
from facs import _analyzer

FRAMES = 20000  # that nothing analyzes


def timed(work):
    """Seconds of wall time, and of processor time of this process and its children."""
    def processor():
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)
    wall, cpu = time.perf_counter(), processor()
    work()
    return time.perf_counter() - wall, processor() - cpu


def compare(command, clip, repeats):
    """The least times of the command, of facs.extract, and of a Python that is started for it."""
    times = {"command": [], "facs.extract": [], "python": []}
    with tempfile.TemporaryDirectory() as folder:
        csv = os.path.join(folder, "a.csv")
        run = [command, "extract", clip, "-o", csv, "--quiet"]
        script = [sys.executable, "-c", f"import facs; facs.extract({clip!r}, csv={csv!r})"]
        for _ in range(repeats):
            times["command"].append(timed(lambda: subprocess.run(run, check=True)))
            times["facs.extract"].append(timed(lambda: facs.extract(clip, csv=csv)))
            times["python"].append(timed(lambda: subprocess.run(script, check=True)))
    return {name: [min(column) for column in zip(*values)] for name, values in times.items()}


class NoAnalysis:
    """The library, except that each frame is analyzed in no time."""

    def __init__(self, library):
        self._library, self._pulled = library, 0

    def __getattr__(self, name):
        return getattr(self._library, name)

    def facs_analyzer_push(self, _analyzer, frame):
        self._library.facs_backend_name(0)  # a call of C that does nothing
        return 0

    def facs_analyzer_pull(self, _analyzer, result):
        self._library.facs_backend_name(0)
        self._pulled ^= 1
        return 0 if self._pulled else -errno.EAGAIN


def push_microseconds(repeats):
    """The least time of a push that analyzes nothing, and of one that also looks at the result."""
    frame = numpy.zeros((480, 640, 3), numpy.uint8)
    real = _analyzer.lib
    least = [float("inf")] * 2
    with facs.Analyzer(live=True) as analyzer:
        _analyzer.lib = NoAnalysis(real)
        try:
            for _ in range(repeats):
                for i, look in enumerate((lambda faces: faces, lambda faces: faces[0].intensity)):
                    start = time.perf_counter()
                    for _frame in range(FRAMES):
                        look(analyzer.push(frame))
                    least[i] = min(least[i], (time.perf_counter() - start) / FRAMES * 1e6)
        finally:
            _analyzer.lib = real
    return least


def import_milliseconds(modules, repeats):
    """The least time of importing modules in a new process, without Python's own start."""
    program = f"import time; start = time.perf_counter(); import {modules}; print(time.perf_counter() - start)"
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, check=True) for _ in range(repeats)]
    return min(float(run.stdout) for run in runs) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facs", required=True)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("clip")
    args = parser.parse_args()
    times = compare(args.facs, args.clip, args.repeats)
    print("| Figure | Measured |\n|---|---|")
    for i, kind in enumerate(("wall", "processor")):
        command, ours, script = (times[name][i] for name in ("command", "facs.extract", "python"))
        print(f"| `facs.extract` against the command, {kind} time | {ours:.3f} s, {command:.3f} s: "
              f"{100 * (ours / command - 1):+.1f} % |")
        print(f"| the same in a Python that is started for it | {script:.3f} s: {100 * (script / command - 1):+.1f} % |")
    push, look = push_microseconds(args.repeats)
    print(f"| what Python adds to a frame, `Analyzer.push` | {push:.1f} µs |")
    print(f"| the same, and `face.intensity` | {look:.1f} µs |")
    whole, numpys = (import_milliseconds(modules, args.repeats) for modules in ("facs", "numpy"))
    print(f"| `import facs` | {whole:.0f} ms, of which NumPy takes {numpys:.0f} ms |")


if __name__ == "__main__":
    main()
