#!/usr/bin/env python3
"""Disks that are full or cannot be written, files that other programs hold, inputs that are missing or damaged: one clear
sentence each, the documented exit status, and no half-written file under the name of a result."""
import contextlib
import os
import shutil
import subprocess
import wave

import wine


@contextlib.contextmanager
def small_disk(world, *options):
    """A disk of its own, which takes root to mount."""
    folder = world.make("disk")
    mount = ["mount", "-t", "tmpfs", "-o", ",".join(options), "none", folder]
    if os.getuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise wine.Skip("only root can mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextlib.contextmanager
def held(world, file, how):
    """Another program that has a file open."""
    program = world.compile("hold_file_windows.c")
    with subprocess.Popen(["wine", program, wine.windows_path(file), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env={**os.environ, **world.options.wine}) as holder:
        wine.expect(holder.stdout.readline().strip() == b"held", "the file cannot be held")
        try:
            yield
        finally:
            holder.stdin.close()


def expect_no_result(folder, *but):
    """Rows of an interrupted run may remain, but not under a result's name."""
    found = [name for name in wine.files_below(folder) if not name.endswith(".part") and ".part/" not in name]
    wine.expect(sorted(found) == sorted(but), "files are left:", sorted(found))


def test_full_disk(world):
    """Whenever it gets full: for the first row, in the middle, for the table's final values."""
    clip = wine.windows_path(world.videos / "single_face.mp4")
    for size in ("4k", "64k", "400k"):
        with small_disk(world, f"size={size}") as disk:
            for command, program in ((("extract", clip, "-d", "disk", "--quiet"), "facs"),
                                     (("-f", clip, "-out_dir", "disk", "-q"), "FeatureExtraction")):
                said = world.windows(*command, program=program, status=None)
                wine.expect_says(said, 1, "cannot be written (no space left)")
                expect_no_result(disk)


def test_full_disk_for_what_is_made_from_results(world):
    world.linux("extract", world.videos / "default.wmv", "-d", "in", "--quiet")
    with small_disk(world, "size=8k") as disk:
        for command in (("report", "in/default.csv", "-o", "disk/page.html"), ("merge", "in", "-o", "disk/all.csv"),
                        ("merge", "in", "-o", "disk/all.sqlite")):
            wine.expect_says(world.windows(*command, status=None), 1, "disk/", "(no space left)")
            expect_no_result(disk)


def test_read_only_disk(world):
    clip = wine.windows_path(world.videos / "single_face.mp4")
    with small_disk(world, "size=64k", "ro") as disk:
        for command, program, path in ((("extract", clip, "-d", "disk"), "facs", "disk/single_face.csv"),
                                       (("extract", clip, "-o", r"disk\r.csv"), "facs", "disk\\r.csv"),
                                       (("-f", clip, "-out_dir", "disk", "-q"), "FeatureExtraction", "disk/single_face")):
            said = world.windows(*command, program=program, status=None)
            wine.expect_says(said, 1, path, "cannot be written", "choose a folder that you may write to")
            expect_no_result(disk)


def test_result_open_in_another_program(world):
    """As in Excel. The old table stays as it was, and once it is closed the same command works."""
    shutil.copy(world.videos / "single_face.mp4", world.make("in"))
    table = world.folder / "r.csv"
    command = ("extract", r"in\single_face.mp4", "-o", "r.csv", "--max-frames", 4, "--quiet")
    world.windows(*command)
    before = table.read_bytes()
    for how in ("share", "alone"):
        with held(world, table, how):
            said = world.windows(*command, "--full-precision", status=None)
            wine.expect_says(said, 1, "r.csv", "another program")
            wine.expect(table.read_bytes() == before, "the table has changed")
    world.windows(*command, "--full-precision")
    wine.expect(table.read_bytes() != before, "the table is the old one")
    wine.expect(not list(world.folder.glob("*.part")), "a draft is left")


def test_input_open_in_another_program(world):
    clip = world.make("in", world.videos / "single_face.mp4") / "single_face.mp4"
    clip.chmod(0o600)
    with held(world, clip, "alone"):
        said = world.windows("extract", r"in\single_face.mp4", "-d", "out", status=None)
        wine.expect_says(said, 1, r"in\single_face.mp4", "another program")
    with held(world, clip, "share"): # as while a recorder writes it
        world.windows("extract", r"in\single_face.mp4", "-d", "out", "--max-frames", 2, "--quiet")


def test_bad_inputs_are_told_as_on_linux(world):
    """Missing, empty, damaged, of another kind: the same sentence and exit status."""
    folder = world.make("bad", *(world.cases / name for name in ("cut.mkv", "x.heic", "bomb32k4k.png", "report_clock.csv")))
    (folder / "empty.mp4").touch()
    (folder / "text.mp4").write_text("no video\n", encoding="utf-8")
    with wave.open(str(folder / "sound.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000))
    world.make("bad/nothing")
    names = sorted(wine.files_below(folder))
    for command in (["extract", "missing.mp4"], ["extract", "missing/x.mp4"], ["extract", "empty.mp4"], ["extract", "text.mp4"],
                    ["extract", "cut.mkv", "--strict"], ["extract", "x.heic"], ["extract", "sound.wav"], ["extract", "bomb32k4k.png"],
                    ["extract", "nothing"], ["extract", "cut.mkv", "-o", "cut.mkv"], ["extract", "cut.mkv", "--every", "0"],
                    ["report", "missing.csv"], ["merge", "nothing", "-o", "x.csv"],
                    ["status", "nothing"], ["summary", "text.mp4", "-o", "x.csv"], ["FaceLandmarkImg", "-fdir", "nothing"],
                    ["agreement", "text.mp4", "text.mp4"]):
        here, there = (program(*command, cwd=folder, status=None) for program in (world.linux, world.windows))
        wine.expect(here.status in (1, 2, 3), command, here)
        wine.expect(there.status == here.status, f"{command}: status {there.status}, not {here.status}", there.err)
        wine.expect_same(there.err.replace(b"\\", b"/"), here.err, " ".join(command))
        expect_no_result(folder, *names)


def test_places_that_only_windows_has(world):
    """Drives, shares and names that cannot be."""
    clip = world.make("in", world.videos / "single_face.mp4") / "single_face.mp4"
    for words, path in (((r"Q:\x.mp4",), r"Q:\x.mp4"), ((r"\\nohost\share\x.mp4",), r"\\nohost\share\x.mp4"),
                        (("a<b>.mp4",), "a<b>.mp4"), ((clip.relative_to(world.folder), "-d", r"Q:\out"), r"Q:\out"),
                        ((clip.relative_to(world.folder), "-o", "x?.csv"), "x?.csv")):
        said = world.windows("extract", *words, status=None)
        wine.expect_says(said, 1, path)
        wine.expect(b"input or output error" not in said.err, said.err)
    expect_no_result(world.folder, "in/single_face.mp4")


if __name__ == "__main__":
    wine.main(__doc__, globals())
