#!/bin/sh
# A study on several workstations that see the same folders, by GNU parallel over ssh. (On one machine, you do not need
# it: "facs extract STUDY -d RESULTS" uses all cores.)
#
# List the machines in a file, one per line ("4/anna" for 4 processes on the machine anna, "4/:" for this one), then type
#     MACHINES=machines.txt parallel.sh /data/study /data/results [OPTION OF FACS EXTRACT...]
# Without MACHINES, this machine does everything, with a process for each core. Each process gets 50 videos at a time;
# CHUNK=N for N. Broken off, or a process killed? Type the same again: what is complete is skipped.
set -eu

[ $# -ge 2 ] || { echo 'usage: parallel.sh STUDY RESULTS [OPTION...]' >&2 && exit 2; }
study=$(realpath "$1") results=$(realpath -m "$2")
shift 2

# --wd: each process starts in the folder in which you type this. -q: names may have blanks. What videos fail is in the
# batch table, so that does not stop the others; parallel's exit status is the number of processes that did.
facs extract "$study" --directory "$results" --dry-run |
    parallel -q --pipe -N "${CHUNK:-50}" --wd "$PWD" ${MACHINES:+--sshloginfile "$MACHINES"} \
        facs extract --list - --root "$study" --directory "$results" --jobs 1 --quiet --resume "$@"
