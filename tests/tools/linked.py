"""The command is linked only to what every run needs, not to libraries that are opened on demand."""
import shutil
import subprocess
import sys

OPENED = ("avcodec", "avdevice", "avformat", "avutil", "cairo", "microhttpd", "onnxruntime", "sqlite3", "swscale")

facs = sys.argv[1]
command, word = (["objdump", "-p"], "DLL Name") if facs.endswith(".exe") else \
    (["otool", "-L"], "") if sys.platform == "darwin" else (["readelf", "-d"], "NEEDED")
if not shutil.which(command[0]):
    print(command[0], "is missing")
    sys.exit(77)
text = subprocess.run([*command, facs], check=True, capture_output=True, text=True).stdout
needed = [line for line in text.splitlines() if word in line]
linked = [name for name in OPENED if any(name in line for line in needed)]
for name in linked:
    print("linked, but to be opened when it is used:", name)
print(len(needed), "libraries are linked")
sys.exit(bool(linked) or not needed)
