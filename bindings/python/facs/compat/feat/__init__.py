"""A stand-in for py-feat: ``from facs.compat.feat import Detector``."""

from .data import Fex, FexSeries, read_openface
from .detector import Detector

__all__ = ["Detector", "Fex", "FexSeries", "read_openface"]
