#!/bin/sh
# What the parts of a sweep say together: an answer for every scenario × deployment. A part that is missing is named.
set -eu

for scenario in $SCENARIOS; do
  for deployment in $DEPLOYMENTS; do
    headroom merge "$OUT/$scenario.$deployment".*-of-"$SHARDS".parquet \
      --format parquet --out "$OUT/$scenario.$deployment.parquet"
  done
done
