"""Installed binaries are hardened against hostile files: position-independent, with read-only address tables, a
non-executable stack and stack protection."""
import shutil
import subprocess
import sys

program, library = sys.argv[1:]
if not shutil.which("readelf"):
    print("readelf is missing")
    sys.exit(77)


def readelf(option, file):
    return subprocess.run(["readelf", option, "-W", file], check=True, capture_output=True, text=True).stdout


failed = False


def expect(holds, file, words):
    global failed
    if not holds:
        print(file, words)
        failed = True


for file in (program, library):
    segments, dynamic, symbols = readelf("-l", file), readelf("-d", file), readelf("-s", file)
    stack = [line.split() for line in segments.splitlines() if "GNU_STACK" in line]
    expect("GNU_RELRO" in segments, file, "has no RELRO")
    expect("BIND_NOW" in dynamic or "Flags: NOW" in dynamic, file, "does not resolve every symbol at its start")
    expect(stack and "E" not in stack[0][6], file, "may run code on the stack")
    expect("__stack_chk_fail" in symbols, file, "has no stack protector")
    expect("_chk@" in symbols.replace("__stack_chk", ""), file, "has no checked functions (_FORTIFY_SOURCE)")
    expect("RPATH" not in dynamic, file, "has an RPATH")
    expect("TEXTREL" not in dynamic, file, "relocates its code")
expect("DYN" in readelf("-h", program), program, "is not position-independent")
sys.exit(failed)
