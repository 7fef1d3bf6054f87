"""The manual pages document every option of the command, once, and no other: manual.py FACS FOLDER_OF_PAGES

What help prints comes from the tables of options. Options with the same text in several commands are one option: one
page documents it, in an .It line, and those of the other commands name it and refer to that page.
"""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import built  # noqa: E402

facs, folder = sys.argv[1:]
failed = 0


def wrong(text):
    global failed
    failed = 1
    print("wrong:", text)


def output(*arguments):
    return subprocess.run([*built.command(facs), *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def options(text):
    """The options in a help text, each with its sentence."""
    found = {}
    for entry in re.split(r"\n(?=  (?:-\w, |    )-)", text.partition("\n\n")[2])[1:]:
        entry = entry.partition("\n\n")[0]
        names = re.match(r" +(?:(-\w), )?(-[\w-]+)", entry)
        for name in filter(None, names.groups()):
            found[name] = " ".join(entry.split())
    return found


class Page:
    def __init__(self, name):
        self.text = pathlib.Path(folder, name + ".1").read_text(encoding="utf-8")
        self.documented = ["-" + word for line in re.findall(r"^\.It (Fl .*)", self.text, re.M)
                           for word in re.findall(r"Fl ([\w-]+)", line)]
        self.named = {"-" + word for line in re.findall(r"^\..*\bFl .*", self.text, re.M)
                      for word in re.findall(r"\bFl ([\w-]+)", line)}
        for option in {option for option in self.documented if self.documented.count(option) > 1}:
            wrong(f"{name}.1 documents {option} twice")


overview = output("help")
commands = dict.fromkeys(re.findall(r"^  facs ([a-z]+)", overview, re.M))
programs = re.findall(r"^  facs ([A-Z]\w+)", overview, re.M)
main, pages, help_of = Page("facs"), {}, {}
for command in commands:
    if command in ("help", "version"):
        continue
    text = output(command, "--help")
    help_of[command], pages[command] = options(text), Page("facs-" + command)
    if not re.search(rf"^\.It Cm {command}\b", main.text, re.M):
        wrong(f"facs.1 does not name {command}")
    if not text.endswith(f" man facs-{command}\n"):
        wrong(f"facs {command} --help does not name its manual page")
    for option in help_of[command].keys() - pages[command].named:
        if not (len(option) == 2 and option in main.named):
            wrong(f"facs-{command}.1 does not name {option}")
    for option in pages[command].named - help_of[command].keys():
        wrong(f"facs {command} has no {option}, which facs-{command}.1 names")

meanings = {(option, text) for options_of in help_of.values() for option, text in options_of.items()}
for option, text in sorted(meanings):
    takers = [command for command in help_of if help_of[command].get(option) == text]
    by = ["facs-" + command for command in takers if option in pages[command].documented]
    by = by or ["facs"] * (option in main.documented)
    if len(by) != 1:
        wrong(f"{option} of {', '.join(takers)} is documented in {by}")
        continue
    for command in takers:
        if "facs-" + command != by[0] and f".Xr {by[0]} 1" not in pages[command].text:
            wrong(f"facs-{command}.1 does not refer to {by[0]}(1), which documents {option}")
for option in set(main.documented) - {option for option, _ in meanings} - {"-V", "--version"}:
    wrong(f"no command has {option}, which facs.1 documents")

page = Page("FeatureExtraction")
flags = set()
for program in programs:
    text = output(program, "--help")
    flags |= options(text).keys()
    if not text.endswith(" man FeatureExtraction\n"):
        wrong(f"{program} --help does not name its manual page")
for flag in flags.symmetric_difference(page.documented):
    wrong(f"{flag} is documented in FeatureExtraction.1, or is a flag of OpenFace's programs, but not both")
if len(meanings) < 60 or len(flags) < 40 or len(programs) != 4:
    wrong(f"the help could not be read: {len(meanings)} options, {len(flags)} flags, {len(programs)} programs")
sys.exit(failed)
