#!/bin/sh
# A study on several workstations that see the same folders, by GNU parallel over ssh. (On one machine, you do not need
# it: "facs extract STUDY -d RESULTS" uses all cores.)
#
# List the machines in a file, one per line ("4/anna" for 4 processes on the machine anna, "4/:" for this one), then type
#     MACHINES=machines.txt parallel.sh /data/study /data/results [OPTION OF FACS EXTRACT...]
# Without MACHINES, this machine does everything, with a process for each core. Each process gets about 50 videos at a
# time; CHUNK=N for N. If it is interrupted or a process is killed, run it again: complete results are skipped.
set -eu

[ $# -ge 2 ] || { echo 'usage: parallel.sh STUDY RESULTS [OPTION...]' >&2 && exit 2; }
study=$(realpath "$1") results=$(realpath -m "$2") chunk=${CHUNK:-50}
shift 2

mkdir -p "$results"
# Exit status 1: some names cannot be in a list; facs has said which.
facs extract "$study" --directory "$results" --dry-run >"$results/study.list" || [ $? -eq 1 ]
[ -s "$results/study.list" ] || { echo "parallel.sh: there is no video to analyse in $study" >&2 && exit 1; }
chunks=$((($(wc -l <"$results/study.list") + chunk - 1) / chunk))

# Each chunk is a share with a batch table of its own, so the machines need not wait for one another. A process that
# fails does not stop the others; the exit status is the number of those that did, some of whose videos failed.
seq "$chunks" | parallel -q ${MACHINES:+--sshloginfile "$MACHINES"} \
    facs extract --list "$results/study.list" --directory "$results" --shard "{}/$chunks" \
    --jobs 1 --quiet --resume "$@"
