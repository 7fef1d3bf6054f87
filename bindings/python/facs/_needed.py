"""Libraries that only some functions need."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def needed(name: str) -> Any:
    """Return a library, or raise an ImportError that says what to install."""
    try:
        return import_module(name)
    except ModuleNotFoundError as failure:
        package = name.partition(".")[0]
        if failure.name is None or failure.name.partition(".")[0] != package:
            raise  # the library lacks something itself
        raise ImportError(f"this needs {package}: pip install {package}", name=package) from None
