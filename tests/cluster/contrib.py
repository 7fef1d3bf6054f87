"""contrib FACS ROOT: what is said in contrib/ fits the command: its options exist. Parses main.nf if
Groovy is installed, because Nextflow is in no distribution."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PARSE = """import org.codehaus.groovy.control.*
def unit = new CompilationUnit()
unit.addSource(new File(args[0]))
unit.compile(Phases.CONVERSION)
"""
problems = []
facs, root = sys.argv[1], pathlib.Path(sys.argv[2])


def options_of(command):
    text = subprocess.run([facs, "help", command], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


def check_options(file):
    """Whatever follows "facs COMMAND" up to the end of the command."""
    text = file.read_text(encoding="utf-8").replace("\\\n", " ")
    text = re.sub(r'"\n\s+"', "", text)  # the pieces of a string in the Snakefile
    found = re.findall(r"\bfacs (extract|status|merge|doctor)\b([^\n|`;]*)", text)
    for command, rest in found:
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rest):
            if option not in options_of(command):
                problems.append(f"{file.name}: facs {command} has no {option}")
    return len(found)


def parse_nextflow(file):
    if not shutil.which("groovy"):
        print("groovy is missing, so main.nf is not parsed")
        return
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "parse.groovy")
        script.write_text(PARSE, encoding="utf-8")
        done = subprocess.run(["groovy", script, file], capture_output=True, text=True, check=False)
        if "JAVA_HOME" in done.stdout + done.stderr:
            print("groovy does not work here, so main.nf is not parsed")
        elif done.returncode:
            problems.append(f"main.nf: {done.stdout}{done.stderr}")


files = sorted(file for file in (root / "contrib").iterdir() if file.is_file())
commands = sum(check_options(file) for file in files)
parse_nextflow(root / "contrib" / "main.nf")
print(f"{len(files)} files, {commands} commands")
for problem in problems:
    print(problem)
sys.exit(bool(problems) or commands < 10)
