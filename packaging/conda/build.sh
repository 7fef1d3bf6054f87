#!/bin/sh
# conda calls this from the folder of the sources.
set -eu
export XDG_CACHE_HOME="$SRC_DIR/cache"
scripts/setup uplot # the chart library of facs report, from npm, checked against its hash
# shellcheck disable=SC2086 # conda's options
meson setup build ${MESON_ARGS:-} --prefix "$PREFIX" -Dlibdir=lib -Dtests=disabled -Ddocs=disabled
meson compile -C build
meson install -C build
