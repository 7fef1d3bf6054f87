"""Facial Action Units, landmarks, head pose and gaze from video, as OpenFace measures them."""

from ._analyzer import Analyzer
from ._batch import BatchProgress, extract_many
from ._batch_table import Batch, BatchRow, read_batch
from ._data import Column, Columns, Dictionary
from ._doctor import doctor
from ._events import Event, Events, events
from ._extract import extract
from ._face import Face
from ._figures import Figures, summary
from ._library import (
    Cancelled,
    Error,
    InputError,
    InternalError,
    OutputError,
    SetupError,
    UsageError,
    Warning,
    version,
)
from ._live import Live, LiveFace, live
from ._merge import merge
from ._models import ModelFile, Models, models
from ._neutral import Neutral
from ._progress import Progress
from ._read import read
from ._report import report
from ._result import Result
from ._summary import ActionUnit, Summary
from ._weights import Weights

__all__ = [
    "ActionUnit",
    "Analyzer",
    "Batch",
    "BatchProgress",
    "BatchRow",
    "Cancelled",
    "Column",
    "Columns",
    "Dictionary",
    "Error",
    "Event",
    "Events",
    "Face",
    "Figures",
    "InputError",
    "InternalError",
    "Live",
    "LiveFace",
    "ModelFile",
    "Models",
    "Neutral",
    "OutputError",
    "Progress",
    "Result",
    "SetupError",
    "Summary",
    "UsageError",
    "Warning",
    "Weights",
    "doctor",
    "events",
    "extract",
    "extract_many",
    "live",
    "merge",
    "models",
    "read",
    "read_batch",
    "report",
    "summary",
]
__version__ = version()
for _name in __all__:
    globals()[_name].__module__ = __name__  # in messages: facs.InputError
