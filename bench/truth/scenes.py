#!/usr/bin/env python3
"""Scenes with rendered heads, and the truth about them.

    bench/truth/scenes.py [--build build] [--model ../shared/truth/ict] [--fps 30] [--seeds dev|test|N,N...]
                          [--scenes stairs,blinks,...] OUTPUT_FOLDER

makes SCENE_hSEED.mp4, SCENE_hSEED.csv (activations, pose, gaze and 68 points of each frame, as in
../shared/truth/s0.csv) and SCENE_hSEED_events.csv. Needs ffmpeg, numpy and "ninja -C build bench/truth_render".

Heads 11 to 16 are for development; tune to those. Heads 21 to 26 are for testing; look at what they give,
and change nothing because of it.
"""
import argparse
import csv
import lzma
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from movements import CENTRAL, SHAPES, Timeline
from scores import rotation_matrices
import storyboard

SEEDS = {"dev": [11, 12, 13, 14, 15, 16], "test": [21, 22, 23, 24, 25, 26]}
LOOK_RANGE = .5  # radians of gaze at which ICT-FaceKit's eyeLook shapes, which move the lids, are full


def script_of(line):
    """Columns of the renderer's script."""
    columns = {f"R{axis}": line.pose[:, i] for i, axis in enumerate("xyz")}
    columns |= {f"T{axis}": line.pose[:, 3 + i] for i, axis in enumerate("xyz")}
    columns |= {"gaze_x": line.gaze[:, 0], "gaze_y": line.gaze[:, 1]}
    for name, shapes in SHAPES.items():
        for shape in shapes:
            if shape in CENTRAL:
                columns[shape] = line.activations[name].max(axis=0)
            else:
                columns[shape + "_R"], columns[shape + "_L"] = line.activations[name]
    right, down = line.gaze.T / LOOK_RANGE
    for eye, inwards in (("R", right), ("L", -right)):  # the person's right eye is on the picture's left
        for shape, values in (("In", inwards), ("Out", -inwards), ("Down", down), ("Up", -down)):
            columns[f"eyeLook{shape}_{eye}"] = values.clip(0, 1)
    return columns


def truth_of(line, points):
    """Rows of the truth, and their header."""
    columns = {"frame": np.arange(1, line.frames + 1)}
    for name, sides in line.activations.items():
        columns[name] = sides.max(axis=0)
    for name, sides in line.activations.items():
        if CENTRAL.isdisjoint(SHAPES[name]):
            columns[name + "_R"], columns[name + "_L"] = sides
    columns |= {name: line.pose[:, i] for i, name in enumerate(["Rx", "Ry", "Rz", "Tx_cm", "Ty_cm", "Tz_cm"])}
    direction = np.stack([np.sin(line.gaze[:, 0]) * np.cos(line.gaze[:, 1]), np.sin(line.gaze[:, 1]),
                          -np.cos(line.gaze[:, 0]) * np.cos(line.gaze[:, 1])], axis=1)
    seen = (rotation_matrices(line.pose[:, :3]) @ direction[..., None])[..., 0]
    columns["gaze_angle_x"] = np.arctan2(seen[:, 0], -seen[:, 2])
    columns["gaze_angle_y"] = np.arctan2(seen[:, 1], -seen[:, 2])
    columns |= points
    return columns


def write_table(path, columns):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in zip(*columns.values()):
            writer.writerow([f"{value:g}" if isinstance(value, float) else value for value in row])


def render(args, head, seed, line, video):
    """Draws a timeline; returns the columns of its points."""
    with tempfile.TemporaryDirectory() as folder:
        script, points = f"{folder}/script.csv", f"{folder}/points.csv"
        write_table(script, script_of(line))
        with subprocess.Popen([args.build / "bench/truth_render", head, str(seed), script, points],
                              stdout=subprocess.PIPE) as drawing:
            encode = subprocess.run(
                ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "640x480", "-r",
                 str(args.fps), "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-crf", "14",
                 "-pix_fmt", "yuv420p", video], stdin=drawing.stdout, check=False)
        if drawing.returncode or encode.returncode:
            sys.exit(f"scenes: {video} could not be made")
        table = np.genfromtxt(points, delimiter=",", names=True)
        return {name: table[name] for name in table.dtype.names[1:]}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--model", type=pathlib.Path, default=pathlib.Path("../shared/truth/ict"))
    parser.add_argument("--fps", type=float, default=30)
    parser.add_argument("--seeds", default="dev")
    parser.add_argument("--scenes", default=",".join(storyboard.SCENES))
    parser.add_argument("output", type=pathlib.Path)
    return parser.parse_args()


def main():
    args = arguments()
    args.output.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(suffix=".bin") as head:
        head.write(lzma.decompress((args.model / "head.bin.xz").read_bytes()))
        head.flush()
        for seed in SEEDS.get(args.seeds) or [int(seed) for seed in args.seeds.split(",")]:
            for number, scene in enumerate(storyboard.SCENES):
                if scene not in args.scenes.split(","):
                    continue
                line = Timeline(args.fps, storyboard.SECONDS[scene], np.random.default_rng([seed, number]))
                storyboard.SCENES[scene](line)
                name = args.output / f"{scene}_h{seed}"
                points = render(args, head.name, seed, line, f"{name}.mp4")
                write_table(f"{name}.csv", truth_of(line, points))
                line.write_events(f"{name}_events.csv")
                print(f"{name}.mp4: {line.frames} frames", flush=True)


if __name__ == "__main__":
    main()
