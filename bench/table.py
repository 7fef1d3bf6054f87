#!/usr/bin/env python3
"""table --build DIR --clip FILE [--page FILE]: measure, and print the tables of
docs/performance.md as Markdown; --page also puts them into that file, between its two marks.

Whatever is compared is measured in this one run, in turns. A figure is the median of three or five
runs unless its row says otherwise. Processor time per frame is the time of a run over FRAMES + 1
frames minus the time of a run over one frame, divided by FRAMES, so opening the models does not
count.
"""
import filecmp
import json
import os
import platform
import shutil
import statistics
import sys

import page
import runs
import work

FRAMES = 1000
LONG = 5000  # frames of the long run for memory
REPEATS = 3
MORE_REPEATS = 5  # of figures that need both cores to be free
STARTS = 7  # start-up runs, which are short
LARGE = (("640x480", 640, 480, 96), ("4K", 3840, 2160, 48), ("8K", 7680, 4320, 24))
BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"


class Bench:
    """Paths, and the rows so far."""

    def __init__(self, args, scratch):
        self.build, self.clip, self.scratch = args.build, args.clip, scratch
        self.facs = os.path.join(args.build, "facs")
        if not os.path.exists(self.facs):
            self.facs = os.path.join(args.build, "tools/facs/facs")
        self.models = self.find_models()
        self.loop = os.path.join(scratch, "loop.mkv")
        self.has_ffmpeg = shutil.which("ffmpeg") is not None
        self.rows = []

    def find_models(self):
        """The folder of the command's weights: the first line of "facs models"."""
        return runs.run([self.facs, "models"]).output.decode().split("\n", 1)[0]

    def path(self, name):
        return os.path.join(self.scratch, name)

    def shown(self, command):
        """The command as the page shows it, with short names for folders."""
        words = []
        for word in command:
            for whole, short in ((self.facs, "build/facs"), (self.build, "build"), (self.scratch, "T"),
                                 (self.models, "M"), (self.clip, "CLIP")):
                word = word.replace(whole, short)
            words.append("'%s'" % word if " " in word else word)
        return "`%s`" % " ".join(words)

    def row(self, what, figure, command, target="", met=None):
        verdict = "" if met is None else ("yes" if met else "**no**")
        shown = command if isinstance(command, str) else self.shown(command)
        self.rows.append((what, figure, target, verdict, shown))

    def extract(self, method, frames, csv, *more):
        return [self.facs, "extract", self.loop, "--landmarks", method, "--max-frames", str(frames),
                "-o", self.path(csv), "--quiet", *more]

    def decode(self, frames, *more):
        return ["ffmpeg", "-v", "fatal", "-nostdin", *more, "-i", self.loop, "-frames:v", str(frames),
                "-f", "null", "-"]


def progress(text):
    print("bench: " + text, file=sys.stderr, flush=True)


def loads(one):
    return json.loads(one.output)


def bench_json(bench, clip, *more):
    return [bench.facs, "bench", clip, *more, "--quiet", "--json", "-"]


def middle(taken, *keys):
    """The run whose JSON figure at keys is the median."""
    def figure(value):
        for key in keys:
            value = value[key]
        return value

    ordered = sorted((loads(one) for one in taken), key=figure)
    return ordered[len(ordered) // 2]


# ---- The machine and the stages -----------------------------------------------------------------


def machine_text(peak):
    adds, places = peak["multiply_adds_per_second"], peak["bytes_per_second"]
    speeds = ", ".join("%s %.0f" % (name, value / 1e9) for name, value in adds.items())
    widths = "; ".join("%s %.0f and %.0f" % (name.replace("_", " "), place["read"] / 1e9,
                                             place["copy"] / 1e9) for name, place in places.items())
    return ("%s, %d cores, %s; load average %%.1f before and %%.1f after. One core's peak "
            "(`build/bench/peak`): %s billion float32 multiply-adds per second; GB/s read and copied (a copy "
            "counts twice): %s." % (runs.processor_name(), os.cpu_count(), platform.system(), speeds, widths))


def limit_cells(amount, often, ms, peak):
    """Multiply-adds, bytes, the least time they need, and ms divided by it."""
    if amount is None:
        return ["-"] * 4
    adds, size = (amount.multiply_adds or 0) * often, amount.bytes * often
    limit = 1e3 * max(adds / max(peak["multiply_adds_per_second"].values()),
                      size / peak["bytes_per_second"][amount.place]["read"])
    return ["%.2f" % (adds / 1e6) if adds else "-", "%.0f" % (size / 1e3), "%.4f" % limit,
            "%.1f" % (ms / limit)]


def stage_table(bench, method, peak):
    command = bench_json(bench, bench.clip, "--landmarks", method, "--threads", "1")
    taken = runs.take_turns({"bench": command}, REPEATS)["bench"]
    figures = middle(taken, "analysis_seconds")
    frames = figures["frames"]
    amounts = work.stages(method, figures["width"], figures["height"])
    total = sum(stage["ms_per_frame"] for stage in figures["stages"].values())
    lines = ["", "Stages with `--landmarks %s`, %d x %d, %d frames: %s" % (
        method, figures["width"], figures["height"], frames, bench.shown(command)), "",
        "| Stage | ms per frame | Share | M multiply-adds | kB | Limit, ms | Times the limit |",
        "|---|---|---|---|---|---|---|"]
    ranked = sorted(figures["stages"].items(), key=lambda item: -item[1]["ms_per_frame"])
    for name, stage in ranked:
        if stage["runs"] == 0:
            continue
        ms = stage["ms_per_frame"]
        cells = [name, "%.3f" % ms, "%.0f %%" % (100 * ms / total)]
        cells += limit_cells(amounts[name], stage["runs"] / frames, ms, peak)
        lines.append("| %s |" % " | ".join(cells))
    return figures, lines


# ---- Ratios -------------------------------------------------------------------------------------


def held(count, command):
    """Pin the command to count cores, if this system can."""
    return runs.on_cores(count, command) if runs.cores() else command


def per_frame(taken, longer, shorter):
    """Milliseconds of processor time a frame."""
    return 1e3 * (runs.median(taken[longer], "processor") -
                  runs.median(taken[shorter], "processor")) / FRAMES


def one_core(bench, figures):
    """What one core does: the decoders, and both landmark methods."""
    alone = os.path.join(bench.build, "bench/alone")
    pfld = os.path.join(bench.models, "pfld.onnx")
    commands = {
        "own": held(1, [alone, "decode", bench.loop, str(FRAMES + 1)]),
        "net": held(1, [alone, "network", pfld, "112", "112"]),
        "ffmpeg": held(1, bench.decode(FRAMES + 1, "-threads", "1")),
        "ffmpeg one": held(1, bench.decode(1, "-threads", "1")),
    }
    for method in ("pfld", "clnf"):
        commands[method] = held(1, bench.extract(method, FRAMES + 1, method + "1.csv", "--threads", "1"))
        commands[method + " one"] = held(1, bench.extract(method, 1, "first.csv", "--threads", "1"))
    taken = runs.take_turns(commands, REPEATS)
    own = middle(taken["own"], "processor_ms_each")["processor_ms_each"]
    net = middle(taken["net"], "processor_ms_each")["processor_ms_each"]
    decode = per_frame(taken, "ffmpeg", "ffmpeg one")
    bench.row("decoding alone, facs, one core", "%.2f ms per frame" % own, commands["own"])
    bench.row("the same, ffmpeg, one thread", "%.2f ms per frame" % decode,
              commands["ffmpeg"])
    bench.row("PFLD's network alone, one core", "%.2f ms" % net, commands["net"])
    clnf = figures["clnf"]["stages"]["landmarks"]["ms_per_frame"]
    bench.row("CLNF's stage against PFLD's network alone", "%.2f" % (clnf / net),
              "the stages of CLNF, and the row above", "at most 1", clnf <= net)
    for method in ("pfld", "clnf"):
        whole = per_frame(taken, method, method + " one")
        stages = figures[method]["stages"]
        landmarks = net if method == "pfld" else stages["landmarks"]["ms_per_frame"]
        beside = "PFLD's network" if method == "pfld" else "CLNF's stage"
        bench.row("%s: processor time of the whole program, one core" % method.upper(),
                  "%.2f ms per frame" % whole, commands[method])
        ratio = whole / (own + landmarks)
        bench.row("%s: the same against decoding + %s (%.2f ms)" % (method.upper(), beside, landmarks),
                  "%.2f" % ratio, "the rows above", "at most 1.25", ratio <= 1.25)
        rest = whole - own - stages["landmarks"]["ms_per_frame"] - stages["detect"]["ms_per_frame"]
        bench.row("%s: everything except decoding, landmarks and detector" % method.upper(), "%.2f ms per frame" % rest,
                  "the rows above minus the stages", "at most 0.35 ms", rest <= 0.35)


def limit_of_two_cores(bench):
    """The gain for work that shares nothing but memory, the last cache and the clock."""
    network = [os.path.join(bench.build, "bench/alone"), "network",
               os.path.join(bench.models, "pfld.onnx"), "112", "112", str(FRAMES)]
    first, second = runs.on_cores(1, network), runs.on_cores(1, network, 1)
    gains = []
    for _ in range(MORE_REPEATS):
        alone = min(runs.at_once([first]), runs.at_once([second]))
        gains.append(2 * alone / runs.at_once([first, second]))
    bench.row("upper limit of two cores: PFLD's network on both at once against one",
              "%.2f (%.2f to %.2f)" % (statistics.median(gains), min(gains), max(gains)), first)


def two_cores(bench):
    if len(runs.cores()) < 2:
        return
    limit_of_two_cores(bench)
    for method, more in (("pfld", []), ("pfld", ["--batch", "4"]), ("clnf", [])):
        name = " ".join([method.upper()] + more)
        base = bench_json(bench, bench.loop, "--landmarks", method, "--max-frames", str(FRAMES), *more)
        commands = {"one": held(1, base + ["--threads", "1"]), "two": held(2, base + ["--threads", "2"])}
        taken = runs.take_turns(commands, MORE_REPEATS)
        one, two = (middle(taken[count], "frames_per_second")["frames_per_second"] for count in commands)
        bench.row("%s: frames per second, one core" % name, "%.0f" % one, commands["one"])
        bench.row("%s: the same, two cores" % name, "%.0f" % two, commands["two"])
        bench.row("%s: two cores against one" % name, "%.2f" % (two / one), "the rows above",
                  "at least 1.8", two / one >= 1.8)
    for method in ("pfld", "clnf"):
        two_cores_whole(bench, method)


def two_cores_whole(bench, method):
    on_two = held(2, bench.extract(method, FRAMES + 1, method + "2.csv", "--threads", "2"))
    commands = {"facs": on_two, "ffmpeg": held(2, bench.decode(FRAMES + 1))}
    taken = runs.take_turns(commands, MORE_REPEATS)
    same = filecmp.cmp(bench.path(method + "1.csv"), bench.path(method + "2.csv"), shallow=False)
    bench.row("%s: CSV of one core and of two" % method.upper(),
              "the same bytes" if same else "they differ", on_two, "the same bytes", same)
    bench.row("%s: the whole command against ffmpeg only decoding, both on two cores" % method.upper(),
              "%.1f times its %.2f s" % (runs.median(taken["facs"], "wall") /
                                         runs.median(taken["ffmpeg"], "wall"),
                                         runs.median(taken["ffmpeg"], "wall")), commands["ffmpeg"])


# ---- Memory, start, detection ---------------------------------------------------------------------


def memory_and_start(bench):
    alone = os.path.join(bench.build, "bench/alone")
    network = [alone, "network", os.path.join(bench.models, "pfld.onnx"), "112", "112", "10"]
    for method in ("pfld", "clnf"):
        commands = {count: bench.extract(method, count, "memory.csv") for count in (100, LONG)}
        short = runs.median(runs.take_turns({100: commands[100]}, REPEATS)[100], "peak") / 1e6
        long_run = runs.run(commands[LONG]).peak / 1e6
        limit = 120 if method == "pfld" else 90
        bench.row("%s: peak memory, 100 frames" % method.upper(), "%.0f MB" % short, commands[100],
                  "at most %d MB" % limit, short <= limit)
        bench.row("%s: the same, %d frames (one run)" % (method.upper(), LONG), "%.0f MB" % long_run,
                  commands[LONG], "within 5 MB", abs(long_run - short) <= 5)
    peak = runs.median(runs.take_turns({"net": network}, REPEATS)["net"], "peak") / 1e6
    bench.row("of this, ONNX Runtime with PFLD's network, in a separate process", "%.0f MB" % peak, network)
    for method in ("pfld", "clnf"):
        commands = {"facs": bench.extract(method, 1, "first.csv"), "ffmpeg": ["ffmpeg", "-version"]}
        taken = runs.take_turns(commands, STARTS)
        wall, linking = (runs.median(taken[name], "wall") for name in commands)
        bench.row("%s: one frame, from start to end, median of %d" % (method.upper(), STARTS),
                  "%.3f s" % wall, commands["facs"], "within 0.4 s", wall <= 0.4)
        bench.row("%s: the same against `ffmpeg -version`" % method.upper(),
                  "%.2f times its %.3f s" % (wall / linking, linking), commands["ffmpeg"],
                  "at most 1.8" if method == "clnf" else "", wall <= 1.8 * linking if method == "clnf" else None)


def enlarged(bench, clip, source, width, height, frames):
    runs.run(["ffmpeg", "-v", "fatal", "-nostdin", "-y", *source, "-frames:v", str(frames), "-vf",
              "scale=%d:%d,setsar=1" % (width, height), "-an", "-c:v", "mjpeg", "-q:v", "3", clip])


def detection(bench):
    """The clip enlarged, so the face fills the same share of the picture; and a test picture without a
    face, in which the detector searches everywhere in every frame."""
    for name, width, height, frames in LARGE:
        for what, source in (("face detector in every frame", ["-i", bench.clip]),
                             ("the same without a face in the picture", ["-f", "lavfi", "-i", "testsrc2"])):
            clip = bench.path("%s-%s.avi" % ("face" if source[0] == "-i" else "none", name))
            enlarged(bench, clip, source, width, height, frames)
            command = bench_json(bench, clip, "--landmarks", "pfld", "--detect-every", "1")
            taken = runs.take_turns({"bench": command}, MORE_REPEATS)["bench"]
            figures = middle(taken, "stages", "detect", "ms_per_frame")
            os.remove(clip)
            ms, found = figures["stages"]["detect"]["ms_per_frame"], figures["faces"]
            expected = figures["frames"] if source[0] == "-i" else 0
            bench.row("%s, %s; frames with a face" % (what, name),
                      "%.2f ms; %d of %d" % (ms, found, figures["frames"]), command,
                      "at most 6 ms; %d" % expected, ms <= 6 and found == expected)


# ---- Everything ------------------------------------------------------------------------------------


def make_loop(bench, frames):
    """Repeat the clip, without decoding it, until it has more than LONG frames."""
    runs.run(["ffmpeg", "-v", "fatal", "-nostdin", "-y", "-stream_loop", str(LONG // frames), "-i",
              bench.clip, "-map", "0:v:0", "-c", "copy", bench.loop])


def measure(bench):
    load = os.getloadavg()[0]
    progress("peak of one core")
    peak = loads(runs.run([os.path.join(bench.build, "bench/peak")]))
    lines, figures = [machine_text(peak)], {}
    for method in ("clnf", "pfld"):
        progress("stages, %s" % method)
        figures[method], table = stage_table(bench, method, peak)
        lines += table
    if bench.has_ffmpeg:
        make_loop(bench, figures["clnf"]["frames"])
        progress("one core")
        one_core(bench, figures)
        progress("two cores")
        two_cores(bench)
        progress("memory and start")
        memory_and_start(bench)
        progress("face detector in every frame")
        detection(bench)
    else:
        progress("there is no ffmpeg: only the stages are measured")
    if bench.rows:
        lines += ["", "| What | Figure | Target | Met | Command |", "|---|---|---|---|---|"]
        lines += ["| %s |" % " | ".join(row) for row in bench.rows]
    lines[0] = lines[0] % (load, os.getloadavg()[0])
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    page.main("bench", "Measure, and print docs/performance.md's tables.",
              ("build", "clip"), (BEGIN, END), lambda args, scratch: measure(Bench(args, scratch)))
