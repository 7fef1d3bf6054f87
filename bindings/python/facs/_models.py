"""facs.models: the weights, where they are, and how to get them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from ._library import (
    Call,
    PathLike,
    SetupError,
    check,
    ffi,
    lib,
    logger,
    path_bytes,
    path_of,
    text_of,
)

_STATES = ("complete", "missing", "damaged", "own", "unknown")  # facs_file_state
_TERMS = ("OpenFace's model files are for academic, non-commercial research only and must not be "
          "passed on; by downloading them you agree to its licence")


@dataclass(frozen=True)
class ModelFile:
    """A file of the weights."""

    name: str
    """Its path below the folder."""
    bytes: int
    sha256: str
    licence: str
    address: str
    """Where to get it; empty if it has no public address."""
    needed: int
    """1: always; 2: by PFLD and RetinaFace; 3: by CE-CLM; 0: facs does not read it."""
    state: str
    """``"complete"``, ``"missing"``, ``"damaged"``, ``"own"``: listed in a manifest.tsv there, or
    ``"unknown"``: other networks of CE-CLM."""

    @property
    def works(self) -> bool:
        """Whether the file can be used."""
        return self.state not in ("missing", "damaged")


class Models(list[ModelFile]):
    """The files of the weights, as a list, and their folder."""

    def __init__(self, folder: str, files: list[ModelFile]) -> None:
        super().__init__(files)
        self.folder = folder

    @property
    def works(self) -> bool:
        """Whether all files are there that ``facs.extract`` needs."""
        return all(file.works for file in self if file.needed == 1)

    def __repr__(self) -> str:
        lines = [f"{file.state:9}{file.bytes:>11}  {file.licence:20} {file.name}" for file in self]
        return "\n".join([self.folder, "", *lines])

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def models(folder: PathLike | None = None, *, fetch: bool = False, ceclm: bool = False) -> Models:
    """Say which files of the weights are there, and download those that are missing.

    Parameters
    ----------
    folder
        Default: the one that ``facs.extract`` uses. See docs/install.md.
    fetch
        Download what is missing, into ``folder`` or else the user's data folder, and check each
        file's size and digest. OpenFace's files are for academic, non-commercial research only;
        by downloading them you agree to its licence.
    ceclm
        With ``fetch``: also download the weights of CE-CLM, 432 MB.

    Raises
    ------
    SetupError
        There is no such folder, or a file cannot be downloaded.
    """
    if fetch:
        return _fetch(Path(os.fsdecode(folder)) if folder is not None else _users_folder(), ceclm)
    call = Call()
    place = ffi.new("char[4096]")
    check(lib.facs_models_find(call.text(folder), place, len(place), call.error), call.error)
    return _check(path_of(place))


def _check(folder: str) -> Models:
    """List the files of the manifest."""
    call, files = Call(), []

    def take(_opaque: Any, file: Any) -> None:
        files.append(ModelFile(
            text_of(file.name), file.bytes, text_of(file.sha256), text_of(file.licence),
            text_of(file.address), file.needed, _STATES[file.state]))

    each = call.callback("void(*)(void *, const facs_model_file *)", take)
    call.check(lib.facs_models_check(path_bytes(folder), each, ffi.NULL, call.error))
    return Models(folder, files)


def _users_folder() -> Path:
    """Return where the library looks for a user's weights."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "facs" / "models"


def _fetch(folder: Path, ceclm: bool) -> Models:
    """Download the files that are missing in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    found = _check(str(folder))
    needed = (1, 2, 3) if ceclm else (1, 2)
    wanted = [file for file in found if file.needed in needed and not file.works and file.address]
    if any(file.works and file.name.startswith("retinaface") for file in found):  # either will do
        wanted = [file for file in wanted if not file.name.startswith("retinaface")]
    if any(file.licence.startswith("OpenFace") for file in wanted):
        logger.warning(_TERMS)
    for file in wanted:
        try:
            _download(file, folder)
        except (OSError, SetupError) as failure:
            if file.needed == 1:
                raise SetupError(f"{file.address} cannot be downloaded: {failure}") from failure
            logger.warning("%s cannot be downloaded: %s", file.address, failure)
    return _check(str(folder))


def _download(file: ModelFile, folder: Path) -> None:
    """Download one file. It gets its name once it is known to be the right one."""
    import hashlib  # here, because importing these takes long
    import tempfile
    import urllib.request

    target = folder / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        try:
            with urllib.request.urlopen(file.address, timeout=20) as source:
                left = file.bytes + 1  # so that a file that is too long is not read to its end
                while left > 0 and (block := source.read(min(left, 1 << 20))):
                    draft.write(block)
                    digest.update(block)
                    left -= len(block)
            draft.close()
            if left != 1 or digest.hexdigest() != file.sha256:
                raise SetupError("it is not the expected file")
            os.chmod(draft.name, 0o644)
            os.replace(draft.name, target)
        except BaseException:
            os.unlink(draft.name)
            raise
