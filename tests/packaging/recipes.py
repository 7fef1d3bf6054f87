"""The recipes of package managers have the version of meson.build and need the packages that scripts/setup would install.
They are not run: what can be checked without the managers is their syntax, where its reader is there."""
import pathlib
import re
import shutil
import subprocess
import sys

root, version = pathlib.Path(sys.argv[1]), sys.argv[2]
wrong, left = [], []


def read(name):
    return (root / name).read_text(encoding="utf-8")


def expect(holds, words):
    if not holds:
        wrong.append(words)


def needed(manager):
    run = subprocess.run([root / "scripts/setup", "--packages", manager], check=True, capture_output=True, text=True)
    return set(run.stdout.split()) - {"cc", "gcc"}  # every manager has its own way to name the compiler


def check_packages(name, manager, found):
    lacking = needed(manager) - set(found)
    expect(not lacking, f"{name} lacks what scripts/setup installs: {', '.join(sorted(lacking))}")


def check_syntax(name, command):
    if not shutil.which(command[0]):
        left.append(f"{name}, whose syntax is checked by {command[0]}")
        return
    run = subprocess.run([*command, root / name], capture_output=True, text=True)
    expect(run.returncode == 0, f"{name}: {run.stdout}{run.stderr}")


formula = read("packaging/homebrew/facs.rb")
check_packages("facs.rb", "brew", re.findall(r'depends_on "([^"]+)"', formula))
expect(re.search(r'url ".*/facs-(.*)\.tar\.xz"', formula)[1] == version, "facs.rb has another version")
check_syntax("packaging/homebrew/facs.rb", ["ruby", "-wc"])

build = read("packaging/aur/PKGBUILD")
check_packages("PKGBUILD", "pacman", " ".join(re.findall(r"^(?:make)?depends=\((.*?)\)", build, re.M)).split())
expect(re.search(r"^pkgver=(.*)$", build, re.M)[1] == version, "PKGBUILD has another version")
check_syntax("packaging/aur/PKGBUILD", ["bash", "-n"])

conda = read("packaging/conda/meta.yaml")
check_packages("meta.yaml", "conda", re.findall(r"^    - ([a-z][\w-]*)", conda, re.M))
expect(re.search(r'set version = "(.*)"', conda)[1] == version, "meta.yaml has another version")
try:
    import yaml

    # Without Jinja's parts, which conda fills in first.
    plain = re.sub(r"\{\{.*?\}\}", "filled-in", re.sub(r"\{%.*?%\}", "", conda))
    expect(yaml.safe_load(plain)["package"]["name"] == "facs", "meta.yaml is not a package of facs")
except ImportError:
    left.append("meta.yaml, whose syntax is checked by PyYAML")
check_syntax("packaging/conda/build.sh", ["sh", "-n"])

python = read("bindings/python/meson.build")
expect(re.search(r"version: '([^']*)', license", python)[1] == version, "the Python package has another version")
expect(re.search(r"^version: (.*)$", read("CITATION.cff"), re.M)[1] == version, "CITATION.cff has another version")

sums = re.findall(r"[0-9a-f]{64}", formula + build + conda)
expect(len(sums) == 3 and len(set(sums)) == 1, "the recipes do not have the same SHA-256 of the same archive")

for words in left:
    print("not checked:", words)
for words in wrong:
    print("wrong:", words)
sys.exit(bool(wrong))
