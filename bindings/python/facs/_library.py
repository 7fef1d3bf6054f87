"""The C library: found, opened, and its errors, warnings and texts in Python's terms."""
from __future__ import annotations

import logging
import math
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Union

from ._cdef import ffi

PathLike = Union[str, "os.PathLike[str]"]
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


class Warning(UserWarning):  # noqa: A001 - facs.Warning, beside facs.Error
    """Something in an input is missing, damaged or guessed, or a part was left out.

    Attributes
    ----------
    code : str
        What kind of warning, such as ``"damaged-frames"``; ``""`` if it is not about the input.
    count : int
        How often it happened.
    first_frame, first_time : int or None, float or None
        Where it happened first: the frame's number in the table, and seconds.
    frames : list of (int, int)
        The frames, as ranges from the first to the last.
    all_frames_listed : bool
        False if there were too many ranges to list.
    """

    def __init__(self, text: str, code: str = "", count: int = 1, first_frame: int | None = None,
                 first_time: float | None = None, frames: list[tuple[int, int]] | None = None,
                 all_frames_listed: bool = True) -> None:
        super().__init__(text)
        self.code = code
        self.count = count
        self.first_frame = first_frame
        self.first_time = first_time
        self.frames = frames or []
        self.all_frames_listed = all_frames_listed


def _open() -> Any:
    """Open libfacs: the wheel's own, else the user's, else the system's. Or raise an ImportError that says what to do."""
    bundled = BUNDLE / "lib" / LIBRARY
    path = str(bundled) if bundled.exists() else os.environ.get("FACS_LIBRARY") or LIBRARY
    try:
        library = ffi.dlopen(path)
        number = library.facs_version_number()
    except (OSError, AttributeError) as failure:
        raise ImportError(f"libfacs cannot be opened ({failure}): install facs, or set FACS_LIBRARY to the path of "
                          f"{LIBRARY}") from None
    needed = (library.FACS_VERSION_MAJOR * 10000 + library.FACS_VERSION_MINOR * 100 + library.FACS_VERSION_PATCH)
    if number < needed:
        raise ImportError(f"{path} is version {decode(library.facs_version())}, which is older than this package: "
                          "install the two from the same release")
    return library


def decode(text: Any) -> str:
    """Return a C string as Python's; "" for NULL."""
    return "" if text == ffi.NULL else ffi.string(text).decode("utf-8", "replace")


def new(name: str) -> Any:
    """Return a zeroed struct of the library with its size set."""
    struct = ffi.new(name + " *")
    struct.size = ffi.sizeof(name)
    return struct


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
        return InternalError(decode(lib.facs_strerror(status)), status)
    for name, kind in _KINDS.items():
        if error.kind == getattr(lib, "FACS_ERROR_" + name):
            return kind(decode(error.text), status)
    return Error(decode(error.text), status)


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
    names = []
    while (text := getattr(lib, f"facs_{what}_name")(len(names))) != ffi.NULL:
        names.append(decode(text))
    return names


class Call:
    """One call of the library: keeps alive what C points to, and an exception that a callback raised."""

    def __init__(self) -> None:
        self._alive: list[Any] = []
        self._raised: BaseException | None = None
        self.error = ffi.new("facs_error *")
        self.warnings: list[Warning] = []  # that the library told us of
        self._logged: list[str] = []

    def keep(self, thing: Any) -> Any:
        """Keep something alive until the end of the call, and return it."""
        self._alive.append(thing)
        return thing

    def text(self, text: PathLike | None) -> Any:
        """Return a path or a text for C, or NULL for None."""
        return ffi.NULL if text is None else self.keep(ffi.new("char[]", os.fsencode(text)))

    def callback(self, kind: str, function: Callable[..., Any], error: Any = None) -> Any:
        """Return a function for C. What it raises ends the call, and check() raises it again; C then gets error."""

        def failed(_kind: type, exception: BaseException, _traceback: Any) -> None:
            self._raised = self._raised or exception

        return self.keep(ffi.callback(kind, function, error=error, onerror=failed))

    def take_log(self, log: Any) -> None:
        """Take the library's messages: warnings become Python's, notes go to the logger "facs"."""

        def write(_opaque: Any, level: int, text: Any) -> None:
            if level <= lib.FACS_LOG_WARNING:
                self._logged.append(decode(text))
            else:
                logger.log(logging.INFO if level == lib.FACS_LOG_INFO else logging.DEBUG, "%s", decode(text))

        log.write = self.callback("void(*)(void *, facs_log_level, const char *)", write)
        wanted = logger.getEffectiveLevel()
        log.level = (lib.FACS_LOG_DEBUG if wanted <= logging.DEBUG else
                     lib.FACS_LOG_INFO if wanted <= logging.INFO else lib.FACS_LOG_WARNING)

    def take_warning(self, _opaque: Any, warning: Any) -> None:
        """A callback for the warnings of an input."""
        frames = [(warning.ranges[i][0] + 1, warning.ranges[i][1] + 1) for i in range(warning.range_count)]
        self.warnings.append(Warning(
            decode(warning.text), decode(warning.code), warning.count,
            warning.first_frame + 1 if warning.first_frame >= 0 else None,
            None if math.isnan(warning.first_time) else warning.first_time, frames, bool(warning.ranges_whole)))

    def check(self, status: int, name: str = "") -> None:
        """End the call: issue its warnings, and raise what a callback raised, or the library's error.

        name is the input's, with which the library's messages about it begin.
        """
        told = {f"{name}: {warning}" if name else str(warning): warning for warning in self.warnings}
        for text in self._logged:
            # The library logs a warning when it first occurs, too, with the count so far.
            if name and text.startswith(name + ": ") and self.warnings:
                continue
            told.setdefault(text, Warning(text))
        for text, warning in told.items():
            warnings.warn(warning, stacklevel=_users_level())
        if self._raised is not None:
            raise self._raised
        if status < 0 and self.error.kind != lib.FACS_ERROR_CLOSED:
            raise error_of(status, self.error)


def _users_level() -> int:
    """Return the stack level, for a warning, of the code that called this package."""
    level, frame = 0, sys._getframe()
    package = __name__.partition(".")[0]
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == package:
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]
    return level


lib = _open()


def version() -> str:
    """Return the library's version."""
    return decode(lib.facs_version())
