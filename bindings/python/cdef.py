"""cdef.py OUTPUT LIBDIR HEADER...: write the Python module that declares the functions of libfacs for cffi, and says in
which folder it is, in case the system's loader does not look there; "": it does.

The declarations come from the public headers. cffi parses them here, when facs is built, so importing facs needs
neither a compiler nor a parser (cffi's "ABI mode, out of line").
"""
import re
import sys
from pathlib import Path

import cffi

# What cffi cannot express, and Python does not need.
LEFT_OUT = ["facs_set_ffmpeg_log"]


def declarations(header: str) -> str:
    """Return what cffi can read of a header's text: types, enumerations, whole numbers and functions."""
    header = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL).replace("\\\n", " ")
    header = re.sub(r"^static inline .*?^}\n", "", header, flags=re.DOTALL | re.MULTILINE)
    header = re.sub(r"^#ifdef __cplusplus\n.*?^#endif\n", "", header, flags=re.DOTALL | re.MULTILINE)
    numbers = re.findall(r"^#define\s+(FACS_\w+)\s+(\d+)\s*$", header, flags=re.MULTILINE)
    header = re.sub(r"^#.*\n", "", header, flags=re.MULTILINE)
    for name in LEFT_OUT:
        header = re.sub(rf"FACS_API [^;]*?\b{name}\(.*?;", "", header, flags=re.DOTALL)
    return "".join(f"#define {name} {value}\n" for name, value in numbers) + header.replace("FACS_API ", "")


def main() -> None:
    output, libdir, headers = Path(sys.argv[1]), sys.argv[2], map(Path, sys.argv[3:])
    ffi = cffi.FFI()
    for header in headers:
        ffi.cdef(declarations(header.read_text(encoding="utf-8")))
    ffi.set_source(f"facs.{output.stem}", None)
    ffi.emit_python_code(str(output))
    with output.open("a", encoding="utf-8") as module:
        module.write(f"libdir = {libdir!r}\n")


if __name__ == "__main__":
    main()
