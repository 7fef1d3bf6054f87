"""The command is linked only to what every run needs, not to libraries that are opened on demand."""
import shutil
import subprocess
import sys

OPENED = ("avcodec", "avdevice", "avformat", "avutil", "cairo", "microhttpd", "onnxruntime", "sqlite3", "swscale")

command = {"darwin": ["otool", "-L"]}.get(sys.platform, ["readelf", "-d"])
if not shutil.which(command[0]):
    print(command[0], "is missing")
    sys.exit(77)
text = subprocess.run([*command, sys.argv[1]], check=True, capture_output=True, text=True).stdout
needed = [line for line in text.splitlines() if "NEEDED" in line or sys.platform == "darwin"]
linked = [name for name in OPENED if any("lib" + name in line for line in needed)]
for name in linked:
    print("linked, but to be opened when it is used:", name)
print(len(needed), "libraries are linked")
sys.exit(bool(linked) or not needed)
