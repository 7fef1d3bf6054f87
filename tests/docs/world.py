"""The folder in which the commands of a page run: short clips under the names that the pages use, and results of some."""
import os
import pathlib
import shutil
import subprocess

CLIPS = ["interview.mp4", "baseline.mp4", "task1.mp4", "task2.mp4", "smile.mp4", "study/p01/baseline.mp4", "study/p01/interview.mp4", "study/p07/interview.mp4"]
PICTURES = ["portrait.jpg", "pictures/p01.jpg", "pictures/p02.jpg"]


class World:
    """What all pages share: the program, the sample clips, and an environment."""

    def __init__(self, root, build, folder):
        self.root, self.folder = root, folder
        self.videos, self.golden = root / ".." / "shared" / "videos", root / ".." / "shared" / "golden" / "csv"
        self.environment = {**os.environ, "PATH": f"{build}:{os.environ['PATH']}", "NO_COLOR": "1", "MPLBACKEND": "Agg",
                            "R_LIBS": str(build / "r" / "facs.Rcheck"),  # scripts/r-check puts the package there
                            "PYTHONPATH": str(build / "bindings" / "python"),
                            "FACS_MODELS": str(root / ".." / "shared" / "models"),
                            "FACS_LIBRARY": str(next(build.glob("src/api/libfacs.so"), "")),
                            "XDG_CACHE_HOME": str(folder / "cache"), "HOME": str(folder)}
        self.build = build
        self.first = folder / "first"
        self.make(self.first)
        for command in ("facs extract interview.mp4 --quiet", "facs extract study -d results --quiet --jobs 1"):
            self.run(command, self.first, check=True)

    def run(self, command, folder, **options):
        """Run a shell script as a user would."""
        return subprocess.run(["bash", "-eo", "pipefail", "-c", command], cwd=folder, env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                              errors="replace", **options)

    def make(self, folder):
        """Put the inputs into a new folder."""
        for name in CLIPS + PICTURES:  # copies, because a file that is reached twice is measured once
            sample = "single_face.mp4" if name in CLIPS else "single_face.jpg"
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.videos / sample, folder / name)
        self.link(self.golden / "single_face.csv", folder / "openface.csv")
        talk = folder / "talk.mp4"
        whole = self.videos / "multi_face.avi"
        cut = ["ffmpeg", "-v", "error", "-i", whole, "-frames:v", "12", "-c", "copy", talk]
        if not shutil.which("ffmpeg") or subprocess.run(cut, check=False).returncode:
            self.link(whole, talk)
        for name in ("build", "contrib", "docs", "scripts"):
            self.link(self.build if name == "build" else self.root / name, folder / name)

    def copy(self, name):
        """A folder for a page, with the results that are made first."""
        folder = self.folder / name
        shutil.copytree(self.first, folder, symlinks=True)
        return folder

    @staticmethod
    def link(file, name):
        """Make a symbolic link, and the folder in which it lies."""
        name.parent.mkdir(parents=True, exist_ok=True)
        name.symlink_to(pathlib.Path(file).resolve())
