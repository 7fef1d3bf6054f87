"""Turn files into a C table of the type TABLE_file, which HEADER declares: name, bytes and their count.

embed.py HEADER TABLE FILE... OUT.c

A zero, which does not count, follows the bytes, so a text is a string.
"""
import pathlib
import sys

header, table, *names = sys.argv[1:]
*paths, out = (pathlib.Path(name) for name in names)
with open(out, "w", encoding="ascii") as c:
    c.write('#include "%s"\n' % header)
    for number, path in enumerate(paths):
        data = path.read_bytes()
        c.write("\nstatic const unsigned char file_%d[] = {" % number)
        for at in range(0, len(data), 24):
            c.write("\n    " + "".join("%d," % byte for byte in data[at:at + 24]))
        c.write("\n    0};\n")
    c.write("\nconst %s_file %s[] = {\n" % (table, table))
    for number, path in enumerate(paths):
        c.write('    {"%s", file_%d, sizeof(file_%d) - 1},\n' % (path.name, number, number))
    c.write("    {0}};\n")
