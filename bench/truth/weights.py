#!/usr/bin/env python3
"""Weights of the evidence for corrected presences (src/measure/evidence_table.c), from clips whose truth is known.

    bench/truth/weights.py [--build build] CLIP.mp4...

Beside each clip lies CLIP.csv, its truth. Prints the rows of the table: signs, turns and intensities of each Action
Unit that moves in the clips. Where presences start is a choice (docs/measures.md, Corrected presences). Needs numpy.
"""
import argparse
import pathlib
import subprocess
import tempfile

import numpy as np

from accuracy import UNITS, points_of
from scores import rotation_matrices, table

INTENSITIES = "01 02 04 05 06 07 09 10 12 14 15 17 20 23 25 26 45".split()
# Intensities that may speak for another Action Unit, too; all others only against it.
ALLIES = {"AU25": ["26", "10"], "AU26": ["25"], "AU28": ["23"], "AU06": ["07"], "AU07": ["06"], "AU10": ["09"],
          "AU14": ["12"]}
INTENSITY_SCALE = 3  # one of an intensity moves as much as about 3 % of a measure
PAIRS = 1000         # made-up frames of two movements at once, in each clip
RIDGE, LASSO, MOVING = 300, .01, 3
LIP_GAP = 5          # % of the distance between the eye corners at which the lips count as fully parted


def signs_of(columns):
    """The thirteen signs of facs_evidence_signs; n x 13."""
    x, y, z = (np.stack([columns[f"{axis}_{i}"] for i in range(68)], 1) for axis in "xyZ")
    turn = rotation_matrices(np.stack([columns["p_r" + a] for a in "xyz"], 1))
    scale = columns["p_scale"][:, None]
    head = np.einsum("nij,nip->npj", turn, np.stack([x / scale, y / scale, z], 1))
    head *= 100 / np.linalg.norm(head[:, 36] - head[:, 45], axis=1)[:, None, None]
    across, down = head[:, :, 0], head[:, :, 1]
    up = down[:, [36, 39, 42, 45]].mean(axis=1)[:, None] - down
    below = down[:, 33:34] - down  # above the base of the nose

    def apart(*pairs):
        return np.mean([np.linalg.norm(head[:, a] - head[:, b], axis=1) for a, b in pairs], axis=0)

    return np.stack([
        up[:, [21, 22]].mean(axis=1), up[:, [17, 18, 19, 24, 25, 26]].mean(axis=1), across[:, 22] - across[:, 21],
        apart((37, 41), (38, 40), (43, 47), (44, 46)), up[:, [40, 41, 46, 47]].mean(axis=1),
        up[:, [31, 35]].mean(axis=1), across[:, 35] - across[:, 31], below[:, [48, 54]].mean(axis=1), apart((48, 54)),
        apart((51, 57)), apart((62, 66)), below[:, 51], below[:, 8]], 1)


def clip_of(args, clip, random):
    """What is weighed, above the clip's neutral face, and activations by Action Unit; with the made-up frames."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([args.build / "facs", "extract", clip, "-o", f"{folder}/a.csv", "--quiet", "--features",
                        "2d,3d,pdm,aus", "--fx", "900", "--fy", "900", "--cx", "320", "--cy", "240"], check=True)
        seen = table(f"{folder}/a.csv")
    truth = table(clip.with_suffix(".csv"))
    rx, ry, rz = (np.degrees(seen["p_r" + a]) for a in "xyz")
    values = np.hstack([signs_of(seen), INTENSITY_SCALE * np.stack([seen[f"AU{i}_r"] for i in INTENSITIES], 1),
                        np.stack([rx, ry, rz, ry ** 2 / 10, rx ** 2 / 10], 1)])
    truth["AU06"] = np.fmax(truth["AU06"], truth.get("cheek_raiser", 0))
    moves = {unit: np.fmax(truth.get(unit, 0), truth.get(name, 0)) for unit, name in UNITS.items()
             if unit in truth or name in truth}
    points = points_of(truth)
    gap = np.mean([np.linalg.norm(points[:, a] - points[:, b], axis=1) for a, b in ((61, 67), (62, 66), (63, 65))],
                  axis=0) * 100 / np.linalg.norm(points[:, 36] - points[:, 45], axis=1)
    movements = {"cheek_raiser", *UNITS.values()}
    rest = np.max([truth[name] for name in truth if name[:2] == "AU" or name in movements], axis=0) == 0
    moves["AU25"] = ((gap - np.median(gap[rest])) / LIP_GAP).clip(0, 1)
    values -= np.median(values[rest], axis=0)
    one, other = random.choice(np.flatnonzero(~rest), (2, PAIRS))
    both = values[one] + values[other]
    both[:, -5:] = values[random.integers(0, len(values), PAIRS), -5:]
    return np.vstack([values, both]), {unit: np.concatenate([move, np.maximum(move[one], move[other])])
                                       for unit, move in moves.items() if np.max(move) > 0}


def descend(gram, target, lasso, low, high):
    """Least squares with bounds: one weight after the other."""
    weights, left = np.zeros(len(target)), target.copy()
    for _ in range(300):
        before = weights.copy()
        for j, size in enumerate(np.diag(gram)):
            pull = left[j] + size * weights[j]
            new = np.clip(np.sign(pull) * max(abs(pull) - lasso[j], 0) / (size + RIDGE), low[j], high[j])
            left -= gram[:, j] * (new - weights[j])
            weights[j] = new
        if np.abs(weights - before).max() < 1e-5:
            break
    return weights


def fit(unit, clips):
    parts = [(values, moves[unit]) for values, moves in clips if unit in moves]
    values, moves = np.vstack([v for v, _ in parts]), np.minimum(1.5 * np.concatenate([m for _, m in parts]), 1)
    high, low = np.full(values.shape[1], np.inf), np.full(values.shape[1], -np.inf)
    for j, name in enumerate(INTENSITIES, 13):
        if "AU" + name == unit:
            low[j] = 0
        elif name not in ALLIES.get(unit, []):
            high[j] = 0
    weight = (1 + MOVING * (moves > .05))[:, None]
    gram, target = (values * weight).T @ values, (values * weight).T @ moves
    lasso = LASSO * np.sqrt(np.diag(gram) * (weight[:, 0] * moves ** 2).sum())
    used = np.abs(descend(gram, target, lasso, low, high)) > 1e-6
    return descend(gram, target, 0 * lasso, np.where(used, low, 0), np.where(used, high, 0))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("clip", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    random = np.random.default_rng(0)
    clips = [clip_of(args, clip, random) for clip in args.clip]
    for unit in sorted({unit for _, moves in clips for unit in moves}):
        weights = fit(unit, clips)
        weights[13:30] *= INTENSITY_SCALE
        rows = [", ".join(f"{w:.3f}" for w in part) for part in np.split(weights, [13, 30])]
        print(f"{unit}\n  signs     {rows[0]}\n  intensity {rows[1]}\n  turns     {rows[2]}")


if __name__ == "__main__":
    main()
