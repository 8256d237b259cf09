#!/bin/sh
# Builds the kernels for this machine's architecture, or for another one with a cross compiler:
#
#   build.sh                                  linux, this machine's architecture
#   CXX=aarch64-linux-gnu-g++ build.sh        linux-aarch64
#
# The result replaces the library among the module's resources. The same compiler gives the same bytes.
set -eu
cd "$(dirname "$0")"
CXX=${CXX:-g++}
machine=$($CXX -dumpmachine)
case $machine in
    x86_64-*) arch=x86_64; units="avx512 avx2 sse2" ;;
    aarch64-*) arch=aarch64; units="neon" ;;
    *) echo "build.sh: no kernels for $machine; x86_64 and aarch64 are supported" >&2; exit 1 ;;
esac
out=../resources/io/zerostream/model/native/linux-$arch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
# the library carries this digest; a test compares it with the sources
digest=$(cat build.sh ./*.h ./*.cc | sha256sum | cut -d' ' -f1)
flags="-std=c++17 -O3 -fPIC -fvisibility=hidden -fno-exceptions -fno-rtti -fno-threadsafe-statics
       -ffp-contract=fast -fno-math-errno -fno-trapping-math -fno-stack-protector -U_FORTIFY_SOURCE
       -Wall -Wextra -Werror -Wno-unused-function -Wno-psabi -Wno-ignored-attributes"
for unit in $units; do
    case $unit in
        avx512) isa="-march=x86-64 -mavx512f -mavx512vl -mavx512dq -mavx512bw -mavx2 -mfma -mprefer-vector-width=512" ;;
        avx2) isa="-march=x86-64 -mavx2 -mfma" ;;
        sse2) isa="-march=x86-64" ;;
        neon) isa="-march=armv8-a" ;;
    esac
    # shellcheck disable=SC2086
    $CXX $flags $isa -DZS_ISA="$unit" -c unit.cc -o "$work/$unit.o"
done
# shellcheck disable=SC2086
$CXX $flags -c team.cc -o "$work/team.o"
# shellcheck disable=SC2086
$CXX $flags -DZS_SOURCES="\"$digest\"" -c dispatch.cc -o "$work/dispatch.o"
# nothing of the C++ library is used: the result needs the C library alone
$CXX -shared -nodefaultlibs -Wl,--build-id=none -Wl,-z,defs -Wl,-s \
    -o "$out/libzerostream.so" "$work"/*.o -lgcc -lc
echo "$out/libzerostream.so: $(wc -c < "$out/libzerostream.so") bytes, sources $digest"
