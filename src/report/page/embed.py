"""Turn the page's files and the chart library into a C file: what stands before the data, and after.

embed.py PAGE.html PAGE.css... SCRIPT.js... UPLOT_FOLDER NAME.c

UPLOT_FOLDER "none": a page that needs the library is empty, and nothing is reported.

The page names its parts in double braces: policy, style, library, licence, script, and data where a
report writes its own. The policy lets these scripts run, by their hashes, and no others; and lets
nothing be fetched. The variables are called facs_NAME_head and facs_NAME_tail.
"""
import base64
import hashlib
import pathlib
import re
import sys

html, *parts, uplot, out = (pathlib.Path(name) for name in sys.argv[1:])
styles = [path for path in parts if path.suffix == ".css"]
scripts = [path for path in parts if path.suffix == ".js"]


def text(path):
    return path.read_text(encoding="utf-8")


def allowed(script):
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def write(head, tail):
    with open(out, "w", encoding="ascii") as c:
        c.write('#include "report/page.h"\n')
        for name, data in (("head", head), ("tail", tail)):
            c.write("\nconst size_t facs_%s_%s_size = %d;\n" % (out.stem, name, len(data)))
            c.write("const char facs_%s_%s[] = {" % (out.stem, name))
            for at in range(0, len(data), 24):
                # As characters: char may be signed, and a string literal may not be this long.
                c.write("\n    " + "".join(f"'\\x{byte:02x}'," for byte in data[at : at + 24]))
            c.write("\n    0};\n")


page = text(html)
library = licence = library_style = ""
if "{{library}}" in page:
    if str(uplot) == "none":
        write(b"", b"")
        sys.exit()
    library = text(uplot / "dist/uPlot.iife.min.js")
    library_style = text(uplot / "dist/uPlot.min.css")
    licence = text(uplot / "LICENSE").replace("&", "&amp;").replace("<", "&lt;")

script = "(() => {\n'use strict';\n" + "\n".join(text(path) for path in scripts) + "})();\n"
for part in (library, script):
    if re.search("</script|<!--", part, re.IGNORECASE):
        sys.exit("embed.py: a script would end early in a page")
parts = {
    "policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src "
    + " ".join(allowed(part) for part in (library, script) if part),
    "style": library_style + "".join(text(path) for path in styles),
    "library": library,
    "licence": licence,
    "script": script,
}
head, tail = re.split(r"\{\{data\}\}\n?", page)
write(*(re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], piece).encode() for piece in (head, tail)))
