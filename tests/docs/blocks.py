"""The fenced blocks of the pages, and the comments before them that say how they are tested.

    <!-- not run: REASON -->                          the block is only parsed
    <!-- not run, lines with "TEXT": REASON -->        these lines are left out
    <!-- output -->                                    the block is what the one before it prints; "..." is any text
"""
import dataclasses
import re

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"<!-- (not run|output)(?:, lines with \"([^\"]+)\")?(?:: ([^>]+?))? -->\s*\Z")


@dataclasses.dataclass
class Block:
    """A block of a page, at its line."""
    page: str
    line: int
    language: str
    text: str
    not_run: str = ""  # why
    output: str | None = None  # what it prints
    left_out: list = dataclasses.field(default_factory=list)  # lines, each with the reason

    @property
    def name(self):
        return f"{self.page}:{self.line}"


def marked(page, text, found, line):
    """The block of a fence, as the comments before it say; None if it is the output of the one before."""
    block = Block(page, line, found[1], found[2])
    before = text[:found.start()]
    while comment := COMMENT.search(before):
        kind, lines, reason = comment.groups()
        before = before[:comment.start()]
        if kind == "output":
            return None
        if lines:
            kept = block.text.splitlines(keepends=True)
            block.left_out += [(one.strip(), reason) for one in kept if lines in one]
            block.text = "".join("\n" if lines in one else one for one in kept)
            if not block.left_out:
                raise ValueError(f"{block.name}: no line contains {lines}")
        else:
            block.not_run = reason
    return block


def blocks_of(path, page):
    """The blocks of a page in their order."""
    text, blocks = path.read_text(encoding="utf-8"), []
    indented = re.search(r"\n\n {4}(\S.*)", FENCE.sub("", text))
    if indented:
        raise ValueError(f"{page}: a block without a fence is not tested: {indented[1]}")
    for found in FENCE.finditer(text):
        block = marked(page, text, found, text.count("\n", 0, found.start()) + 1)
        if block:
            blocks.append(block)
        else:
            blocks[-1].output = found[2]
    return blocks


def matches(shown, printed):
    """Whether a command printed what its page shows. Blanks at line ends do not count."""
    def tidy(text):
        return "\n".join(line.rstrip() for line in text.strip().splitlines())
    pattern = ".*".join(re.escape(part) for part in tidy(shown).split("..."))
    return re.fullmatch(pattern, tidy(printed), re.DOTALL) is not None
