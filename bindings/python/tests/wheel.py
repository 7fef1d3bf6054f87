"""wheel.py COMMAND LIBRARY CHECKOUT: a wheel with this command and libfacs in it works in a fresh environment, without the
sources, for another user. Exit status 77: a tool that this needs is missing."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = """
import facs
assert "/site-packages/facs/_bundle/" in repr(facs.doctor())
result = facs.extract({clip!r}, max_frames=3, au="static")
assert len(result) == 3 and result["success"].all()
from facs.compat import feat, pyfaceau
"""


def run(*command: object, **options: object) -> None:
    subprocess.run([str(word) for word in command], check=True, **options)  # type: ignore[call-overload]


def main() -> None:
    command, library, checkout = map(Path, sys.argv[1:])
    for module in ("mesonpy", "venv", "pip"):
        try:
            __import__(module)
        except ImportError:
            print(f"this Python has no {module}")
            sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        by_abi = next(file for file in library.parent.iterdir() if file.name in ("libfacs.so.1", "libfacs.1.dylib"))
        for file, place in ((command, "bin"), (by_abi, "lib")):
            (folder / "installed" / place).mkdir(parents=True)
            shutil.copy(file, folder / "installed" / place)
        run(checkout / "scripts" / "wheel", "--libfacs", folder / "installed", folder)
        [wheel] = folder.glob("*.whl")
        assert "-py3-none-" in wheel.name
        run(sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", folder / "venv")
        python = folder / "venv" / "bin" / "python"
        run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", "--quiet", wheel)
        try_it(python, checkout.parent / "shared")


def try_it(python: Path, shared: Path) -> None:
    """Use the package and the command with nothing in the environment, and as a user who may not read much."""
    environment = {"PATH": "/usr/bin:/bin", "FACS_MODELS": str(shared / "models")}
    user = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    run(python.parent / "facs", "--version", env=environment, cwd="/", **user)
    clip = shared / "videos" / "default.wmv"
    if clip.exists():
        run(python, "-c", PROGRAM.format(clip=str(clip)), env=environment, cwd="/", **user)


if __name__ == "__main__":
    main()
