"""set_release.py ADDRESS [ARCHIVE]: write the version of meson.build into everything that names it, and into the recipes of
Homebrew, the AUR and conda where the source archive is (ADDRESS/facs-VERSION.tar.xz), with the archive's SHA-256 if it is
given. tests/packaging/recipes.py checks that all agree."""
import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]

# File, and what surrounds the version there (everywhere in the file).
VERSIONS = [
    ("CITATION.cff", r"(?m)(^version: )(.*)$"),
    ("bindings/python/meson.build", r"(project\('facs', version: ')([^']*)"),
    ("bindings/r/DESCRIPTION", r"(?m)(^Version: )(.*)$"),
    ("docs/install.md", r"(facs-)([\d.]+)(?=-(?:linux|windows|sources|py3))"),
    ("packaging/homebrew/facs.rb", r'(url ".*/facs-)(.*)(?=\.tar\.xz")'),
    ("packaging/aur/PKGBUILD", r"(?m)(^pkgver=)(.*)$"),
    ("packaging/conda/meta.yaml", r'(set version = ")(.*)(?=")'),
]
# Only compared: it needs an entry of its own.
VERSIONS_BY_HAND = [("debian/changelog", r"(\Afacs \()(.*?)(?=-\d+\))")]

RECIPES = ["packaging/homebrew/facs.rb", "packaging/aur/PKGBUILD", "packaging/conda/meta.yaml"]
ADDRESS = r"""((?:homepage|url|home|source)\b["=:(' ]+)(https?://[^"'\s]+?)(?=/facs-|["'\s])"""
SHA256 = r"(?<![0-9a-f])()([0-9a-f]{64})(?![0-9a-f])"


def version():
    return re.search(r"version: '(.*)'", (ROOT / "meson.build").read_text())[1]


def found(file, pattern):
    """Return what the file says now, in all places."""
    return {match[2] for match in re.finditer(pattern, (ROOT / file).read_text(encoding="utf-8"))}


def write(file, pattern, value):
    path = ROOT / file
    path.write_text(re.sub(pattern, lambda match: match[1] + value, path.read_text(encoding="utf-8")), encoding="utf-8")


def main():
    address, *archive = sys.argv[1:]
    digest = hashlib.sha256(pathlib.Path(archive[0]).read_bytes()).hexdigest() if archive else "0" * 64
    for file, pattern in VERSIONS:
        write(file, pattern, version())
    for file in RECIPES:
        write(file, ADDRESS, address.rstrip("/"))
        write(file, SHA256, digest)
    for file, pattern in VERSIONS_BY_HAND:
        if found(file, pattern) != {version()}:
            print(f"to be done by hand: {file}")


if __name__ == "__main__":
    main()
