"""Reads the results of FeatureExtraction as OpenFace's users do, from the description of the files alone.

openface_results.py FOLDER NAME [pandas]: prints one line per result, or fails with a sentence.
Needs only the standard library. With a third argument, pandas reads the CSV as well, if it is installed: it takes a second
to start.
"""
import csv
import glob
import math
import os
import struct
import sys


def read_csv(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    header, rows = rows[0], [[float(cell) for cell in row] for row in rows[1:]]
    assert all(len(row) == len(header) for row in rows), "a row of the CSV has not the header's length"
    assert len(set(header)) == len(header), "two columns have one name"
    if len(sys.argv) < 4:
        return header, rows
    try:
        import pandas
    except ImportError:
        print("pandas absent")
    else:
        table = pandas.read_csv(path)
        assert list(table.columns) == header, "pandas reads other columns"
        assert table.values.tolist() == rows, "pandas reads other values"
    return header, rows


def describe_csv(path):
    header, rows = read_csv(path)
    line = f"csv rows {len(rows)} columns {len(header)} begins {','.join(header[:2])}"
    if "success" in header:
        success = [int(row[header.index("success")]) for row in rows]
        assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1)), "frames are not 1, 2, 3 ..."
        line += f" success {sum(success)}"
    else:
        success = [1] * len(rows)
    for block in ("pose_Tx", "x_0", "X_0", "p_scale", "AU01_r", "AU28_c", "gaze_0_x"):
        if block in header:
            line += " " + block
    print(line)
    return success


def describe_hog(path):
    """int32 columns, rows, channels; float32 flag; columns * rows * channels float32. Native endian."""
    with open(path, "rb") as file:
        data = file.read()
    at, flags = 0, []
    while at < len(data):
        columns, rows, channels, flag = struct.unpack_from("=iiif", data, at)
        assert (columns, rows, channels) == (12, 12, 31), "a record of the HOG has another size"
        values = struct.unpack_from(f"={columns * rows * channels}f", data, at + 16)
        at += 16 + 4 * len(values)
        assert flag in (1.0, -1.0), "a flag of the HOG is neither 1 nor -1"
        assert all(math.isfinite(v) and 0 <= v <= 1 for v in values), "a value of the HOG is no HOG's"
        assert any(values) == (flag == 1.0), "flag and values contradict each other"
        flags.append(flag)
    assert at == len(data), "the HOG ends in the middle of a record"
    print(f"hog records {len(flags)} good {flags.count(1.0)}")
    return [int(flag == 1.0) for flag in flags]


def describe_aligned(folder):
    names = sorted(os.listdir(folder))
    sizes = set()
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        magic, length, _, offset, header, width, height, planes, bits, packing = struct.unpack_from("<2sIIIIiiHHI", data)
        row = (width * bits // 8 + 3) // 4 * 4
        assert magic == b"BM" and length == len(data) and header == 40 and planes == 1 and packing == 0, name
        assert offset + row * height == len(data), f"{name} has not the size that it says"
        sizes.add(f"{width}x{height}x{bits}")
    print(f"aligned {len(names)} {' '.join(sorted(sizes))} {names[0]} {names[-1]}")


def describe_video(path):
    """RIFF 'AVI ': the header list, and the chunks of pictures."""
    with open(path, "rb") as file:
        data = file.read()
    riff, _, kind = struct.unpack_from("<4sI4s", data)
    assert riff == b"RIFF" and kind == b"AVI ", "this is no AVI"
    at = data.index(b"avih") + 8
    microseconds, = struct.unpack_from("<I", data, at)
    frames, = struct.unpack_from("<I", data, at + 16)
    width, height = struct.unpack_from("<II", data, at + 32)
    codec = data[data.index(b"strh") + 12:][:4].decode()
    print(f"video {codec} {width}x{height} frames {frames} jpegs {data.count(bytes.fromhex('ffd8ff'))} "
          f"microseconds {microseconds}")


def describe_details(path):
    with open(path) as file:
        lines = [line.rstrip("\n").split(":", 1) for line in file]
    folder = os.path.dirname(path)
    for label, value in lines:
        if label.startswith("Output"):
            assert os.path.exists(os.path.join(folder, value)), f"{label}: {value} is not there"
        if label == "Input full path":
            assert os.path.isabs(value) and os.path.exists(value), f"{label}: {value} is not there"
    print("details " + " ".join(f"{label}={value.strip()}" for label, value in lines if "path" not in label))


def main(folder, name):
    path = os.path.join(folder, name)
    assert not glob.glob(path + "*.part"), "something is not finished"
    success = describe_csv(path + ".csv")
    describe_details(path + "_of_details.txt")
    if os.path.exists(path + ".hog"):
        assert describe_hog(path + ".hog") == success, "HOG and CSV disagree on which frames are good"
    if os.path.exists(path + "_aligned"):
        describe_aligned(path + "_aligned")
    if os.path.exists(path + ".avi"):
        describe_video(path + ".avi")
    if os.path.exists(path + ".jpg"):
        with open(path + ".jpg", "rb") as file:
            assert file.read(3) == bytes.fromhex("ffd8ff"), "this is no JPEG"
        print("picture")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except AssertionError as error:
        sys.exit(f"{sys.argv[1:]}: {error}")
