"""The library's manual pages have every function, and lose nothing that the headers' comments say.

library_pages.py FOLDER HEADER...
"""
import pathlib
import re
import sys

folder, *headers = sys.argv[1:]
failed = 0
pages = {page.stem: page.read_text(encoding="utf-8") for page in pathlib.Path(folder).glob("*.3")}
# What a reader sees, without the macros at the start of lines.
shown = re.sub(r"^\.(Bl|El|Pp|It$|It Fn|Ss).*$", "", "\n".join(pages.values()), flags=re.M)
shown = " ".join(re.sub(r"\\&|^\.\w+ ", "", shown, flags=re.M).replace("\\-", "-").replace("\\e", "\\").split())
functions = sentences = 0
for header in headers:
    text = pathlib.Path(header).read_text(encoding="utf-8")
    for name in re.findall(r"^(?:FACS_API|static inline) [^;({]*?\b(facs_\w+)\(", text, re.M):
        functions += 1
        link = re.fullmatch(r"\.so man3/([\w-]+)\.3\n", pages.get(name, ""))
        page = pages.get(link[1], "") if link else ""
        if f"\n.Nm {name}" not in page or f"\n.Fo {name}\n" not in page or f"\n.Ss {name}()\n" not in page:
            failed = 1
            print("no page for", name)
    for comment in re.findall(r"/\*.*?\*/", text, re.S):
        # The text is without frames, bars of sections, marks of lists, and what only says where FACS_API comes from.
        words = re.sub(r"^/\*( -+)?|(-+)?\s*\*/$|^\s*\*( +- )?", "", comment, flags=re.M)
        for sentence in re.split(r"\.\s+(?=[A-Z-])|\n\s*\n|:\n", words):
            sentence = " ".join(sentence.split())
            if sentence == "what the shared library exports":
                continue
            sentences += 1
            if sentence not in shown:
                failed = 1
                print(f"{pathlib.Path(header).name}: lost: {sentence}")
print(functions, "functions,", sentences, "sentences")
sys.exit(failed or functions < 50 or sentences < 500)
