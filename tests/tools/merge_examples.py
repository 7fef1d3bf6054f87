"""merge_examples PAGE: runs the page's Python examples in the current folder, in order. Those that need pandas are left
out where it is missing."""
import importlib.util
import pathlib
import re
import sys

examples = re.findall(r"^```python\n(.*?)^```$", pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
names = {}
for example in examples:
    if "pandas" not in example or importlib.util.find_spec("pandas"):
        exec(compile(example, sys.argv[1], "exec"), names)  # pylint: disable=exec-used
sys.exit(len(examples) < 2)
