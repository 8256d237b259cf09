#!/usr/bin/env bash
# Packs what check.sh needs on a machine with a GPU, but without Java, Maven and network: bench/target/gpu/bundle.tar.xz.
#   MULTIPROCESSORS=132   of the GPU, by which the plans of check.py are cut (a plan is right on any, and fastest on its own)
#   DJL_SOURCES=          a checkout of DJL at the version of the pom: its C++ is packed too, to be built there against the
#                         libtorch that is there (an experiment: the engine supports one version of libtorch)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$root/bench/target/gpu
bundle=$out/bundle
rm -rf "$out"
mkdir -p "$bundle/lib"
cd "$root"

mvn -B -q -pl model -am test-compile dependency:build-classpath -Dmdep.outputFile="$out/classpath"
junit=$(tr : '\n' <"$out/classpath" | sed -n 's|.*/junit-jupiter-\([0-9.]*\)\.jar$|\1|p')
mvn -B -q -N dependency:copy -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit" -DoutputDirectory="$bundle/lib"
# the engine's own library for the CPU is of no use there; codecs of pictures are not met; a log would want more of Java
tr : '\n' <"$out/classpath" | grep -E '\.jar$' | grep -vE 'pytorch-native|pytorch-jni|log4j|leptonica|javacpp|imageio|/junit|opentest4j|apiguardian' |
  xargs -I{} cp {} "$bundle/lib"
cp -r model/target/classes "$bundle/classes"
rm -rf "$bundle/classes/io/zerostream/model/native"
cp -r model/target/test-classes "$bundle/test-classes"
mkdir -p "$bundle/shared/golden"
cp -r "${ZEROSTREAM_SHARED:-$root/../shared}/golden/scan" "$bundle/shared/golden/" || echo "no golden scans: left out" >&2
java -cp "$bundle/classes:$bundle/test-classes:$bundle/lib/*" io.zerostream.model.vmamba.cuda.SchedulePlans \
  "$bundle" "${MULTIPROCESSORS:-132}"
java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
jni=$(unzip -Z1 "$(tr : '\n' <"$out/classpath" | grep pytorch-jni)" | grep -E 'linux-x86_64/cu.*so$')
unzip -q -j "$(tr : '\n' <"$out/classpath" | grep pytorch-jni)" "$jni" -d "$bundle/jni"
if [ -n "${DJL_SOURCES:-}" ]; then
  engine=$DJL_SOURCES/engines/pytorch
  mkdir -p "$bundle/djl"
  cp "$engine"/pytorch-native/src/main/native/* "$bundle/djl"
  cp -r "$DJL_SOURCES/api/src/main/native/djl" "$bundle/djl/djl"
  javac -proc:none -cp "$bundle/lib/*" -sourcepath "$engine/pytorch-engine/src/main/java" -d "$out/djl-classes" -h "$bundle/djl" \
    "$engine/pytorch-engine/src/main/java/ai/djl/pytorch/jni/PyTorchLibrary.java"
  cp "$java_home"/include/jni.h "$java_home"/include/linux/jni_md.h "$bundle/djl"
fi
"$java_home/bin/jlink" --add-modules java.base,java.logging,java.xml,java.management,java.naming,jdk.unsupported,java.instrument,jdk.zipfs \
  --strip-debug --no-man-pages --no-header-files --output "$bundle/java"
tar -C "$out" -cJf "$out/bundle.tar.xz" bundle
ls -l "$out/bundle.tar.xz"
