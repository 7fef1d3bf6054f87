"""The shared library exports what the public headers declare with FACS_API, and nothing else."""
import re
import subprocess
import sys

library, *headers = sys.argv[1:]
options = ["-gU"] if sys.platform == "darwin" else ["-D", "--defined-only"]
lines = subprocess.run(["nm", *options, library], check=True, capture_output=True, text=True).stdout
exported = {line.split()[-1].removeprefix("_") for line in lines.splitlines()}
text = "".join(open(header, encoding="utf-8").read() for header in headers)
declared = set(re.findall(r"FACS_API [^;(]*?\b(facs_\w+)\(", text))
for name in sorted(exported - declared):
    print("exported, but in no header:", name)
for name in sorted(declared - exported):
    print("in a header, but not exported:", name)
print(len(exported), "symbols")
sys.exit(exported != declared or not declared)
