#!/usr/bin/env bash
# Measures and writes docs/benchmarks.md. Arguments go to JMH, for example: evidence/bench/run.sh Decode
#   BENCH_JMH=no     only the ratios (three minutes; with training steps some more)
#   BENCH_FULL=no    without training steps
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$root/evidence/bench/target
cd "$root"

[ "${BENCH_FULL:-yes}" = yes ] && full=--full || full=--quick
./zerostream bench "$full" --json "$out/ratios.json"

# every module on the way writes the file; bench is the last
mvn -B -q -pl evidence/bench -am compile dependency:build-classpath -Dmdep.outputFile="$out/classpath"
home=${ZEROSTREAM_HOME:-$root/.zerostream}
java=(java)
[ -n "${JAVA_HOME:-}" ] && java=("$JAVA_HOME/bin/java")
options=(-Doffline=true -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Djava.awt.headless=true
  -DDJL_CACHE_DIR="$home/cache/djl" -DENGINE_CACHE_DIR="$home/cache/djl" -cp "$out/classes:$(cat "$out/classpath")")
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}

jmh=-
if [ "${BENCH_JMH:-yes}" = yes ]; then
  jmh=$out/jmh.json
  "${java[@]}" "${options[@]}" org.openjdk.jmh.Main -rf json -rff "$jmh" "$@"
fi
"${java[@]}" "${options[@]}" io.zerostream.bench.BenchmarksPage "$out/ratios.json" "$jmh" "$root/docs/benchmarks.md"
echo "wrote docs/benchmarks.md"
