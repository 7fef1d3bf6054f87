"""How a test that is a script starts a program of this build."""
import os
import shlex


def command(program):
    """Its words: the program, under Meson's wrapper if it is for another system or processor."""
    return [*shlex.split(os.environ.get("MESON_EXE_WRAPPER", "")), program]
