"""The shared library exports what the public header declares with FACS_API, and nothing else."""
import re
import subprocess
import sys

library, header = sys.argv[1:]
options = ["-gU"] if sys.platform == "darwin" else ["-D", "--defined-only"]
lines = subprocess.run(["nm", *options, library], check=True, capture_output=True, text=True).stdout
exported = {line.split()[-1].removeprefix("_") for line in lines.splitlines()}
declared = set(re.findall(r"FACS_API [^;(]*?\b(facs_\w+)\(", open(header, encoding="utf-8").read()))
for name in sorted(exported - declared):
    print("exported, but not in the header:", name)
for name in sorted(declared - exported):
    print("in the header, but not exported:", name)
print(len(exported), "symbols")
sys.exit(exported != declared or not declared)
