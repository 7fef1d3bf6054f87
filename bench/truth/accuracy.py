#!/usr/bin/env python3
"""How near facs comes to faces whose truth is known: ../shared/truth and what scenes.py draws.

    bench/truth/accuracy.py [--build build] [--methods clnf,ceclm,pfld,given] [--results FOLDER] CLIP.mp4...

Beside each clip lies CLIP.csv, its truth, and for rendered scenes CLIP_events.csv. Results are kept in --results,
and used again while they are newer than the command. Prints tables in Markdown: of the methods, of the Action Units
for each method, and of the measures, which are compared with those of the true points ("given"). Needs numpy.
"""
import argparse
import collections
import csv
import functools
import pathlib
import subprocess
import tempfile
import warnings

import numpy as np

import scores
from scores import table

# Columns of the truth and the Action Unit that measures them. AU10 of s0.csv raises the upper lip's middle; the
# movement that FACS calls AU10 is nearer to upper_lip_raise.
UNITS = {"AU01": "AU01", "AU02": "AU02", "AU04": "AU04", "AU05": "AU05", "AU06": "AU06", "AU07": "AU07",
         "AU09": "AU09", "AU10": "upper_lip_raise", "AU12": "AU12", "AU14": "AU14", "AU15": "AU15", "AU17": "AU17",
         "AU20": "AU20", "AU26": "jaw_open", "AU28": "AU28", "AU45": "AU45"}
SEEN = "AU01 AU02 AU05 AU09 AU12 AU15 AU17 AU20 AU26 AU45".split()  # those that the models see on these faces
MEASURES = [name + side for name in ("lid", "brow_inner", "brow_outer", "mouth_corner_up", "mouth_corner_out", "nose_wing")
            for side in ("_left", "_right")] + ["mouth_open", "mouth_width", "lip_parting"] + [
                "asym_" + name for name in ("lid", "brow_inner", "brow_outer", "mouth_up", "mouth_out", "nose")]
LEAST_MOVE = .3  # of an intensity of 0 to 5: a movement that is seen at all


def measure(args, method, clip):
    """The columns of facs for a clip; those of frames without a face are NaN."""
    result = args.results / f"{method}_{clip.stem}.csv"
    command = args.build / "facs"
    if not result.exists() or result.stat().st_mtime < command.stat().st_mtime:
        landmarks = clip.with_suffix(".csv") if method == "given" else method
        blocks = ["pose,2d,aus,measures"] + ["gaze"] * (method in ("clnf", "ceclm"))
        subprocess.run([command, "extract", clip, "-o", result, "--landmarks", landmarks, "--fx", "900", "--fy", "900",
                        "--cx", "320", "--cy", "240", "--threads", "1", "--quiet", "--overwrite",
                        "--features", ",".join(blocks)], check=True)
    columns = table(result)
    lost = columns["success"] == 0
    return {name: np.where(lost, np.nan, values) for name, values in columns.items()}


def points_of(columns):
    return np.stack([np.stack([columns[f"{axis}_{i}"] for i in range(68)], 1) for axis in "xy"], 2)


def together(columns, names):
    return np.stack([columns[name] for name in names], 1)


def score_geometry(truth, seen, into):
    for region, error in scores.points_error(points_of(truth), points_of(seen)).items():
        into[region].append(error)
    into["rotation"].append(scores.rotation_error(together(truth, ["Rx", "Ry", "Rz"]),
                                                  together(seen, ["pose_Rx", "pose_Ry", "pose_Rz"])))
    into["place"].append(scores.offset_error(together(truth, ["Tx_cm", "Ty_cm", "Tz_cm"]),
                                             together(seen, ["pose_Tx", "pose_Ty", "pose_Tz"]) / 10))
    if "gaze_angle_x" in truth and "gaze_angle_x" in seen:
        names = ["gaze_angle_x", "gaze_angle_y"]
        eyes_open = np.where(truth["AU45"] > .2, np.nan, 1)[:, None]
        into["gaze"].append(np.degrees(scores.offset_error(together(truth, names), together(seen, names) * eyes_open)))
    into["found"].append(100 * np.mean(np.isfinite(seen["success"])))


def score_units(truth, seen, moves, into):
    for unit, name in UNITS.items():
        if name not in truth or truth[name].max() < .5 or unit + "_c" not in seen:
            continue
        one = into[unit]
        if unit + "_r" in seen:
            value = seen[unit + "_r"]
            one["r"].append(scores.correlation(truth[name], value))
            one["lag"].append(scores.lag(truth[name], value))
            for first, last in (move for kind, *move in moves if kind == name):
                late = scores.delay(truth[name], value, first, last, LEAST_MOVE)
                one["moves"].append(late is not None)
                if late:
                    one["onset"].append(late[0])
                    one["offset"].append(late[1])
        for kind in "cp":
            if f"{unit}_{kind}" in seen:
                one[kind].append(scores.presence_f1(truth[name], seen[f"{unit}_{kind}"]))
                one["rest " + kind].append(100 * np.mean(seen[f"{unit}_{kind}"][truth[name] == 0] > 0))


def moves_of(clip):
    """Kind, first and last frame of the single movements in a scene; ten frames before and after them are added."""
    path = clip.with_name(clip.stem + "_events.csv")
    if not path.exists() or clip.stem.startswith("stairs"):
        return []
    with open(path, newline="") as file:
        return [("AU45" if row["kind"] == "blink" else row["kind"], max(0, int(row["onset_frame"]) - 11),
                 int(row["offset_frame"]) + 10) for row in csv.DictReader(file)]


def score_measures(given, seen, into):
    """Against the measures of the true points."""
    for name in MEASURES:
        if name in given and name in seen:
            both = np.isfinite(given[name]) & np.isfinite(seen[name])
            into[name]["r"].append(scores.correlation(given[name], seen[name]))
            into[name]["slope"].append(np.polyfit(given[name][both], seen[name][both], 1)[0])


def mean(values, digits):
    return f"{np.nanmean(values):.{digits}f}" if len(values) and np.isfinite(values).any() else "–"


def print_table(head, rows):
    print("\n| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def print_methods(methods):
    head = ["landmarks", "r", "F1 `_c`", "F1 `_p`", *(f"{region} points, %" for region in scores.REGIONS),
            "rotation, °", "position, cm", "gaze, °", "frames with a face, %"]
    rows = []
    for method, (units, shape, _) in methods.items():
        cells = [mean([np.nanmean(units[unit][kind]) for unit in SEEN if units[unit][kind]], 3) for kind in "rcp"]
        cells += [mean(shape[region], 2) for region in scores.REGIONS]
        rows.append([method, *cells, mean(shape["rotation"], 2), mean(shape["place"], 2), mean(shape["gaze"], 1),
                     mean(shape["found"], 1)])
    print_table(head, rows)


def print_units(method, units):
    rows = []
    for unit, one in sorted(units.items()):
        late = [f"{np.median(one[end]):+.1f} ({100 * np.mean(np.abs(one[end]) <= 2):.0f} %)" if one[end] else "–"
                for end in ("onset", "offset")]
        rows.append([unit, mean(one["r"], 2), *(mean(one[key], 2) for key in "cp"),
                     *(mean(one["rest " + key], 0) for key in "cp"), mean(one["lag"], 1),
                     f"{sum(one['moves'])} of {len(one['moves'])}", *late])
    print_table([method, "r", "F1 `_c`", "F1 `_p`", "`_c` at rest, %", "`_p` at rest, %", "lag, frames", "movements seen",
                 "onset, frames", "offset, frames"], rows)


def print_measures(methods):
    names = [name for name in MEASURES if any(name in measures for _, _, measures in methods.values())]
    rows = [[name, *(f"{mean(measures[name]['r'], 2)} ({mean(measures[name]['slope'], 2)})"
                     for _, _, measures in methods.values())] for name in names]
    if rows:
        print_table(["r (slope) with the true points' measures", *methods], rows)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--methods", default="clnf,pfld,given")
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("clip", nargs="+", type=pathlib.Path)
    return parser.parse_args()


def score_all(args, methods):
    for clip in args.clip:
        truth, moves = table(clip.with_suffix(".csv")), moves_of(clip)
        results = {method: measure(args, method, clip) for method in methods}
        for method, seen in results.items():
            units, shape, measures = methods[method]
            score_geometry(truth, seen, shape)
            score_units(truth, seen, moves, units)
            if "given" in results and method != "given":
                score_measures(results["given"], seen, measures)


def main():
    warnings.filterwarnings("ignore", category=RuntimeWarning)  # means of nothing but NaN
    args = arguments()
    lists = functools.partial(collections.defaultdict, list)
    methods = {method: (collections.defaultdict(lists), lists(), collections.defaultdict(lists))
               for method in args.methods.split(",")}
    with tempfile.TemporaryDirectory() as folder:
        args.results = args.results or pathlib.Path(folder)
        args.results.mkdir(parents=True, exist_ok=True)
        score_all(args, methods)
    print_methods(methods)
    for method, (units, _, _) in methods.items():
        print_units(method, units)
    print_measures(methods)


if __name__ == "__main__":
    main()
