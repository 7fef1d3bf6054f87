#!/usr/bin/env python3
"""What facs for Windows measures is what facs for Linux measures, to the byte: tables, records, and what is made from
them."""
import json
import re

import wine

CLIPS = ("default.wmv", "single_face.mp4", "changeLighting.wmv")


def record(name, content):
    """NAME.json without what belongs to a machine, a system or a moment."""
    if not name.endswith(".json"):
        return content
    values = json.loads(content)
    run, source = values["run"], values["input"]
    wine.expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", run["date"]), run["date"])
    wine.expect(source["path"].replace("\\", "/").endswith(source["name"].replace("\\", "/")), source)
    for group, *keys in ((run, "date", "host", "command_line", "folder"), (source, "name", "path", "modified"),
                         (values["libraries"], "ffmpeg"), (values["frames"], "analysis_seconds"), (values["models"], "folder"), (values["options"], "threads")):
        for key in keys:
            del group[key]
    return json.dumps(values, indent=1).encode()


def compare(world, inputs, *options, windows=(), linux=()):
    """The same results of both programs, which have options in common and some of their own."""
    world.linux("extract", *inputs, "-d", "linux", "--quiet", *options, *linux)
    world.windows("extract", *map(wine.windows_path, inputs), "-d", "windows", "--quiet", *options, *windows)
    (world.folder / "linux/facs-batch.csv").unlink(missing_ok=True)
    (world.folder / "windows/facs-batch.csv").unlink(missing_ok=True)
    wine.expect_same_files(world.folder / "windows", world.folder / "linux", record)


def clips(world):
    return [world.videos / name for name in ("default.wmv", "single_face.mp4", "changeLighting.wmv")]


def test_clips_with_one_thread(world):
    compare(world, clips(world), windows=["--threads", "1"])


def test_clips_at_full_precision_with_two_threads(world):
    compare(world, clips(world), "--full-precision", windows=["--threads", "2"], linux=["--threads", "1"])


def test_several_faces(world):
    compare(world, [world.videos / "multi_face.avi"], "--faces", "all", "--per-face", "--max-frames", "6",
            "--features", "pose,2d,3d,pdm,aus,gaze,measures")


def test_pictures(world):
    pictures = [world.cases / name for name in ("stack4.tif", "g.gif", "x.avif")]
    compare(world, [*pictures, world.videos / "single_face.jpg"], "--full-precision")


def test_damaged_videos(world):
    """Warnings, too, are those of Linux: they are in the records."""
    names = ("corrupt.mp4", "glitch_fwd.mkv", "res_change.webm", "noindex_dropped.avi", "sar43_small.mp4")
    compare(world, [world.cases / name for name in names], "--max-frames", "60")


def test_rows_on_standard_output(world):
    """As they come: neither line ends nor code pages get in between."""
    clip = world.make("in", world.videos / "single_face.mp4") / "single_face.mp4"
    for option in ("--csv", "--json"):
        here = world.linux("extract", clip, option, "-", "--quiet", "--max-frames", "8").out
        there = world.windows("extract", "in\\single_face.mp4", option, "-", "--quiet", "--max-frames", "8").out
        wine.expect(here.count(b"\n") >= 8, "rows are missing")
        wine.expect_same(there, here, option)


def test_a_video_on_standard_input(world):
    video = (world.videos / "default.wmv").read_bytes()
    for program, name in ((world.linux, "linux.csv"), (world.windows, "windows.csv")):
        program("extract", "-", "-o", name, "--quiet", "--max-frames", "8", stdin=video)
    wine.expect_same((world.folder / "windows.csv").read_bytes(), (world.folder / "linux.csv").read_bytes(), "the table")


def test_what_is_made_from_a_table(world):
    """Events, summaries, agreement and one table of all results, from the same results."""
    world.linux("extract", *clips(world)[:2], "-d", "study", "--quiet", "--max-frames", "40", "--events")
    commands = (["summary", "study", "-o", "summary.csv"], ["merge", "study", "-o", "all.csv"],
                *(["events", "study/default.csv", "-o", f"events.{form}"]
                  for form in ("csv", "eaf", "boris", "txt", "TextGrid")))
    for folder, program in (("linux", world.linux), ("windows", world.windows)):
        for command in commands:
            world.make(folder)
            program(*command[:-1], f"{folder}/{command[-1]}", "--quiet")
        said = program("agreement", "study/default.csv", "study/default.csv", "--json", "-").out
        (world.folder / folder / "agreement.json").write_bytes(said)
    wine.expect_same_files(world.folder / "windows", world.folder / "linux")


if __name__ == "__main__":
    wine.main(__doc__, globals())
