"""session FILE...: run the Python blocks of a page one after the other, with the same names. Prints a line of JSON for
each: null, or why it failed."""
import json
import sys
import traceback

names = {"__name__": "__main__"}
said = sys.stdout
sys.stdout = sys.stderr
for file in sys.argv[1:]:
    try:
        with open(file, encoding="utf-8") as block:
            exec(compile(block.read(), file, "exec"), names)  # pylint: disable=exec-used
        print("null", file=said, flush=True)
    except Exception:  # pylint: disable=broad-exception-caught
        print(json.dumps(traceback.format_exc(limit=2)), file=said, flush=True)
