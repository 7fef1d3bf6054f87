"""facs.doctor: what works on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from ._library import (
    Call,
    Error,
    PathLike,
    defaults,
    ffi,
    lib,
    names_of,
    path_of_library,
    text_of,
    version,
)
from ._models import models as find_models


@dataclass(frozen=True)
class Part:
    """Something that runs may need."""

    name: str
    works: bool
    text: str
    """What it is, or why it does not work."""
    serves: str
    """What needs it."""

    def __str__(self) -> str:
        if self.works:
            return f"{self.name:14} {self.text}, for {self.serves}"
        return f"{self.name:14} no {self.serves}: {self.text}"


class Doctor(list[Part]):
    """What was found, as a list of parts. Python and notebooks show it as text."""

    @property
    def works(self) -> bool:
        """Whether `facs.extract` works here."""
        return all(part.works for part in self if part.name in ("library", "models", "decoding"))

    def __repr__(self) -> str:
        end = "works here" if self.works else "does not work here yet"
        return "\n".join([*map(str, self), "", f"facs.extract {end}"])

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def doctor(*, models: PathLike | None = None, runtime: PathLike | None = None) -> Doctor:
    """Say what works on this machine, what it is for, and what is missing."""
    found = Doctor([Part("library", True, f"libfacs {version()}, {path_of_library()}", "everything")])
    found.append(_models_part(models))
    call = Call()

    def take(_opaque: Any, part: Any) -> None:
        found.append(Part(text_of(part.name), bool(part.works), text_of(part.text),
                          text_of(part.serves)))

    lib.facs_parts_check(call.callback("void(*)(void *, const facs_part *)", take), ffi.NULL)
    found.extend(_runtime_parts(call, models, runtime))
    return found


def _models_part(folder: PathLike | None) -> Part:
    serves = "facs.extract"
    try:
        files = find_models(folder)
    except Error as failure:
        return Part("models", False, f"{failure}; facs.models(fetch=True) downloads them", serves)
    lacking = sum(not file.works for file in files if file.needed == 1)
    if lacking:
        return Part("models", False, f"{lacking} files are missing or damaged in {files.folder}; "
                    "facs.models(fetch=True) downloads them", serves)
    return Part("models", True, files.folder, serves)


def _runtime_parts(call: Call, models: PathLike | None, runtime: PathLike | None) -> list[Part]:
    """Say whether ONNX Runtime and its backends work."""
    options = defaults("facs_options")
    options.models, options.runtime = call.text(models), call.text(runtime)
    text = ffi.new("char[4096]")
    serves = 'landmarks="pfld", detector="retinaface", backend and precision'
    if lib.facs_runtime_describe(options, text, len(text), call.error) < 0:
        return [Part("runtime", False, text_of(call.error.text), serves)]
    parts = [Part("runtime", True, f"ONNX Runtime {text_of(text)}", serves)]
    for value, name in enumerate(names_of("backend")):
        if name != "auto":
            works = lib.facs_backend_probe(value, options, call.error) == 0
            reason = "works" if works else text_of(call.error.text)
            parts.append(Part(name, works, reason, f'backend="{name}"'))
    return parts
