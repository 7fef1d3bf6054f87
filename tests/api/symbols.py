"""The shared library exports what the public headers declare with FACS_API, and nothing else; Debian's list has them."""
import re
import subprocess
import sys

library, debian, *headers = sys.argv[1:]
options = ["-gU"] if sys.platform == "darwin" else ["-D", "--defined-only"]
lines = subprocess.run(["nm", *options, library], check=True, capture_output=True, text=True).stdout
exported = {line.split()[-1].removeprefix("_") for line in lines.splitlines()}
text = "".join(open(header, encoding="utf-8").read() for header in headers)
declared = set(re.findall(r"FACS_API [^;(]*?\b(facs_\w+)\(", text))
for name in sorted(exported - declared):
    print("exported, but in no header:", name)
for name in sorted(declared - exported):
    print("in a header, but not exported:", name)
listed = set(re.findall(r"^ (facs_\w+)@Base ", open(debian, encoding="utf-8").read(), re.MULTILINE))
for name in sorted(declared ^ listed):
    print(name, "is in a header, but not in" if name in declared else "is in no header, but in", debian)
print(len(exported), "symbols")
sys.exit(not exported == declared == listed or not declared)
