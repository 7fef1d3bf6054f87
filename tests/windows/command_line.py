#!/usr/bin/env python3
"""What people type, and what their other programs write: quotation marks, patterns, other spellings of a path, lists and
tables in UTF-16; and what Explorer says of the programs."""
import re
import shutil
import subprocess

import wine

OPTIONS = ("--max-frames", 2, "--quiet", "--features", "aus", "--au", "static")
NAMES = ("a.mp4", "ü b 小明.mp4", "50 %.mp4")


def make_videos(world, folder="videos"):
    for name in NAMES:
        shutil.copy(world.videos / "single_face.mp4", world.make(folder) / name)


def run_script(world, text, **more):
    """A batch script: only there is a line as somebody typed it."""
    wine.write_script(world.folder / "run.bat", text)
    return world.cmd("run.bat", **more)


def expect_results(world, folder, *names):
    found = {name for name in wine.files_below(world.folder / folder) if name.endswith(".csv")} - {"facs-batch.csv"}
    wine.expect(found == set(names), folder, "has", sorted(found))


def test_details(world):
    """Each program names itself, and the library says that it is one."""
    program = world.compile("file_details_windows.c", "-lversion")
    files = ["libfacs-1.dll", *(f"{name}.exe" for name in ("facs", *wine.OPENFACE_NAMES))]
    said = subprocess.run(["wine", program, *files], cwd=world.options.programs, env=world.environment("", None),
                          stdout=subprocess.PIPE, check=True).stdout.decode()
    facts = dict(line.split("=", 1) for line in said.splitlines())
    version = re.search(r"version: '(.*)'", (wine.ROOT / "meson.build").read_text(encoding="utf-8")).group(1)
    for file in files:
        is_library = file.endswith(".dll")
        for name, expected in (("OriginalFilename", file), ("InternalName", file.rsplit(".", 1)[0]), ("ProductName", "facs"),
                               ("ProductVersion", version), ("FileVersion", version), ("numbers", f"{version}.0"),
                               ("FileDescription", "facs: facial Action Units from video" + ", the library" * is_library),
                               ("kind", "library" if is_library else "program")):
            wine.expect(facts[f"{file} {name}"] == expected, file, name, facts[f"{file} {name}"])


def test_a_backslash_before_a_quotation_mark(world):
    """Windows takes both for a part of the name, and everything after them, too. Nothing is done then."""
    make_videos(world)
    for line, said in (
            (r'FeatureExtraction -f videos\a.mp4 -out_dir "C:\results\" -aus -q', r'type "C:\results" or "C:\results\\"'),
            (r'facs extract "videos\" -d results', r'type "videos" or "videos\\"'),
            (r'facs FaceLandmarkImg -fdir "My pictures\" -out_dir "x\"', r'type "My pictures" or "My pictures\\"'),
            (r'facs merge "C:\" -o all.csv', r'so type "C:\\"')):
        wine.expect_says(run_script(world, line, status=2), 2, "has a quotation mark in it", said)
    wine.expect(sorted(wine.files_below(world.folder)) == sorted([*(f"videos/{name}" for name in NAMES), "run.bat"]),
                "something was written")
    run_script(world, r'facs extract "videos\\" -d "results\\" ' + " ".join(map(str, OPTIONS)))
    expect_results(world, "results", "a.csv", "ü b 小明.csv", "50 %.csv")


def test_what_belongs_to_shells_of_linux(world):
    """A backslash would be the whole drive, with all its videos."""
    make_videos(world)
    for line, said in (("facs extract videos -d results \\", "\\ alone is the whole drive"),
                       ("FeatureExtraction -f videos\\a.mp4 \\", "\\ alone is the whole drive"),
                       ("facs extract videos -d results --pattern '*.mp4'", "'*.mp4' begins with '"),
                       ("facs extract 'My videos' -d results", "'My begins with '")):
        wine.expect_says(run_script(world, line, status=2), 2, said)
    wine.expect(not (world.folder / "results").exists(), "something was measured")
    shutil.copy(world.videos / "single_face.mp4", world.folder / "'quoted'.mp4")
    (world.folder / "'q'").mkdir()
    run_script(world, "facs extract 'quoted'.mp4 -d 'q' " + " ".join(map(str, OPTIONS)))
    expect_results(world, "'q'", "'quoted'.csv")


def test_help_names_no_program_of_linux(world):
    for words in (("help",), ("help", "extract"), ("help", "FeatureExtraction")):
        here, there = (program(*words).out.decode() for program in (world.linux, world.windows))
        wine.expect("man facs" in here or "man FeatureExtraction" in here, here)
        wine.expect(here.rsplit("\nThe manual page", 1)[0] == there, there[-300:])


def test_patterns_that_cannot_be(world):
    make_videos(world)
    said = run_script(world, r"facs extract videos\*.avi videos\a.mp4 -d results " + " ".join(map(str, OPTIONS)), status=1)
    wine.expect_says(said, 1, r"videos\*.avi", "no file fits this pattern")
    expect_results(world, "results", "a.csv")
    said = run_script(world, r"FeatureExtraction -f videos\*.mp4 -out_dir other", status=2)
    wine.expect_says(said, 2, r"-f videos\*.mp4", "expected the name of one file", "facs extract")


def test_spellings_of_a_path(world):
    """The same bytes, however the input and the folder of results are written."""
    make_videos(world)
    world.linux("extract", "videos/a.mp4", "-d", "expected", *OPTIONS)
    expected, here = (world.folder / "expected/a.csv").read_bytes(), wine.windows_path(world.folder)
    (world.folder / "linked").mkdir()
    (world.folder / "link").symlink_to(world.folder / "linked")  # a reparse point, to Wine
    for number, (video, results) in enumerate((
            (here.replace("\\", "/") + "/videos/a.mp4", ".\\1\\"), ("videos/..\\videos//a.mp4", here + "\\2"),
            (r"Z:videos\a.mp4", "3/"), ("\\\\?\\" + here + r"\videos\a.mp4", "\\\\?\\" + here + r"\4"),
            (r"VIDEOS\A.MP4", "5"), (here[2:] + r"\videos\a.mp4", here[2:] + r"\6"), (r"videos\a.mp4", r"link\7"))):
        world.windows("extract", video, "-d", results, *OPTIONS)
        folder = world.folder / ("linked" if "link" in results else "") / str(number + 1)
        wine.expect_same((next(folder.glob("[aA].csv"))).read_bytes(), expected, video)


def test_a_study_in_other_letters_is_the_same_study(world):
    make_videos(world)
    for study, results in (("videos", "results"), ("VIDEOS", "Results"), (r".\Videos", "results"), (r"videos\A.MP4", "results")):
        world.windows("extract", study, "-d", results, "--resume", *OPTIONS)
    expect_results(world, "results", "a.csv", "ü b 小明.csv", "50 %.csv")
    said = world.windows("status", "results").out.decode()
    wine.expect("results: 3 inputs\n" in said and "(3 were done before)" in said, said)
    world.windows("merge", "RESULTS", "-o", "all.csv", "--quiet")
    wine.expect((world.folder / "all.csv").read_bytes().count(b"\n") == 1 + 3 * 2, "not the rows of three videos")


def test_lists_and_tables_of_other_programs(world):
    """PowerShell's > and Excel's "Unicode text" are UTF-16; cmd's > is whatever code page the window has."""
    make_videos(world)
    lines = "".join(f"videos\\{name}\r\n" for name in NAMES)
    for name, content in (("little.txt", ("\ufeff" + lines).encode("utf-16-le")),
                          ("big.txt", ("\ufeff" + lines).encode("utf-16-be")), ("mark.txt", lines.encode("utf-8-sig"))):
        (world.folder / name).write_bytes(content)
        world.windows("extract", "--list", name, "-d", f"of {name}", *OPTIONS)
        expect_results(world, f"of {name}", "a.csv", "ü b 小明.csv", "50 %.csv")
    world.windows("extract", "--list", "-", "-d", "of pipe", *OPTIONS, stdin=(world.folder / "little.txt").read_bytes())
    expect_results(world, "of pipe", "a.csv", "ü b 小明.csv", "50 %.csv")
    (world.folder / "dir.txt").write_bytes("videos\\a.mp4\r\nvideos\\ü.mp4\r\n".encode("cp850"))
    wine.expect_says(world.windows("extract", "--list", "dir.txt", "-d", "none", status=1), 1, "dir.txt: line 2", "chcp 65001")
    wine.expect(not (world.folder / "none").exists(), "the first line was measured")
    (world.folder / "excel.txt").write_bytes("\ufeffpattern\tstart\tend\tlabel\r\n*\t0\t0,05\tRuhe ü\r\n".encode("utf-16-le"))
    for program in (world.windows, world.linux):
        program("summary", "of mark.txt", "--segments", "excel.txt", "-o", "sums.csv", "--quiet")
        table = (world.folder / "sums.csv").read_text(encoding="utf-8")
        wine.expect(table.count("Ruhe ü") == len(NAMES), table)
        (world.folder / "sums.csv").unlink()


if __name__ == "__main__":
    wine.main(__doc__, globals())
