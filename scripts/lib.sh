# shellcheck shell=sh disable=SC2034 # the variables are for the scripts
# What the scripts in this folder share; they source it first. POSIX sh: it must run in dash, in macOS's bash 3.2 and
# with BSD tools.

root=$(cd "$(dirname "$0")/.." && pwd)
shared=$root/../shared
cache=${XDG_CACHE_HOME:-$HOME/.cache}/facs
user_models=${XDG_DATA_HOME:-$HOME/.local/share}/facs/models

# The processor that qemu-aarch64 pretends to be: its signatures of addresses (pointer authentication) are a cheap hash, not
# the architecture's cipher, which takes half of the time.
arm64_processor=max,pauth-impdef=on

environment_status=3 # as the command's: something is missing on this machine

say() { printf 'facs: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit "$environment_status"
}

have() { command -v "$1" >/dev/null 2>&1; }

# python_for site|wheel|tests: print a Python with the modules that building the site, building the wheel or testing the
# Python package needs. The system's, which has those of its packages, need not be the first on the PATH.
python_for() {
    case $1 in
    site) modules=mkdocs,pymdownx,materialx,mkdocstrings_handlers.python ;; # materialx: of the Material theme
    wheel) modules=mesonpy,cffi,pip ;;
    tests) modules=pytest,cffi,numpy,pandas,nbclient,ipykernel ;;
    esac
    for python in /usr/bin/python3 python3; do
        if "$python" -c "import $modules" >/dev/null 2>&1; then
            echo "$python"
            return
        fi
    done
    return 1
}

# tracked ARGUMENT...: print the files that Git knows, as "git ls-files -z" does, also if the checkout is another user's.
tracked() { git -c safe.directory="$root" ls-files -z "$@"; }

# make_temporary FOLDER: make a temporary folder, $temporary, inside FOLDER (so that renaming out of it is atomic). It is
# removed at exit.
make_temporary() {
    mkdir -p "$1" || fail "cannot create $1"
    temporary=$(mktemp -d "$1/.new.XXXXXX") || fail "cannot write in $1"
    trap 'rm -rf "$temporary"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# npm_unpack PACKAGE VERSION SHA512 FOLDER MEMBER...: download a package from npm without running any of its scripts,
# check it against its integrity hash (base64), and unpack the members into FOLDER/package.
npm_unpack() {
    package=$1 version=$2 sha512=$3 folder=$4
    shift 4
    have npm || "$root/scripts/setup" npm || return 1
    say "downloading $package $version from npm"
    archive=$(cd "$folder" &&
        npm pack "$package@$version" --ignore-scripts --silent --fetch-retries 1 --cache "$folder/npm-cache") || {
        say "the npm package $package $version could not be downloaded: is there a network?"
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

# configure FOLDER [MESON-OPTION...]: configure a build folder below the root; again if the options, or what scripts/setup
# has downloaded, differ from last time.
configure() {
    folder=$root/$1
    shift
    if ! have meson || ! have ninja; then fail "Meson or ninja is missing: run make setup"; fi
    given="$* $("$root/scripts/setup" --fetched)"
    if [ ! -f "$folder/build.ninja" ]; then
        meson setup "$folder" "$root" "$@"
    elif [ "$(cat "$folder/configured" 2>/dev/null)" != "$given" ]; then
        meson setup --reconfigure "$folder" "$root" "$@"
    fi
    printf '%s\n' "$given" >"$folder/configured"
}
