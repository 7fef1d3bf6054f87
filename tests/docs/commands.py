"""commands ROOT BUILD: run every command in the docs. Each page has a folder of its own with short clips under the names that
it uses. Its shell blocks run in their order, then its Python and its R blocks; C blocks are compiled. Speaks TAP: a test
for each block. What cannot be run here is marked in the page (blocks.py), parsed, and listed."""
import ast
import concurrent.futures
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from blocks import blocks_of, matches
from world import World

HERE = pathlib.Path(__file__).parent
SHELL, PYTHON, R, C = ("sh", "bash", "shell"), ("python",), ("r",), ("c", "cpp")
SKIP = "skip: "


def parse(block):
    """Why a block cannot be parsed, or None."""
    if block.language in SHELL:
        run = subprocess.run(["bash", "-n"], input=block.text, text=True, capture_output=True, check=False)
        return run.stderr if run.returncode else None
    if block.language in PYTHON:
        try:
            compile(block.text, block.name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as problem:
            return str(problem)
    return None


def compile_c(block, world):
    """A whole program, or statements that are put into a function."""
    text = block.text
    if not re.search(r"^\w.*\)\n\{", text, re.MULTILINE):
        heads = "".join(re.findall(r"^#include.*\n", text, re.MULTILINE))
        text = f"{heads}#include <stdio.h>\nvoid block(void);\nvoid block(void)\n{{\n{re.sub(r'^#include.*', '', text, flags=re.M)}}}\n"
    language = "c++" if block.language == "cpp" else "c"
    run = subprocess.run(["cc", "-x", language, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-unused-variable",
                          f"-I{world.root / 'include'}", "-"], input=text, text=True, capture_output=True, check=False)
    return run.stderr if run.returncode else None


def run_shell(block, world, folder):
    """What is wrong with a shell block, or None."""
    try:
        run = world.run(block.text, folder)
    except subprocess.TimeoutExpired:
        return "it does not end within a minute"
    if run.returncode:
        return f"exit status {run.returncode}: {run.stdout[-1000:]}{run.stderr[-2000:]}"
    if block.output is not None and not matches(block.output, run.stdout):
        return f"the page shows\n{block.output}but it prints\n{run.stdout[-2000:]}"
    return None


def missing(block, world):
    """A module or a program that a block needs and that is not here, or None."""
    if block.language in PYTHON:
        names = {name.split(".")[0] for name in re.findall(r"^\s*(?:import|from) ([\w.]+)", block.text, re.MULTILINE)}
        return next((name for name in sorted(names) if not importlib.util.find_spec(name)), None)
    if block.language in SHELL:
        return "jq" if re.search(r"^jq |\| jq ", block.text, re.MULTILINE) and not shutil.which("jq") else None
    packages = re.findall(r"library\(([\w.]+)\)|([\w.]+)::", block.text)
    test = "for (p in commandArgs(TRUE)) if (!requireNamespace(p, quietly = TRUE)) { cat(p); break }"
    named = sorted({one or other for one, other in packages})
    return named and subprocess.run(["Rscript", "-e", test, *named], env=world.environment, text=True, capture_output=True, check=False).stdout or None


def run_session(blocks, folder, world):
    """Run the Python or the R blocks of a page in one process. What is wrong with each, in their order."""
    results, files = {}, []
    lacking = None
    for number, block in enumerate(blocks):
        lacking = lacking or missing(block, world)  # later blocks need what earlier ones made
        if lacking:
            results[block.name] = f"{SKIP}{lacking} is missing"
            continue
        file = folder / f".block{number}.{block.language}"
        file.write_text(block.text, encoding="utf-8")
        files.append((block, file))
    program = [sys.executable, HERE / "session.py"] if blocks[0].language in PYTHON else ["Rscript", HERE / "session.R"]
    if files:
        run = subprocess.run([*program, *(file for _, file in files)], cwd=folder, env=world.environment, text=True,
                             capture_output=True, timeout=100, check=False)
        said = [json.loads(line) for line in run.stdout.splitlines() if line]
        said += [f"the session ended: {run.stderr[-2000:]}"] * (len(files) - len(said))
        results |= {block.name: problem for (block, _), problem in zip(files, said)}
    return results


def run_page(page, blocks, world):
    """What is wrong with each block of a page: by name, None if nothing is."""
    run = [block for block in blocks if not block.not_run]
    results = {block.name: parse(block) for block in blocks}
    if not run:
        return results
    folder = world.copy(page.replace("/", "-"))
    for block in run:
        if block.language in SHELL:
            lacking = missing(block, world)
            results[block.name] = f"{SKIP}{lacking} is missing" if lacking else run_shell(block, world, folder)
        elif block.language in C:
            results[block.name] = compile_c(block, world)
    for languages, program in ((PYTHON, sys.executable), (R, "Rscript")):
        session = [block for block in run if block.language in languages]
        if session and shutil.which(program):
            results |= run_session(session, folder, world)
        else:
            results |= {block.name: f"{SKIP}R is missing" for block in session}
    return results


def report(number, block, problem):
    """A line of TAP for a block, with what was left out and why."""
    skipped = isinstance(problem, str) and problem.startswith(SKIP)
    print("not ok" if problem and not skipped else "ok", number, "-", block.name, f"# SKIP {problem[len(SKIP):]}" if skipped else "")
    for line, reason in [("all of it", block.not_run)] if block.not_run else block.left_out:
        print(f"# not run, {block.name}, {line}: {reason}")
    if problem and not skipped:
        print("\n".join("# " + line for line in problem.splitlines()))
    return bool(problem) and not skipped


def main():
    root, build = (pathlib.Path(argument).absolute() for argument in sys.argv[1:])
    if not (root / ".." / "shared" / "models").exists() or not (root / ".." / "shared" / "videos").exists():
        print("1..0 # SKIP the commands in the docs need the weights and the sample clips in ../shared")
        return 0
    sys.path.append(str(build / "bindings" / "python"))  # where missing() looks
    pages = {page: blocks_of(root / page, page)
             for page in ["README.md", "CONTRIBUTING.md", "contrib/README.md", "fuzz/README.md",
                          *sorted(f"docs/{path.name}" for path in root.glob("docs/*.md"))]}
    pages = {page: [block for block in blocks if block.language in SHELL + PYTHON + R + C] for page, blocks in pages.items()}
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        world = World(root, build, pathlib.Path(folder))
        longest_first = sorted(pages, key=lambda page: -len(pages[page]))
        runs = {page: pool.submit(run_page, page, pages[page], world) for page in longest_first}
        results = {}
        for page in pages:
            results |= runs[page].result()
    blocks = [block for page in pages.values() for block in page]
    print(f"1..{len(blocks)}")
    return int(any([report(number + 1, block, results[block.name]) for number, block in enumerate(blocks)]))


sys.exit(main())
