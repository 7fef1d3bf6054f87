"""Put what a program in this folder measures into a page, between two marks."""
import argparse
import sys
import tempfile

import runs


def put_into(page, marks, text):
    begin, end = marks
    with open(page, encoding="utf-8") as file:
        before, _, rest = file.read().partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise runs.Failed("%s: expected the marks %s and %s" % (page, begin, end))
    with open(page, "w", encoding="utf-8") as file:
        file.write("%s%s\n\n%s\n%s%s" % (before, begin, text, end, after))


def main(name, description, wanted, marks, measure, more=()):
    """Run a program with the required options in wanted, those in more, and --page. measure(args,
    folder) returns the text; the folder is temporary."""
    parser = argparse.ArgumentParser(description=description)
    for option in wanted:
        parser.add_argument("--" + option, required=True)
    for option in more:
        parser.add_argument("--" + option)
    parser.add_argument("--page")
    args = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="facs-%s-" % name) as folder:
            text = measure(args, folder)
        print(text, end="")
        if args.page:
            put_into(args.page, marks, text)
    except runs.Failed as error:
        sys.exit("%s: %s" % (name, error))
    except KeyboardInterrupt:
        sys.exit(130)
