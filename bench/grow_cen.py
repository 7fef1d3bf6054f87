#!/usr/bin/env python3
"""grow_cen MODELS SMALL FOLDER: make a models folder whose CE-CLM files have OpenFace's true sizes, 430 MB.

FOLDER, which must not exist, gets links to the weights in MODELS, and large networks made from the small ones in SMALL
(cen_patches_*_of.dat). They say almost the same as the small ones, so they find the same faces, but cost as much as
OpenFace's own: 300, 100, 50 and 1 units (500, 200, 100 and 1 at the scales 0.50 and 1.00). The small networks' layers
must be sigmoid, ReLU, sigmoid and sigmoid; the large ones' are ReLU, ReLU, sigmoid and sigmoid, as OpenFace's: each
sigmoid of the first layer becomes a sum of many ReLU units, a line with many bends. Units to spare have random weights,
and no other unit listens to them.

    bench/grow_cen.py ../shared/models ../shared/models/ceclm_made/openface/model/patch_experts /tmp/large
    facs extract --models /tmp/large --landmarks ceclm VIDEO
"""
import array
import hashlib
import math
import os
import pathlib
import random
import struct
import sys

NAMES = ("cen_patches_0.25_of.dat", "cen_patches_0.35_of.dat", "cen_patches_0.50_of.dat", "cen_patches_1.00_of.dat")
EXPERTS = "openface/model/patch_experts"
SIGMOID, RELU = 0, 2
FLOATS = 5   # type of a matrix: OpenCV's CV_32F
REACH = 7.0  # beyond it a sigmoid is taken for constant
POINTS = 68


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, layout):
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def matrix(self):
        """Rows of a matrix of floats."""
        rows, columns, kind = self.take("3i")
        if kind != FLOATS:
            sys.exit("grow_cen: expected a matrix of floats")
        values = self.take("%df" % (rows * columns))
        return [list(values[i * columns:(i + 1) * columns]) for i in range(rows)]


def bends(count):
    """Where a line that follows a sigmoid bends, and by how much its slope changes there."""
    places = [-REACH + 2 * REACH * k / (count - 1) for k in range(count)]
    heights = [1 / (1 + math.exp(-x)) for x in places]
    slopes = [(b - a) * (count - 1) / (2 * REACH) for a, b in zip(heights, heights[1:])]
    changes = [b - a for a, b in zip([0] + slopes, slopes + [0])]
    return list(zip(places, changes)), heights[0]


def grow(rows, biases, units, inputs, spare):
    """Makes a layer larger. Its own units come first, and hear the first inputs."""
    rows = [row + [0.0] * (inputs - len(row)) for row in rows]
    return rows + [spare(inputs) for _ in range(units - len(rows))], biases + [0.0] * (units - len(biases))


def grow_expert(layers, sizes, spare):
    """layers: (kind, biases, rows). Returns the large network's."""
    if [kind for kind, _, _ in layers] != [SIGMOID, RELU, SIGMOID, SIGMOID]:
        sys.exit("grow_cen: expected sigmoid, ReLU, sigmoid and sigmoid")
    (_, bias, rows), (_, next_bias, next_rows) = layers[:2]
    line, start = bends(sizes[0] // len(rows))
    wide = [row for row in rows for _ in line]
    wide_bias = [b - place for b in bias for place, _ in line]
    heard = [[w * change for w in row for _, change in line] for row in next_rows]
    heard_bias = [b + start * sum(row) for b, row in zip(next_bias, next_rows)]
    first = grow(wide, wide_bias, sizes[0], len(rows[0]), spare)
    second = grow(heard, heard_bias, sizes[1], sizes[0], spare)
    third = grow(layers[2][2], layers[2][1], sizes[2], sizes[1], spare)
    fourth = grow(layers[3][2], layers[3][1], sizes[3], sizes[2], spare)
    return list(zip((RELU, RELU, SIGMOID, SIGMOID), (first, second, third, fourth)))


def convert(data, out, sizes, spare):
    reader = Reader(data)
    _, views = reader.take("di")
    reader.at += views * (36 + 12 + 4 * POINTS) + 12 + 4 * POINTS + 12 + 4 * views
    out.write(data[:reader.at])
    for _ in range(views * POINTS):
        head = reader.take("4i")
        layers = []
        for _ in range(head[3]):
            kind = reader.take("i")[0]
            layers.append((kind, reader.matrix()[0], reader.matrix()))
        out.write(struct.pack("<4i", *head))
        for kind, (rows, biases) in grow_expert(layers, sizes, spare) if layers else ():
            out.write(struct.pack("<4i", kind, 1, len(biases), FLOATS) + array.array("f", biases).tobytes())
            out.write(struct.pack("<3i", len(rows), len(rows[0]), FLOATS))
            for row in rows:
                out.write(array.array("f", row).tobytes())
        out.write(struct.pack("<d", *reader.take("d")))


def link(models, folder):
    """The folder of the experts, and the manifest's text."""
    for entry in models.rglob("*"):
        copy = folder / entry.relative_to(models)
        if entry.is_dir():
            copy.mkdir(parents=True)
        elif entry.name not in NAMES + ("manifest.tsv",):
            copy.parent.mkdir(parents=True, exist_ok=True)
            os.symlink(entry.resolve(), copy)
    return folder / EXPERTS, (models / "manifest.tsv").read_text(encoding="utf-8")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__.split("\n\n", maxsplit=1)[0])
    models, small, folder = map(pathlib.Path, sys.argv[1:])
    source = random.Random(1)
    noise = {n: [array.array("f", [source.gauss(0, .1) for _ in range(n)]) for _ in range(64)]
             for n in (50, 100, 122, 200, 300, 500)}

    def spare(inputs):
        return noise[inputs][source.randrange(64)]

    folder.mkdir()
    large, manifest = link(models, folder)
    rows = [row for row in manifest.splitlines() if not row.startswith(tuple(EXPERTS + "/" + name for name in NAMES))]
    for name in NAMES:
        sizes = (300, 100, 50, 1) if float(name.split("_")[2]) < .5 else (500, 200, 100, 1)
        with (large / name).open("wb") as out:
            convert((small / name).read_bytes(), out, sizes, spare)
        data = (large / name).read_bytes()
        rows.append("%s/%s\t%d\t%s\tmade\t" % (EXPERTS, name, len(data), hashlib.sha256(data).hexdigest()))
    (folder / "manifest.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
