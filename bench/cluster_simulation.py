#!/usr/bin/env python3
"""cluster_simulation: a study of a million videos on a thousand nodes, and the file system they share.

Plain Python, and the same figures on every run. Each node has slots (--jobs); a slot takes one
video of the node's share after the other: it asks the file system for the video's operations
before the analysis, reads the video while it analyzes, then asks for those that complete the
result and writes it. The file system is two queues that serve all nodes in turn: one of metadata
operations, so many per second, and one of bytes. An operation also takes a round trip. Nodes die at
random, lose the videos they were at, come back after a while and go on with --resume, which looks
at all that they had completed. A few videos fail.

Prints the table of docs/batch.md. --validate FACS CLIP: measures instead what a video costs here,
predicts a batch with 1, 2, ... jobs on this machine alone, and compares with real runs.

What a video costs is MEASURED below: operations from bench/cluster_operations.py, seconds from
--validate.
"""
import argparse
import heapq
import math
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0

# Of one core of an AMD EPYC with AVX2, 640x480, a face in every frame.
MEASURED = {
    "start": 0.07,         # s of processor time until the first video is looked at
    "input": 0.012,        # s per video, whatever its length
    "frame": 1.85e-3,      # s per frame
    "resume": 0.001,       # s per complete result, besides its bytes
    "hash": 1.5e9,         # bytes per second of digests, when resuming
    "json": 18000.0,       # bytes of NAME.json
    "whole_digest": 268e6, # of larger videos only the next number is read for the digest
    "part_digest": 50e6,
    "walk": 1.0,           # look-ups per input, of its size, for a task that walks the folders
    "line": 90.0,          # bytes of an input in a list
    "before": 20.0,        # operations per input until its analysis begins
    "commit": 35.0,        # operations per input that complete its result, table included
    "after": 15.0,         # operations per complete input of --resume
}
ALL, AUS = 4200.0, 194.0   # bytes of a frame in the CSV, with all columns or --features aus


class Queue:
    """Serves one request after the other at a rate; sums up how long it was busy."""

    def __init__(self, rate):
        self.rate, self.free, self.busy = rate, 0.0, 0.0

    def ask(self, now, amount):
        """Return when a request made now has been served. Requests come in order of time."""
        took = amount / self.rate
        self.free = max(self.free, now) + took
        self.busy += took
        return self.free


class Node:
    __slots__ = ("inputs", "done", "left", "next", "generation", "died")

    def __init__(self, inputs):
        self.inputs, self.done, self.left = inputs, bytearray(len(inputs)), len(inputs)
        self.next, self.generation, self.died = 0, 0, 0.0


class Cluster:
    """One run of a study. what: MEASURED, or what was measured on this machine."""

    def __init__(self, setting, what, seed=1):
        self.s, self.what, self.random = setting, what, random.Random(seed)
        self.operations = Queue(setting["operations"])
        self.bytes = Queue(setting["bandwidth"])
        self.events, self.order = [], 0
        self.nodes = []
        self.end = self.cpu = self.lost = self.listed = 0.0
        self.deaths = self.left = self.rechecked = 0

    def at(self, when, what, *rest):
        self.order += 1
        heapq.heappush(self.events, (when, self.order, what) + rest)

    def ask(self, now, operations):
        """Metadata operations, one after the other, each a round trip."""
        return max(self.operations.ask(now, operations), now + operations * self.s["round_trip"])

    # ---- A node's life -----------------------------------------------------------------------

    def start(self, now, node):
        """Find the inputs: all of them, whatever the share."""
        node.next, pieces = 0, 50
        if self.s["walk"]:
            self.at(now, self.walk, node, node.generation, pieces, pieces)
        else:
            read = self.bytes.ask(now, self.s["videos"] * self.what["line"])
            self.at(self.ask(now, 3) + (read - now), self.begin, node, node.generation)
        if self.s["mtbf"]:
            self.at(now + self.random.expovariate(1 / self.s["mtbf"]), self.die, node)

    def walk(self, now, node, generation, left, pieces):
        if generation != node.generation:
            return
        if left == 0:
            self.begin(now, node, generation)
            return
        done = self.ask(now, self.s["videos"] * self.what["walk"] / pieces)
        self.at(done, self.walk, node, generation, left - 1, pieces)

    def begin(self, now, node, generation):
        if generation != node.generation:
            return
        if generation == 0:
            self.listed = max(self.listed, now)
        for _ in range(self.s["slots"]):
            self.at(now + self.what["start"], self.take, node, generation)

    def die(self, now, node):
        if node.left == 0:
            return
        self.deaths += 1
        node.generation += 1
        node.died = now
        self.at(now + self.s["repair"], self.start, node)

    # ---- A video -----------------------------------------------------------------------------

    def take(self, now, node, generation):
        """A slot takes the node's next video."""
        if generation != node.generation or node.next == len(node.inputs):
            return
        i = node.next
        node.next += 1
        frames = node.inputs[i]
        size = frames * self.s["frame_bytes"]
        if node.done[i]:
            whole = size <= self.what["whole_digest"]
            read = (size if whole else self.what["part_digest"]) + frames * self.s["row"]
            self.rechecked += 1
            asked = self.ask(now, self.what["after"])
            took = self.what["resume"] + read / self.what["hash"]
            self.at(max(asked + took, self.bytes.ask(now, read)), self.take, node, generation)
            return
        fails = self.random.random() < self.s["failing"]
        cpu = self.what["input"] + (0 if fails else frames * self.what["frame"])
        cpu *= self.s.get("slower", 1)
        asked = self.ask(now, self.what["before"])
        read = self.bytes.ask(now, size)  # the digest finds it in the memory of the node
        self.at(max(asked + cpu, read), self.complete, node, generation, i, fails, now, cpu)

    def complete(self, now, node, generation, i, fails, since, cpu):
        if generation != node.generation:
            self.lost += max(0.0, min(cpu, node.died - since))
            return
        self.cpu += cpu
        if fails:
            written = self.ask(now, 2)
        else:
            # The rows are written as they come, and once more with their final values.
            size = 2 * node.inputs[i] * self.s["row"] + self.what["json"]
            written = max(self.ask(now, self.what["commit"]), self.bytes.ask(now, size))
        node.done[i] = 1
        node.left -= 1
        self.left -= 1
        self.end = max(self.end, written)
        self.at(written, self.take, node, generation)

    def run(self):
        lengths = [max(1, int(self.random.lognormvariate(math.log(self.s["frames"]),
                                                         self.s["spread"])))
                   for _ in range(self.s["videos"])]
        lengths.sort(reverse=True)  # shares are balanced by size: dealt out from the largest
        count = self.s["nodes"]
        self.nodes = [Node(lengths[i::count]) for i in range(count)]
        self.left = len(lengths)
        for node in self.nodes:
            self.start(0.0, node)
        while self.events and self.left:
            event = heapq.heappop(self.events)
            event[2](event[0], *event[3:])
        return self


# ---- The table --------------------------------------------------------------------------------

BASE = {"nodes": 1000, "slots": 16, "videos": 1000000, "frames": 1800, "spread": 0.6,
        "frame_bytes": 4200.0,     # of the video: 1 Mbit/s at 30 frames/s
        "row": ALL, "walk": False, "operations": 50000.0, "bandwidth": 20e9,
        "round_trip": 0.0005, "mtbf": 0, "repair": 10 * MINUTE, "failing": 0.005}
SETTINGS = [
    ("1-minute videos, list", {}),
    ("the same, every node walks the folders", {"walk": True}),
    ("the same as the first, `--features aus`", {"row": AUS}),
    ("the same, a tenth of the bandwidth", {"row": AUS, "bandwidth": 2e9}),
    ("the same as the third, one file server: 5,000 operations/s, 1 GB/s",
     {"row": AUS, "operations": 5000.0, "bandwidth": 1e9}),
    ("10-second clips, `--features aus`", {"frames": 300, "row": AUS}),
    ("1-hour videos, `--features aus`",
     {"frames": 108000, "row": AUS}),
    ("the same, a node dies once in 30 days", {"frames": 108000, "row": AUS,
                                               "mtbf": 30 * 24 * HOUR}),
    ("the same, machines that may be taken away (spot): once in 20 hours",
     {"frames": 108000, "row": AUS, "mtbf": 20 * HOUR}),
]


def duration(seconds):
    return ("%.0f s" % seconds if seconds < 2 * MINUTE else
            "%.0f min" % (seconds / MINUTE) if seconds < 2 * HOUR else "%.1f h" % (seconds / HOUR))


def table(scale):
    print("| Study | Processors alone | Simulated | Until all inputs are known | Metadata busy | "
          "Bandwidth busy | Deaths | Checked again | Work lost |")
    print("|---" * 9 + "|")
    for name, changes in SETTINGS:
        setting = dict(BASE, **changes)
        for key in ("nodes", "videos", "operations", "bandwidth"):
            setting[key] = type(setting[key])(setting[key] / scale)
        c = Cluster(setting, MEASURED).run()
        print("| %s | %s | %s | %s | %.0f %% | %.0f %% | %s | %s | %.1f %% |" %
              (name, duration(c.cpu / setting["nodes"] / setting["slots"]), duration(c.end),
               duration(c.listed), 100 * c.operations.busy / c.end,
               100 * c.bytes.busy / c.end, format(c.deaths * scale, ","),
               format(c.rechecked * scale, ","), 100 * c.lost / c.cpu))
        sys.stdout.flush()


# ---- Against real runs ------------------------------------------------------------------------

def timed(command):
    """Wall and processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (time.monotonic() - start,
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def best(command, results, runs=3):
    found = []
    for _ in range(runs):
        shutil.rmtree(results, ignore_errors=True)
        found.append(timed(command))
    return min(wall for wall, _ in found), min(cpu for _, cpu in found)


def measure(facs, clip, folder):
    """What a video costs on this machine, from short runs."""
    results = os.path.join(folder, "results")

    def cpu(inputs, frames):
        study = os.path.join(folder, "study-%d" % inputs)
        fill(study, clip, inputs)
        return best([facs, "extract", study, "-d", results, "--jobs", "1", "--threads", "1",
                     "--max-frames", str(frames)], results)[1]

    one, few, many = cpu(1, 10), cpu(11, 10), cpu(11, 110)
    what = dict(MEASURED, frame=(many - few) / 1100)
    what["input"] = (few - one) / 10 - 10 * what["frame"]
    what["start"] = one - what["input"] - 10 * what["frame"]
    return what


def fill(study, clip, inputs):
    if not os.path.isdir(study):
        os.makedirs(study)
        for i in range(inputs):
            os.link(clip, os.path.join(study, "clip%d%s" % (i, os.path.splitext(clip)[1])))


def validate(facs, clip):
    cores = len(os.sched_getaffinity(0))
    inputs, frames = 60, 100
    with tempfile.TemporaryDirectory(prefix="facs-simulation-") as folder:
        own = os.path.join(folder, os.path.basename(clip))
        shutil.copy(clip, own)
        what = measure(facs, own, folder)
        print("start %.3f s, per video %.4f s, per frame %.5f s of processor time" %
              (what["start"], what["input"], what["frame"]))
        study, results = os.path.join(folder, "study"), os.path.join(folder, "results")
        fill(study, own, inputs)
        print("\n| Jobs | Predicted | Measured | Ratio | Processor time | Measured | Ratio |\n" +
              "|---" * 7 + "|")
        for jobs in (cores, 2 * cores):
            setting = dict(BASE, nodes=1, slots=jobs, videos=inputs, frames=frames, spread=0,
                           operations=1e6, bandwidth=2e9, round_trip=0, failing=0,
                           slower=jobs / cores)
            c = Cluster(setting, what).run()
            used = what["start"] + c.cpu * cores / jobs
            wall, cpu = best([facs, "extract", study, "-d", results, "--jobs", str(jobs),
                            "--max-frames", str(frames)], results)
            print("| %d | %.2f s | %.2f s | %.2f | %.2f s | %.2f s | %.2f |" %
                  (jobs, c.end, wall, c.end / wall, used, cpu, used / cpu))
            sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--validate", nargs=2, metavar=("FACS", "CLIP"))
    parser.add_argument("--scale", type=int, default=1, metavar="N",
                        help="a cluster and a study N times smaller, for a quick look")
    args = parser.parse_args()
    if args.validate:
        validate(*args.validate)
    else:
        table(args.scale)


if __name__ == "__main__":
    main()
