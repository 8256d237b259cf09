#!/usr/bin/env bash
# Builds the images with buildah and looks into them: infra/docker/check.sh (after mvn package; as root). Needs no daemon
# and no network: the bases are stand-ins of this machine's own commands and JVM, with the user that the real ones leave
# behind. What else the real bases hold it cannot show.
set -euo pipefail
cd "$(dirname "$0")/../.."
lib=cli/target/dist/lib
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'images: %s\n' "$*" >&2
  exit 1
}

# chroot and vfs: root is enough, also where there are no namespaces and no overlays
builder() { buildah --storage-driver vfs --root "$work/images" --runroot "$work/run" "$@"; }

build() { # Dockerfile, tag, folder
  builder build --isolation chroot --pull=never --quiet -f "$1" -t "$2" "$3" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2 && fail "$1 does not build"; }
}

base_of() { # Dockerfile, part of the name: the full name of what it starts from
  local name
  name=$(sed -n 's/^\(FROM *\|ARG TORCH_IMAGE=\)\([^ ]*\).*/\2/p' "infra/docker/$1" | grep -m 1 -- "$2") ||
    fail "$1 starts from nothing like $2"
  case $name in
    */*) echo "docker.io/$name" ;;
    *) echo "docker.io/library/$name" ;;
  esac
}

stand_in() { # tag, further lines of its Dockerfile
  local tag=$1
  shift
  printf '%s\n' 'FROM scratch' 'COPY root/ /' "$@" >"$work/Dockerfile"
  build "$work/Dockerfile" "$tag" "$work"
}

inside() { # container, command: as the image's own user
  local container=$1
  shift
  builder run --isolation chroot "$container" -- "$@" || fail "'$*' fails in $container"
}

setting() { # Dockerfile, variable
  sed -n "s/.*\b$2=\([^ ]*\).*/\1/p" "infra/docker/$1"
}

# what a stand-in holds: the commands that the Dockerfiles and this script use, with their libraries
mkdir -p "$work"/root/{etc,tmp,usr/{bin,sbin,lib,lib64}}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$work/root/$folder"; done
for command in sh bash chown cp grep mkdir touch useradd; do
  path=$(command -v "$command") || fail "this machine has no $command"
  echo "$path"
  ldd "$path" | grep -o '/[^ ]*'
done | sort -u | xargs cp -L --parents -t "$work/root"
echo 'root:x:0:0:root:/root:/bin/sh' >"$work/root/etc/passwd"
echo 'root:x:0:' >"$work/root/etc/group"

flink=$(base_of flink.Dockerfile flink:)
built=$(basename "$lib"/flink-runtime-[0-9]*.jar .jar)
[[ $flink == */flink:"${built#flink-runtime-}"-java* ]] || fail "flink.Dockerfile starts from $flink, the job from $built"
torch=$(setting flink-gpu.Dockerfile PYTORCH_VERSION)
compgen -G "$lib/pytorch-jni-$torch-*.jar" >/dev/null || fail "flink-gpu.Dockerfile has PyTorch $torch, DJL has another"

# from 2.2 on Flink's images end with USER flink
stand_in "$flink" 'RUN useradd --system --user-group flink && mkdir -p /opt/flink/lib /opt/flink/usrlib' 'USER flink'
build infra/docker/flink.Dockerfile zerostream/flink:0.1.0 .
# shellcheck disable=SC2016 # variables of the image
inside "$(builder from --pull=never zerostream/flink:0.1.0)" sh -euc '
  for folder in flink djl; do touch /var/lib/zerostream/$folder/written; done
  [ "$DJL_OFFLINE $OPT_OUT_TRACKING" = "true true" ]
  [ -e /opt/flink/usrlib/stream-job.jar ]
  ! touch /opt/flink/lib/zerostream/written 2>/dev/null'

# the GPU's image takes whatever libraries lie beside the base's torch
mkdir -p "$work/root/site/torch/lib" && touch "$work/root/site/torch/lib/libtorch.so"
printf '#!/bin/sh\necho /site\n' >"$work/root/usr/bin/python" && chmod +x "$work/root/usr/bin/python"
stand_in "$(base_of flink-gpu.Dockerfile pytorch)"
build infra/docker/flink-gpu.Dockerfile zerostream/flink-gpu:0.1.0 .
# shellcheck disable=SC2016
inside "$(builder from --pull=never zerostream/flink-gpu:0.1.0)" sh -euc '
  [ -e "$PYTORCH_LIBRARY_PATH/libtorch.so" ] && touch /var/lib/zerostream/flink/written'

# the command's image runs: JVM, class path, the options' file, natives unpacked where its user may write
java=$(readlink -f "$(command -v java)")
home=${java%/bin/java}
tar -C / -ch --exclude=src.zip "${home#/}"/{bin,conf,lib} | tar -C "$work/root" -x
ln -s "$java" "$work/root/usr/bin/java"
# what PyTorch's natives ask of any system
dpkg -L libc6 libgcc-s1 libstdc++6 zlib1g | grep '/lib.*\.so' | xargs cp -L --parents -t "$work/root"
stand_in "$(base_of zerostream.Dockerfile temurin)"
build infra/docker/zerostream.Dockerfile zerostream/zerostream:0.1.0 .
container=$(builder from --pull=never zerostream/zerostream:0.1.0)
mapfile -t entry < <(builder inspect --format '{{range .OCIv1.Config.Entrypoint}}{{println .}}{{end}}' "$container" | grep .)
inside "$container" "${entry[@]}" doctor
