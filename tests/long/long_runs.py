"""Runs that take minutes: memory that stays flat, times that stay exact, and no descriptor lost.

    make long        all; needs ffmpeg and ffprobe, ../shared, and 1 GB below $TMPDIR

Prints a line per run with its figures, and exits with 1 if one of them is not as it should be.
"""
import csv
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
FACS = os.environ.get("FACS", str(ROOT / "build" / "facs"))
GROWTH_MB = 4  # for each face, between a tenth of a run and its end: 2 MB of numbers, and counts of the medians
failures = 0


def check(good, text):
    global failures
    failures += not good
    print("ok" if good else "FAILED", text, flush=True)


def loop(clip, out, seconds, length):
    """Writes a clip over and over, without coding it again."""
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-stream_loop", str(int(seconds / length)), "-i", clip,
                    "-t", str(seconds), "-an", "-c", "copy", out], check=True)


def resident(pid):
    for line in open(f"/proc/{pid}/status", encoding="utf-8"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def run(arguments, pause=0.5):
    """Runs facs. Returns its status, seconds, and memory (MB) and open files as they were every so often."""
    begun = time.monotonic()
    process = subprocess.Popen([FACS, *arguments, "--quiet"], stderr=subprocess.DEVNULL)
    memory, files = [], []
    while process.poll() is None:
        try:
            memory.append(resident(process.pid))
            files.append(len(os.listdir(f"/proc/{process.pid}/fd")))
        except OSError:
            break
        time.sleep(pause)
    return process.wait(), time.monotonic() - begun, memory, files


def is_flat(memory, faces=1):
    """Whether memory grows by at most GROWTH_MB for each face after the first tenth of a run; a sample that a
    process takes as it ends may be 0."""
    memory = [value for value in memory if value > 0]
    first = max(memory[:max(3, len(memory) // 10)])
    return max(memory) - first <= GROWTH_MB * faces, f"{first:.0f} to {max(memory):.0f} MB"


def column(path, name):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row[name]


def two_hours(folder):
    video, result = folder / "long.mkv", folder / "long.csv"
    loop(SHARED / "videos" / "default.wmv", video, 7200, 19.2)
    shown = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time",
                            "-of", "csv=p=0", video], check=True, capture_output=True, text=True).stdout
    times = sorted(float(word.strip(",")) for word in shown.split())
    status, seconds, memory, _ = run(["extract", video, "-o", result])
    flat, text = is_flat(memory)
    stamps = [float(word) for word in column(result, "timestamp")]
    worst = max(abs(a - (b - times[0])) for a, b in zip(stamps, times)) if stamps else 9
    check(status == 0 and flat and len(stamps) == len(times) and worst <= 0.001,
          f"two hours: {len(stamps)} of {len(times)} frames, times off by at most {worst * 1000:.1f} ms, "
          f"{text}, {len(stamps) / seconds:.0f} frames/s")


def many_faces(folder):
    # The clip begins anew every 23 seconds with a cut, after which its faces get new numbers. Memory is by the places
    # for faces that are tracked at the same time, so it is flat only if these are taken from the beginning.
    video, result = folder / "faces.mkv", folder / "faces.csv"
    loop(SHARED / "videos" / "multi_face.avi", video, 20000 / 30, 23.4)
    status, seconds, memory, _ = run(["extract", video, "-o", result, "--faces", "3", "--max-frames", "20000"])
    flat, text = is_flat(memory, 3)
    frames = len(set(column(result, "frame")))
    rows = sum(1 for _ in column(result, "frame"))
    check(status == 0 and flat and frames >= 19900,
          f"frames with several faces: {frames} frames, {rows} rows, {text}, {frames / seconds:.0f} frames/s")


def many_inputs(folder):
    study, results = folder / "study", folder / "results"
    study.mkdir()
    for number in range(2000):
        shutil.copy(SHARED / "videos" / "single_face.jpg", study / f"p{number:04d}.jpg")
    status, seconds, memory, files = run(["extract", study, "-d", results, "--pattern", "*.jpg", "--jobs", "2"], 0.1)
    flat, text = is_flat(memory)
    states = list(column(results / "facs-batch.csv", "state"))
    done = sum(state.startswith("done") for state in states)
    half = max(files[:len(files) // 2])
    check(status == 0 and flat and done == 2000 and max(files) <= half + 4,
          f"2,000 inputs: {done} done, {text}, at most {max(files)} open files ({half} in the first half), {seconds:.0f} s")


def main():
    if not shutil.which("ffmpeg") or not shutil.which("ffprobe"):
        sys.exit("long runs need ffmpeg and ffprobe (Debian: ffmpeg)")
    os.environ.setdefault("FACS_MODELS", str(SHARED / "models"))
    wanted = sys.argv[1:] or ["two_hours", "many_faces", "many_inputs"]
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            globals()[name](pathlib.Path(folder))
    sys.exit(failures > 0)


main()
