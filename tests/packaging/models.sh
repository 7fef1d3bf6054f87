#!/bin/sh
# models.sh SOURCE: which files scripts/models asks for, and that it keeps none that is not the right one. Its curl is one
# that writes down the address and answers with a page, as Dropbox does for an address without ?dl=1.
set -eu
cd "$1"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
mkdir "$temporary/bin"
cat >"$temporary/bin/curl" <<'END'
#!/bin/sh
while [ $# -gt 1 ]; do
    [ "$1" != --output ] || echo '<!DOCTYPE html>' >"$2"
    shift
done
echo "$1" >>"$ASKED"
END
chmod +x "$temporary/bin/curl"

# ask OPTION...: run scripts/models for an empty folder. Sets $asked, what was asked for, and $said.
ask() {
    rm -rf "$temporary/models" "$temporary/asked"
    : >"$temporary/asked"
    status=0
    said=$(ASKED="$temporary/asked" PATH="$temporary/bin:$PATH" scripts/models "$@" "$temporary/models" 2>&1) || status=$?
    [ $status -eq 3 ] || { echo "scripts/models $*: status $status: $said" && exit 1; }
    asked=$(cat "$temporary/asked")
    [ -z "$(find "$temporary/models" -type f 2>/dev/null)" ] || { echo "scripts/models $*: kept a page" && exit 1; }
}

# expect COUNT PATTERN TEXT: so many lines of the text match.
expect() {
    found=$(printf '%s\n' "$3" | grep -c -- "$2" || true)
    [ "$found" -eq "$1" ] || { echo "expected $1 lines with $2, found $found in: $3" && exit 1; }
}

ask --default
expect 0 'cen_patches\|validator_cnn_68\|early_term\|onnx' "$asked"
expect 1 'ccnf_patches_0.25_general' "$asked"
expect 1 'validator_cnn.txt is not the expected file' "$said"
ask --default --ceclm
expect 4 'https://www.dropbox.com/s/.*/cen_patches_.*_of.dat?dl=1$' "$asked"
expect 2 'model/early_term_cen_of.txt$\|validator_cnn_68.txt$' "$asked"
expect 0 'onnx\|svr_patches\|cen_general' "$asked"
expect 1 'downloading [0-9]* model files, 4[0-9][0-9] MB' "$said"
ask --check --ceclm
expect 0 . "$asked"
expect 4 'cen_patches_.*_of.dat is missing or damaged: get it from https://www.dropbox.com/.*dl=1 ' "$said"
