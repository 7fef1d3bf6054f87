"""Run commands and measure them from outside: time, processor time, peak memory."""
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import namedtuple

# seconds, seconds of user and system time, bytes, standard output
Run = namedtuple("Run", "wall processor peak output")


class Failed(Exception):
    """A command could not be run, or its exit status was not 0."""


def run(command):
    """Run a list of words. Its standard error is shown only if it fails. Its peak memory is never less
    than this interpreter's, about 15 MB, because child processes inherit that figure."""
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        try:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said,
                                       stdin=subprocess.DEVNULL)
        except OSError as error:
            raise Failed("%s: %s" % (command[0], error.strerror)) from error
        with process.stdout:
            output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise Failed("%s ended with status %d: %s" % (" ".join(command), process.returncode,
                                                          said.read().decode(errors="replace")))
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, output)


def at_once(commands):
    """Run lists of words at the same time; return the seconds until all have ended."""
    start = time.monotonic()
    try:
        processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
                     for command in commands]
    except OSError as error:
        raise Failed("%s: %s" % (commands[0][0], error.strerror)) from error
    if any([process.wait() for process in processes]):
        raise Failed("%s failed" % " ".join(commands[0]))
    return time.monotonic() - start


def take_turns(commands, repeats, out=None):
    """Run the commands of a dict in turns, so that other work on the machine disturbs all of them
    equally; return {name: [Run]}. Each run finds the folder out, if one is named, empty."""
    runs = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            if out:
                shutil.rmtree(out, ignore_errors=True)
                os.mkdir(out)
            runs[name].append(run(command))
    return runs


def median(runs, field):
    return statistics.median(getattr(one, field) for one in runs)


def least(runs, field):
    return min(getattr(one, field) for one in runs)


def cpuinfo(key):
    """What Linux says of the first processor, such as its flags; empty on other systems."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next((line.split(":", 1)[1].strip() for line in file if line.startswith(key)), "")
    except OSError:
        return ""


def processor_name():
    return cpuinfo("model name") or platform.processor() or platform.machine()


def cores():
    """The numbers of the usable cores; empty if this system cannot restrict a process to cores."""
    if hasattr(os, "sched_getaffinity") and shutil.which("taskset"):
        return sorted(os.sched_getaffinity(0))
    return []


def on_cores(count, command, first=0):
    """The command, restricted to count cores beginning with number first."""
    return ["taskset", "-c", ",".join(str(core) for core in cores()[first:first + count])] + command
