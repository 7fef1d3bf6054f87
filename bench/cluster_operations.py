#!/usr/bin/env python3
"""cluster_operations FACS CLIP: count what each input of a study asks of a shared file system.

Copies the clip into folders of 20 and of 40 inputs, and runs facs under strace over both: only
listing them (--dry-run), analyzing them, and again with --resume when all is complete. Prints the
calls below the folders of the inputs and of the results, per input (the difference of both runs,
divided by 20) and for the run itself (what is left), and the bytes read and written. Looking at an
open file's state and moving in it do not count: network file systems answer that on the client.
With --json, prints the same for bench/cluster_simulation.py.
"""
import argparse
import collections
import glob
import json
import os
import re
import shutil
import subprocess
import tempfile

SMALL, LARGE = 20, 40
# What the server has to do; the names of the columns.
KINDS = {"newfstatat": "look up", "stat": "look up", "lstat": "look up", "statx": "look up",
         "readlink": "look up", "faccessat2": "look up", "faccessat": "look up",
         "access": "look up", "getdents64": "list", "open": "open", "openat": "open",
         "close": "", "rename": "rename", "unlink": "remove", "unlinkat": "remove",
         "rmdir": "remove", "mkdir": "create", "mkdirat": "create", "flock": "lock",
         "fsync": "sync", "fdatasync": "sync", "ftruncate": "truncate"}
COLUMNS = ["look up", "list", "open", "create", "rename", "remove", "lock", "sync", "truncate",
           "MB read", "MB written"]
READS, WRITES = ("read", "pread64", "readv"), ("write", "pwrite64", "writev")
CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")


def count(folder, command):
    """Run a command under strace; return the counts of what it did below folder."""
    logs = os.path.join(folder + "-strace")
    os.makedirs(logs)
    subprocess.run(["strace", "-ff", "-y", "-s", "0", "-o", os.path.join(logs, "log"), "-e",
                    "trace=%file,%desc"] + command, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    counts = collections.Counter()
    for log in glob.glob(os.path.join(logs, "log.*")):
        with open(log, encoding="utf-8", errors="replace") as file:
            for line in file:
                match = CALL.match(line)
                if match and folder in match.group(2):
                    add(counts, *match.groups())
    shutil.rmtree(logs)
    return counts


def add(counts, call, arguments, result):
    if call in READS:
        counts["MB read"] += max(int(result), 0) / 1e6
    elif call in WRITES:
        counts["MB written"] += max(int(result), 0) / 1e6
    elif call in ("fcntl", "lseek", "fstat") or "AT_EMPTY_PATH" in arguments:
        return
    elif "O_CREAT" in arguments:
        counts["create"] += 1
    elif KINDS.get(call):
        counts[KINDS[call]] += 1


def measure(facs, clip, inputs, folder):
    study, results = os.path.join(folder, "study"), os.path.join(folder, "results")
    os.makedirs(study)
    for i in range(inputs):
        shutil.copy(clip, os.path.join(study, "clip%d%s" % (i, os.path.splitext(clip)[1])))
    run = [facs, "extract", study, "-d", results]
    quiet = ["--quiet", "--jobs", "1"]
    return {"list": count(folder, run + ["--dry-run"]), "extract": count(folder, run + quiet),
            "resume": count(folder, run + quiet + ["--resume"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("facs")
    parser.add_argument("clip")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="facs-operations-") as folder:
        small = measure(args.facs, args.clip, SMALL, os.path.join(folder, "a"))
        large = measure(args.facs, args.clip, LARGE, os.path.join(folder, "b"))
    found = {}
    for name in small:
        each = {c: (large[name][c] - small[name][c]) / (LARGE - SMALL) for c in COLUMNS}
        found[name] = {"each": each,
                       "once": {c: small[name][c] - SMALL * each[c] for c in COLUMNS}}
    if args.json:
        print(json.dumps(found, indent=1))
        return
    print("| | " + " | ".join(COLUMNS) + " |\n|---" + "|---" * len(COLUMNS) + "|")
    for name, parts in found.items():
        for part, counts in parts.items():
            print("| %s, %s | %s |" % (name, "per input" if part == "each" else "once",
                                       " | ".join("%.3g" % round(counts[c], 3) for c in COLUMNS)))


if __name__ == "__main__":
    main()
