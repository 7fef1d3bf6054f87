"""What a test program says in TAP, and what scripts/outcomes makes of Meson's log of it."""
import json
import os
import subprocess
import sys
import tempfile

example, outcomes = sys.argv[1:]


def run(**more):
    return subprocess.run(example, capture_output=True, text=True, env={**os.environ, **more})


def counted(*tests):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
        log.writelines(json.dumps({"name": "facs:room / program", "stderr": "", "returncode": 0, **test}) + "\n" for test in tests)
        log.flush()
        return subprocess.run([sys.executable, outcomes, "build", log.name], check=True, capture_output=True, text=True).stdout


whole = run()
assert whole.stdout == """1..4
ok 1 - test_passes
ok 2 - test_skips # SKIP
not ok 3 - test_fails
ok 4 - test_ends_the_program
""", whole.stdout
assert whole.returncode == 1 and "ok 9" in whole.stderr and "1 != 2" in whole.stderr.replace("0x", ""), whole.stderr
cut = run(TAP_EXAMPLE_EXITS="1")
assert cut.stdout == whole.stdout[: whole.stdout.index("ok 4")] and cut.returncode == 0, cut.stdout

said = counted({"result": "FAIL", "stdout": whole.stdout})
assert said == """passed build: program, test_passes
skipped build: program, test_skips
failed build: program, test_fails
passed build: program, test_ends_the_program
""", said
# A leak at the end, a crash in the middle, and programs that do not speak TAP.
passing = "1..2\nok 1 - a\nok 2 - b\n"
said = counted({"result": "ERROR", "returncode": 23, "stdout": passing, "stderr": "test: a\ntest: b\n"},
               {"result": "ERROR", "returncode": -11, "stdout": "1..2\nok 1 - a\n", "stderr": "test: a\ntest: b\n"},
               {"result": "OK"}, {"result": "SKIP", "returncode": 77}, {"result": "TIMEOUT", "returncode": -9})
assert said == """passed build: program, a
passed build: program, b
failed build: program (error, exit status 23)
passed build: program, a
failed build: program, b (error, exit status -11)
passed build: program
skipped build: program
failed build: program (timeout, exit status -9)
""", said
