#!/usr/bin/env python3
"""precision --build DIR --shared DIR [--page FILE]: measure what FP16 and INT8 gain and cost, and where
RetinaFace's time goes, and print the tables of docs/performance.md; --page also puts them into that
file, between its two marks.

The clips are in videos and OpenFace's results in golden/csv of --shared. For each clip, the INT8
networks are made from the other two, in a cache folder of this run, so that no clip is measured with
networks calibrated on it.
"""
import collections
import csv
import glob
import json
import math
import os
import statistics
import sys

import page
import runs

BEGIN, END = "<!-- precision -->", "<!-- end of precision -->"
CLIPS = ("default.wmv", "changeLighting.wmv", "single_face.mp4")
MORE_CLIPS = ("face_noface.mov", "noface_face.mov", "no_face.mp4", "multi_face.avi")
PRECISIONS = ("fp32", "fp16", "int8")
OUTER_EYES = (36, 45)
REPEATS = 3
PROFILED = 300  # runs


class Bench:
    def __init__(self, args, scratch):
        self.build, self.shared, self.scratch = args.build, args.shared, scratch
        self.facs = os.path.join(args.build, "facs")
        if not os.path.exists(self.facs):
            self.facs = os.path.join(args.build, "tools/facs/facs")
        self.alone = os.path.join(args.build, "bench/alone")
        self.models = runs.run([self.facs, "models"]).output.decode().split("\n", 1)[0]

    def video(self, clip):
        return os.path.join(self.shared, "videos", clip)

    def path(self, name):
        return os.path.join(self.scratch, name)

    def network(self, name):
        return os.path.join(self.models, name)

    def shown(self, command):
        words = " ".join(command)
        for whole, short in ((self.facs, "build/facs"), (self.build, "build"), (self.scratch, "T"),
                             (self.models, "M"), (self.shared + "/videos", "V"),
                             (self.shared + "/golden/csv", "G")):
            words = words.replace(whole, short)
        return "`%s`" % words


def loads(one):
    return json.loads(one.output)


def table(lines, *heads):
    return ["", "| %s |" % " | ".join(heads), "|%s" % ("---|" * len(heads))] + \
        ["| %s |" % " | ".join(line) for line in lines]


# ---- Agreement ----------------------------------------------------------------------------------


def quantize(bench, clips):
    """Make the INT8 networks from clips, in a separate cache; {file name: path}."""
    cache = bench.path("cache-" + "-".join(clip.split(".")[0] for clip in clips))
    os.environ["XDG_CACHE_HOME"] = cache
    made = glob.glob(cache + "/facs/quantized/*.onnx")
    if not made:
        runs.run([bench.facs, "quantize", *map(bench.video, clips), "--quiet"])
        made = glob.glob(cache + "/facs/quantized/*.onnx")
    return {os.path.basename(path).split("-")[0]: path for path in made}


def extract(bench, clip, precision):
    """Analyse a clip; the path of its CSV."""
    path = bench.path("%s-%s.csv" % (clip, precision))
    runs.run([bench.facs, "extract", bench.video(clip), "--landmarks", "pfld", "--precision", precision,
              "-o", path, "--quiet"])
    return path


def read(path):
    """{frame: (success, xs, ys)}"""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, skipinitialspace=True)
        return {int(row["frame"]): (int(float(row["success"])),
                                    [float(row["x_%d" % i]) for i in range(68)],
                                    [float(row["y_%d" % i]) for i in range(68)]) for row in rows}


def landmark_error(path, other):
    """Mean distance of the points, in percent of the distance between the outer eye corners."""
    a, b = read(path), read(other)
    errors = []
    for frame in a.keys() & b.keys():
        (good, x, y), (also, u, v) = a[frame], b[frame]
        if good and also:
            left, right = OUTER_EYES
            eyes = math.hypot(u[left] - u[right], v[left] - v[right])
            errors.append(sum(math.hypot(x[i] - u[i], y[i] - v[i]) for i in range(68)) / 68 / eyes)
    return 100 * sum(errors) / len(errors)


def faces(path):
    return sum(row[0] for row in read(path).values())


def agreement(bench, path, other):
    """What the command prints: figures for each Action Unit, and their mean."""
    return loads(runs.run([bench.facs, "agreement", path, other, "--json", "-"]))


def others(clip):
    return [other for other in CLIPS if other != clip]


def measure_agreement(bench):
    lines, per_unit = [], {}
    for clip in CLIPS:
        quantize(bench, others(clip))
        paths = {precision: extract(bench, clip, precision) for precision in PRECISIONS}
        golden = os.path.join(bench.shared, "golden/csv", clip.split(".")[0] + ".csv")
        for precision in PRECISIONS:
            against = agreement(bench, paths[precision], golden)["mean"]
            row = [clip, precision, "%.2f %%" % landmark_error(paths[precision], golden),
                   "%.3f, %.3f, %.1f %%" % figures_of(against)]
            if precision == "fp32":
                row += ["", ""]
            else:
                own = agreement(bench, paths[precision], paths["fp32"])
                row += ["%.2f %%" % landmark_error(paths[precision], paths["fp32"]),
                        "%.3f, %.3f, %.1f %%" % figures_of(own["mean"])]
                per_unit[clip, precision] = own["action_units"]
            lines.append(row + [str(faces(paths[precision]))])
    return lines, per_unit


def figures_of(entry):
    return entry["r"], entry["mean_absolute_error"], 100 * entry["presence_equal"]


def cell(entry):
    """AU28 has no intensity."""
    parts = ["%.3f" % entry[key] for key in ("r", "mean_absolute_error") if entry.get(key) is not None]
    return ", ".join(parts + ["%.1f %%" % (100 * entry["presence_equal"])])


def unit_lines(per_unit):
    lines = []
    keys = [(clip, precision) for clip in CLIPS for precision in ("fp16", "int8")]
    for unit in per_unit[keys[0]]:
        lines.append([unit] + [cell(per_unit[key][unit]) for key in keys])
    return lines, ["%s %s" % (clip.split(".")[0], precision) for clip, precision in keys]


def lost_faces(bench):
    quantize(bench, others(CLIPS[0]))
    return [[clip] + [str(faces(extract(bench, clip, precision))) for precision in PRECISIONS]
            for clip in MORE_CLIPS]


# ---- Speed --------------------------------------------------------------------------------------


def alone(bench, name, height, width, how):
    return runs.on_cores(1, [bench.alone, "network", name, str(height), str(width), "300", how])


def measure_networks(bench):
    made = quantize(bench, others(CLIPS[0]))
    pfld = bench.network("pfld.onnx")
    detector = bench.network("retinaface_mobilenet025.onnx")
    lines = []
    for what, name, height, width, how, key in (
            ("PFLD", pfld, 112, 112, "pfld", "pfld"),
            ("RetinaFace, whole picture", detector, 256, 320, "detector", "retinaface_mobilenet025"),
            ("RetinaFace, a face's surroundings", detector, 64, 64, "detector",
             "retinaface_mobilenet025")):
        commands = {"file": alone(bench, name, height, width, "file"),
                    "fp32": alone(bench, name, height, width, how),
                    "fp16": alone(bench, name, height, width, how + "16"),
                    "int8": alone(bench, made[key], height, width, "file")}
        taken = runs.take_turns(commands, REPEATS)
        ms = {way: sorted(loads(one)["processor_ms_each"] for one in taken[way])[REPEATS // 2]
              for way in commands}
        lines.append([what, "%d x %d" % (width, height)] +
                     ["%.3f" % ms[way] for way in commands] +
                     ["%.2f" % (ms["fp32"] / ms["int8"]), bench.shown(commands["fp32"])])
    return lines


def measure_program(bench):
    quantize(bench, others(CLIPS[0]))
    lines = []
    for method in ("pfld", "clnf"):
        commands = {}
        for p in PRECISIONS:
            commands[p] = runs.on_cores(1, [bench.facs, "bench", bench.video(CLIPS[0]), "--landmarks", method, "--detector", "retinaface",
                                            "--precision", p, "--threads", "1", "--quiet", "--json", "-"])
            commands[p + " one"] = commands[p] + ["--max-frames", "1"]
        taken = runs.take_turns(commands, REPEATS)
        for p in PRECISIONS:
            middle = sorted((loads(one) for one in taken[p]),
                            key=lambda f: f["analysis_seconds"])[REPEATS // 2]
            ms = 1e3 * (runs.median(taken[p], "processor") - runs.median(taken[p + " one"], "processor"))
            lines.append([method, p, "%.2f" % (ms / (middle["frames"] - 1)),
                          "%.0f" % middle["frames_per_second"],
                          "%.2f" % middle["stages"]["landmarks"]["ms_per_frame"],
                          "%.3f" % middle["stages"]["detect"]["ms_per_frame"],
                          "%.0f MB" % (runs.median(taken[p], "peak") / 1e6), bench.shown(commands[p])])
    return lines


# ---- Profile ------------------------------------------------------------------------------------


def shape_of(entry):
    return list(entry.values())[0]


def kind_of(event):
    """What a node is called in the table, and its multiply-adds."""
    args = event["args"]
    name = args["op_name"]
    if name != "Conv":
        return name, 0
    inputs = [shape_of(entry) for entry in args["input_type_shape"]]
    kernel, out = inputs[1], shape_of(args["output_type_shape"][0])
    adds = math.prod(out) * math.prod(kernel[1:])
    if kernel[1] == 1:
        kind = "3x3, depthwise"
    elif inputs[0][1] == 3:
        kind = "3x3, the first"
    else:
        kind = "%dx%d" % tuple(kernel[2:])
    return "convolution, " + kind, adds


def profile(bench, height, width, how):
    """{kind: (milliseconds of a run, multiply-adds)}"""
    prefix = bench.path("profile-%s-%d" % (how, width))
    runs.run(alone(bench, bench.network("retinaface_mobilenet025.onnx"), height, width, how)[:-2] +
             [str(PROFILED), how, prefix])
    with open(glob.glob(prefix + "*.json")[0], encoding="utf-8") as file:
        events = json.load(file)
    nodes = collections.defaultdict(list)
    for event in events:
        if event.get("cat") == "Node" and event["name"].endswith("_kernel_time"):
            nodes[event["name"]].append(event)
    ms, adds = collections.Counter(), collections.Counter()
    for taken in nodes.values():
        kind, products = kind_of(taken[-1])
        ms[kind] += statistics.median(event["dur"] for event in taken) / 1e3
        adds[kind] += products
    return ms, adds


def profile_lines(bench, height, width):
    peak = max(loads(runs.run([os.path.join(bench.build, "bench/peak")]))
               ["multiply_adds_per_second"].values())
    before, adds_before = profile(bench, height, width, "file")
    after, adds_after = profile(bench, height, width, "detector")

    def share(ms, adds):
        return "%.0f %%" % (100 * adds / peak / (ms / 1e3)) if adds and ms else "-"

    lines = [[kind, "%.3f" % before[kind], share(before[kind], adds_before[kind]),
              "%.3f" % after[kind], share(after[kind], adds_after[kind])]
             for kind in sorted(before, key=before.get, reverse=True)]
    lines += [[kind, "-", "-", "%.3f" % after[kind], "-"] for kind in after if kind not in before]
    total, total_after = sum(before.values()), sum(after.values())
    lines.append(["all", "%.3f" % total, share(total, sum(adds_before.values())),
                  "%.3f" % total_after, share(total_after, sum(adds_after.values()))])
    return lines


# ---- Everything ----------------------------------------------------------------------------------


def progress(text):
    print("precision: " + text, file=sys.stderr, flush=True)


def cost(bench):
    clips, per_unit = measure_agreement(bench)
    units, heads = unit_lines(per_unit)
    lines = ["Landmarks (mean distance, in percent of the distance between the outer eye corners) and Action Units "
             "(mean r of 17 intensities, mean difference, share of 18 presences that are equal), with "
             "`--landmarks pfld`. INT8 from `build/facs quantize` with the other two clips, then `build/facs extract V/CLIP --landmarks pfld --precision ... "
             "-o A.csv` and `build/facs agreement A.csv B.csv`:"]
    lines += table(clips, "Clip", "Precision", "Landmarks from OpenFace's", "Action Units against OpenFace's",
                   "Landmarks from FP32's", "Action Units against FP32's", "Frames with a face")
    lines += ["", "Each Action Unit against FP32's: r, mean difference, share of equal presences:"]
    lines += table(units, "", *heads)
    lines += ["", "Frames with a face on the other clips:"]
    return lines + table(lost_faces(bench), "Clip", *PRECISIONS)


def networks_alone(bench):
    lines = ["Networks alone, one core, ms of processor time per run:"]
    return lines + table(measure_networks(bench), "Network", "Input", "File as it is", "FP32", "FP16", "INT8",
                         "Speed of INT8 to FP32", "Command for FP32")


def whole_program(bench):
    lines = ["Whole program on the reference clip, one core:"]
    return lines + table(measure_program(bench), "Landmarks", "Precision", "Processor time, ms per frame",
                         "Frames/s", "Landmarks, ms per frame", "Detector, ms per frame", "Peak memory", "Command")


def node_by_node(bench):
    lines = []
    for height, width in ((256, 320), (64, 64)):
        lines += ["", "RetinaFace at %d x %d, node by node under the runtime's profiler, which adds a few us to each "
                  "(`taskset -c 0 build/bench/alone network M/retinaface_mobilenet025.onnx %d %d %d file T/before` "
                  "and `... detector T/after`; the peak: `build/bench/peak`):" % (
                      width, height, height, width, PROFILED)]
        lines += table(profile_lines(bench, height, width), "Operation", "ms before", "Of the peak",
                       "ms after", "Of the peak")
    return lines[1:]


def measure(bench):
    load = os.getloadavg()[0]
    lines = []
    for part in (networks_alone, whole_program, cost, node_by_node):
        progress(part.__name__.replace("_", " "))
        lines += ["", *part(bench)]
    return "Load average: %.1f before, %.1f after.\n" % (load, os.getloadavg()[0]) + \
        "\n".join(lines) + "\n"


if __name__ == "__main__":
    page.main("precision", "Measure what FP16 and INT8 gain and cost.",
              ("build", "shared"), (BEGIN, END), lambda args, scratch: measure(Bench(args, scratch)))
