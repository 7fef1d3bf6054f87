"""facs.Weights: the models, opened once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._library import Call, defaults, lib, receiver, taken, text_of
from ._options import put_analysis


def analysis_options(call: Call, given: Mapping[str, Any]) -> Any:
    """Return a facs_options with keywords in it."""
    given = dict(given)
    analysis = defaults("facs_options")
    for name in ("live", "learn", "measures"):
        setattr(analysis, name, bool(given.pop(name, False)))
    put_analysis(call, analysis, given)
    call.take_log(analysis.log)
    return analysis


class Weights:
    """The models, opened once for any number of calls and analyzers, on any threads.

    The options are those of `facs.Analyzer`. Whoever gets the weights has them as defaults.
    """

    def __init__(self, **options: Any) -> None:
        call = Call()
        analysis = analysis_options(call, options)
        out = receiver("facs_models")
        call.check(lib.facs_models_open(out, analysis, call.error))
        self.handle = taken(out, call)  # the models keep the log
        self.options = options
        """The options they were opened with."""

    @property
    def provider(self) -> str:
        """Where ONNX Runtime's networks run: ``"CPU"``, ``"CoreML"``, ``"CUDA"`` or ``"none"``."""
        return text_of(lib.facs_models_provider(self.handle))

    def with_options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options they were opened with, and others in their place or beside them."""
        return {**self.options, **{name: value for name, value in given.items() if value is not None}}
