"""The library is found and opened, and its failures become exceptions of their kind."""
from __future__ import annotations

import os
import subprocess
import sys

import facs
import pytest
from facs import _library
from facs._library import Call, ffi, lib
from facs._progress import Bar


def test_version_is_the_librarys() -> None:
    assert facs.__version__ == _library.text_of(lib.facs_version())


def test_structs_get_their_defaults_and_sizes() -> None:
    options = _library.defaults("facs_extract_options")
    assert options.size == ffi.sizeof("facs_extract_options")
    assert options.analysis.size == ffi.sizeof("facs_options")
    assert options.analysis.faces == 1


def test_a_missing_library_is_an_import_error_that_says_what_to_do() -> None:
    run = subprocess.run([sys.executable, "-c", "import facs"], text=True, capture_output=True,
                         env=os.environ | {"FACS_LIBRARY": "/nowhere/libfacs.so"})
    assert run.returncode == 1
    assert "ImportError: libfacs cannot be opened" in run.stderr and "set FACS_LIBRARY" in run.stderr


def test_names_of_values() -> None:
    assert _library.names_of("backend") == ["auto", "cpu", "coreml", "cuda"]
    assert _library.from_name("precision", "int8", "precision") == lib.FACS_PRECISION_INT8
    with pytest.raises(facs.UsageError, match='au: \'dyn\' is not one of "dynamic", "static", "none"'):
        _library.from_name("au_models", "dyn", "au")


def test_a_librarys_error_becomes_an_exception_of_its_kind() -> None:
    call = Call()
    out = ffi.new("facs_neutral **")
    with pytest.raises(facs.SetupError, match="/nowhere/face"):
        call.check(lib.facs_neutral_load(out, b"/nowhere/face.neutral", call.error))


def test_every_kind_of_error_has_an_exception() -> None:
    error = ffi.new("facs_error *")
    for kind in range(lib.FACS_ERROR_USAGE, lib.FACS_ERROR_CLOSED):
        error.kind = kind
        assert type(_library.error_of(-1, error)) is not facs.Error


def test_what_a_callback_raises_comes_out_of_check() -> None:
    call = Call()

    def failing(_opaque: object) -> int:
        raise KeyError("mine")

    assert call.callback("int(*)(void *)", failing, error=1)(ffi.NULL) == 1
    with pytest.raises(KeyError, match="mine"):
        call.check(0)


def test_a_bar_without_tqdm(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)  # type: ignore[misc]
    bar = Bar("clip.mp4", "frames")
    bar.move(3, 0)
    bar.move(5, 9)
    bar.close()
    assert capsys.readouterr().err == "\rclip.mp4: 3/? frames\rclip.mp4: 5/9 frames\n"


def test_after_one_callback_raised_the_others_stop_the_run() -> None:
    call = Call()

    def failing(_opaque: object) -> None:
        raise KeyError("mine")

    stop = call.callback("int(*)(void *)", lambda _opaque: 0, error=1)
    assert stop(ffi.NULL) == 0
    call.callback("void(*)(void *)", failing)(ffi.NULL)
    assert stop(ffi.NULL) == 1


def test_a_forked_process_leaves_its_parents_things_alone() -> None:
    if not hasattr(os, "fork"):
        pytest.skip("there is no fork")
    program = ("import facs, os\n"
               "analyzer = facs.Analyzer(au='none', threads=2)\n"
               "child = os.fork()\n"
               "del analyzer\n"
               "if child: raise SystemExit(os.waitpid(child, 0)[1])")
    try:
        facs.models()
    except facs.SetupError:
        pytest.skip("there are no weights")
    subprocess.run([sys.executable, "-c", program], check=True, timeout=100)
