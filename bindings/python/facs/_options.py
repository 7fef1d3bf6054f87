"""The options of an analysis: keywords with the names of the command's options, put into the
library's structs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Union

import numpy as np

from ._library import Call, UsageError, ffi, from_name, lib, names_of, text_of
from ._neutral import Neutral

Features = Union[str, Iterable[str]]
Setter = Callable[[Call, Any, Any], None]


def put_number(options: Any, field: str, value: Any, name: str = "") -> None:
    """Put a number, of Python or NumPy, into a struct. The name of the option, if it is not that of the field."""
    if isinstance(value, np.floating):
        value = float(value)  # otherwise a whole number would be made of it
    try:
        setattr(options, field, value)
    except (OverflowError, TypeError) as wrong:
        raise UsageError(f"{name or field}: {wrong}") from None


def _number(field: str, name: str = "") -> Setter:
    return lambda _call, options, value: put_number(options, field, value, name)


def _flag(field: str) -> Setter:
    return lambda _call, options, value: setattr(options, field, bool(value))


def _text(field: str) -> Setter:
    return lambda call, options, value: setattr(options, field, call.text(value))


def _choice(field: str, names: str, name: str = "") -> Setter:
    return lambda _call, options, value: setattr(
        options, field, from_name(names, value, name or field))


def _faces(call: Call, options: Any, value: Any) -> None:
    _number("faces")(call, options, 0 if value == "all" else value)


def _region(_call: Call, options: Any, value: Any) -> None:
    try:
        x, y, width, height = map(int, value)
        options.region = [x, y, width, height]
    except (OverflowError, TypeError, ValueError):
        raise UsageError("region: give x, y, width and height in pixels") from None


def _neutral(call: Call, options: Any, value: Any) -> None:
    neutral = value if isinstance(value, Neutral) else Neutral.load(value)
    options.neutral = call.keep(neutral).handle


def _landmarks(call: Call, options: Any, value: Any) -> None:
    """A method's name; otherwise a table of points."""
    if value in names_of("landmark_method"):
        put_analysis(call, options.analysis, {"landmarks": value})
    else:
        options.analysis.landmark_method = lib.FACS_LANDMARKS_GIVEN
        options.landmarks = call.text(value)


def _aligned(flag: str, when: bool) -> Setter:
    def put(_call: Call, options: Any, value: Any) -> None:
        if bool(value) == when:
            options.aligned_flags |= getattr(lib, "FACS_ALIGNED_" + flag)

    return put


def _overwrite(_call: Call, options: Any, value: Any) -> None:
    options.overwrite = lib.FACS_OVERWRITE_ALL if value else lib.FACS_OVERWRITE_SAME_INPUT


def features_of(value: Features) -> int:
    """Return the bits of features, given as "pose,aus" or as names."""
    names = value.split(",") if isinstance(value, str) else list(value)
    bits: dict[str, int] = {}
    while (name := lib.facs_feature_name(1 << len(bits))) != ffi.NULL:
        bits[text_of(name)] = 1 << len(bits)
    unknown = [name for name in names if name not in bits]
    if unknown or not names:
        raise UsageError(f"features: {', '.join(map(repr, unknown)) or 'nothing'} is not of "
                         + ", ".join(bits))
    return sum(bits[name] for name in set(names))


# Of facs_options.
ANALYSIS: dict[str, Setter] = {
    "models": _text("models"),
    "runtime": _text("runtime"),
    "backend": _choice("backend", "backend"),
    "precision": _choice("precision", "precision"),
    "threads": _number("threads"),
    "detector": _choice("detector", "detector"),
    "landmarks": _choice("landmark_method", "landmark_method", "landmarks"),
    "au": _choice("au", "au_models"),
    "detect_every": _number("detect_every"),
    "batch": _number("batch"),
    "faces": _faces,
    "face": _choice("face_choice", "face_choice", "face"),
    "region": _region,
    "min_face": _number("min_face"),
    "fx": _number("focal_x", "fx"),
    "fy": _number("focal_y", "fy"),
    "cx": _number("centre_x", "cx"),
    "cy": _number("centre_y", "cy"),
    "neutral": _neutral,
    "cores": _number("cores"),
}

# Of facs_extract_options.
EXTRACT: dict[str, Setter] = {
    "landmarks": _landmarks,
    "csv_rows": _text("csv_rows"),
    "json_rows": _text("json_rows"),
    "overlay": _text("overlay"),
    "overlay_style": _choice("overlay_style", "overlay_style"),
    "hog": _text("hog"),
    "aligned": _text("aligned"),
    "tracked": _text("tracked"),
    "details": _text("details"),
    "aligned_size": _number("aligned_size"),
    "aligned_scale": _number("aligned_scale"),
    "aligned_masked": _aligned("UNMASKED", False),
    "aligned_grey": _aligned("GREY", True),
    "aligned_good_only": _aligned("GOOD_ONLY", True),
    "aligned_format": _text("aligned_format"),
    "features": lambda _call, options, value: setattr(options, "features", features_of(value)),
    "full_precision": _flag("full_precision"),
    "picture_names": _flag("picture_names"),
    "per_face": _flag("per_face"),
    "fps": _number("fps"),
    "every": _number("every"),
    "begin": _number("begin"),
    "end": _number("end"),
    "max_frames": _number("max_frames"),
    "stream": _number("stream"),
    "deinterlace": _flag("deinterlace"),
    "rotate": _number("rotate"),
    "max_pixels": _number("max_pixels"),
    "hwaccel": _text("hwaccel"),
    "queue_bytes": _number("queue_bytes"),
    "strict": _flag("strict"),
    "overwrite": _overwrite,
}


def put_analysis(call: Call, options: Any, given: Mapping[str, Any]) -> None:
    """Put keywords into a facs_options. None: the library's default."""
    for name, value in given.items():
        if name not in ANALYSIS:
            raise TypeError(f"there is no option {name!r}")
        if value is not None:
            ANALYSIS[name](call, options, value)


# What shows or needs Action Units beside the columns.
_NEED_AUS = {"au", "neutral", "overlay", "hog", "aligned", "tracked", "details"}


def put_extract(call: Call, options: Any, given: Mapping[str, Any], *, more: bool = False) -> None:
    """Put keywords into a facs_extract_options. None: the library's default.

    Action Units that nothing needs are left out, as by the command. more: something else does.
    """
    for name, value in given.items():
        if name not in EXTRACT:  # landmarks may also be a table there
            put_analysis(call, options.analysis, {name: value})
        elif value is not None:
            EXTRACT[name](call, options, value)
    needed = more or any(given.get(name) is not None for name in _NEED_AUS)
    if not needed and not options.features & (lib.FACS_FEATURE_AUS | lib.FACS_FEATURE_MEASURES):
        options.analysis.au = lib.FACS_AU_NONE
