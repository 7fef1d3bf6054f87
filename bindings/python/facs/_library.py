"""The C library: found, opened, and its errors, warnings and texts in Python's terms."""
from __future__ import annotations

import atexit
import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Union

from ._cdef import ffi as ffi
from ._cdef import libdir

PathLike = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
logger = logging.getLogger("facs")

# The folder of the libfacs that a wheel brings along: an installation with bin, lib and share.
BUNDLE = Path(__file__).parent / "_bundle"
# The library's file name. The number changes with the ABI.
LIBRARY = "libfacs.1.dylib" if sys.platform == "darwin" else "libfacs.so.1"


class Error(Exception):
    """Something went wrong; the text is one sentence that says what.

    Attributes
    ----------
    status : int
        A negative ``errno``, or 0 where there is none.
    """

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class UsageError(Error, ValueError):
    """An option is out of range, unknown or contradictory."""


class InputError(Error):
    """A video, image or table is unreadable or not what was expected."""


class OutputError(Error):
    """A result cannot be written."""


class SetupError(Error):
    """A model, the inference runtime or a backend is missing or broken."""


class InternalError(Error):
    """Out of memory, no thread could be started, or a bug."""


class Cancelled(Error):
    """The caller asked to stop."""


class Warning(UserWarning):
    """Something in an input is missing, damaged or guessed, or a part was left out.

    Attributes
    ----------
    code : str
        What kind of warning about an input, such as ``"damaged-frames"``; ``""`` for others.
    """

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


def path_of_library() -> str:
    """Return the path of libfacs: the wheel's own, the user's, the installed one, or the name of the system's."""
    installed = Path(libdir) / LIBRARY
    bundled = next(BUNDLE.rglob(LIBRARY), None)
    found = str(installed) if libdir and installed.exists() else LIBRARY
    return str(bundled or os.environ.get("FACS_LIBRARY") or found)


def _open() -> Any:
    """Open libfacs, or raise an ImportError that says what to do."""
    path = path_of_library()
    try:
        library = ffi.dlopen(path)
        number = library.facs_version_number()
    except (OSError, AttributeError) as failure:
        raise ImportError(f"libfacs cannot be opened ({failure}): install facs, or set FACS_LIBRARY to the path of "
                          f"{LIBRARY}") from None
    needed = (library.FACS_VERSION_MAJOR * 10000 + library.FACS_VERSION_MINOR * 100 + library.FACS_VERSION_PATCH)
    if number < needed:
        raise ImportError(f"{path} is version {text_of(library.facs_version())}, which is older than this package: "
                          "install the two from the same release")
    return library


def text_of(text: Any) -> str:
    """Return a C string as Python's; "" for NULL."""
    return "" if text == ffi.NULL else str(ffi.string(text), "utf-8", "replace")


def new(name: str) -> Any:
    """Return a zeroed struct of the library with its size set."""
    struct = ffi.new(name + " *")
    struct.size = ffi.sizeof(name)
    return struct


def receiver(kind: str) -> Any:
    """Return where a function of the library puts what it opens, such as "facs_data". What is not taken from there is
    closed, as when Ctrl-C comes first."""
    return ffi.gc(ffi.new(kind + " **"), getattr(lib, kind + "_close"))


def taken(place: Any, *used: Any) -> Any:
    """Take what a receiver got, as `owned` does."""
    handle = owned(place[0], *used)
    place[0] = ffi.NULL
    return handle


def owned(handle: Any, *used: Any) -> Any:
    """Return a handle of the library that is closed once nothing refers to it, and before what it uses is."""
    kind = ffi.typeof(handle).item.cname.split()[-1]
    close, process = getattr(lib, kind + "_close"), os.getpid()

    def destroy(pointer: Any, _used: Any = used) -> None:
        # A forked process has none of the threads that closing would wait for.
        if os.getpid() == process:
            close(ffi.new(kind + " **", pointer))

    return ffi.gc(handle, destroy)


def defaults(name: str) -> Any:
    """Return a struct of options with its defaults, such as of "facs_extract_options"."""
    struct = ffi.new(name + " *")
    fill = getattr(lib, name.replace("facs_", "facs_default_") + "_sized")
    if "analysis" in dir(struct):
        fill(struct, ffi.sizeof(name), ffi.sizeof("facs_options"))
    else:
        fill(struct, ffi.sizeof(name))
    return struct


_KINDS = {"USAGE": UsageError, "INPUT": InputError, "OUTPUT": OutputError, "ENVIRONMENT": SetupError,
          "CANCELLED": Cancelled, "INTERNAL": InternalError}


def error_of(status: int, error: Any = None) -> Error:
    """Return the exception for a failed call: of the kind and with the sentence in a facs_error, if there is one."""
    if error is None or error.kind == lib.FACS_ERROR_NONE:
        return InternalError(text_of(lib.facs_strerror(status)), status)
    for name, kind in _KINDS.items():
        if error.kind == getattr(lib, "FACS_ERROR_" + name):
            return kind(_in_python(text_of(error.text)), status)
    return Error(text_of(error.text), status)


def _in_python(text: str) -> str:
    """Name this package's way to fetch the weights instead of the command's."""
    return re.sub(r'run "(make models" in the source tree|facs models fetch")', "call facs.models(fetch=True)", text)


def fields_of(struct: Any) -> dict[str, Any]:
    """Return the fields of a struct: texts, names, numbers and lists of numbers."""
    fields: dict[str, Any] = {}
    for name, field in ffi.typeof(struct).item.fields:
        value = getattr(struct, name)
        kind = field.type.kind
        if kind == "array":
            value = text_of(value) if field.type.item.cname == "char" else list(value)
        elif kind == "enum":
            value = text_of(getattr(lib, field.type.cname.split()[-1] + "_name")(value))
        elif kind == "pointer":
            value = text_of(ffi.cast("const char *", value))
        fields[name] = value
    del fields["size"]
    return fields


def check(status: int, error: Any = None) -> None:
    """Raise the exception for a failed call, if status is negative."""
    if status < 0:
        raise error_of(status, error)


def beside(csv: PathLike, ending: str) -> str:
    """Return the path of a file that belongs to NAME.csv, such as NAME.json."""
    path = os.fsdecode(csv)
    return (path[:-4] if path.endswith(".csv") else path) + ending


def provenance_beside(csv: PathLike) -> str:
    """Return the path of NAME.json for NAME.csv, and for NAME_face00.csv, which has none of its own."""
    own = beside(csv, ".json")
    return own if os.path.exists(own) else re.sub(r"_face\d+\.json$", ".json", own)


def path_bytes(path: PathLike) -> bytes:
    """Return a path, or a text, as the library takes it."""
    content = os.fsencode(path)
    if b"\0" in content:
        raise UsageError(f"{path!r} contains a zero byte")
    return content


def path_of(text: Any) -> str:
    """Return a path of the library's as Python writes it, so that it can be opened whatever its bytes are."""
    return "" if text == ffi.NULL else os.fsdecode(ffi.string(text))


def from_name(what: str, name: str, option: str) -> int:
    """Return the value of an enumeration by its name, such as from_name("backend", "cpu", ...)."""
    lookup = getattr(lib, f"facs_{what}_from_name")
    value = ffi.new(ffi.typeof(lookup).args[1])
    if not isinstance(name, str) or lookup(name.encode(), value) < 0:
        known = ", ".join(f'"{word}"' for word in names_of(what))
        raise UsageError(f"{option}: {name!r} is not one of {known}")
    return int(value[0])


def names_of(what: str) -> list[str]:
    """Return the names of an enumeration, in its order."""
    names: list[str] = []
    while (text := getattr(lib, f"facs_{what}_name")(len(names))) != ffi.NULL:
        names.append(text_of(text))
    return names


_running: set[threading.Event] = set()
_ending = threading.Event()  # Python ends, so callbacks stop their runs


def _stop_runs() -> None:
    """Stop what daemon threads run: C would call back when there is no Python any more, and crash."""
    _ending.set()
    for ended in list(_running):
        ended.wait(5)


atexit.register(_stop_runs)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_running.clear)


class Call:
    """One call of the library: keeps alive what C points to, and an exception that a callback raised."""

    def __init__(self) -> None:
        self._alive: list[Any] = []
        self.threads: set[int] = set()  # on which callbacks came
        self._raised: BaseException | None = None
        self.error = ffi.new("facs_error *")
        self._found: list[tuple[str, str]] = []  # warnings about the input, and their codes
        self._logged: list[str] = []

    def keep(self, thing: Any) -> Any:
        """Keep something alive until the end of the call, and return it."""
        self._alive.append(thing)
        return thing

    def text(self, text: PathLike | None) -> Any:
        """Return a path or a text for C, or NULL for None."""
        return ffi.NULL if text is None else self.keep(ffi.new("char[]", path_bytes(text)))

    def callback(self, kind: str, function: Callable[..., Any], error: Any = None) -> Any:
        """Return a function for C. What it raises ends the call, and check() raises it again; C then gets error."""

        def run(*arguments: Any) -> Any:
            self.threads.add(threading.get_ident())
            value = function(*arguments)
            # Another one may have raised, to which C does not listen, such as Ctrl-C in one that logs.
            return error if error == 1 and (self._raised is not None or _ending.is_set()) else value

        def failed(_kind: type, exception: BaseException, _traceback: Any) -> None:
            self._raised = self._raised or exception

        return self.keep(ffi.callback(kind, run, error=error, onerror=failed))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the library, on a thread that may be a daemon: when Python ends, it waits for the end of the run."""
        ended = threading.Event()
        _running.add(ended)
        try:
            yield
        finally:
            _running.discard(ended)
            ended.set()

    def is_inside(self) -> bool:
        """Whether the caller may be one of the callbacks, so that waiting for the end of the call would never end."""
        return threading.get_ident() in self.threads

    def take_log(self, log: Any) -> Any:
        """Take the library's messages: warnings become Python's, notes go to the logger "facs"."""

        def write(_opaque: Any, level: int, text: Any) -> None:
            if level <= lib.FACS_LOG_WARNING:
                self._logged.append(text_of(text))
            else:
                logger.log(logging.INFO if level == lib.FACS_LOG_INFO else logging.DEBUG, "%s", text_of(text))

        log.write = self.callback("void(*)(void *, facs_log_level, const char *)", write)
        wanted = logger.getEffectiveLevel()
        log.level = (lib.FACS_LOG_DEBUG if wanted <= logging.DEBUG else
                     lib.FACS_LOG_INFO if wanted <= logging.INFO else lib.FACS_LOG_WARNING)
        return log

    def take_warning(self, _opaque: Any, warning: Any) -> None:
        """Take a warning about the input: a callback for extract options."""
        self._found.append((text_of(warning.text), text_of(warning.code)))

    def add_warning(self, text: str) -> None:
        """Issue another warning with the others."""
        self._logged.append(text)

    def leave_out(self, names: set[str]) -> None:
        """Do not issue the warnings that begin with one of these names."""
        self._logged = [text for text in self._logged if text.partition(": ")[0] not in names]

    def warn(self, name: str = "") -> None:
        """Issue what was warned of so far."""
        found, self._found = self._found, []
        logged, self._logged = self._logged, []
        name = os.fsencode(name).decode(errors="replace")  # as in the library's texts
        told = [Warning(f"{name}: {text}", code) for text, code in found]
        for text in logged:
            # The library logs what it found in the input, too, and once more when it first occurs.
            if not (found and text.startswith(name + ": ")):
                told.append(Warning(text))
        for warning in told:
            warnings.warn(warning, stacklevel=users_level())

    def check(self, status: int, name: str = "", unfinished: str = "") -> None:
        """End the call: issue its warnings, and raise what a callback raised, or the library's error.

        The library's messages about an input begin with its name; unfinished is the file with its rows so far.
        """
        self.warn(name)
        failure = self._raised
        if failure is None and status < 0 and self.error.kind != lib.FACS_ERROR_CLOSED:
            failure = error_of(status, self.error)
        if failure is not None:
            if unfinished and sys.version_info >= (3, 11):
                failure.add_note(f"{unfinished} holds the rows so far")
            raise failure


def users_level() -> int:
    """Return the stack level, for a warning, of the code that called this package."""
    level, frame = 0, sys._getframe()
    package = __name__.partition(".")[0]
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == package:
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]
    return level


lib = _open()


def version() -> str:
    """Return the library's version."""
    return text_of(lib.facs_version())
