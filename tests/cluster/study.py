"""What the tests of the engines have in common: a study of 40 short clips, a task that is killed in
the middle, and the comparison with an undisturbed run."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CLIPS = 39  # and a longer one, in which the kill strikes
FRAMES = 12
PATIENCE = 120  # s, for anything to happen on a busy machine


def need(*commands):
    """Skip the test, with the reason, unless all commands are there."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for command in commands:
        if not shutil.which(command):
            print(f"{command} is missing: scripts/setup {command}")
            sys.exit(77)


def wait_for(what, happened, pause=0.1):
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            sys.exit(f"not within {PATIENCE} s: {what}")
        time.sleep(pause)


class Study:
    """A temporary folder with the clips, the command on the PATH, and what an undisturbed run of it
    gives. Two clips of different folders have the same name."""

    def __init__(self, facs, shared):
        shared = pathlib.Path(shared)
        if not (shared / "videos").is_dir() or not (shared / "models").is_dir():
            print("there are no weights and videos in ../shared")
            sys.exit(77)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="facs-cluster-"))
        self.folder.chmod(0o755)  # munged wants others to reach its socket
        self.study, self.results = self.folder / "study", self.folder / "results"
        self.facs, self.contrib = facs, pathlib.Path(__file__).resolve().parents[2] / "contrib"
        os.environ["PATH"] = f"{pathlib.Path(facs).parent}:{os.environ['PATH']}"
        os.environ["FACS_MODELS"] = str(shared / "models")
        self.make_clips(shared / "videos")
        self.run(facs, "extract", self.study, "-d", self.folder / "undisturbed", "--quiet")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *command, status=0):
        """Run a command to its end; its exit status must be as expected (None: any)."""
        done = subprocess.run([str(word) for word in command], cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=PATIENCE, check=False)
        if status is not None and done.returncode != status:
            sys.exit(f"{command}: status {done.returncode}, not {status}:\n{done.stdout}")
        return done.stdout

    def start(self, *command):
        """Start a command; its output goes into a file, for messages."""
        with open(self.folder / "output.txt", "w", encoding="utf-8") as file:
            return subprocess.Popen([str(word) for word in command], cwd=self.folder, stdout=file,
                                    stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    def make_clips(self, videos):
        sources = ("default.wmv", "face_noface.mov", "multi_face.avi")
        each = CLIPS // len(sources)
        cuts = ",".join(str(FRAMES * i) for i in range(1, each + 1))
        for n, source in enumerate(sources, 1):
            group = self.study / f"group{n}"
            group.mkdir(parents=True)
            # Every picture is a key frame, so clips can begin anywhere.
            self.run("ffmpeg", "-v", "error", "-i", videos / source, "-an", "-frames:v",
                     FRAMES * each, "-c:v", "mjpeg", "-q:v", 3, "-f", "segment",
                     "-segment_frames", cuts, "-reset_timestamps", 1, group / "clip%d.avi")
        self.run("ffmpeg", "-v", "error", "-stream_loop", 3, "-i", videos / "default.wmv", "-an",
                 "-c:v", "copy", self.study / "group1" / "long.mkv")

    def kill_in_the_middle(self):
        """Kill -9 the process that writes the long clip's result, while it does."""
        victim = []

        def find():
            for file in self.results.glob("group1/long.csv.*"):
                victim.extend(pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                              if has_open(pid, file))
            return victim

        wait_for("the analysis of the long clip", find, 0.005)
        os.kill(victim[0], signal.SIGKILL)
        wait_for("the end of the killed process", lambda: not os.path.exists(f"/proc/{victim[0]}/fd"))
        if (self.results / "group1/long.csv").exists():
            sys.exit("the kill came too late")

    def expect_left(self):
        """The batch table tells that the study is not complete."""
        self.run(self.facs, "status", self.results, status=1)

    def expect_complete(self):
        """Every result has the bytes of the undisturbed run, nothing else lies about, and the batch
        table tells that all is done."""
        undisturbed = self.folder / "undisturbed"
        expected, found = ({str(file.relative_to(folder)): file.read_bytes()
                            for file in folder.glob("group*/*.csv")}
                           for folder in (undisturbed, self.results))
        if len(expected) != CLIPS + 1 or expected.keys() != found.keys():
            sys.exit(f"{len(expected)} and {len(found)} results: "
                     f"{sorted(expected.keys() ^ found.keys())}")
        differing = [name for name, content in expected.items() if found[name] != content]
        if differing:
            sys.exit(f"not the bytes of the undisturbed run: {differing}")
        litter = [str(file) for pattern in ("*.part", "*.jsonl")
                  for file in self.results.rglob(pattern)]
        if litter:
            sys.exit(f"left behind: {litter}")
        print(self.run(self.facs, "status", self.results))


def has_open(pid, file):
    folder = f"/proc/{pid}/fd"
    try:
        return any(os.readlink(f"{folder}/{n}") == str(file) for n in os.listdir(folder))
    except OSError:  # it has ended, or is someone else's
        return False
