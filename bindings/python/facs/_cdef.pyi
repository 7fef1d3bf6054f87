from typing import Any

ffi: Any
libdir: str
