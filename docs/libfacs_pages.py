"""Write the manual pages of the library from its headers: libfacs.3, a page for each section of a header, and links.

libfacs_pages.py --list HEADER...: print the names of the pages and links, one a line.
libfacs_pages.py VERSION FOLDER HEADER...: write them.

A header is a comment about all of it, and sections: /* ---- Title ---- */. The comment before a declaration, or after it
on its line, is about it; so it is with the members of a struct or an enumeration.
"""
import dataclasses
import itertools
import pathlib
import re
import sys

DATE = "November 27, 2026"  # of the pages' layout; the text has the version
ERROR = re.compile(r"(-E[A-Z]+\b|Errors:|(INPUT|OUTPUT|USAGE|ENVIRONMENT|INTERNAL)\b)")
SPDX = "SPDX-License-Identifier"


@dataclasses.dataclass
class Entry:
    """A declaration, or a member of one."""
    code: str
    before: list  # comments
    after: list = dataclasses.field(default_factory=list)
    members: list = dataclasses.field(default_factory=list)

    @property
    def kind(self):
        if self.code.startswith("#define") or re.match(r"enum \{", self.code):
            return "constants"
        return "type" if self.code.startswith("typedef") else "function"

    @property
    def name(self):
        if self.kind == "function":
            return re.search(r"(\w+)\(", self.code)[1]
        return re.search(r"(\w+)$", self.code)[1] if self.kind == "type" else ""


@dataclasses.dataclass
class Section:
    title: str
    header: str
    entries: list

    @property
    def page(self):
        words = re.sub(r"^(a|the) ", "", re.split(":| of ", self.title)[0].lower())
        return "libfacs-" + re.sub(r"[^a-z0-9]+", "-", words)

    def names(self, kind):
        return [entry.name for entry in self.entries if entry.kind == kind]


# ---- Reading a header -------------------------------------------------------------------------------------


def comment_text(token):
    """A comment's lines without its frame."""
    return "\n".join(re.sub(r"^\s*\* ?|^ +", "", line) if number else line
                     for number, line in enumerate(token[2:-2].splitlines())).strip()


def split(code, separator):
    """The pieces of code between separators that are in no parentheses, and where each ends."""
    depth, start = 0, 0
    for found in re.finditer(r"/\*.*?\*/|[(){}\[\]]|" + separator, code, re.S):
        token = found[0]
        depth += (token in ("(", "{", "[")) - (token in (")", "}", "]"))
        if token == separator and depth == 0:
            yield code[start:found.end()]
            start = found.end()
    yield code[start:]


def members(body, separator):
    """The members between the braces of a struct (separator ;) or an enumeration (,)."""
    found = []
    for piece in split(body, separator):
        member, code, at = Entry("", []), "", 0
        for comment in re.finditer(r"/\*.*?\*/", piece, re.S):
            code += piece[at:comment.start()]
            at = comment.end()
            if code.strip():
                member.after.append(comment_text(comment[0]))
            elif found and "\n" not in piece[:comment.start()]:  # on the line of the last member's separator
                found[-1].after.append(comment_text(comment[0]))
            else:
                member.before.append(comment_text(comment[0]))
        member.code = " ".join((code + piece[at:]).rstrip(separator).split())
        if member.code:
            found.append(member)
        elif found:
            found[-1].after += member.before
    return found


def declaration(code, comments):
    """A declaration from its text, which may have a body."""
    body = re.search(r"\{(.*)\}", code, re.S)
    plain = " ".join(re.sub(r"/\*.*?\*/|\\\n", " ", code, flags=re.S).split()).rstrip("; ")
    if body and re.match(r"(typedef )?(struct|enum)\b", plain):
        inner = members(body[1], "," if "enum" in plain.split("{")[0] else ";")
        if not plain.startswith("enum"):
            plain = re.sub(r"\{.*\}", "", plain)
        return Entry(" ".join(plain.split()), comments, members=inner)
    plain = re.sub(r"^FACS_API |^static inline ", "", plain.split("{")[0]).strip()
    return Entry(plain, comments)


def length(text):
    """The length of the comment, #define or declaration at the start of text."""
    if text.startswith("/*"):
        return text.index("*/") + 2
    if text.startswith("#"):
        return re.match(r"#(?:\\\n|[^/\n]|/(?!\*))*", text).end()
    depth = 0
    for found in re.finditer(r"/\*.*?\*/|[{};]", text, re.S):
        depth += (found[0] == "{") - (found[0] == "}")
        is_body = found[0] == "}" and ")" in text[:text.index("{")]
        if depth == 0 and (found[0] == ";" or is_body):
            return found.end()
    sys.exit(f"a declaration has no end: {text[:60]}")


def read(path):
    """The comment about the whole header, and its sections; the first has no title."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    text = re.sub(r"^#(?!define FACS_(?!FACS_H|STUDY_H|API)).*(\\\n.*)*$", "", text, flags=re.M)
    text = re.sub(r'^extern "C" \{$|^\}$(?=\s*\Z)', "", text, flags=re.M)
    header = "/".join(pathlib.Path(path).parts[-2:])
    sections, about, pending, at = [Section("", header, [])], None, [], 0
    while text[at:].strip():
        start = at + len(text[at:]) - len(text[at:].lstrip())
        end = start + length(text[start:])
        between, entries, word = text[at:start], sections[-1].entries, text[start:end]
        at = end
        title = re.match(r"/\* -+ (.*?) -+\s*\*/", word)
        if title:
            sections.append(Section(title[1], header, []))
        elif word.startswith("/*"):
            if about is None:
                about = comment_text(word)
            elif "\n" not in between and entries:
                entries[-1].after.append(comment_text(word))
            else:
                pending.append(comment_text(word))
        else:
            entries.append(declaration(word, pending))
            pending = []
    return about, sections


# ---- Writing pages ----------------------------------------------------------------------------------------


def escape(text):
    text = re.sub(r"(?<![\w-])-(?=[-\w])", r"\\-", text.replace("\\", "\\e"))
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def argument(text):
    return '"' + escape(text).replace('"', '\\(dq') + '"'


def sentences(text):
    return re.split(r"(?<=[.:)])\s+(?=-E[A-Z])|(?<=[^.]\.)\s+(?=[A-Z\"$])", " ".join(text.split()))


def prose(text):
    """A comment as lines of a page: paragraphs and lists."""
    lines = []
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        head, *items = re.split(r"(?:^|\n) *- ", paragraph)
        if head.strip():
            lines += [".Pp"] if number else []
            lines += [escape(sentence) for sentence in sentences(head)]
        if items:
            lines += [".Bl -bullet"]
            for item in items:
                lines += [".It"] + [escape(sentence) for sentence in sentences(item)]
            lines += [".El"]
    return lines


def listed(entries, macro):
    """A list of constants or members. A comment before one is about those that follow as well, so it interrupts."""
    lines, is_open = [], False
    for entry in entries:
        both = bool(entry.before and entry.after) or macro == "Dv" and bool(entry.before)
        if both:
            lines += ([".El", ".Pp"] if is_open else []) + prose("\n\n".join(entry.before))
        if both or not is_open:
            lines.append(".Bl -tag -width Ds")
        is_open = True
        lines += [f".It {macro} {argument(entry.code)}", *prose("\n".join(entry.after if both else entry.before + entry.after))]
    return lines + [".El"] * is_open


def prototype(entry):
    kind, name, rest = re.match(r"(.*?)(\w+)\((.*)\)$", entry.code).groups()
    return [f".Ft {argument(kind.strip())}", f".Fo {name}",
            # A pointer to a function may be broken at its own commas, too.
            *(f".Fa {argument(piece.strip())}" for piece in rest.split(",")), ".Fc"]


def function(entry):
    """What a function does, and what its comment says about errors."""
    text = "\n\n".join(entry.before + entry.after)
    told = [sentence for sentence in sentences(text) if ERROR.match(sentence)]
    if told:
        text = "\n\n".join(" ".join(sentence for sentence in sentences(paragraph) if not ERROR.match(sentence))
                           for paragraph in re.split(r"\n\s*\n", text))
    return [f".Ss {entry.name}()", *prose(text.strip())], [f".It Fn {entry.name}", *map(escape, told)] if told else []


def constants(entries):
    """Those of #define and of enumerations without a name."""
    flat = []
    for entry in entries:
        members = entry.members or [Entry(entry.code.removeprefix("#define "), [], entry.after)]
        members[0].before = entry.before + members[0].before
        flat += members
    return [".Ss Constants", *listed(flat, "Dv")]


def described(section):
    """What a section declares, in its order, and what its functions say about errors."""
    lines, errors = [], []
    for kind, entries in itertools.groupby(section.entries, key=lambda entry: entry.kind):
        if kind == "constants":
            lines += constants(entries)
        for entry in entries:
            if kind == "function":
                does, fails = function(entry)
                lines, errors = lines + does, errors + fails
            elif kind == "type":
                lines += [f".Ss {entry.name}", *prose("\n\n".join(entry.before + entry.after)),
                          *listed(entry.members, "Dv" if "enum" in entry.code else "Fa")]
    return lines, errors


def head(page, names, about, version):
    return [f".Dd {DATE}", f".Dt {page.upper()} 3", f".Os facs {version}", ".Sh NAME",
            *(f".Nm {name} ," for name in [page, *names][:-1]), f".Nm {[page, *names][-1]}", f".Nd {escape(about)}"]


def section_page(section, version):
    description, errors = described(section)
    functions = [entry for entry in section.entries if entry.kind == "function"]
    lines = head(section.page, [entry.name for entry in functions], section.title[0].lower() + section.title[1:], version)
    lines += [".Sh LIBRARY", "libfacs (libfacs, \\-lfacs)", ".Sh SYNOPSIS", f".In {section.header}"]
    for entry in functions:
        lines += prototype(entry)
    lines += [".Sh DESCRIPTION", *description, ".Sh ERRORS",
              "Unless stated otherwise, a function that returns",
              ".Vt int", "returns 0 or a negative errno;", ".Xr libfacs 3", "has the conventions."]
    lines += [".Bl -tag -width Ds", *errors, ".El"] if errors else []
    return lines + [".Sh SEE ALSO", ".Xr facs 1 ,", ".Xr libfacs 3"]


def overview(headers, version):
    lines = head("libfacs", [], "facial Action Units from video, as a library", version)
    lines += [".Sh LIBRARY", "libfacs (libfacs, \\-lfacs)", ".Sh SYNOPSIS"]
    lines += [f".In {sections[0].header}" for _, sections in headers]
    lines += [".Sh DESCRIPTION"]
    for about, sections in headers:
        paragraphs = [paragraph for paragraph in re.split(r"\n\s*\n", about) if SPDX not in paragraph]
        lines += [f".Ss {sections[0].header}", *prose("\n\n".join(paragraphs)), *described(sections[0])[0]]
    lines += [".Ss Pages", ".Bl -tag -width Ds"]
    pages = [section for _, sections in headers for section in sections[1:]]
    for section in pages:
        names = ", ".join(name + "()" for name in section.names("function"))
        lines += [f".It Xr {section.page} 3", escape(f"{section.title}: {names}")]
    names = sorted(section.page for section in pages)
    lines += [".El", ".Sh SEE ALSO", ".Xr facs 1 ,"] + [f".Xr {name} 3 ," for name in names[:-1]] + [f".Xr {names[-1]} 3"]
    return lines + [".Sh COPYRIGHT", *prose(next(p for p in re.split(r"\n\s*\n", headers[0][0]) if SPDX in p))]


def main(command, *arguments):
    headers = [read(path) for path in arguments[command != "--list":]]
    sections = [section for _, all_sections in headers for section in all_sections[1:]]
    links = {name: section.page for section in sections for name in section.names("function") + section.names("type")}
    names = ["libfacs", *(section.page for section in sections), *links]
    if len(set(names)) < len(names):
        sys.exit(f"two pages would have the same name: {sorted(name for name in names if names.count(name) > 1)}")
    if command == "--list":
        print("\n".join(name + ".3" for name in names))
        return
    pages = {section.page: section_page(section, command) for section in sections}
    pages["libfacs"] = overview(headers, command)
    pages |= {name: [f".so man3/{page}.3"] for name, page in links.items()}
    for name, lines in pages.items():
        pathlib.Path(arguments[0], name + ".3").write_text("\n".join(lines) + "\n", encoding="utf-8")


main(*sys.argv[1:])
