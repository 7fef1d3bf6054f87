"""A shell completes facs: completions.py SHELL FACS. Exit status 77: it cannot be tried here."""
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent / "support"))
import built  # noqa: E402

shell, facs = sys.argv[1:]
BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"
COMMANDS = """extract live models doctor bench quantize agreement report events status merge summary completions FeatureExtraction
    FaceLandmarkImg FaceLandmarkVidMulti FaceLandmarkVid help version""".split()

# What is typed, and all that is offered.
CASES = {
    "facs ": COMMANDS,
    "facs ext": ["extract"],
    "facs help m": ["merge", "models"],
    "facs help models ": [],
    "facs extract --la": ["--landmarks"],
    "facs extract --no": ["--no-sandbox"],
    "facs live --so": [],
    "facs extract --landmarks p": ["pfld"],
    "facs extract --landmarks ": ["auto", "ceclm", "clnf", "pfld", "a result.csv", "b.csv", "a folder"],
    "facs extract --backend=co": ["coreml"],
    "facs extract --features gaze,p": ["pdm", "pose"],
    "facs extract --threads ": [],
    "facs extract --shard a": ["auto"],
    "facs extract -d ": ["a folder"],
    "facs extract my": ["my video.mp4"],
    "facs report a": ["a result.csv", "a folder"],
    "facs status ": ["a folder"],
    "facs completions ": ["bash", "fish", "zsh"],
    "FeatureExtraction -fd": ["-fdir"],
    "FeatureExtraction -fdir ": ["a folder"],
    "FeatureExtraction -format_aligned ": ["bmp", "jpeg", "jpg", "png"],
    "FaceLandmarkVid --real": ["--realtime"],
    "facs FaceLandmarkImg -format_v": ["-format_vis_image"],
    "facs FeatureExtraction -multi": [],  # has no effect here
}


def offered(script, folder):
    """For each case, the words."""
    command = {"bash": ["bash", "--norc"], "zsh": ["zsh", "-f"], "fish": ["fish", "--no-config"]}[shell]
    out = subprocess.run([*command, here / f"completions.{shell}", script, *CASES], check=True, text=True, cwd=folder,
                         stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout
    *pieces, rest = out.split("==\n")
    assert rest == "" and len(pieces) == len(CASES), out
    for line, piece in zip(CASES, pieces):
        words = {word.rpartition("=")[2].rpartition(",")[2].rstrip("/") for word in piece.splitlines()}
        yield line, words - {""}


def typed(script, folder):
    """What the arguments of facs are after "facs extract my<TAB>", in an interactive bash."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
    setup = f". {BASH_COMPLETION}; . '{script}'; PS1=; facs() {{ printf '<%s>' \"$@\"; exit; }}\n"
    os.write(terminal, setup.encode() + b"facs extract my\t\n")
    out = b""
    try:
        while piece := os.read(terminal, 4096):
            out += piece
    except OSError:  # how a terminal on Linux ends
        pass
    os.waitpid(pid, 0)
    return out.decode()


if shell == "bash" and not os.path.exists(BASH_COMPLETION):
    print("bash-completion is missing")
    sys.exit(77)
failed = 0
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name, "the files")
    (folder / "a folder").mkdir(parents=True)
    for file in "my video.mp4", "a result.csv", "b.csv":
        (folder / file).touch()
    script = pathlib.Path(name, "_facs")
    script.write_bytes(subprocess.run([*built.command(facs), "completions", shell], check=True, stdout=subprocess.PIPE).stdout)
    for line, words in offered(script, folder):
        if words != set(CASES[line]):
            failed = 1
            print(f"{line!r}: expected {sorted(CASES[line])}, not {sorted(words)}")
    if shell == "bash" and "<extract><my video.mp4>" not in (out := typed(script, folder)):
        failed = 1
        print(f"a name with a blank became {out!r}")
sys.exit(failed)
