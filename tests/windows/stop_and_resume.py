#!/usr/bin/env python3
"""Runs that end too early: nothing half-written has the name of a result, and the same command with --resume gives what an
undisturbed run gives."""
import signal
import shutil

import same_bytes
import wine

OPTIONS = ("extract", "study", "-d", "results", "--jobs", 1)
SHORT, LONG = ("a.mp4", "b.mp4"), ("c.wmv", "d.wmv")


def begin(world, program="facs"):
    """Start to analyse a study, and wait until two of its four videos are done and the third is under way."""
    for name in SHORT + LONG:
        shutil.copy(world.videos / ("single_face.mp4" if name in SHORT else "default.wmv"), world.make("study") / name)
    world.linux("extract", "study", "-d", "undisturbed", "--quiet")
    process = world.start(*OPTIONS, "--quiet", program=program, stderr=(world.folder / "said.txt").open("wb"))
    wine.wait_for("rows of the third video", lambda: process.poll() is not None or any(
        part.stat().st_size > 50_000 for part in (world.folder / "results").glob("c.csv.*.part")))
    return process


def expect_stopped(world):
    """Only what was complete has the name of a result."""
    results = world.folder / "results"
    found = {file.name for file in results.iterdir() if file.suffix in (".csv", ".json") and file.stem != "facs-batch"}
    wine.expect(found == {"a.csv", "a.json", "b.csv", "b.json"}, "results of an interrupted run:", found)
    said = world.windows("status", "results", status=1).out.decode()
    wine.expect("  done           2" in said, said)


def expect_resumed(world):
    """The same command goes on, keeps what was done, and cleans up."""
    results = world.folder / "results"
    kept = {name: (results / name).stat().st_mtime_ns for name in ("a.csv", "b.csv")}
    world.windows(*OPTIONS, "--resume", "--quiet")
    wine.expect(kept == {name: (results / name).stat().st_mtime_ns for name in kept}, "what was done was done again")
    table = (results / "facs-batch.csv").read_text(encoding="utf-8")
    wine.expect(table.count("\n") == 5 and table.count(",done,") == 2 and table.count(",skipped,") == 2, table)
    world.windows("status", "results")
    (results / "facs-batch.csv").unlink()
    (world.folder / "undisturbed/facs-batch.csv").unlink()
    wine.expect_same_files(results, world.folder / "undisturbed", same_bytes.record)


def test_killed(world):
    """As by a power failure."""
    process = begin(world)
    process.kill()
    wine.expect(process.wait() == -signal.SIGKILL, "it had ended before")
    expect_stopped(world)
    expect_resumed(world)


def test_terminated(world):
    """By the task manager, or taskkill /f: TerminateProcess()."""
    programs = world.make("programs")
    (programs / "libfacs-1.dll").symlink_to(world.options.programs / "libfacs-1.dll")
    (programs / "victim.exe").symlink_to(world.options.programs / "facs.exe")  # a name that no other test has
    process = begin(world, programs / "victim")
    process.send_signal(signal.SIGSTOP)  # taskkill takes seconds on a busy machine, in which it would go on
    world.cmd("taskkill /f /im victim.exe")
    process.send_signal(signal.SIGCONT)
    process.wait()
    expect_stopped(world)
    expect_resumed(world)


def test_stopped_by_ctrl_c(world):
    """Wine takes SIGINT for it. The exit status is the documented one, and the message says how to go on."""
    process = begin(world)
    process.send_signal(signal.SIGINT)
    wine.expect(process.wait(wine.PATIENCE) == 130, f"status {process.returncode}")
    said = (world.folder / "said.txt").read_text(encoding="utf-8")
    wine.expect("interrupted; results/c.csv." in said and "holds the rows so far" in said, said)
    expect_stopped(world)
    expect_resumed(world)


def test_killed_with_all_outputs(world):
    """Folders of pictures, histograms and videos, too, appear only when they are complete."""
    shutil.copy(world.videos / "default.wmv", world.make("in") / "clip.wmv")
    words = ("-f", "in/clip.wmv", "-out_dir", "out")
    process = world.start(*words, "-q", program="FeatureExtraction")
    wine.wait_for("aligned faces", lambda: process.poll() is not None or any(
        (world.folder / "out").glob("clip_aligned.*.part/*20.bmp")))
    process.kill()
    wine.expect(process.wait() == -signal.SIGKILL, "it had ended before")
    complete = [name for name in wine.files_below(world.folder / "out") if ".part" not in name]
    wine.expect(not complete, "results of a killed run:", complete[:5])
    world.windows(*words, "-q", program="FeatureExtraction")
    found = wine.files_below(world.folder / "out")
    world.linux(*words[:2], "-out_dir", "linux", "-q", program="FeatureExtraction")
    wine.expect(found.keys() == wine.files_below(world.folder / "linux").keys(),
                "other files:", sorted(found.keys() ^ wine.files_below(world.folder / "linux").keys())[:5])


if __name__ == "__main__":
    wine.main(__doc__, globals())
