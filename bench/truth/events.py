#!/usr/bin/env python3
"""How well "facs events" finds what rendered faces do.

    bench/truth/events.py [--build build] [--method clnf] [--results FOLDER] [--each] CLIP.mp4...

Beside each clip lie CLIP.csv and CLIP_events.csv (scenes.py). Prints tables in Markdown: how many events of each kind
are found, how many are made up, and how far begin and end are from the truth. A movement begins in the truth where it
leaves a tenth of its peak behind, and ends where it comes back to it: less cannot be seen. --each lists what is
missing and what is made up. Needs numpy.
"""
import argparse
import collections
import csv
import pathlib
import subprocess
import tempfile

import numpy as np

import accuracy
import scores

VISIBLE = .1  # of the peak
LONGEST_BLINK = .4  # s, more than half closed: docs/events.md
UNITS = {name: unit for unit, name in accuracy.UNITS.items()}
# Of which the truth has a list. Lips part in many of the movements, so AU25 is not among them.
MOUTH = {"AU10", "AU12", "AU14", "AU15", "AU17", "AU20", "AU26", "AU28"}  # part of talking, which has no list of them
KINDS = set(accuracy.UNITS) | {"blink", "eyes_closed", "smile", "frown", "nod", "shake", "gaze_away", "talking"}


def true_events(clip):
    """(kind, begin, end, words) in seconds. One eye's wink has its own kind: it may count as a blink or not."""
    with open(clip.with_name(clip.stem + "_events.csv"), newline="") as file:
        rows = [row | {key: float(row[key]) for key in ("onset", "apex", "apex_end", "offset", "peak")}
                for row in csv.DictReader(file)]
    cheeks = [row for row in rows if row["kind"] == "AU06"]
    for row in rows:
        # A half wave of a cosine has left a tenth of its way behind after a fifth of its time.
        begin = row["onset"] + .205 * (row["apex"] - row["onset"])
        end = row["offset"] - .205 * (row["offset"] - row["apex_end"])
        kind, words = UNITS.get(row["kind"], row["kind"]), set(row["note"].split())
        if kind == "AU45":
            half = (row["offset"] + row["apex_end"] - row["apex"] - row["onset"]) / 2
            kind = "wink" if "wink" in words else "eyes_closed" if half > LONGEST_BLINK else "blink"
        if kind == "AU12" and row["peak"] >= .5:
            raised = any(min(row["offset"], c["offset"]) > max(row["onset"], c["onset"]) for c in cheeks)
            yield "smile", begin, end, words | ({"duchenne"} if raised else set())
        if kind == "AU04" and row["side"] == "both":
            yield "frown", begin, end, words
        if kind not in ("smile", "frown"):
            yield kind, begin, end, words
        if kind in ("blink", "eyes_closed"):
            yield "AU45", begin, end, words


def found_events(args, clip):
    accuracy.measure(args, args.method, clip)
    path = args.results / f"{args.method}_{clip.stem}_events.csv"
    subprocess.run([args.build / "facs", "events", args.results / f"{args.method}_{clip.stem}.csv", "-o", path], check=True)
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            yield row["kind"], float(row["onset"]), float(row["offset"]), set(row["flags"].split(";"))


def frame_rate(clip):
    text = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=r_frame_rate", "-of",
                           "csv=p=0", clip], capture_output=True, text=True, check=True).stdout
    over, under = text.strip().split("/")
    return int(over) / int(under)


def score_clip(args, clip, into):
    truth, found = collections.defaultdict(list), collections.defaultdict(list)
    for kind, *event in true_events(clip):
        truth[kind].append(event)
    for kind, *event in found_events(args, clip):
        found[kind].append(event)
    rate = frame_rate(clip)
    winks = truth["wink"]
    for kind in KINDS & (truth.keys() | found.keys()):
        one = into[kind]
        a, b = truth[kind], found[kind]
        pairs = scores.matched([event[:2] for event in a], [event[:2] for event in b])
        extra = [event for j, event in enumerate(b) if j not in {j for _, j in pairs}]
        hidden = {"blink": winks, "AU45": winks}.get(kind, truth["talking"] if kind in MOUTH else [])
        extra = [event for event in extra if not any(min(event[1], end) > max(event[0], begin) for begin, end, _ in hidden)]
        missing = [event for i, event in enumerate(a) if i not in {i for i, _ in pairs}]
        one["hit"].append(len(pairs))
        one["missed"].append(len(missing))
        one["false"].append(len(extra))
        for i, j in pairs:
            one["onset"].append(rate * (b[j][0] - a[i][0]))
            one["offset"].append(rate * (b[j][1] - a[i][1]))
            for word in ("partial", "duchenne"):
                one[word].append((word in a[i][2]) == (word in b[j][2]))
        if args.each:
            for what, events in (("missing", missing), ("made up", extra)):
                for begin, end, words in events:
                    print(f"{clip.stem}: {what}: {kind} {begin:.2f} to {end:.2f} s {' '.join(sorted(words))}")


def late(values):
    """Median, share within two frames, and how many frames 90 % are within."""
    return f"{np.median(values):+.1f} ({100 * np.mean(np.abs(values) <= 2):.0f} %; {np.quantile(np.abs(values), .9):.1f})" if values else "–"


def print_kinds(kinds):
    rows = []
    for kind, one in sorted(kinds.items()):
        hit, missed, false = (sum(one[key]) for key in ("hit", "missed", "false"))
        word = {"blink": "partial", "smile": "duchenne"}.get(kind)
        told = f"{word}: {100 * np.mean(one[word]):.0f} %" if word and one[word] else ""
        rows.append([kind, str(hit + missed), str(hit), str(false), f"{scores.f1(hit, missed, false):.3f}",
                     late(one["onset"]), late(one["offset"]), told])
    accuracy.print_table(["event", "true", "found", "made up", "F1", "onset, frames", "offset, frames", "told apart"], rows)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--method", default="clnf")
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--each", action="store_true", help="list what is missing and what is made up")
    parser.add_argument("clip", nargs="+", type=pathlib.Path)
    return parser.parse_args()


def main():
    args = arguments()
    with tempfile.TemporaryDirectory() as folder:
        args.results = args.results or pathlib.Path(folder)
        args.results.mkdir(parents=True, exist_ok=True)
        kinds = collections.defaultdict(lambda: collections.defaultdict(list))
        for clip in args.clip:
            score_clip(args, clip, kinds)
    print_kinds(kinds)


if __name__ == "__main__":
    main()
