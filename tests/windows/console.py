#!/usr/bin/env python3
"""Text that goes in and out: redirected output and pipes of Windows' command interpreter, tables that Excel saved, rows
and the page of facs live."""
import json
import re
import shutil
import signal
import urllib.error
import urllib.request

import wine

EXCEL_BEGINS = b"\xef\xbb\xbf"  # "CSV UTF-8": with a byte order mark, and \r\n


def as_excel_saves(content, separator=b","):
    return EXCEL_BEGINS + content.replace(b",", separator).replace(b"\n", b"\r\n")


def test_what_is_printed_is_what_linux_prints(world):
    """To the byte: \\n at line ends, UTF-8, in whatever code page the console is. Only Linux has manual pages."""
    for words in (["--version"], ["help"], ["help", "extract"], ["FeatureExtraction", "-h"], ["completions", "bash"]):
        expected = re.sub(rb"\nThe manual page[^\n]*: man [^\n]*\n", b"", world.linux(*words).out)
        wine.expect_same(world.windows(*words).out, expected, " ".join(words))


def test_doctor(world):
    """It finds the weights in a folder whose name is not ASCII, and says so in UTF-8 in a file."""
    models = world.folder / "Modelle für 研究"
    models.symlink_to(world.shared / "models")
    world.cmd("facs doctor > doctor.txt", cwd=world.make("Müller"), environment={"FACS_MODELS": wine.windows_path(models)})
    said = (world.folder / "Müller/doctor.txt").read_text(encoding="utf-8")
    wine.expect("system    Windows" in said and "Modelle für 研究" in said, said)
    wine.expect("\r" not in said and "facs extract works here" in said, said)


def test_pipes_and_redirections(world):
    """One facs writes a list, another reads it; rows go into a file, a video comes from one."""
    for name in ("übung 1.mp4", "访谈 2.mp4"):
        shutil.copy(world.videos / "single_face.mp4", world.make("study") / name)
    said = world.cmd(r'facs extract study --dry-run | facs extract --list - -d results --max-frames 2 --quiet')
    wine.expect({name for name in wine.files_below(world.folder / "results") if name.endswith(".csv")} ==
                {"übung 1.csv", "访谈 2.csv", "facs-batch.csv"}, said, sorted(wine.files_below(world.folder / "results")))
    clip = wine.windows_path(world.videos / "default.wmv")
    world.cmd(rf"facs extract - --csv - --max-frames 5 --quiet < {clip} > rows.csv 2> said.txt")
    rows = world.linux("extract", world.videos / "default.wmv", "--csv", "-", "--max-frames", 5, "--quiet").out
    wine.expect_same((world.folder / "rows.csv").read_bytes(), rows, "rows.csv")
    wine.expect(b"\r" not in (world.folder / "said.txt").read_bytes(), "messages have line ends of Windows")


def test_a_reader_that_stops(world):
    """As head does: the run ends, and that is no failure."""
    clip = wine.windows_path(world.videos / "default.wmv")
    process = world.start("extract", clip, "--csv", "-", "--quiet", stdout=wine.PIPE)
    wine.expect(process.stdout.readline().startswith(b"frame,"), "the first line is another")
    process.stdout.close()
    wine.expect(process.wait(wine.PATIENCE) == 0, f"status {process.returncode}")


def test_tables_that_excel_saved(world):
    """A result and a table of segments, with a byte order mark and \\r\\n, and with semicolons."""
    world.linux("extract", world.videos / "default.wmv", "-d", "made", "--quiet")
    table = (world.folder / "made/default.csv").read_bytes()
    segments = "pattern,start,end,label\ndefault,0,2,Übung\ndefault,2,5,rest\n".encode()
    for folder, program, change in (("linux", world.linux, lambda content, *_: content), ("windows", world.windows, as_excel_saves)):
        place = world.make(folder)
        (place / "default.csv").write_bytes(change(table))
        (place / "segments.csv").write_bytes(change(segments, b";"))
        program("events", "default.csv", "-o", "events.txt", "--quiet", cwd=place)
        program("summary", "default.csv", "--segments", "segments.csv", "-o", "summary.csv", "--quiet", cwd=place)
        said = program("agreement", "default.csv", "default.csv", "--json", "-", cwd=place).out
        (place / "agreement.json").write_bytes(said)
        (place / "default.csv").unlink()
        (place / "segments.csv").unlink()
    wine.expect_same_files(world.folder / "windows", world.folder / "linux")
    wine.expect("Übung" in (world.folder / "windows/summary.csv").read_text(encoding="utf-8"), "the segment is missing")


def get(address):
    """The status and the bytes of an answer, without a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_live_view(world):
    """The page answers on this machine alone, with each frame's row and picture; Ctrl-C ends it."""
    clip = wine.windows_path(world.videos / "default.wmv")
    said = world.folder / "said"
    process = world.start("live", clip, "--realtime", "--loop", "--view", stdout=(world.folder / "lines").open("wb"),
                          stderr=said.open("wb"))
    wine.wait_for("the address of the page", lambda: b"\n" in said.read_bytes() or process.poll() is not None)
    line = said.read_text(encoding="utf-8").split("\n")[0]
    wine.expect(line.startswith("facs: view: http://127.0.0.1:"), "no address:", line)
    address = line.removeprefix("facs: view: ")
    status, page = get(address)
    wine.expect(status == 200 and b"<title>facs live</title>" in page, status, page[:200])
    last = 0
    for _ in range(3):
        status, frame = get(f"{address}next?after={last}")
        length = int.from_bytes(frame[:4], "little")
        row = json.loads(frame[4:4 + length])
        wine.expect(status == 200 and row["number"] > last and row["faces"][0]["schema"] == 1, status, row)
        wine.expect(len(frame) > 4 + length + row["picture"][0] * row["picture"][1], "the picture is missing")
        last = row["number"]
    status, _ = get(address.rsplit("/", 2)[0] + "/guess/")
    wine.expect(status == 404, f"without the token: status {status}")
    process.send_signal(signal.SIGINT)
    wine.expect(process.wait(wine.PATIENCE) == 130, f"status {process.returncode}")
    first = (world.folder / "lines").read_bytes().split(b"\n")[0]
    wine.expect(json.loads(first)["frame"] == 1, first)


def test_live_rows_from_a_pipe(world):
    """Of a recording, so none are dropped: those of Linux."""
    video = (world.videos / "default.wmv").read_bytes()
    here, there = (program("live", "-", "--max-frames", 1, "--csv", "-", stdin=video).out for program in (world.linux, world.windows))
    wine.expect(here.startswith(b"frame,") and here.count(b"\n") == 2, here[:200])
    wine.expect_same(there, here, "the rows")


if __name__ == "__main__":
    wine.main(__doc__, globals())
