#!/usr/bin/env bash
# Load runs of the whole job; writes docs/benchmarks-job.md. About an hour.
#   BENCH_MINUTES=5   minutes of overload
#   BENCH_RUN=no      only makes the page again, of the reports that are there
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$root/evidence/bench/target/job
minutes=${BENCH_MINUTES:-10}
mkdir -p "$out"
cd "$root"

# the heap is resident from the start, so that growth is not the heap's
export ZEROSTREAM_JAVA_OPTS=${ZEROSTREAM_JAVA_OPTS:--Xms1g -XX:+AlwaysPreTouch}
run() {
  local report=$1
  shift
  ./zerostream bench job "$@" --json "$out/$report.json" || echo "$report: something that must hold did not" >&2
}
if [ "${BENCH_RUN:-yes}" = yes ]; then
  run swap-pauses swap-pauses
  run swap-memory swap-memory
  run overload overload --minutes "$minutes"
  run overload-shed overload --minutes "$minutes" --latency-budget 2s
  run throughput throughput
  run uploads uploads
fi
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
"$java" -cp "$root/cli/target/dist/lib/*" io.zerostream.bench.load.LoadPage "$root/docs/benchmarks-job.md" \
  evidence/bench/job-introduction.md "$out"/{swap-pauses,swap-memory,overload,overload-shed,throughput,uploads}.json
echo "wrote docs/benchmarks-job.md"
