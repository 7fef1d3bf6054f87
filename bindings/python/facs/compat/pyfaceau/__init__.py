"""A stand-in for pyfaceau: ``from facs.compat.pyfaceau import FullPythonAUPipeline``, or from
``facs.compat.pyfaceau.pipeline``."""

from .pipeline import FullPythonAUPipeline, ParallelAUPipeline

__all__ = ["FullPythonAUPipeline", "ParallelAUPipeline"]
