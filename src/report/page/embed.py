"""Turn the page's files and the chart library into a C file: what stands before the data, and after.

embed.py PAGE.html PAGE.css SCRIPT.js... UPLOT_FOLDER OUT.c

UPLOT_FOLDER "none": the page is empty, and nothing is reported.

page.html names its parts in double braces: policy, style, library, licence, script, and data where a
report writes its own. The policy lets these scripts run, by their hashes, and no others; and lets
nothing be fetched.
"""
import base64
import hashlib
import pathlib
import re
import sys

html, css, *scripts, uplot, out = (pathlib.Path(name) for name in sys.argv[1:])


def text(path):
    return path.read_text(encoding="utf-8")


def allowed(script):
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def write(head, tail):
    with open(out, "w", encoding="ascii") as c:
        c.write('#include "report/page.h"\n')
        for name, data in (("head", head), ("tail", tail)):
            c.write("\nconst size_t facs_report_page_%s_size = %d;\n" % (name, len(data)))
            c.write("const char facs_report_page_%s[] = {" % name)
            for at in range(0, len(data), 24):
                # As characters: char may be signed, and a string literal may not be this long.
                c.write("\n    " + "".join(f"'\\x{byte:02x}'," for byte in data[at : at + 24]))
            c.write("\n    0};\n")


if str(uplot) == "none":
    write(b"", b"")
    sys.exit()

library = text(uplot / "dist/uPlot.iife.min.js")
script = "(() => {\n'use strict';\n" + "\n".join(text(path) for path in scripts) + "})();\n"
for part in (library, script):
    if re.search("</script|<!--", part, re.IGNORECASE):
        sys.exit("embed.py: a script would end early in a page")
parts = {
    "policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src "
    + allowed(library) + " " + allowed(script),
    "style": text(uplot / "dist/uPlot.min.css") + text(css),
    "library": library,
    "licence": text(uplot / "LICENSE").replace("&", "&amp;").replace("<", "&lt;"),
    "script": script,
}
head, tail = re.split(r"\{\{data\}\}\n?", text(html))
write(*(re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], piece).encode() for piece in (head, tail)))
