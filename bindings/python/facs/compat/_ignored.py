"""Arguments that other programs take and that mean nothing here."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from .._library import Warning, users_level


def warn_of_ignored(arguments: Mapping[str, object], why: str) -> None:
    """Warn the user of the arguments that are not None."""
    given = [name for name, value in arguments.items() if value is not None]
    if given:
        text = f"no effect in facs: {', '.join(given)} ({why})"
        warnings.warn(Warning(text), stacklevel=users_level())
