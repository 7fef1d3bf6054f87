#!/usr/bin/env python3
"""wine --facs FILE --windows FACS.EXE [--repeats N] [--threads N,N] VIDEO...: what the same frames cost on Linux and,
under Wine, on Windows.

Each command measures the first frame alone and the whole video, by turns; the difference, which is without either's
start, is its processor time, with what Wine's server does meanwhile. Prints a table as Markdown: milliseconds per frame, least
of the repeats and median, and the median of the ratios of neighbouring runs. Says whether the tables are the same
bytes. FACS_MODELS says where the weights are, WINEPREFIX where Wine keeps its files.
"""
import argparse
import filecmp
import os
import statistics
import subprocess
import sys
import tempfile

import runs

CHOICES = ["--landmarks", "clnf", "--quiet", "--overwrite"]


def windows_name(path):
    return "Z:" + os.path.abspath(path).replace("/", "\\")


class Linux:
    def __init__(self, program):
        self.program = program

    def command(self, clip, out, extra):
        return [self.program, "extract", clip, "-o", out] + CHOICES + extra

    def processor(self, command):
        return runs.run(command).processor


class Wine:
    """The server is a process of its own, which this starts and ends."""

    def __init__(self, program):
        self.program = program
        os.environ.update(WINEDEBUG="-all", LC_ALL="C.UTF-8")
        self.server = subprocess.Popen(["wineserver", "-f", "-p"], stderr=subprocess.DEVNULL)

    def command(self, clip, out, extra):
        models = windows_name(os.environ["FACS_MODELS"])
        return ["wine", self.program, "extract", windows_name(clip), "-o", windows_name(out), "--models",
                models] + CHOICES + extra

    def server_time(self):
        with open("/proc/%d/schedstat" % self.server.pid, encoding="ascii") as file:
            return int(file.read().split()[0]) / 1e9

    def processor(self, command):
        before = self.server_time()
        return runs.run(command).processor + self.server_time() - before

    def close(self):
        subprocess.run(["wineserver", "-k"], check=False)
        self.server.wait()


def frames_of(table):
    with open(table, encoding="utf-8") as file:
        return sum(1 for _ in file) - 1


def compare(systems, clip, threads, repeats, folder):
    """Returns the seconds of each repeat on both systems, the number of frames, and whether the tables are the same."""
    times, tables = [[], []], []
    for repeat in range(repeats + 1):  # the first fills caches
        for number, system in enumerate(systems):
            table = os.path.join(folder, "%d.csv" % number)
            command = system.command(clip, table, ["--threads", str(threads)])
            first = system.processor(command + ["--max-frames", "1"])
            times[number].append(system.processor(command) - first)
            if repeat == 0:
                tables.append(table)
    return [some[1:] for some in times], frames_of(tables[0]), filecmp.cmp(*tables, shallow=False)


def show(clip, threads, times, frames):
    cells = []
    for some in times:
        each = [1e3 * time / (frames - 1) for time in some]
        cells += ["%.3f" % min(each), "%.3f" % statistics.median(each)]
    ratios = [windows / linux for linux, windows in zip(*times)]
    print("| %s, %d frames | %d | %s | %.3f |" % (os.path.basename(clip), frames, threads, " | ".join(cells),
                                              statistics.median(ratios)), flush=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split(":", maxsplit=1)[0])
    parser.add_argument("--facs", required=True)
    parser.add_argument("--windows", required=True)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--threads", type=lambda text: [int(word) for word in text.split(",")], default=[1, 2])
    parser.add_argument("video", nargs="+")
    args = parser.parse_args()
    wine = Wine(args.windows)
    print("| Clip | Threads | Linux, least | Median | Wine, least | Median | Ratio |\n|---|---|---|---|---|---|---|")
    try:
        with tempfile.TemporaryDirectory(prefix="facs-wine-") as folder:
            for clip in args.video:
                for threads in args.threads:
                    times, frames, same = compare([Linux(args.facs), wine], clip, threads, args.repeats, folder)
                    show(clip, threads, times, frames)
                    if not same:
                        sys.exit("%s: the tables differ" % clip)
    except runs.Failed as error:
        sys.exit(str(error))
    finally:
        wine.close()


if __name__ == "__main__":
    main()
