"""The page's files as a C table (see view_server.h): embed.py FILE... OUT.c"""
import pathlib
import sys

*paths, out = (pathlib.Path(name) for name in sys.argv[1:])
with open(out, "w", encoding="ascii") as c:
    c.write('#include "view_server.h"\n')
    for number, path in enumerate(paths):
        data = path.read_bytes()
        c.write("\nstatic const unsigned char file_%d[] = {" % number)
        for at in range(0, len(data), 24):
            c.write("\n    " + "".join("%d," % byte for byte in data[at:at + 24]))
        c.write("\n};\n")
    c.write("\nconst facs_view_page_file facs_view_page[] = {\n")
    for number, path in enumerate(paths):
        c.write('    {"%s", file_%d, sizeof(file_%d)},\n' % (path.name, number, number))
    c.write("    {0}};\n")
