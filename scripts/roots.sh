# shellcheck shell=sh disable=SC2154 # $cache is of lib.sh, $temporary of the script that sources this
# Fresh roots of Debian's releases, for scripts/check-packages and packaging/check-binary, which source this after lib.sh
# and have a temporary folder, $temporary. Needs root.

# make_base RELEASE FILE: make an archive of a root with nothing added, by debootstrap, from the mirror of apt's sources.
make_base() {
    say "debootstrap $1"
    # shellcheck disable=SC2016 # apt's own placeholders
    mirror=$(
        # The release's own, else that of another Debian. Suites such as bookworm-security are not whole releases.
        apt-get indextargets --format '$(REPO_URI)' "Codename: $1" 'Created-By: Packages'
        apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)' 'Created-By: Packages' |
            sed -n 's/^Debian|\(.*\)|[a-z]*$/\1/p'
    )
    debootstrap --variant=minbase "$1" "$temporary/base" "$(printf '%s\n' "$mirror" | head -n 1)" >"$temporary/log" 2>&1 || {
        tail -n 20 "$temporary/log" >&2
        fail "debootstrap $1 failed"
    }
    rm -rf "$temporary"/base/var/cache/apt/archives/*.deb "$temporary"/base/var/lib/apt/lists/*
    mkdir -p "${2%/*}"
    tar -C "$temporary/base" -cf "$2.new" .
    mv "$2.new" "$2"
    rm -rf "$temporary/base"
}

# unpack_root RELEASE FOLDER: make a fresh root in FOLDER, with this machine's way to the network. Its archive is kept in
# the cache.
unpack_root() {
    [ -f "$cache/debootstrap-$1.tar" ] || make_base "$1" "$cache/debootstrap-$1.tar"
    mkdir -p "$2"
    tar -C "$2" -xf "$cache/debootstrap-$1.tar"
    cp /etc/resolv.conf /etc/hosts "$2/etc/"
    apt-config dump | grep -iE '^Acquire::(https?|Check-)' >"$2/etc/apt/apt.conf.d/90machine" || true
    mount -t proc proc "$2/proc"
}
