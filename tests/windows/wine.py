"""What the tests of this folder share: the programs for Windows under Wine, the one of this machine beside them, and how
a test reports (in TAP).

A test is a function that gets a World, which has a folder of its own. Wine needs a prefix (its registry and C:), which is
made once; it shows this machine's files as drive Z:. By hand:

    tests/windows/same_bytes.py --windows dist/facs-VERSION-windows-x86_64 --linux build/facs [NAME...]
"""
import argparse
import collections
import contextlib
import fcntl
import filecmp
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

PIPE = subprocess.PIPE
COMPILER = "x86_64-w64-mingw32-gcc"
PATIENCE = 120  # s, for anything to happen on a busy machine
ROOT = pathlib.Path(__file__).resolve().parents[2]
OPENFACE_NAMES = ("FeatureExtraction", "FaceLandmarkImg", "FaceLandmarkVid", "FaceLandmarkVidMulti")

Outcome = collections.namedtuple("Outcome", "status out err")


class Failure(Exception):
    """What a test found wrong."""


class Skip(Exception):
    """Why a test cannot run here."""


def expect(condition, *said):
    if not condition:
        raise Failure(" ".join(str(word) for word in said))


def windows_path(path):
    return "Z:" + str(path).replace("/", "\\")


def wait_for(what, happened, pause=0.02):
    end = time.monotonic() + PATIENCE
    while not happened():
        expect(time.monotonic() < end, f"not within {PATIENCE} s: {what}")
        time.sleep(pause)


def files_below(folder):
    """Relative path of each file: its bytes."""
    folder = pathlib.Path(folder)
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def expect_same_files(found, expected, changed=lambda name, content: content):
    """The same files with the same bytes; changed(name, bytes) removes what may differ."""
    found, expected = ({name: changed(name, content) for name, content in files_below(folder).items()}
                       for folder in (found, expected))
    expect(expected, "there are no files to compare with")
    expect(found.keys() == expected.keys(), "only on one system:", sorted(found.keys() ^ expected.keys()))
    for name, content in expected.items():
        expect_same(found[name], content, name)


def expect_same(found, expected, name):
    if found == expected:
        return
    ours, theirs = found.split(b"\n"), expected.split(b"\n")
    line = next((i for i, pair in enumerate(zip(ours, theirs)) if pair[0] != pair[1]), min(len(ours), len(theirs)))
    raise Failure(f"{name} differs in line {line + 1}: {ours[line:line + 1]} on Windows, {theirs[line:line + 1]} here"[:900])


def write_script(file, text):
    """A batch script, with the line ends of Windows."""
    file.write_bytes(text.strip().replace("\n", "\r\n").encode() + b"\r\n")


def expect_says(outcome, status, *words):
    """The exit status, and one sentence on standard error that begins with "facs: " and has the words. Paths in it may
    have separators of either kind."""
    said, words = outcome.err.decode().replace("\\", "/"), [word.replace("\\", "/") for word in words]
    expect(outcome.status == status, f"status {outcome.status}, not {status}: {said}")
    expect(any(line.startswith("facs: ") and all(word in line for word in words) for line in said.splitlines()),
           f"expected {words} in: {said}")


class World:
    """A temporary folder, and both programs in it. Their outputs are bytes."""

    def __init__(self, options, name):
        self.options, self.shared = options, options.shared
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"facs-{name}-"))
        self.videos, self.cases = self.shared / "videos", self.shared / "cases"
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self, name, *parts):
        """Make a folder. Its parts are paths of files to copy into it."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        for part in parts:
            shutil.copy(part, folder)
        return folder

    @contextlib.contextmanager
    def drive(self, letter, folder):
        """A folder of this world as a drive of Windows. Each letter belongs to one test, since all share the prefix; so does
        the folder, whose files have names on that drive for whoever opens them, by whatever name."""
        expect(folder.is_relative_to(self.folder), "not a folder of this test:", folder)
        link = self.options.prefix / "dosdevices" / f"{letter.lower()}:"
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
        try:
            yield
        finally:
            link.unlink()

    def linux(self, *words, program="facs", **more):
        """Run the program of this machine to its end; its exit status must be as expected."""
        command = [self.options.linux] if program == "facs" else [self.options.linux, program]
        return self.run([*command, *words], models=str(self.shared / "models"), **more)

    def windows(self, *words, program="facs", **more):
        """The same for Windows."""
        return self.run(self.windows_command(program, words), models=windows_path(self.shared / "models"), **more)

    def windows_command(self, program, words):
        return ["wine", self.options.programs / f"{program}.exe", *words]  # an absolute path stays as it is

    def cmd(self, line, **more):
        """Run a line, or a batch script, by Windows' command interpreter, which finds the programs by their names."""
        return self.run(["wine", "cmd", "/d", "/c", line], models=windows_path(self.shared / "models"), **more)

    def compile(self, source, *libraries):
        """Make a program for Windows from a source of this folder; returns its path."""
        if not shutil.which(COMPILER):
            raise Skip(f"{COMPILER} is missing: scripts/setup {COMPILER}")
        program = self.folder / source.replace(".c", ".exe")
        subprocess.run([COMPILER, "-o", program, ROOT / "tests/windows" / source, *libraries], check=True)
        return program

    def environment(self, models, more):
        programs = windows_path(self.options.programs)
        return {**os.environ, **self.options.wine, "FACS_MODELS": models,
                "WINEPATH": programs, "XDG_CACHE_HOME": str(self.folder / "cache"), **(more or {})}

    def run(self, command, models, status=0, cwd=None, stdin=b"", environment=None):
        # Not through pipes: they would stay open until the services of Wine have ended, too.
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            done = subprocess.Popen([str(word) for word in command], cwd=cwd or self.folder, stdin=subprocess.PIPE,
                                    stdout=out, stderr=err, env=self.environment(models, environment))
            self.processes.append(done)
            try:
                done.communicate(stdin, timeout=PATIENCE)
            except BrokenPipeError:
                done.wait(PATIENCE)
            out.seek(0)
            err.seek(0)
            outcome = Outcome(done.returncode, out.read(), err.read())
        # Wine's server kills what takes half a second to leave after its end, as on a busy machine: its status is lost.
        if outcome.status == -signal.SIGKILL and status is not None:
            outcome = outcome._replace(status=status)
        if status is not None and outcome.status != status:
            raise Failure(f"{[str(word) for word in command]}: status {outcome.status}, not {status}: "
                          f"{(outcome.out + outcome.err).decode(errors='replace')}")
        return outcome

    def start(self, *words, program="facs", cwd=None, **more):
        """Start the program for Windows; the process is that of Wine, whose id is this system's. What it prints is lost
        unless it leads elsewhere."""
        process = subprocess.Popen([str(word) for word in self.windows_command(program, words)], cwd=cwd or self.folder,
                                   env=self.environment(windows_path(self.shared / "models"), None),
                                   stdin=subprocess.DEVNULL,
                                   **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **more})
        self.processes.append(process)
        return process


def make_prefix(prefix, environment):
    """Make Wine's prefix, unless it is there. Most of it are copies of Wine's own files, of which links will do: they take
    1/50 of the room."""
    prefix.mkdir(parents=True, exist_ok=True)
    with open(prefix / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (prefix / "ready").exists():
            return
        subprocess.run(["wineboot", "--init"], env=environment, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE)
        subprocess.run(["wineserver", "--wait"], env=environment, check=True, timeout=PATIENCE)
        for own in pathlib.Path("/usr/lib").glob("*/wine/x86_64-windows"):
            for file in (prefix / "drive_c" / "windows").rglob("*"):
                if file.is_file() and not file.is_symlink() and (own / file.name).is_file() and \
                        filecmp.cmp(file, own / file.name, shallow=False):
                    file.unlink()
                    file.symlink_to(own / file.name)
        (prefix / "ready").touch()


def gather_programs(folder, place):
    """The folder that runs: what "make windows" packs, or one with links to what a build folder has."""
    if (folder / "facs.exe").is_file():
        return folder
    program, library = folder / "tools/facs/facs.exe", folder / "src/api/libfacs-1.dll"
    if not program.is_file() or not library.is_file():
        raise Skip(f"there is no facs.exe in {folder}: make windows")
    place.mkdir(parents=True, exist_ok=True)
    for name, file in ((library.name, library), *((f"{name}.exe", program.with_stem(name)) for name in ("facs", *OPENFACE_NAMES))):
        (place / name).unlink(missing_ok=True)
        (place / name).symlink_to(file)
    return place


def read_options(what):
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--windows", type=pathlib.Path, help="folder with facs.exe, or a build folder for Windows",
                        default=ROOT / "build-dist-x86_64-windows")
    parser.add_argument("--linux", type=pathlib.Path, help="facs of this machine", default=ROOT / "build/facs")
    parser.add_argument("--shared", type=pathlib.Path, help="folder with videos and models", default=ROOT / "../shared")
    parser.add_argument("--prefix", type=pathlib.Path, help="Wine's prefix, made if it is not there",
                        default=ROOT / "build/wine")
    parser.add_argument("names", nargs="*", help="run only these tests")
    options = parser.parse_args()
    for name in ("windows", "linux", "shared", "prefix"):
        setattr(options, name, getattr(options, name).resolve())
    return options


def prepare(options):
    """Everything that all tests need, or Skip."""
    if not shutil.which("wine"):
        raise Skip("wine is missing: scripts/setup wine")
    if not (options.shared / "videos").is_dir() or not (options.shared / "models").is_dir():
        raise Skip("there are no weights and videos in ../shared")
    options.programs = gather_programs(options.windows, options.prefix / "programs")
    if not options.linux.is_file():
        raise Skip(f"there is no {options.linux}: make")
    # Wine takes names of files for UTF-8 only in such a locale; .NET and HTML, which it would download, nobody needs.
    options.wine = {"WINEPREFIX": str(options.prefix), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8",
                    "WINEDLLOVERRIDES": "mscoree,mshtml="}
    make_prefix(options.prefix, {**os.environ, **options.wine})


@contextlib.contextmanager
def windows_running(options):
    """One program that waits, so that not every other one has to start Windows' services. It ends with this process."""
    with subprocess.Popen(["wine", "cmd", "/d"], env={**os.environ, **options.wine}, stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as waiting:
        yield
        waiting.stdin.close()


def report(number, test, options):
    """Run a test and print its line. Returns whether it failed."""
    print("test:", test.__name__, file=sys.stderr, flush=True)
    begun, outcome, why = time.monotonic(), "ok", ""
    try:
        with World(options, test.__name__.removeprefix("test_")) as world:
            test(world)
    except Skip as reason:
        why = f" # SKIP {reason}"
    except Exception as error:  # pylint: disable=broad-except
        outcome = "not ok"
        print(error if isinstance(error, Failure) else traceback.format_exc(), file=sys.stderr, flush=True)
    print(f"{outcome} {number} - {test.__name__}{why}", flush=True)
    print(f"# {time.monotonic() - begun:.1f} s", flush=True)
    return outcome != "ok"


def main(what, names):
    """Run the functions test_... among a program's names."""
    options = read_options(what)
    try:
        prepare(options)
    except Skip as reason:
        print(f"1..0 # SKIP {reason}")
        sys.exit(0)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    chosen = [test for test in tests if not options.names or test.__name__ in options.names]
    print(f"1..{len(chosen)}", flush=True)
    with windows_running(options):
        failed = [report(i, test, options) for i, test in enumerate(chosen, 1)]
    sys.exit(any(failed))
