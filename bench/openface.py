#!/usr/bin/env python3
"""openface --facs FILE --clip FILE [--openface FILE] [--before FILE] [--pairs N] [--page FILE]: what
facs costs beside OpenFace's program, beside an older facs, and beside decoding alone.

Each FILE of a program is a FeatureExtraction: facs installs one that takes OpenFace's flags and
writes its files, so all of them run the same command line. They take turns in this one run, three
times unless --pairs says otherwise. Without --openface, facs is compared with decoding alone.

Two processors are measured: this one, and this one without AVX-512 (NARROW), if it has that. Every
other clip is made from the given one, which needs a face and at least nine seconds; the commands are
printed. --page puts the tables into a file, between two marks.
"""
import os
import resource
import statistics
import sys
from collections import namedtuple

import page
import runs

BEGIN, END = "<!-- openface -->", "<!-- end of openface -->"
PAIRS = 3
SHORT = 8  # clips of one second
LONG = 765  # frames of the long clip
WHOLE = ("source", "long", "1080p", "4K")

# OpenBLAS takes a processor newer than itself for one without AVX-512.
WIDE = {"OPENBLAS_CORETYPE": "SKYLAKEX"}
# Everything in these programs that looks for AVX-512 by itself, except FFmpeg's decoders, which have
# hardly any code for it.
NARROW = {
    "FACS_SIMD": "avx2",
    "OPENBLAS_CORETYPE": "HASWELL",
    "OPENCV_CPU_DISABLE": "AVX512-SKX",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD",
}
CSV = ["-2Dfp", "-3Dfp", "-pdmparams", "-pose", "-aus", "-gaze"]
OUTPUTS = {"CSV": CSV, "CSV, HOG, aligned faces": CSV + ["-hogalign", "-simalign"],
           "all with tracked video": CSV + ["-hogalign", "-simalign", "-tracked"]}
CLNF = ["-mloc", "model/main_clnf_general.txt"]

# A name, its files, and whether each file gets a process of its own
Clip = namedtuple("Clip", "name files frames apart")


class Bench:
    """What is compared, the clips, and the commands that made them."""

    def __init__(self, args, scratch):
        self.scratch, self.source, self.out = scratch, args.clip, os.path.join(scratch, "out")
        given = {"OpenFace": args.openface, "before": args.before, "facs": args.facs}
        self.programs = {name: path for name, path in given.items() if path}
        self.pairs, self.made = int(args.pairs or PAIRS), []
        width = len(runs.cores())
        self.cores = [count for count in (1, 2) if count <= width] or [0]

    def path(self, name):
        return os.path.join(self.scratch, name)

    def make(self, name, *words):
        """Make a clip out of the given one with ffmpeg; return its path."""
        path = self.path(name)
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *words, path]
        self.made.append(" ".join(word.replace(self.scratch, "T").replace(self.source, "CLIP")
                                  for word in command))
        runs.run(command)
        return path

    def restricted(self, cores, setting, command):
        if setting:
            command = ["env", *("%s=%s" % pair for pair in setting.items()), *command]
        return runs.on_cores(cores, command) if cores else command

    def commands(self, clip, outputs, cores, setting):
        """{program: words} of all programs, and of decoding alone if that means something."""
        words = CLNF + ["-out_dir", self.out] + OUTPUTS[outputs]
        commands = {}
        for name, program in self.programs.items():
            if clip.apart:
                names = self.path("names")
                with open(names, "w", encoding="utf-8") as file:
                    file.write("".join("%s\n" % path for path in clip.files))
                command = ["xargs", "-a", names, "-P", str(cores or 1), "-I{}", program, "-f", "{}", *words]
            else:
                command = [program, *(word for path in clip.files for word in ("-f", path)), *words]
            commands[name] = self.restricted(cores, setting, command)
        if len(clip.files) == 1:
            commands["decoding"] = self.restricted(cores, setting, [
                "ffmpeg", "-v", "fatal", "-nostdin", "-i", clip.files[0], "-map", "0:v:0", "-f", "null", "-"])
        return commands


def progress(text):
    print("openface: " + text, file=sys.stderr, flush=True)


# ---- Clips ---------------------------------------------------------------------------------------


def frames_of(path):
    said = runs.run(["ffprobe", "-v", "error", "-count_packets", "-select_streams", "v:0", "-show_entries",
                     "stream=nb_read_packets", "-of", "csv=p=0", path]).output
    return int(said.split(b",")[0])


def enlarged(bench, name, width, height, frames, rate):
    """The picture enlarged to that height, with black beside it, at 30 frames/s and a usual bit rate."""
    inner = height * 4 // 3
    return bench.make(name, "-i", bench.source, "-an", "-frames:v", str(frames), "-vf",
                      "setpts=N/30/TB,scale=%d:%d,pad=%d:%d:%d:0,setsar=1" % (inner, height, width, height,
                                                                          (width - inner) // 2),
                      "-r", "30", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p",
                      "-b:v", rate)


def single(name, path):
    frames = frames_of(path)
    return Clip("%s, %d frame%s" % (name, frames, "s" if frames > 1 else ""), [path], frames, False)


def make_clips(bench):
    """{what: clip}; those in WHOLE are measured per frame, too."""
    source = bench.source
    copied = ["-i", source, "-map", "0:v:0", "-c", "copy"]
    clips = {
        "source": single("`%s`" % os.path.basename(source), source),
        "long": single("the same over and over", bench.make(
            "long.mkv", "-stream_loop", str(LONG // frames_of(source)), *copied, "-frames:v", str(LONG))),
        "1080p": single("1080p, H.264", enlarged(bench, "1080p.mp4", 1920, 1080, 90, "10M")),
        "4K": single("4K, H.264", enlarged(bench, "4k.mp4", 3840, 2160, 45, "40M")),
        "first": single("its first frame", bench.make("first.mkv", *copied, "-frames:v", "1")),
    }
    short = [bench.make("short%d.mp4" % i, "-ss", str(i), "-t", "1", "-i", source, "-an", "-c:v", "libx264",
                        "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p") for i in range(SHORT)]
    frames = sum(frames_of(path) for path in short)
    for what, apart in (("one process", False), ("a process each", True)):
        clips[what] = Clip("%d clips of 1 s, %s" % (SHORT, what), short, frames, apart)
    return clips


# ---- Tables --------------------------------------------------------------------------------------


def pair(taken, other, name, field):
    """OTHER / NAME: the median of the pairs."""
    return statistics.median(getattr(a, field) / max(getattr(b, field), 1e-3)
                             for a, b in zip(taken[other], taken[name]))


def both(figure, text):
    return text % (figure("wall"), figure("processor"))


def row(bench, clip, outputs, cores, taken):
    cells = [clip.name, outputs, str(cores) if cores else "all"]
    for name in list(bench.programs) + ["decoding"]:
        cells.append(both(lambda field, name=name: runs.least(taken[name], field), "%.2f (%.2f)")
                     if name in taken else "")
    for other in bench.programs:
        if other != "facs":
            cells.append(both(lambda field, other=other: pair(taken, other, "facs", field), "**%.1f (%.1f)**"
                              if other == "OpenFace" else "%.2f (%.2f)"))
    cells.append(both(lambda field: pair(taken, "facs", "decoding", field), "%.2f (%.2f)")
                 if "decoding" in taken else "")
    return "| %s |" % " | ".join(cells)


def heading(bench):
    names = list(bench.programs) + ["decoding"]
    ratios = ["%s / facs" % name for name in bench.programs if name != "facs"] + ["facs / decoding"]
    cells = ["Clip", "Results", "Cores"] + names + ratios
    return ["| %s |" % " | ".join(cells), "|" + "---|" * len(cells)]


def floor_table(bench, clips, taken):
    """Where facs's processor time goes on one core, and what a tenth and a fifteenth of OpenFace's are
    where decoding leaves them within reach."""
    def ms(name, what):
        first = runs.least(taken["first"][name], "processor")
        return 1e3 * (runs.least(taken[what][name], "processor") - first) / (clips[what].frames - 1)

    cells = ["Clip", "facs", "of this, decoding", "the rest"]
    if "OpenFace" in bench.programs:
        cells += ["OpenFace", "a tenth", "a fifteenth", "a fifteenth leaves beside decoding"]
    lines = ["| %s |" % " | ".join(cells), "|" + "---|" * len(cells)]
    for what in WHOLE:
        facs, decoding = ms("facs", what), ms("decoding", what)
        cells = [clips[what].name, "%.2f" % facs, "%.2f (%.0f %%)" % (decoding, 100 * decoding / facs),
                 "%.2f" % (facs - decoding)]
        if "OpenFace" in bench.programs and what in ("source", "long"):
            other = ms("OpenFace", what)
            cells += ["%.2f" % other, "%.2f" % (other / 10), "%.2f" % (other / 15),
                      "%.2f" % (other / 15 - decoding)]
        elif "OpenFace" in bench.programs:
            cells += [""] * 4
        lines.append("| %s |" % " | ".join(cells))
    return lines


def processor_tables(bench, clips, setting):
    lines, alone, failed = heading(bench), {}, []
    cases = [(what, "CSV", cores) for cores in bench.cores for what in clips]
    cases += [("source", outputs, bench.cores[0]) for outputs in OUTPUTS if outputs != "CSV"]
    for what, outputs, cores in cases:
        start, clip = os.times().elapsed, clips[what]
        try:
            taken = runs.take_turns(bench.commands(clip, outputs, cores, setting), bench.pairs, bench.out)
        except runs.Failed as error:
            failed += ["", "Not measured: %s, %s: %s" % (clip.name, outputs, str(error).strip())]
            continue
        progress("%s, %s, cores: %d: %.1f s" % (clip.name, outputs, cores, os.times().elapsed - start))
        lines.append(row(bench, clip, outputs, cores, taken))
        if cores == bench.cores[0] and outputs == "CSV":
            alone[what] = taken
    if alone.keys() >= {"first", *WHOLE}:
        lines += ["", "Milliseconds of processor time per frame after the first, on one core:", ""]
        lines += floor_table(bench, clips, alone)
    return lines + failed


# ---- The machine ---------------------------------------------------------------------------------


def busy_seconds():
    """Processor time that all programs have used since the machine started, and that this one and its
    programs have."""
    try:
        with open("/proc/stat", encoding="utf-8") as file:
            ticks = [int(word) for word in file.readline().split()[1:9]]
    except OSError:
        return None
    used = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        used -= usage.ru_utime + usage.ru_stime
    return used, os.times().elapsed


def others_text(before):
    after = busy_seconds()
    if before is None or after is None:
        return "what other programs did meanwhile is not known"
    share = (after[0] - before[0]) / (after[1] - before[1])
    text = "other programs used %.2f of the cores meanwhile" % max(share, 0)
    return text if share < .1 else text + ": **not idle, so wall times say little**"


def agreement(bench, clip):
    """What "facs agreement" says of the two results, so that nobody compares different work."""
    name = os.path.splitext(os.path.basename(clip.files[0]))[0] + ".csv"
    command = [os.path.join(os.path.dirname(bench.programs["facs"]), "facs"), "agreement"]
    for program in ("facs", "OpenFace"):
        runs.take_turns({program: bench.commands(clip, "CSV", 0, {})[program]}, 1, bench.out)
        command.append(bench.path(program + ".csv"))
        os.replace(os.path.join(bench.out, name), command[-1])
    r, difference, equal = runs.run(command).output.decode().split()[-4:-1]
    return ("Results of the two programs for %s (`facs agreement`): mean r of the intensities %s, mean "
            "difference %s, equal presences %s %%." % (clip.name, r, difference, equal))


def measure(bench):
    load, before = os.getloadavg()[0], busy_seconds()
    clips = make_clips(bench)
    lines = []
    settings = [("This machine", {})]
    if "avx512f" in runs.cpuinfo("flags").split():
        settings = [("This machine", WIDE), ("This machine without AVX-512", NARROW)]
    for name, setting in settings:
        progress(name)
        lines += ["", "%s%s:" % (name, "".join(" `%s=%s`" % one for one in setting.items())), ""]
        lines += processor_tables(bench, clips, setting)
    if "OpenFace" in bench.programs:
        lines += ["", agreement(bench, clips["source"])]
    lines += ["", "The clips:", "", "```", *bench.made[:4], bench.made[4] + "    (and so on)", "```"]
    what = ("%s, %d cores; load average %.1f before; %s. Times are the least of %d runs in turns, ratios the "
            "medians of the pairs." % (runs.processor_name(), os.cpu_count(), load,
                                       others_text(before), bench.pairs))
    return "\n".join([what] + lines) + "\n"


if __name__ == "__main__":
    page.main("openface", "Compare facs with OpenFace's program and with decoding alone.", ("facs", "clip"),
              (BEGIN, END), lambda args, scratch: measure(Bench(args, scratch)),
              ("openface", "before", "pairs"))
