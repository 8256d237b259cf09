#!/usr/bin/env bash
# Packs what check.sh needs on a machine with a GPU, but without Java, Maven and network: bundle.tar.xz and,
# for the job alone, job.tar.xz in evidence/bench/target/gpu.
#   MULTIPROCESSORS=132   of the GPU, by which the plans of check.py are cut (a plan is right on any, and fastest on its own)
#   DJL_SOURCES=          a checkout of DJL at the version of the pom: its C++ is packed too, to be built there against the
#                         libtorch that is there (an experiment: the engine supports one version of libtorch)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
out=$root/evidence/bench/target/gpu
bundle=$out/bundle
job=$out/job
rm -rf "$out"
mkdir -p "$bundle/lib" "$job/lib" "$job/classes"
cd "$root"

# Jars as they are packed by us: stored, for one archive of classes is much smaller than many of compressed ones, and without
# natives of other systems.
repack() {
  local open
  open=$(mktemp -d -p "$out")
  unzip -q -o "$1" -d "$open"
  find "$open" -regextype egrep -iregex '.*\.(so|dll|dylib|jnilib|a)(\.[0-9]+)?' ! -iregex '.*linux[-_/]x86[-_]64/.*' -delete
  find "$open" -name 'libjnileptonica.so' -delete
  find "$open/META-INF" -maxdepth 1 -name '*.SF' -delete 2>/dev/null || true
  find "$open" -name '*.jar' | while read -r nested; do repack "$nested" "$nested"; done
  jar --create --no-manifest --no-compress --file "$2" -C "$open" .
  rm -rf "$open"
}

mvn -B -q -pl stream-job -am test-compile dependency:build-classpath -Dmdep.outputFile=target/gpu-classpath
tr : '\n' <model/target/gpu-classpath | grep -E '\.jar$' >"$out/of-model"
tr : '\n' <stream-job/target/gpu-classpath | grep -E '\.jar$' | grep -vxFf "$out/of-model" >"$out/of-job"
junit=$(sed -n 's|.*/junit-jupiter-\([0-9.]*\)\.jar$|\1|p' "$out/of-model")
mvn -B -q -N dependency:copy -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit" -DoutputDirectory="$bundle/lib"
# the engine's own library for the CPU is of no use there
grep -vE 'pytorch-native|pytorch-jni|log4j|/junit|opentest4j|apiguardian' "$out/of-model" |
  while read -r jar; do repack "$jar" "$bundle/lib/$(basename "$jar")"; done
# of Flink what runs a job in one JVM; of Kafka what settings name
{
  grep -E 'log4j-(api|core|slf4j2)' "$out/of-model"
  grep -vE -- '-tests\.jar|test-utils|connector-kafka|/guava/guava|dropwizard|rocks|changelog|dstl|prometheus|flink-table|hadoop|org/apache/zookeeper|curator-|testcontainers|docker|duct-tape|/netty-|profiler|zstd|icu4j|log4j|junit|hamcrest-core|xchart|umap|progressbar|jline|mfl-core|dataformat|org/yaml/|checker-qual|/annotations/|error_prone|j2objc|listenablefuture' "$out/of-job"
} | while read -r jar; do repack "$jar" "$job/lib/$(basename "$jar")"; done
cp -r model/target/classes "$bundle/classes"
rm -rf "$bundle/classes/io/zerostream/model/native/linux-aarch64"
cp -r model/target/test-classes "$bundle/test-classes"
for classes in schemas trainer stream-job; do
  cp -r "$classes/target/classes/." "$job/classes"
done
cp -r stream-job/target/test-classes/. "$job/classes"
mkdir -p "$bundle/shared/golden"
cp -r "${ZEROSTREAM_SHARED:-$root/../shared}/golden/scan" "$bundle/shared/golden/" || echo "no golden scans: left out" >&2
java -cp "$bundle/classes:$bundle/test-classes:$bundle/lib/*" io.zerostream.model.vmamba.cuda.SchedulePlans \
  "$bundle" "${MULTIPROCESSORS:-132}"
java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
jni=$(grep pytorch-jni "$out/of-model")
unzip -q -j "$jni" "$(unzip -Z1 "$jni" | grep -E 'linux-x86_64/cu.*so$')" -d "$bundle/jni"
if [ -n "${DJL_SOURCES:-}" ]; then
  engine=$DJL_SOURCES/engines/pytorch
  mkdir -p "$bundle/djl"
  cp "$engine"/pytorch-native/src/main/native/* "$bundle/djl"
  cp -r "$DJL_SOURCES/api/src/main/native/djl" "$bundle/djl/djl"
  javac -proc:none -cp "$bundle/lib/*" -sourcepath "$engine/pytorch-engine/src/main/java" -d "$out/djl-classes" -h "$bundle/djl" \
    "$engine/pytorch-engine/src/main/java/ai/djl/pytorch/jni/PyTorchLibrary.java"
  cp "$java_home"/include/jni.h "$java_home"/include/linux/jni_md.h "$bundle/djl"
fi
"$java_home/bin/jlink" --add-modules java.base,java.logging,java.xml,java.management,java.naming,jdk.unsupported,java.instrument,jdk.zipfs,java.desktop,java.management.rmi,java.security.jgss,java.sql,jdk.management,jdk.net \
  --strip-debug --no-man-pages --no-header-files --output "$bundle/java"
grep -- '^--add' cli/src/main/dist/java.options >"$job/java.options"
# the JDK of a distribution takes its codecs of pictures from the system, which the machine there need not have
for codec in javajpeg lcms; do
  ldd "$bundle/java/lib/lib$codec.so" | awk '$3 ~ /lib(jpeg|lcms2)/ {print $3}' | xargs -r cp -Lt "$bundle/java/lib"
done
tar -C "$out" -cJf "$out/bundle.tar.xz" bundle
tar -C "$out" -cJf "$out/job.tar.xz" job
ls -l "$out"/*.tar.xz
