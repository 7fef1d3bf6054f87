#!/usr/bin/env python3
"""start --facs FILE [--before FILE] [--repeats N] VIDEO: what a run costs before and after its frames.

Runs the command over one frame of the video, over none ("facs --version", "facs agreement" of
that result with itself), and `ffmpeg -version`, which loads FFmpeg's libraries and little else; with --before, an
older command too. All take turns in this one run. Prints a table as Markdown: milliseconds of
processor time, least and median of the repeats, and peak memory. FACS_MODELS says where the weights
are.
"""
import argparse
import os
import shutil
import statistics
import sys
import tempfile

import runs


def commands_of(facs, title, clip, folder):
    out = os.path.join(folder, "result.csv")
    return {"%sone frame" % title: [facs, "extract", clip, "--max-frames", "1", "-o", out,
                                    "--quiet", "--overwrite"],
            "%s--version" % title: [facs, "--version"],
            "%sagreement" % title: [facs, "agreement", out, out]}


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split(":", maxsplit=1)[0])
    parser.add_argument("--facs", required=True)
    parser.add_argument("--before")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("video")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="facs-start-") as folder:
        commands = commands_of(args.facs, "", args.video, folder)
        if args.before:
            commands.update(commands_of(args.before, "before: ", args.video, folder))
        if shutil.which("ffmpeg"):
            commands["ffmpeg -version"] = ["ffmpeg", "-version"]
        try:
            measured = runs.take_turns(commands, args.repeats)
        except runs.Failed as error:
            sys.exit(str(error))
    print("| Run | Processor ms, least | Median | Memory, MB |")
    print("|---|---|---|---|")
    for name, several in measured.items():
        times = [1e3 * one.processor for one in several]
        print("| %s | %.1f | %.1f | %.0f |" %
              (name, min(times), statistics.median(times), min(one.peak for one in several) / 1e6))


if __name__ == "__main__":
    main()
