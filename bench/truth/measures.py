#!/usr/bin/env python3
"""How near facs's measures come to those of faces whose points, pose and movements are known.

    ninja -C build bench/truth_measures
    bench/truth/measures.py [--build build] ../shared/truth/s0.mp4 ../shared/truth/s1.mp4...

Beside each clip lies its truth (CLIP.csv). The true points are taken into the head's frame with the true pose;
their depth there is the one that explains them in the frames where nothing moves. src/measure then measures them,
as it measures what facs finds. Prints, for each measure and clip: r; the error, the standard deviation of the
difference, in %; the slope; and the noise, the standard deviation in frames where nothing moves but the head.
Needs numpy.
"""
import argparse
import pathlib
import subprocess
import tempfile

import numpy as np

from scores import rotation_matrices, table

FOCAL, CENTRE = 900., (320., 240.)


def rays_of(truth):
    """Each point of the head, X, satisfies a . X = b; a: frames x 68 x 2 x 3, b: frames x 68 x 2."""
    turn = rotation_matrices(np.stack([truth[name] for name in ("Rx", "Ry", "Rz")], 1))
    place = np.stack([truth[name] for name in ("Tx_cm", "Ty_cm", "Tz_cm")], 1)
    seen = [(np.stack([truth[f"{axis}_{i}"] for i in range(68)], 1) - middle) / FOCAL
            for axis, middle in zip("xy", CENTRE)]
    a = np.stack([turn[:, None, k] - seen[k][:, :, None] * turn[:, None, 2] for k in (0, 1)], 2)
    b = np.stack([seen[k] * place[:, None, 2] - place[:, None, k] for k in (0, 1)], 2)
    return a, b


def points_of(truth, still):
    """The points in the head's frame, frames x 68 x 3, centimetres. A head that does not turn shows no depth."""
    a, b = rays_of(truth)
    depth = np.zeros(68)
    for i in range(68):
        where, _, rank, _ = np.linalg.lstsq(a[still, i].reshape(-1, 3), b[still, i].reshape(-1), rcond=1e-6)
        depth[i] = where[2] if rank == 3 else 0
    flat = np.linalg.solve(a[..., :2], (b - a[..., 2] * depth[:, None])[..., None])[..., 0]
    return np.concatenate([flat, np.broadcast_to(depth[:, None], flat.shape[:2] + (1,))], 2)


def is_still(truth):
    """Frames in which nothing moves but the head and the eyes."""
    moves = [values for name, values in truth.items()
             if name.startswith("AU") or name in ("cheek_raiser", "upper_lip_raise", "jaw_open")]
    return np.max(moves, axis=0) < 1e-6


def measure(args, clip):
    """Of the truth and of facs, where facs found the face; and which of these frames are still."""
    truth = table(clip.with_suffix(".csv"))
    still = is_still(truth)
    points = 10 * points_of(truth, still)
    with tempfile.TemporaryDirectory() as folder:
        header = ",".join(f"{axis}_{i}" for axis in "xyZ" for i in range(68))
        np.savetxt(f"{folder}/points.csv", points.transpose(0, 2, 1).reshape(len(points), -1), "%.5f", ",",
                   header=header, comments="")
        with open(f"{folder}/true.csv", "wb") as file:
            subprocess.run([args.build / "bench/truth_measures", f"{folder}/points.csv"], stdout=file, check=True)
        subprocess.run([args.build / "facs", "extract", clip, "-o", f"{folder}/seen.csv", "--quiet", "--features",
                        "measures", "--fx", str(FOCAL), "--fy", str(FOCAL)], check=True)
        true, seen = table(f"{folder}/true.csv"), table(f"{folder}/seen.csv")
    found = seen["success"] == 1
    return {name: (values[found], seen[name][found]) for name, values in true.items()}, still[found]


def judge(true, seen, still):
    moves = true.std() > .05
    r = np.corrcoef(true, seen)[0, 1] if moves else np.nan
    return r, (seen - true).std(), np.polyfit(true, seen, 1)[0] if moves else np.nan, seen[still].std()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("clip", type=pathlib.Path, nargs="+")
    args = parser.parse_args()
    clips = [measure(args, clip) for clip in args.clip]
    print("| Measure | " + " | ".join(f"{clip.stem}: r, error, slope, noise" for clip in args.clip) + " |")
    print("|---" * (len(clips) + 1) + "|")
    for name in clips[0][0]:
        cells = [" ".join("–" if np.isnan(value) else f"{value:.2f}" for value in judge(*values[name], still))
                 for values, still in clips]
        print(f"| `{name}` | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
