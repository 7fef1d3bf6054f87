#!/usr/bin/env python3
"""Names that are not ASCII, and paths that are long: a study of 200 videos in one process, its tables, and one table of
results that were made on Windows and on Linux."""
import csv
import io
import shutil
import urllib.parse

import wine

FILES = 200
NAMES = ("Müller übt Ärger", "小明的访谈", "Ångström café", "Привет", "日本語テスト", "emoji 😀 face", "50 % & more", "it's; #1, ok",
         "u\u0308 decomposed", "ü composed")


def make_study(world, folder, files=FILES):
    """Videos of a few names in folders of a few names. Returns their paths in the study, without ending."""
    paths = []
    for number in range(files):
        path = f"Gruppe {number % 2 + 1} – {NAMES[number // 2 % 2]}/{NAMES[number % len(NAMES)]} {number:03}"
        video = folder / f"{path}.mp4"
        video.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(world.videos / "single_face.mp4", video)
        paths.append(path)
    return sorted(paths)


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def test_two_hundred_files(world):
    """In one process: each has its results under its name, with the bytes that Linux gives, and its row in the table."""
    paths = make_study(world, world.make("studie für 研究"))
    options = ("--max-frames", 2, "--features", "aus,pose", "--quiet")
    world.windows("extract", "studie für 研究", "-d", "ergebnisse 结果", *options)
    world.linux("extract", "studie für 研究/" + paths[0] + ".mp4", "-o", "one.csv", *options)
    expected, results = (world.folder / "one.csv").read_bytes(), wine.files_below(world.folder / "ergebnisse 结果")
    wine.expect(sorted(results) == sorted(["facs-batch.csv", *(f"{path}.{ending}" for path in paths for ending in ("csv", "json"))]),
                "not the names that were expected:", sorted(results)[:9])
    for path in paths:
        wine.expect_same(results[path + ".csv"], expected, path)
    table = rows(results["facs-batch.csv"])
    wine.expect(sorted(row["path"] for row in table) == sorted(f"studie für 研究/{path}.mp4" for path in paths),
                "the table has other paths:", table[0])
    wine.expect(all(row["state"].startswith("done") for row in table), "not all are done")
    wine.expect({urllib.parse.unquote(row["results"].split(";")[0]) for row in table} == {path + ".csv" for path in paths},
                "the table has other results:", table[0])
    status = world.windows("status", "ergebnisse 结果").out.decode()
    wine.expect("ergebnisse 结果: 200 inputs\n" in status, status)
    wine.expect(world.linux("status", "ergebnisse 结果").out.decode() == status, "Linux reads another status")


def test_lists_and_patterns(world):
    """Lists of names as programs of Windows write them."""
    paths = make_study(world, world.make("study"), 10)
    folder = next((world.folder / "study").iterdir())
    listed = world.windows("extract", "study", "--dry-run").out.decode()
    wine.expect([line.split("\t")[0] for line in listed.splitlines() if not line.startswith("#")] == [
        f"study/{path}.mp4" for path in paths], listed)
    options = ("--max-frames", "1", "--features", "aus", "--quiet")
    (world.folder / "list.txt").write_bytes("".join(
        f"study\\{path}.mp4\r\n".replace("/", "\\") for path in paths).encode("utf-8-sig"))
    world.windows("extract", "--list", "list.txt", "-d", "of_list", *options)
    world.windows("extract", "study", "-d", "of_pattern", "--pattern", "*.MP4", *options)
    found = wine.files_below(world.folder / "of_list")
    wine.expect(sum(name.endswith(".csv") for name in found) == len(paths) + 1, sorted(found))
    wine.expect(found.keys() == wine.files_below(world.folder / "of_pattern").keys(), folder)


def test_results_of_both_systems_in_one_table(world):
    make_study(world, world.make("study"), 8)
    options = ("--max-frames", 3, "--quiet")
    world.linux("extract", "study", "-d", "linux", *options)
    world.windows("extract", "study", "-d", "windows", *options)
    shutil.copytree(world.folder / "linux", world.folder / "mixed")
    for number, file in enumerate(sorted((world.folder / "windows").rglob("*.csv"))):
        if number % 2:
            for ending in (".csv", ".json"):
                shutil.copy(file.with_suffix(ending), (world.folder / "mixed" / file.relative_to(world.folder / "windows")).with_suffix(ending))
    tables = set()
    for folder in ("linux", "windows", "mixed"):
        for program in (world.linux, world.windows):
            program("merge", folder, "-o", "all.csv", "--quiet")
            table = (world.folder / "all.csv").read_bytes()
            tables.add(table.replace(folder.encode(), b"F").replace(b"\\", b"/"))
            wine.expect(len(rows(table)) == 8 * 3, len(rows(table)))
            (world.folder / "all.csv").unlink()
    wine.expect(len(tables) == 1, [table[:600] for table in tables])


def test_names_that_differ_in_case_alone(world):
    """To Windows they are one name: one result must not replace the other."""
    for folder, name in (("a", "Talk.mp4"), ("b", "talk.mp4")):
        shutil.copy(world.videos / "single_face.mp4", world.make(folder) / name)
    world.windows("extract", r"a\Talk.mp4", r"b\talk.mp4", "-d", "out", "--max-frames", 2, "--quiet")
    found = sorted(name for name in wine.files_below(world.folder / "out") if name.endswith(".csv"))
    wine.expect(found == ["a/Talk.csv", "b/talk.csv", "facs-batch.csv"], found)
    shutil.copy(world.videos / "single_face.mp4", world.folder / "a/TALK.mov")
    world.windows("extract", "a", "-d", "endings", "--max-frames", 2, "--quiet")
    found = sorted(name for name in wine.files_below(world.folder / "endings") if name.endswith(".csv"))
    wine.expect(found == ["TALK.mov.csv", "Talk.mp4.csv", "facs-batch.csv"], found)


def test_long_paths(world):
    """Longer than the 260 characters that Windows' older functions take."""
    folder = "/".join(f"{number} {'lange Namen 很长 ' * 4}"[:60] + "x" for number in range(6))
    shutil.copy(world.videos / "single_face.mp4", world.make("in/" + folder) / "clip.mp4")
    wine.expect(len(folder) > 300, folder)
    world.windows("extract", "in", "-d", "windows", "--max-frames", 3, "--quiet")
    world.linux("extract", "in", "-d", "linux", "--max-frames", 3, "--quiet")
    name = f"{folder}/clip.csv"
    wine.expect_same((world.folder / "windows" / name).read_bytes(), (world.folder / "linux" / name).read_bytes(), name)
    world.windows("-f", wine.windows_path(world.folder / "in" / folder / "clip.mp4"), "-out_dir", "of", "--max-frames", 3,
                  program="FeatureExtraction")
    wine.expect((world.folder / "of/clip_aligned/frame_det_00_000001.bmp").is_file(), "there is no aligned face")


def test_patterns(world):
    """Of inputs, which Windows' command line leaves to programs; options keep theirs."""
    for name in ("b ü.mp4", "a.mp4", "c.mov", "d.mp4.txt"):
        shutil.copy(world.videos / "single_face.mp4", world.make("study") / name)
    world.cmd(r"facs extract study\*.mp4 study\?.mov -d results --max-frames 2 --quiet --pattern *.none")
    wine.expect({name for name in wine.files_below(world.folder / "results") if name.endswith(".csv")} ==
                {"a.csv", "b ü.csv", "c.csv", "facs-batch.csv"}, sorted(wine.files_below(world.folder / "results")))
    said = world.windows("extract", r"study\*.avi", "-d", "none", status=1)
    wine.expect(b"*.avi" in said.err, said.err)


if __name__ == "__main__":
    wine.main(__doc__, globals())
