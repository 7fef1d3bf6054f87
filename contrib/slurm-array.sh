#!/bin/sh
# A study on Slurm: one array of tasks, each takes its share of the videos.
#
# Edit the lines below for your cluster, then type
#     sbatch slurm-array.sh /data/study /data/results [OPTION OF FACS EXTRACT...]
# where /data/study is a folder of videos, or a file with one video per line. To see how far it has got, and what failed:
#     facs status /data/results
# If it is interrupted or a task is killed, submit it again with the same command: complete results are skipped.
#
#SBATCH --job-name=facs
#SBATCH --array=1-40
#SBATCH --cpus-per-task=4
#SBATCH --mem=1G
#SBATCH --time=08:00:00
#SBATCH --output=facs-%A_%a.log
# A task of a node that died starts again by itself. Two minutes before the time limit, facs is told to finish cleanly.
#SBATCH --requeue
#SBATCH --signal=B:TERM@120
set -eu

[ $# -ge 2 ] || { echo 'usage: sbatch slurm-array.sh STUDY RESULTS [OPTION...]' >&2 && exit 2; }
study=$1 results=$2
shift 2
[ -d "$study" ] || set -- "$@" --list # before "$study" below

# "exec", because Slurm signals the script.
exec facs extract "$@" "$study" --directory "$results" --shard auto --jobs "${SLURM_CPUS_PER_TASK:-1}" --resume
