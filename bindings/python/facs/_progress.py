"""How far a run is: what callers see of it, and a bar of tqdm."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar, Union


class Progress(NamedTuple):
    """How far the analysis of an input is."""

    frames_read: int
    frames_done: int
    """Analyzed."""
    frames_expected: int
    """In all; 0: unknown."""
    seconds: float
    """Since the run began."""
    frames_drawn: int
    """Of the overlay, after all frames are analyzed."""


State = TypeVar("State")
Show = Union[bool, Callable[[State], object], None]


def progress_of(struct: Any) -> Progress:
    """Return a facs_progress."""
    return Progress(struct.frames_read, struct.frames_done, struct.frames_expected, struct.seconds,
                    struct.frames_drawn)


class Bar:
    """A bar of tqdm, or a line on standard error where there is no tqdm."""

    def __init__(self, name: str, unit: str) -> None:
        self._name, self._unit, self._text = name, unit, ""
        try:
            from tqdm.auto import tqdm
        except ImportError:
            self._bar = None
        else:
            self._bar = tqdm(desc=name, unit=" " + unit)

    def move(self, done: int, total: int) -> None:
        """Show how much of how much is done; total 0: unknown."""
        if self._bar is not None:
            self._bar.total = total or self._bar.total
            self._bar.update(done - self._bar.n)
            return
        text = f"{done}/{total or '?'} {self._unit}"
        if text != self._text:
            print(f"\r{self._name}: {text}", end="", file=sys.stderr, flush=True)
        self._text = text

    def close(self) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.close()
        elif self._text:
            print(file=sys.stderr)


@contextmanager
def shown(progress: Show[State], name: str, unit: str,
          move: Callable[[Bar, State], None]) -> Iterator[Callable[[State], object]]:
    """Give what to call with each state: the caller's function, a bar that move() moves, or nothing."""
    if callable(progress):
        yield progress
    elif progress:
        bar = Bar(name, unit)
        try:
            yield lambda state: move(bar, state)
        finally:
            bar.close()
    else:
        yield lambda state: None
