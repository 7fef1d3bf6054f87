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
    """Copy what belongs into a wheel, to where the library expects it. A wheel has no links, so a library gets the name
    by which it is opened."""
    libraries = next(prefix.glob("lib/**/libfacs.*")).parent
    for file in (prefix / "bin" / "facs", *libraries.iterdir()):
        if file.name == "facs" and file.is_file() or re.search(r"\.so\.\d+$|\.\d+\.dylib$", file.name):
            target = output / file.relative_to(prefix)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
    for folder in (libraries / "facs", prefix / "share" / "facs", prefix / "share" / "doc" / "facs"):
        if folder.is_dir():
            shutil.copytree(folder, output / folder.relative_to(prefix), ignore=shutil.ignore_patterns("examples"))


def main() -> None:
    output, work, *prefix = map(Path, sys.argv[1:])
    shutil.rmtree(output, ignore_errors=True)
    copy(prefix[0] if prefix else build(work), output)


if __name__ == "__main__":
    main()
