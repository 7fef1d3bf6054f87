"""bundle.py OUTPUT WORK [PREFIX]: make the folder of the command, the library and what belongs to them that a wheel
brings along: from an installation in PREFIX, or by building this checkout, in WORK."""
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def build(work: Path) -> Path:
    """Build and install the checkout, and return the installation."""
    folder, stage = work / "build", work.resolve() / "stage"
    subprocess.run(["meson", "setup", folder, CHECKOUT, "--prefix=/usr", "--libdir=lib", "-Dtests=disabled",
                    "-Ddocs=disabled"], check=True)
    subprocess.run(["meson", "compile", "-C", folder], check=True)
    subprocess.run(["meson", "install", "-C", folder, "--no-rebuild", "--strip", "--destdir", stage], check=True)
    return stage / "usr"


def copy(prefix: Path, output: Path) -> None:
    """Copy what belongs into a wheel. That has no links, so a library gets the name by which it is opened."""
    (output / "bin").mkdir(parents=True)
    (output / "lib").mkdir()
    shutil.copy2(prefix / "bin" / "facs", output / "bin")
    for library in (prefix / "lib").iterdir():
        if re.search(r"\.so\.\d+$|\.\d+\.dylib$", library.name):
            shutil.copy2(library, output / "lib")
    for folder in ("lib/facs", "share/facs", "share/doc/facs"):
        if (prefix / folder).is_dir():
            shutil.copytree(prefix / folder, output / folder, ignore=shutil.ignore_patterns("examples"))


def main() -> None:
    output, work, *prefix = map(Path, sys.argv[1:])
    shutil.rmtree(output, ignore_errors=True)
    copy(prefix[0] if prefix else build(work), output)


if __name__ == "__main__":
    main()
