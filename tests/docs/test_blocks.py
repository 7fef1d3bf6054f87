"""What the tests of the docs make of a page: blocks, marks, and outputs."""
import pathlib
import tempfile

from blocks import blocks_of, matches

PAGE = """# A page

```sh
facs one
```

<!-- output -->
```text
1 of ... inputs
```

<!-- not run: it needs a camera -->
```sh
facs live
```

<!-- not run, lines with "live": they need
a camera -->
```sh
facs two
facs live
```
"""

with tempfile.TemporaryDirectory() as folder:
    page = pathlib.Path(folder) / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    one, camera, lines = blocks_of(page, "page.md")
    page.write_text("# A page\n\n    facs one\n", encoding="utf-8")
    try:
        blocks_of(page, "page.md")
        raise AssertionError("a block without a fence should fail")
    except ValueError:
        pass
    page.write_text(PAGE.replace("facs live\n```\n\n<!-- not run,", "```\n<!-- not run,").replace('with "live"', 'with "dead"'), encoding="utf-8")
    try:
        blocks_of(page, "page.md")
        raise AssertionError("a mark for lines that are not there should fail")
    except ValueError:
        pass
assert (one.name, one.text, one.output, one.not_run) == ("page.md:3", "facs one\n", "1 of ... inputs\n", ""), one
assert camera.not_run == "it needs a camera" and camera.text == "facs live\n", camera
assert lines.text == "facs two\n\n" and [line for line, _ in lines.left_out] == ["facs live"] and not lines.not_run, lines
assert matches(one.output, "1 of 12 inputs\n") and not matches(one.output, "2 of 12 inputs\n")
assert not matches("1 row", "1 rows"), "a part of what is printed is not all of it"
