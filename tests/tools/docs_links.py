#!/usr/bin/env python3
"""docs_links ROOT: check that the docs, and comments in the sources, name only files that exist.

In Markdown pages: relative links with their headings, and words in backquotes that look like a path in this
repository (they begin with one of its folders, or are C files below src/) or like a test. In all sources: names of pages
(NAME.md), and the pages outside this repository that comments used to name."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1]).resolve()
pages = [*root.glob("*.md"), *root.glob("docs/*.md"), *root.glob("contrib/*.md")]
folders = ("src", "docs", "tests", "scripts", "bench", "tools", "include", "examples", "models", "cmake",
           "contrib")
# A pattern, or a file that the reader is to write.
PATTERN = re.compile(r"[*<>{}]|NAME|DIR|\.\.\.")
OLD_PAGES = re.compile(r"\b(?:ALGORITHM|COMPAT|RUNTIME|DESIGN|CECLM)\b")
# These name pages that they make themselves.
MAKERS = [pathlib.Path(__file__).resolve(), root / "scripts/site_pages.py", root / "tests/docs/test_blocks.py"]
problems = []


def anchors(page):
    """The names that GitHub gives the headings of a page."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def check_links(page, text):
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            problems.append(f"{page.relative_to(root)}: the link {target} leads nowhere")
        elif anchor and anchor not in anchors(file):
            problems.append(f"{page.relative_to(root)}: {path or page.name} has no heading #{anchor}")


def exists(name):
    if name.startswith(tuple(folder + "/" for folder in folders)):
        return (root / name).exists()
    if re.fullmatch(r"[a-z_0-9]+/[a-z_0-9/]+\.[ch]", name):  # "base/queue.c", relative to src/
        return any((root / folder / name).exists() for folder in ("src", "include", "."))
    if re.fullmatch(r"test_\w+", name):
        return any(root.glob(f"tests/*/{name}.*")) or any(root.glob(f"tests/*/{name}_linux.c"))
    return True


def check_names(page, text):
    for span in re.findall(r"`([^`\n]+)`", text):
        for word in span.split():
            word = word.rstrip(".,;:")
            if not PATTERN.search(word) and not exists(word):
                problems.append(f"{page.relative_to(root)}: there is no {word}")


def check_source(file, text):
    for name in re.findall(r"[\w./-]*[A-Za-z]\.md\b", text):
        if not (root / name).exists() and not (root / "docs" / name).exists():
            problems.append(f"{file.relative_to(root)}: there is no {name}")
    for name in OLD_PAGES.findall(text):
        problems.append(f"{file.relative_to(root)}: {name} is not a page of this repository")


if len(pages) < 10:
    problems.append(f"{root}: only {len(pages)} pages found")
for page in pages:
    text = page.read_text(encoding="utf-8")
    check_links(page, text)
    if page.name != "CHANGELOG.md":  # which also names what is gone
        check_names(page, text)
for folder in folders:
    for file in (root / folder).rglob("*"):
        if folder != "docs" and file.is_file() and file.suffix != ".pyc" and file not in MAKERS:
            check_source(file, file.read_text(encoding="utf-8", errors="replace"))
for problem in problems:
    print(problem)
sys.exit(bool(problems))
