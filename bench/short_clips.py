#!/usr/bin/env python3
"""short_clips FACS VIDEO...: find out from how many frames on dynamic models are useful.

Cuts clips of many lengths out of videos (losslessly, with ffmpeg), with evenly spaced starts, and
compares the 17 intensities of the first face with those of the whole video, with dynamic models, in
the same frames. Prints the mean absolute difference for the clip's own dynamic models and for static
models, whose values do not depend on the length. "Shown" are values of at least 1 in the whole
video, which are visible movements: how much of them is left with the clip's dynamic models, and the
differences there. Prints a table for each video and one for all of them. A length counts only if
the video is at least twice as long.
"""
import collections
import csv
import os
import statistics
import subprocess
import sys
import tempfile

LENGTHS = (1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 960, 1440, 2400)
STARTS = 8
SHOWN = 1
Clip = collections.namedtuple("Clip", "dynamic static shown_dynamic shown_static left")
OPTIONS = ["--quiet", "--faces", "1"]


def intensities(facs, video, models, out):
    """{frame from 0: [17 intensities]} of the rows with success."""
    subprocess.run([facs, "extract", video, "-o", out, "--au", models] + OPTIONS, check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(out, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    for name in (out, out[:-4] + ".json"):
        os.remove(name)
    return {int(row["frame"]) - 1: [float(row[name]) for name in row if name.endswith("_r")]
            for row in rows if row["success"] == "1"}, len(rows)


def cut(video, start, length, out):
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", video, "-an", "-vf",
                    "select=between(n\\,%d\\,%d),setpts=N/FR/TB" % (start, start + length - 1),
                    "-frames:v", str(length), "-c:v", "ffv1", out], check=True,
                   stdin=subprocess.DEVNULL)


def mean(values):
    values = [value for value in values if value is not None]
    return statistics.mean(values) if values else None


def compare(part, static, whole, start):
    """Compare a clip that begins at frame start of the whole; None if they have no rows in common."""
    triples = [(a, b, c) for frame, values in part.items()
               if frame + start in whole and frame + start in static
               for a, b, c in zip(values, static[frame + start], whole[frame + start])]
    if not triples:
        return None
    shown = [(a, b, c) for a, b, c in triples if c >= SHOWN]
    return Clip(mean(abs(a - c) for a, _, c in triples), mean(abs(b - c) for _, b, c in triples),
                mean(abs(a - c) for a, _, c in shown), mean(abs(b - c) for _, b, c in shown),
                mean(min(a / c, 1) for a, _, c in shown))


def measure(facs, video, folder):
    """{length: [Clip]}"""
    out, clip = os.path.join(folder, "o.csv"), os.path.join(folder, "clip.mkv")
    whole, frames = intensities(facs, video, "dynamic", out)
    static, _ = intensities(facs, video, "static", out)
    found = {}
    for length in LENGTHS:
        if 2 * length > frames:
            break
        for i in range(STARTS):
            start = (frames - length) * i // (STARTS - 1)
            cut(video, start, length, clip)
            part, _ = intensities(facs, clip, "dynamic", out)
            clip_found = compare(part, static, whole, start)
            if clip_found:
                found.setdefault(length, []).append(clip_found)
    return found


def table(title, found):
    print("\n%s\n\n| Frames | Clips | Dynamic | Worst | Static | Dynamic is closer in | "
          "Shown: dynamic | Static | Left |" % title)
    print("|---|---|---|---|---|---|---|---|---|")
    for length, clips in sorted(found.items()):
        shown = [clip for clip in clips if clip.left is not None]
        print("| %d | %d | %.2f | %.2f | %.2f | %.0f %% | %s |" %
              (length, len(clips), mean(c.dynamic for c in clips), max(c.dynamic for c in clips),
               mean(c.static for c in clips),
               100 * mean(c.dynamic < c.static for c in clips),
               "%.2f | %.2f | %.0f %%" % (mean(c.shown_dynamic for c in shown),
                                          mean(c.shown_static for c in shown),
                                          100 * mean(c.left for c in shown)) if shown else " | | "))
    sys.stdout.flush()


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: " + __doc__.split(":")[0])
    everything = {}
    with tempfile.TemporaryDirectory(prefix="facs-short-") as folder:
        for video in sys.argv[2:]:
            found = measure(sys.argv[1], video, folder)
            table(os.path.basename(video), found)
            for length, clips in found.items():
                everything.setdefault(length, []).extend(clips)
    table("All", everything)


if __name__ == "__main__":
    main()
