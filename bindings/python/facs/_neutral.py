"""A person's neutral face, learnt from one video and used for others."""

from __future__ import annotations

from typing import Any

from ._library import Call, PathLike, check, ffi, lib, path_bytes, receiver, taken


class Neutral:
    """What was learnt about a person's neutral face, for other videos of the same person.

    ``facs.extract(..., save_neutral=path)`` and `facs.Analyzer.neutral` make one, and
    ``neutral=`` starts from it. ``bytes(neutral)`` is the content of its file.
    """

    def __init__(self, content: bytes) -> None:
        call, out = Call(), receiver("facs_neutral")
        check(lib.facs_neutral_read(out, content, len(content), call.error), call.error)
        self.handle = taken(out)

    @classmethod
    def _of(cls, place: Any) -> Neutral:
        """Take what a receiver got."""
        neutral = cls.__new__(cls)
        neutral.handle = taken(place)
        return neutral

    @classmethod
    def load(cls, path: PathLike) -> Neutral:
        """Read it from a file."""
        call, out = Call(), receiver("facs_neutral")
        check(lib.facs_neutral_load(out, path_bytes(path), call.error), call.error)
        return cls._of(out)

    def save(self, path: PathLike) -> None:
        """Write it to a file. InputError: it was learnt from no frame."""
        call = Call()
        check(lib.facs_neutral_save(self.handle, path_bytes(path), call.error), call.error)

    @property
    def frames(self) -> int:
        """The number of frames with the face from which it was learnt."""
        return int(lib.facs_neutral_frames(self.handle))

    def __bytes__(self) -> bytes:
        size = ffi.new("size_t *")
        content = lib.facs_neutral_bytes(self.handle, size)
        return bytes(ffi.buffer(content, size[0]))

    def __reduce__(self) -> tuple[Any, ...]:
        return Neutral, (bytes(self),)
