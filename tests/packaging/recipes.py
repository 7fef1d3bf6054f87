"""Everything that names a version has the one of its single place: that of facs in meson.build, those of what is downloaded
in scripts/. The recipes of package managers need the packages that scripts/setup would install. They are not run: what can
be checked without the managers is their syntax, where its reader is there."""
import pathlib
import re
import shutil
import subprocess
import sys

root, version = pathlib.Path(sys.argv[1]), sys.argv[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(root / "packaging"))
import set_release  # noqa: E402

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
check_syntax("packaging/homebrew/facs.rb", ["ruby", "-wc"])

build = read("packaging/aur/PKGBUILD")
check_packages("PKGBUILD", "pacman", " ".join(re.findall(r"^(?:make)?depends=\((.*?)\)", build, re.M)).split())
check_syntax("packaging/aur/PKGBUILD", ["bash", "-n"])

conda = read("packaging/conda/meta.yaml")
check_packages("meta.yaml", "conda", re.findall(r"^    - ([a-z][\w-]*)", conda, re.M))
try:
    import yaml

    # Without Jinja's parts, which conda fills in first.
    plain = re.sub(r"\{\{.*?\}\}", "filled-in", re.sub(r"\{%.*?%\}", "", conda))
    expect(yaml.safe_load(plain)["package"]["name"] == "facs", "meta.yaml is not a package of facs")
except ImportError:
    left.append("meta.yaml, whose syntax is checked by PyYAML")
check_syntax("packaging/conda/build.sh", ["sh", "-n"])

expect(set_release.version() == version, "set_release.py reads another version from meson.build")
for name, pattern in set_release.VERSIONS + set_release.VERSIONS_BY_HAND:
    said = set_release.found(name, pattern)
    expect(said == {version}, f"{name} has version {', '.join(sorted(said)) or 'nowhere'}, not {version}: set_release.py")
for what, pattern in (("address", set_release.ADDRESS), ("SHA-256", set_release.SHA256)):
    said = [set_release.found(name, pattern) for name in set_release.RECIPES]
    expect(len(said[0]) == 1 and said[1:] == said[:-1], f"the recipes do not have one {what}: {said}")

# What is downloaded, and the file and the words that repeat its version.
for script, variable, repeated in (
    ("setup", "uplot_version", {"NOTICE.md": "uPlot {}, from npm", "debian/copyright": "of uPlot {} (npm package"}),
    ("setup", "ort_version", {"NOTICE.md": "`onnxruntime-node` {} (",
                              "packaging/onnxruntime/debian/changelog": "facs-onnxruntime ({}-"}),
    ("setup", "ort_package_version", {"NOTICE.md": "`com.github.asus4.onnxruntime` {} ("}),
    ("macos", "zig_version", {"NOTICE.md": "zig {} ("}),
):
    is_now = re.search(rf"(?m)^{variable}=(.*)$", read(f"scripts/{script}"))[1]
    for name, words in repeated.items():
        expect(words.format(is_now) in read(name), f"{name} does not say \"{words.format(is_now)}\", as scripts/{script} does")

least = re.search(r"(?m)^least=(.*)$", read("bindings/r/configure"))[1]
expect(f"libfacs (>= {least})" in read("bindings/r/DESCRIPTION"), f"DESCRIPTION does not ask for libfacs {least}, as configure does")

for words in left:
    print("not checked:", words)
for words in wrong:
    print("wrong:", words)
sys.exit(bool(wrong))
