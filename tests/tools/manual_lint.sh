#!/bin/sh
# manual_lint.sh PAGE...: mandoc and man-db have nothing to say about the manual pages. Exit status 77: they are missing.
set -eu
if ! command -v mandoc >/dev/null; then
    echo mandoc is missing
    exit 77
fi
failed=0
for page; do
    ! grep -q '^\.so ' "$page" || continue # another page's second name
    mandoc -T lint -W warning "$page" || failed=1
    if man --version 2>/dev/null | grep -q '^man 2'; then # man-db
        said=$(MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -l "$page" 2>&1 >/dev/null)
        [ -z "$said" ] || failed=1
        [ -z "$said" ] || echo "$page: $said"
    fi
done
exit "$failed"
