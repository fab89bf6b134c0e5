#!/bin/sh
#SBATCH --job-name=headroom
#SBATCH --array=0-35
#SBATCH --cpus-per-task=4
#SBATCH --time=00:10:00
# A sweep as a Slurm array: one task for each part. OUT is a folder that all nodes see.
#
#   parts=$(sbatch --parsable slurm.sh)
#   sbatch --dependency=afterok:$parts --array=0 slurm.sh merge.sh
#
# With --dependency=afterok the answers are only made when every part is there.
set -eu

cd "${SLURM_SUBMIT_DIR:-.}"
eval "$(sed -n 's/^\([A-Z]*\)=\(.*\)$/export \1="\2"/p' sweep.env)"
exec sh "${1:-part.sh}"
