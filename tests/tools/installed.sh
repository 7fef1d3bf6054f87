#!/bin/sh
# installed.sh MESON BUILD SHARED: what "make install" puts into DESTDIR works for another user, from a hostile
# folder, with only what was installed, and contains no paths of the user who built it.
# Exit status 77: this build cannot be tested.
set -eu
meson=$1 build=$2 shared=$3
prefix=$(sed -n 's/^prefix=//p' "$build/not-installed.txt")
checkout=$(sed -n 's/^checkout=//p' "$build/not-installed.txt")
onnxruntime=$(sed -n 's/^onnxruntime=//p' "$build/not-installed.txt")

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
chmod 755 "$temporary"
failed=0
wrong() {
    echo "wrong: $*"
    failed=1
}

(umask 077 && DESTDIR="$temporary" $meson install -C "$build" --no-rebuild --quiet)
root=$temporary$prefix
facs=$(find "$root" -name facs -type f -perm -0111)

# ---- Installed files ----------------------------------------------------------------------------------------
for file in LICENSE NOTICE.md au_of_video.c facs.h facs.pc facsConfig.cmake facsConfigVersion.cmake facs.1 facs-extract.1 libfacs.3 facs_extract.3 manifest.tsv FeatureExtraction FaceLandmarkImg \
    FaceLandmarkVid FaceLandmarkVidMulti FaceLandmarkVidMulti.1 _facs facs.fish FaceLandmarkImg.fish; do
    [ -n "$(find "$root" -name "$file")" ] || wrong "$file is not installed"
done
[ -n "$facs" ] || wrong "facs is not installed"
grep -q '^complete .* FaceLandmarkImg' "$root/share/bash-completion/completions/FaceLandmarkImg" ||
    wrong "no completions for bash"
unreadable=$(find "$root" ! -type l ! -perm -0444)
[ -z "$unreadable" ] || wrong "not for other users to read: $unreadable"
private=$(find "$root" -name 'libonnxruntime.*')
[ -z "$onnxruntime" ] || [ -n "$private" ] || wrong "ONNX Runtime is not installed"
opened=$(grep -E 'avdevice|cairo|microhttpd|onnxruntime|seccomp|sqlite' "$(find "$root" -name facs.pc)") || true
[ -z "$opened" ] || wrong "facs.pc asks for libraries that are only opened when they are used: $opened"

# ---- An external program, built with CMake --------------------------------------------------------------------
if command -v cmake >/dev/null; then
    mkdir "$temporary/theirs"
    cat >"$temporary/theirs/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.13)
project(theirs C)
find_package(facs 0.2 REQUIRED)
add_executable(theirs theirs.c)
target_link_libraries(theirs facs::facs)
END
    cat >"$temporary/theirs/theirs.c" <<'END'
#include <facs/facs.h>
#include <stdio.h>
int main(void)
{
    printf("%s\n", facs_version());
    return facs_version_number() != FACS_VERSION_NUMBER;
}
END
    if (cmake -S "$temporary/theirs" -B "$temporary/theirs/build" -DCMAKE_PREFIX_PATH="$root" &&
        cmake --build "$temporary/theirs/build") >"$temporary/cmake.txt" 2>&1; then
        "$temporary/theirs/build/theirs" >"$temporary/version.txt" || wrong "a program built with CMake does not run"
        [ "$(cat "$temporary/version.txt")" = "$("$facs" --version | sed 's/[^0-9]*\([0-9.]*\).*/\1/;q')" ] ||
            wrong "find_package(facs) gives version $(cat "$temporary/version.txt")"
    else
        wrong "CMake: $(tail -n 20 "$temporary/cmake.txt")"
    fi
    rm -rf "$temporary/theirs"
else
    echo "without cmake, find_package(facs) is not tried"
fi

# ---- Paths in the files -------------------------------------------------------------------------------------
for path in "$checkout/" "$build/" "${HOME:-}/" "${XDG_CACHE_HOME:-${HOME:-}/.cache}/" "${onnxruntime%/*}/"; do
    case $path in
    / | /.cache/ | //) continue ;;
    esac
    # Not in third-party libraries, which contain the paths of their builders.
    named=$(find "$root" -type f ! -name 'libonnxruntime*' -exec grep -laF -e "$path" {} +) || true
    [ -z "$named" ] || wrong "$path is named in $named"
done

# ---- Another user -------------------------------------------------------------------------------------------
# In a folder with files that must not be used; without a home or cache folder.
mkdir -p "$temporary/their/here" "$temporary/their/shared/models/openface/AU_predictors"
echo 'svr/evil.dat AU01' >"$temporary/their/shared/models/openface/AU_predictors/AU_all_best.txt"
for name in libonnxruntime.so libonnxruntime.so.1 libonnxruntime.dylib; do
    echo evil >"$temporary/their/here/$name"
done
chmod -R a+rX "$temporary/their"
mkdir "$temporary/out"
chmod 777 "$temporary/out"
as_other() {
    if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
        (cd "$temporary/their/here" &&
            env -i PATH="$PATH" setpriv --reuid=65534 --regid=65534 --clear-groups "$@")
    else
        (cd "$temporary/their/here" && env -i PATH="$PATH" "$@")
    fi
}

as_other "$facs" doctor >"$temporary/doctor.txt" 2>&1 || [ $? -eq 3 ] || wrong "facs doctor: $(cat "$temporary/doctor.txt")"
! grep -q "models.*$temporary/their\|models  *\.\./" "$temporary/doctor.txt" || wrong "the current folder's models are used"
[ -d /usr/share/facs/models ] || grep -q 'run "facs models fetch"' "$temporary/doctor.txt" ||
    wrong "facs doctor does not say how to fetch the models"
if [ -n "$private" ]; then
    grep -q "^runtime .*$private" "$temporary/doctor.txt" || wrong "not the installed ONNX Runtime: $(cat "$temporary/doctor.txt")"
fi

# As "facs models fetch --models" puts them in the shared data folder, where every user's run finds them.
models=$(dirname "$(find "$root" -path '*/facs/models/manifest.tsv')")
if [ -d "$shared/models/openface" ] && [ -f "$shared/videos/single_face.jpg" ]; then
    cp -R "$shared/models/openface" "$shared/models"/*.onnx "$models"
    cp "$shared/videos/single_face.jpg" "$temporary/out"
    chmod -R a+rX "$models" "$temporary/out/single_face.jpg"
    # extract NAME ARGUMENT...: writes NAME.csv.
    extract() {
        name=$1
        shift
        as_other "$facs" extract "$temporary/out/single_face.jpg" -o "$temporary/out/$name.csv" "$@" \
            >"$temporary/said.txt" 2>&1 || wrong "facs extract $*: $(cat "$temporary/said.txt")"
        [ "$(wc -l <"$temporary/out/$name.csv")" -eq 2 ] || wrong "facs extract $*: no row"
        grep -q "\"folder\": *\"$models\"" "$temporary/out/$name.json" || wrong "facs extract $*: not the installed weights"
    }
    extract plain
    if [ -n "$private" ]; then
        extract retinaface --detector retinaface
        extract pfld --landmarks pfld
    fi
fi

[ "$failed" -eq 0 ] || exit 1
echo "installed, and run as $(as_other id -un 2>/dev/null || echo another user)"
