#!/usr/bin/env python3
"""facs doctor on Windows: sentences for a researcher there, the command that helps, the right exit status, and an end."""
import contextlib
import os
import re
import subprocess
import time

import wine

LABELS = ("facs", "system", "jobs", "models", "landmarks", "kernels", "decoding", "cameras", "drawing", "report", "database",
          "quantize", "devices", "page", "sandbox", "runtime", "backend", "int8")
#: What only programmers, or users of other systems, understand.
RAW = ("[ONNXRuntimeError]", "Error 126", "_work", "Unknown error", "dlopen", ".so", "/usr/", "$FACS", "make setup", "HRESULT")
LIMIT = 60  # seconds, of which what asks the drivers takes 15 at most


def doctor(world, *words, status, models="", **environment):
    """Run it and return its lines."""
    began = time.monotonic()
    found = world.run(world.windows_command("facs", ("doctor", *words)), models=models, status=status,
                      environment={"FACS_ONNXRUNTIME": "", **environment})
    wine.expect(time.monotonic() - began < LIMIT, f"it took more than {LIMIT} s")
    text = found.out.decode()
    lines = [line for line in text.split("\n\n")[0].splitlines() if line]
    for line in lines:
        wine.expect(re.match(rf"({'|'.join(LABELS)}) +\S", line), "no sentence of a part:", line)
    for word in RAW:
        wine.expect(word not in text, f"{word!r} is nothing for users:", text)
    for label in LABELS[:3] + LABELS[5:16]:
        wine.expect(any(line.startswith(label) for line in lines), f"nothing about {label}:", text)
    return text, found.err.decode()


def expect_in(text, *parts):
    for part in parts:
        wine.expect(part in text, f"expected {part!r} in:", text)


def test_no_weights_at_all(world):
    text, _ = doctor(world, status=3, XDG_DATA_HOME="", XDG_CACHE_HOME="")
    expect_in(text, r"\AppData\Local\facs\models", "%FACS_MODELS%", 'run "facs models fetch"',
              "facs extract does not work here yet")


def test_a_folder_that_is_missing_or_empty(world):
    world.make("leer")
    for words, models, parts in ((("--models", "fehlt"), "", ("fehlt: no such folder",)),
                                 (("--models", "leer"), "", ("leer: the folder holds no models",)),
                                 ((), r"Q:\weights", (r"Q:\weights: no such folder (from %FACS_MODELS%)",))):
        text, _ = doctor(world, *words, models=models, status=3)
        expect_in(text, *parts, 'run "facs models fetch"', "facs extract does not work here yet")


def test_some_weights_are_missing(world):
    expert = "openface/AU_predictors/AU_all_best.txt"
    world.make("some/openface/AU_predictors", world.shared / "models" / expert)
    text, said = doctor(world, "--models", "some", status=3)
    expect_in(text, "models    NO: ", " files that facs extract needs are missing or damaged")
    expect_in(said, "is missing (", 'to download what is missing, run "facs models fetch" with the same --models')


@contextlib.contextmanager
def read_only(world, folder):
    place = world.make("read only")
    mount = lambda *words: subprocess.run(["mount", *words], stderr=subprocess.DEVNULL, check=False).returncode == 0
    if os.getuid() != 0 or not mount("--bind", folder, place):
        raise wine.Skip("only root can mount a read-only folder")
    try:
        wine.expect(mount("-o", "remount,bind,ro", place), "it stays writable")
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def test_weights_in_a_read_only_folder(world):
    """Without ONNX Runtime, which few need."""
    with read_only(world, world.shared / "models") as place:
        text, _ = doctor(world, models=wine.windows_path(place), status=0)
    expect_in(text, "read only: ", "landmarks CLNF, by --landmarks auto", "put onnxruntime.dll beside facs.exe",
              "facs extract works here", "it does not: ONNX Runtime is missing")


def test_with_onnx_runtime(world):
    library = os.environ.get("FACS_ONNXRUNTIME", "")  # set by the build for Windows
    if not library.endswith(".dll") or not os.path.exists(library):
        raise wine.Skip("there is no onnxruntime.dll: make windows ONNXRUNTIME=npm")
    text, _ = doctor(world, "--runtime", wine.windows_path(library), models=wine.windows_path(world.shared / "models"),
                     status=0)
    expect_in(text, "backend   CPU      works",
              "backend   CUDA     no: CUDA does not work here: it needs onnxruntime_providers_shared.dll, which is missing",
              "with --landmarks pfld or --detector retinaface it also works")


if __name__ == "__main__":
    wine.main(__doc__, globals())
