"""A stand-in for pyfaceau: ``from facs.compat.pyfaceau import FullPythonAUPipeline``, or from
``facs.compat.pyfaceau.pipeline``."""

from .pipeline import FullPythonAUPipeline

__all__ = ["FullPythonAUPipeline"]
