#!/usr/bin/env python3
"""site_links SITE: check the links of a built site, without a network.

Links within the site lead to a file and, if they have one, an anchor. Addresses of other hosts are well formed, and only
links: no page loads anything from there. Doxygen's pages (c/) are only led to."""
import html.parser
import pathlib
import sys
import urllib.parse

LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
site = pathlib.Path(sys.argv[1]).resolve()
problems = []


class Page(html.parser.HTMLParser):
    """The anchors of a page, and its links as (address, whether the page loads it)."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links = {""}, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.anchors.update(given[key] for key in ("id", "name") if given.get(key))
        if tag == "a" and given.get("href") is not None:
            self.links.append((given["href"], False))
        if tag == "link" and given.get("rel") not in ("canonical", "prev", "next"):
            self.links.append((given.get("href") or "", True))
        if tag in LOADS and given.get(LOADS[tag]):
            self.links.append((given[LOADS[tag]], True))


pages = {file: Page(file.read_text(encoding="utf-8")) for file in site.rglob("*.html")}


def problem_of(page, link, loads):
    """What is wrong with a link, or None."""
    try:
        address = urllib.parse.urlsplit(link)
    except ValueError:
        return "is no address"
    if address.scheme or address.netloc:
        if loads and address.scheme != "data":
            return "is loaded from another host"
        if address.scheme == "data" or (address.scheme == "mailto" and "@" in address.path):
            return None
        return None if address.scheme in ("http", "https") and "." in address.netloc else "is no address"
    if address.path.startswith("/"):
        return "begins at the top of the host, but the site may lie deeper"
    file = (page.parent / urllib.parse.unquote(address.path)).resolve() if address.path else page
    if file.is_dir():
        file = file / "index.html"
    if not file.is_file():
        return "leads nowhere"
    anchor = urllib.parse.unquote(address.fragment)
    # The theme's links to the top of a page and to its search are made by its script.
    if file in pages and anchor not in pages[file].anchors and not anchor.startswith("__"):
        return "has no such anchor"
    return None


count = 0
for file, page in sorted(pages.items()):
    if file.is_relative_to(site / "c") or file == site / "404.html":
        continue
    for link, loads in page.links:
        count += 1
        problem = problem_of(file, link, loads)
        if problem:
            problems.append(f"{file.relative_to(site)}: {link} {problem}")
print("\n".join(problems) or f"{len(pages)} pages, {count} links: each leads somewhere")
sys.exit(bool(problems) or not pages)
