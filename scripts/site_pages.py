#!/usr/bin/env python3
"""site_pages ROOT FOLDER: gather the pages of the documentation site in FOLDER, where MkDocs finds them.

They are docs/, the pages at the top of the repository and those of contrib/ and fuzz/, the manual pages (by mandoc), what
Doxygen has made of the C headers, and the references of Python and R. Links between them are changed accordingly; a link
to another file of the repository leads to a copy."""
import ast
import os
import pathlib
import re
import shutil
import subprocess
import sys

root, folder = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
# Page of the site by its file in the repository.
pages = {f"docs/{page.name}": page.name for page in root.glob("docs/*.md")}
pages |= {page.name: page.name.lower() for page in root.glob("*.md")}
pages |= {f"{name}/README.md": f"{name}.md" for name in ("contrib", "fuzz")}
pages |= {"README.md": "index.md", "contrib": "contrib.md", "fuzz": "fuzz.md", "include/facs": "c-reference.md",
          "examples": "embed.md"}
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")


def target(page, link):
    """Where a link in a file of the repository leads on the site."""
    path, hash_sign, anchor = link.partition("#")
    if not path or re.match(r"[a-z]+:", path):
        return link
    file = os.path.relpath(os.path.normpath(root / pathlib.Path(page).parent / path), root)
    if file in pages:
        return pages[file] + hash_sign + anchor
    if file.startswith("docs/"):
        return file[len("docs/"):]
    if not (root / file).is_file():
        sys.exit(f"{page}: the link {link} leads to no file and to no page")
    copy = folder / "files" / (file if pathlib.Path(file).suffix in (".cff", ".txt", ".ipynb") else file + ".txt")
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(root / file, copy)
    return str(copy.relative_to(folder))


def named(text, address):
    """What a link is called: a file's name becomes the title of its page."""
    if not text.endswith(".md") or " " in text:
        return text
    page = next((file for file, page in pages.items() if page == address.split("#")[0]), None)
    return re.search(r"^# (.+)$", (root / page).read_text(encoding="utf-8"), re.MULTILINE)[1] if page else text


def linked(file, found):
    """A link of a page, on the site."""
    address = target(file, found[2])
    return f"[{named(found[1], address)}]({address})"


def check_menu():
    """Every page of docs/ has a place in the menu."""
    menu = (root / "mkdocs.yml").read_text(encoding="utf-8")
    for page in pages.values():
        if not re.search(rf": {re.escape(page)}$", menu, re.MULTILINE):
            sys.exit(f"{page} is not in the menu: give it a line of nav in mkdocs.yml")


def gather_pages():
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(root / "docs" / "pictures", folder / "pictures")
    shutil.copyfile(root / "docs" / "site.css", folder / "site.css")
    for file, page in pages.items():
        if file.endswith(".md"):
            text = (root / file).read_text(encoding="utf-8")
            text = LINK.sub(lambda found, file=file: linked(file, found), text)
            (folder / page).write_text(text, encoding="utf-8")


def gather_manual():
    """The manual pages, and a list of them."""
    rows = []
    sources, shown_in = {}, {}  # by name; which page shows a name
    for path in sorted([*root.glob("docs/man/*.1"), *root.glob("build/docs/*.3")], key=lambda path: (path.suffix, path.name)):
        link = re.match(r"\.so man\d/(\S+)", path.read_text(encoding="utf-8"))
        shown_in[path.name] = link[1] if link else path.name
        if not link:
            sources[path.name] = path

    def refer(found):
        """A link to another page, if that is here."""
        name = f"{found[1]}.{found[2]}"
        return f'<a href="{shown_in[name]}.html">{found[1]}({found[2]})</a>' if name in shown_in else f"{found[1]}({found[2]})"

    for source in sources.values():
        text = source.read_text(encoding="utf-8")
        name = f"{source.stem}({source.suffix[1:]})"
        shown = subprocess.run(["mandoc", "-T", "html", "-O", "fragment", source], check=True, capture_output=True,
                               text=True, cwd=source.parent).stdout
        shown = re.sub(r"<(/?)h([12])", lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", shown)  # the page has an h1
        shown = re.sub(r'<a class="Xr"[^>]*>([^<()]+)\((\d)\)</a>', refer, shown)
        (folder / f"{source.name}.md").write_text(f"# {name}\n\n<div class=\"manual\">\n{shown}\n</div>\n", encoding="utf-8")
        about = re.search(r"^\.Nd (.+)$", text, re.MULTILINE)
        rows.append(f"| [{name}]({source.name}.md) | {about[1] if about else ''} |")
    (folder / "manual.md").write_text("# Manual pages\n\nThe same pages are shown by `man` once facs is installed.\n\n"
                                      "| Page | About |\n|---|---|\n" + "\n".join(rows) + "\n", encoding="utf-8")


def gather_c():
    """Doxygen's pages, as they are."""
    made = root / "build" / "docs" / "api"
    text = "# C functions\n\nThe headers are the manual: they say of each function what it takes, gives, owns and how it can fail.\n\n"
    for header in ("facs.h", "study.h", "answers.h"):
        address = target("README.md", f"include/facs/{header}")
        page = made / (header.replace(".h", "_8h.html"))
        if page.exists():
            text += f"* [`facs/{header}`](c/{page.name}), and [as it is]({address})\n"
        else:
            text += f"* [`facs/{header}`]({address})\n"
    if made.exists():
        shutil.copytree(made, folder / "c")
        text += "\nAlso [all functions](c/globals_func.html) and [all structs](c/annotated.html) by name.\n"
    (folder / "c-reference.md").write_text(text, encoding="utf-8")


def public(module):
    """What a Python module offers: the names in its __all__."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return next(ast.literal_eval(node.value) for node in tree.body
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__")


def gather_python():
    """A page for mkdocstrings, which reads the docstrings."""
    package = root / "bindings" / "python" / "facs"
    names = public(package / "__init__.py")
    raised = [name for name in names if name.endswith(("Error", "Cancelled", "Warning"))]
    groups = {"Functions": [name for name in names if name[0].islower()],
              "Classes": [name for name in names if name[0].isupper() and name not in raised], "Errors and warnings": raised}
    text = "# Python functions\n\nFrom the docstrings of the package `facs`; `help(facs.extract)` shows the same.\n"
    for group, members in groups.items():
        text += f"\n## {group}\n\n" + "".join(f"::: facs.{name}\n\n" for name in members)
    for module in sorted((package / "compat").glob("*/__init__.py")):
        name = f"facs.compat.{module.parent.name}"
        text += f"\n## `{name}`\n\n" + "".join(f"::: {name}.{member}\n\n" for member in public(module))
    (folder / "python-reference.md").write_text(text, encoding="utf-8")


def gather_r():
    """The package's manual, by R itself."""
    text = "# R functions\n\nFrom the manual of the package `facs`; `?facs_extract` shows the same.\n"
    sources = sorted(root.glob("bindings/r/man/*.Rd")) if shutil.which("Rscript") else []
    if not sources:
        text += "\nThis copy of the site was made without R, so that is all.\n"
    code = 'for (page in commandArgs(TRUE)) { cat("\\f"); tools::Rd2HTML(page, stdout(), no_links = TRUE) }'
    made = subprocess.run(["Rscript", "-e", code, *sources], check=True, capture_output=True, text=True).stdout if sources else "\f"
    for source, page in zip(sources, made.split("\f")[1:]):
        title, body = re.search(r"<h2[^>]*>(.*?)</h2>(.*)</div>\s*</body>", page, re.DOTALL).groups()
        text += f"\n## {source.stem}\n\n{title}\n\n<div class=\"manual\">\n{body}\n</div>\n"
    (folder / "r-reference.md").write_text(text, encoding="utf-8")


check_menu()
gather_pages()
gather_manual()
gather_c()
gather_python()
gather_r()
