#!/usr/bin/env python3
"""batch --facs FILE [--before FILE] [--clips N] [--jobs 1,2,4,8] [--repeats N] CLIP...: what many
short inputs cost.

Analyzes N inputs (copies of the clips, over and over) in one process with several numbers of jobs,
with an older command if one is given, and in one process per file with GNU parallel, if that is
installed. All take turns in this one run. Prints a table as Markdown: seconds, processor time and
peak memory, each the least of the repeats, and the memory of each further job. FACS_MODELS says
where the weights are.
"""
import argparse
import os
import shutil
import sys
import tempfile

import runs


def copy_inputs(clips, count, folder):
    """Copies in a folder: of several links to one file, a study takes only the first."""
    os.mkdir(folder)
    for i in range(count):
        clip = clips[i % len(clips)]
        shutil.copyfile(clip, os.path.join(folder, "%05d%s" % (i, os.path.splitext(clip)[1])))
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]


def commands_of(args, inputs, out):
    commands = {}
    if args.before:
        commands["before"] = [args.before, "extract", *inputs, "-d", out, "--quiet"]
    for jobs in args.jobs:
        commands["jobs %d" % jobs] = [args.facs, "extract", *inputs, "-d", out, "--quiet", "--jobs",
                                      str(jobs)]
    if shutil.which("parallel"):
        commands["GNU parallel"] = ["parallel", "--will-cite", "--jobs",
                                    str(len(os.sched_getaffinity(0))), args.facs, "extract", "{}",
                                    "-d", out, "--quiet", ":::", *inputs]
    return commands


def table(measured, jobs):
    first = next(iter(measured))
    whole = runs.least(measured[first], "wall")
    alone = runs.least(measured["jobs %d" % jobs[0]], "peak")
    print("| Run | Seconds | Of %s | Processor seconds | Memory, MB | MB for each further job |" % first)
    print("|---|---|---|---|---|---|")
    for name, all_runs in measured.items():
        peak, more = runs.least(all_runs, "peak"), ""
        if name.startswith("jobs ") and int(name[5:]) > jobs[0]:
            more = "%.0f" % ((peak - alone) / 1e6 / (int(name[5:]) - jobs[0]))
        print("| %s | %.2f | %.2f | %.1f | %.0f | %s |" %
              (name, runs.least(all_runs, "wall"), runs.least(all_runs, "wall") / whole,
               runs.least(all_runs, "processor"), peak / 1e6, more))


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split(":", maxsplit=1)[0])
    parser.add_argument("--facs", required=True)
    parser.add_argument("--before")
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--jobs", default="1,2,4,8")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("clip", nargs="+")
    args = parser.parse_args()
    args.jobs = [int(jobs) for jobs in args.jobs.split(",")]
    with tempfile.TemporaryDirectory(prefix="facs-batch-") as scratch:
        inputs = copy_inputs(args.clip, args.clips, os.path.join(scratch, "in"))
        out = os.path.join(scratch, "out")
        try:
            table(runs.take_turns(commands_of(args, inputs, out), args.repeats, out), args.jobs)
        except runs.Failed as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
