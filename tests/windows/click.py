#!/usr/bin/env python3
"""What facs.exe does when it is double-clicked, or when videos are dropped on it: Windows starts it in a console of its
own, with the paths as arguments. A terminal in a console that nobody else has is the same to Wine."""
import json
import os
import pty
import re
import select
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request

import wine

SENTENCE = "Press any key to close this window."
NAME = "Übung #1 50% 面"


def browser(world):
    """Have the browser, for which Wine stands in, write down what it is asked to open. Returns the environment for it."""
    page = "HKLM\\Software\\Classes\\.html"  # as every Windows has it
    world.run(["wine", "reg", "add", page, "/ve", "/d", "htmlfile", "/f"], models="")
    folder = world.make("bin")
    (folder / "xdg-open").write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >>"{world.folder}/opened"\n', encoding="utf-8")
    (folder / "xdg-open").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def expect_opened(world, *files):
    """These files and nothing else were opened, as addresses."""
    opened = world.folder / "opened"
    lines = lambda: opened.read_text(encoding="utf-8").splitlines() if opened.exists() else []
    wine.wait_for("the browser", lambda: len(lines()) >= len(files))
    paths = sorted(urllib.parse.unquote(urllib.parse.urlsplit(line).path) for line in lines())
    wine.expect(paths == sorted(str(world.folder / file) for file in files), paths)
    opened.unlink()


def squeezed(shown):
    """What a console showed, without its commands, and without blanks and line ends: it writes them as commands, too."""
    return re.sub(r"\x1b\[[?0-9;]*[A-Za-z]|\s", "", shown)


def in_own_console(world, words, environment, keys, sentence=SENTENCE):
    """Run a command of Wine in a terminal, and type keys, or what they return, once it has shown the sentence. Returns the
    status, and what it showed, squeezed."""
    models = wine.windows_path(world.shared / "models")
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(world.folder)
        os.execvpe("wine", ["wine", *map(str, words)], {**world.environment(models, environment), "TERM": "xterm"})
    end, shown, asked = time.monotonic() + wine.PATIENCE, b"", False
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                shown += os.read(terminal, 4096)
            except OSError:  # its other end is closed
                break
        if not asked and squeezed(sentence) in squeezed(shown.decode(errors="replace")):
            asked = True
            os.write(terminal, keys() if callable(keys) else keys)
    else:
        os.kill(process, 9)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    os.close(terminal)
    return status, squeezed(shown.decode(errors="replace"))


def test_a_video_in_a_console_of_its_own(world):
    """Nothing tells facs.exe what it is but the console: no variable is set."""
    study = world.make("study")
    video = study / f"{NAME}.mp4"
    shutil.copy(world.videos / "single_face.mp4", video)
    environment = browser(world)
    world.linux("extract", video, "-d", "linux", "--quiet")
    words = [world.options.programs / "facs.exe", wine.windows_path(video)]
    status, text = in_own_console(world, words, environment, b" ")
    wine.expect(status == 0, status, text)
    wine.expect(text.endswith(squeezed(SENTENCE)), text)
    wine.expect(squeezed("72 frames, 72 with a face") in text, text)
    wine.expect_same((study / f"{NAME}.csv").read_bytes(), (world.folder / f"linux/{NAME}.csv").read_bytes(), "the CSV")
    line = json.loads((study / f"{NAME}.json").read_text(encoding="utf-8"))["run"]["command_line"]
    wine.expect(" extract --report --resume " in line, line)
    expect_opened(world, f"study/{NAME}.html")


def test_ctrl_c_closes_the_window(world):
    shutil.copy(world.videos / "single_face.jpg", world.folder / "a.jpg")
    words = [world.options.programs / "facs.exe", wine.windows_path(world.folder / "a.jpg")]
    status, text = in_own_console(world, words, browser(world), b"\x03")
    wine.expect(status == 130, status, text)
    wine.expect((world.folder / "a.csv").exists(), text)


def test_a_terminal(world):
    """A command interpreter shares its console: a path is still no command."""
    shutil.copy(world.videos / "single_face.jpg", world.folder / "a.jpg")
    line = f"{wine.windows_path(world.options.programs)}\\facs.exe a.jpg"
    status, text = in_own_console(world, ["cmd", "/d", "/c", line], browser(world), b" ")
    wine.expect(status == 2 and squeezed("a.jpg is not a command") in text and squeezed(SENTENCE) not in text, status, text)
    wine.expect(not (world.folder / "a.csv").exists(), "it was measured")


def test_the_live_page_opens_in_the_browser(world):
    """Once, by an address that is good for one visit; Ctrl-C ends the run, and the page with it."""
    opened, entries = world.folder / "opened", []
    visitor = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def visit():
        wine.wait_for("the browser", lambda: opened.exists() and opened.read_text(encoding="utf-8").endswith("\n"))
        entries.extend(opened.read_text(encoding="utf-8").split())
        with visitor.open(entries[0], timeout=wine.PATIENCE) as page:
            wine.expect(page.url != entries[0] and b"<title>facs live</title>" in page.read(), page.url)
        try:
            visitor.open(entries[0], timeout=wine.PATIENCE).close()
            raise wine.Failure("the address is good for a second visit")
        except urllib.error.HTTPError as refused:
            wine.expect(refused.code == 404, refused.code)
        return b"\x03"

    line = f"{wine.windows_path(world.options.programs)}\\facs.exe live " \
           f"{wine.windows_path(world.videos / 'single_face.mp4')} --realtime --loop --view"
    in_own_console(world, ["cmd", "/d", "/c", line], browser(world), visit, "facs: view: http://127.0.0.1:")
    wine.expect(len(entries) == 1, entries)

    def is_gone():
        try:
            visitor.open(entries[0], timeout=wine.PATIENCE).close()
        except urllib.error.HTTPError:
            return False
        except urllib.error.URLError:
            return True
        return False

    wine.wait_for("the end of the run", is_gone)


def clicked(world, *words, program="facs", status=0, said=SENTENCE, **more):
    """The same with the variable, for what shows on no console."""
    environment = {**browser(world), "FACS_CLICKED": "1"}
    outcome = world.windows(*words, program=program, status=status, environment=environment, **more)
    text = outcome.err.decode()
    wine.expect(said in text, text)
    return text


def test_a_folder(world):
    study = world.make("study ü")
    for name in ("b", "Größe"):
        (study / name).mkdir()
        shutil.copy(world.videos / "single_face.mp4", study / name / f"{NAME}.mp4")
    world.linux("extract", study, "-d", "linux", "--quiet")
    text = clicked(world, wine.windows_path(study))
    wine.expect("2 inputs: 2 done" in text, text)
    for name in ("b", "Größe"):
        wine.expect_same((study / f"facs-results/{name}/{NAME}.csv").read_bytes(),
                         (world.folder / f"linux/{name}/{NAME}.csv").read_bytes(), name)
    expect_opened(world, "study ü/facs-results/study.html")
    page = (study / "facs-results/study.html").read_text(encoding="utf-8")
    for name in ("b", "Größe"):
        address = urllib.parse.quote(f"{name}/{NAME}.html")
        wine.expect(f'"{address}"' in page, address, "is not in the page")
    clicked(world, wine.windows_path(study), said="2 inputs: 2 skipped (done before)")


def test_without_arguments(world):
    """What is typed or pasted has quotes around it."""
    shutil.copy(world.videos / "single_face.jpg", world.folder / "ein Bild.jpg")
    typed = f'nichts.jpg\r\n"{wine.windows_path(world.folder)}\\ein Bild.jpg"\r\n'
    text = clicked(world, stdin=typed.encode())
    wine.expect("There is no such file or folder: nichts.jpg" in text, text)
    expect_opened(world, "ein Bild.html")
    clicked(world, stdin=b"\r\n", said="Enter alone ends.")


def test_names_that_are_taken(world):
    shutil.copy(world.videos / "single_face.jpg", world.folder / "a.jpg")
    (world.folder / "a.csv").write_text("my ratings", encoding="utf-8")
    text = clicked(world, wine.windows_path(world.folder / "a.jpg"))
    wine.expect("a.csv is there already and was not made by facs, so the results go to" in text, text)
    expect_opened(world, "facs-results/a.html")
    wine.expect((world.folder / "a.csv").read_text(encoding="utf-8") == "my ratings", "a.csv was replaced")


def test_the_programs_of_openface(world):
    for words in ((), (wine.windows_path(world.videos / "single_face.jpg"),)):
        text = clicked(world, *words, program="FeatureExtraction", status=2)
        wine.expect("FeatureExtraction -f interview.mp4 -out_dir processed" in text, text)


if __name__ == "__main__":
    wine.main(__doc__, globals())
