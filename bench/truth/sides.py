#!/usr/bin/env python3
"""How much of a movement of one side is seen, in the landmarks and in the measures.

    bench/truth/scenes.py --seeds test --scenes onesided,stairs OUTPUT_FOLDER
    bench/truth/sides.py [--facs build/facs] OUTPUT_FOLDER/onesided_h*.mp4

prints, for each movement, its true size, and for the measures of the landmarks ("before") and those in the
CSV ("after"): the share of the movement that is seen on the side that moves, the share that appears on the
other side, which is still, the share seen when both sides move, and the noise. The truth is the same measure
of the true points. Shares are slopes of what is seen against what is true. Needs numpy and pandas.
"""
import argparse
import pathlib
import subprocess
import tempfile

import numpy as np
import pandas as pd

from scores import rotation_matrices

# Scene's column, measure, names of its columns
MOVEMENTS = [("AU45", "lid", "lid"), ("AU12", "mouth_up", "mouth_corner_up"), ("AU12", "mouth_out", "mouth_corner_out"),
             ("AU15", "mouth_up", "mouth_corner_up"), ("AU01", "brow_inner", "brow_inner"),
             ("AU04", "brow_inner", "brow_inner"), ("AU02", "brow_outer", "brow_outer"),
             ("AU09", "nose_wing", "nose_wing")]
SIDES = ("left", "right")


def block(table, name):
    return table[[f"{name}_{i}" for i in range(68)]].to_numpy()


def unit_of(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def measure(x, y, row):
    """src/measure/measures.c, of points in the picture: for each measure, rows x (left, right) in hundredths."""
    scale = row.p_scale.to_numpy()[:, None]
    points = np.stack([x / scale, y / scale, block(row, "Z")], axis=1)
    corners = points[:, :, 45] - points[:, :, 36]
    unit = np.linalg.norm(corners, axis=1)[:, None] / 100
    across = unit_of(corners)
    down = rotation_matrices(row[["p_rx", "p_ry", "p_rz"]].to_numpy())[:, :, 1]
    down = unit_of(down - (down * across).sum(1, keepdims=True) * across)
    px, py = np.einsum("nk,nkp->np", across, points), np.einsum("nk,nkp->np", down, points)
    eyes, middle = py[:, [36, 39, 42, 45]].mean(1), px[:, 33]

    def distance(a, b):
        return np.linalg.norm(points[:, :, a] - points[:, :, b], axis=1)

    measures = {
        "lid": [(distance(43, 47) + distance(44, 46)) / 2, (distance(37, 41) + distance(38, 40)) / 2],
        "mouth_up": [eyes - py[:, 54], eyes - py[:, 48]],
        "mouth_out": [px[:, 54] - middle, middle - px[:, 48]],
        "brow_inner": [eyes - py[:, 22], eyes - py[:, 21]],
        "brow_outer": [eyes - py[:, 24:27].mean(1), eyes - py[:, 17:20].mean(1)],
        "nose_wing": [eyes - py[:, 35], eyes - py[:, 31]],
    }
    return {name: np.stack(sides, axis=1) / unit for name, sides in measures.items()}


def read(facs, video):
    """Truth, and per measure its values: true, before, after."""
    truth = pd.read_csv(video.with_suffix(".csv"))
    with tempfile.TemporaryDirectory() as folder:
        result = f"{folder}/result.csv"
        subprocess.run([facs, "extract", video, "-o", result, "--quiet", "--features", "2d,3d,pdm,measures"],
                       check=True)
        seen = pd.read_csv(result, skipinitialspace=True)
    seen = seen[seen.success == 1]
    truth = truth.iloc[seen.frame.to_numpy() - 1].reset_index(drop=True)
    seen = seen.reset_index(drop=True)
    true = measure(block(truth, "x"), block(truth, "y"), seen)
    before = measure(block(seen, "x"), block(seen, "y"), seen)
    after = {name: seen[[f"{column}_{side}" for side in SIDES]].to_numpy() for _, name, column in MOVEMENTS}
    return truth, true, before, after


def spans(truth, name):
    """Frames of each movement, with some neutral ones around it, and which sides (left, right) move."""
    sides = truth[[name + "_L", name + "_R"]].to_numpy() > 0
    moving = np.flatnonzero(np.diff(np.r_[0, sides.any(1), 0]))
    for start, end in moving.reshape(-1, 2):
        yield slice(max(start - 5, 0), end + 5), sides[start:end].any(0)


def slope(seen, true):
    seen, true = seen - np.median(seen[:5]), true - np.median(true[:5])
    return (seen * true).sum() / (true * true).sum()


def judge(clips, name, which):
    """Size (%), and for before and after: shares of one side, the other, both, and noise (%)."""
    size, numbers = 0, []
    for k in (2, 3):
        own, other, both, noise = [], [], [], []
        for clip in clips:
            truth, true, seen = clip[0], clip[1][which], clip[k][which]
            still = seen[:20]
            noise.append(np.abs(still[2:] - 2 * still[1:-1] + still[:-2]).mean() / (np.sqrt(6) * .798))
            for rows, moves in spans(truth, name):
                for side in np.flatnonzero(moves):
                    size = max(size, np.ptp(true[rows, side]))
                    (both if moves.all() else own).append(slope(seen[rows, side], true[rows, side]))
                    if not moves.all():
                        error = seen[rows, 1 - side] - true[rows, 1 - side]
                        other.append(slope(error, true[rows, side]))
        numbers.append([np.mean(values) for values in (own, other, both, noise)])
    return size, numbers


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--facs", default="build/facs")
    parser.add_argument("videos", type=pathlib.Path, nargs="+")
    args = parser.parse_args()
    clips = [read(args.facs, video) for video in args.videos]
    print("| Movement | Measure | Largest | Share seen | On the other side | Both sides move | Noise |")
    print("|---|---|---|---|---|---|---|")
    for name, which, column in MOVEMENTS:
        size, (before, after) = judge(clips, name, which)
        cells = " | ".join(f"{a:.2f}, {b:.2f}" for a, b in zip(before, after))
        print(f"| {name} | `{column}` | {size:.1f} % | {cells} |")


if __name__ == "__main__":
    main()
