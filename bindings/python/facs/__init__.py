"""Facial Action Units, landmarks, head pose and gaze from video, as OpenFace measures them."""
from ._library import (Cancelled, Error, InputError, InternalError, OutputError, SetupError, UsageError, Warning,
                       version)

__all__ = ["Cancelled", "Error", "InputError", "InternalError", "OutputError", "SetupError", "UsageError", "Warning"]
__version__ = version()
