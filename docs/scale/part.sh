#!/bin/sh
# One part of a sweep, by its number from 0: which scenario, which deployment, which shard. The scheduler gives the
# number, everything else stands in sweep.env. `base` is the model without a scenario.
set -eu

index=${JOB_COMPLETION_INDEX:-${SLURM_ARRAY_TASK_ID:-${1:?the number of the part, from 0}}}

count() { echo $#; }
pick() { shift "$1"; echo "$2"; }

of=$((index / SHARDS))
deployments=$(count $DEPLOYMENTS)
scenario=$(pick $((of / deployments)) $SCENARIOS)
deployment=$(pick $((of % deployments)) $DEPLOYMENTS)
shard=$((index % SHARDS + 1))
id=$scenario
if [ "$scenario" = base ]; then id=; fi

headroom simulate "$MODEL" --scenario "$id" --deployment "$deployment" --paths "$PATHS" --seed "$SEED" \
  --shard "$shard/$SHARDS" --out "$OUT/$scenario.$deployment.$shard-of-$SHARDS.parquet"
