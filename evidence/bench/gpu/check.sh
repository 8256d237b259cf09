#!/usr/bin/env bash
# On a machine with a GPU, CUDA and a Python with PyTorch: everything that evidence/bench/gpu can show, into one JSON. Ends by itself.
#   evidence/bench/gpu/check.sh BUNDLE.tar.xz OUT_FOLDER      the job too, when job.tar.xz lies beside the bundle
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(mkdir -p "$2" && cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$work" -xJf "$1"
job=$(dirname "$1")/job.tar.xz
[ ! -f "$job" ] || tar -C "$work" -xJf "$job"
job=$work/job
bundle=$work/bundle
torch=$(python3 -c 'import torch, os; print(os.path.dirname(torch.__file__))')
nvrtc=$(python3 -c "import sys; sys.path.insert(0, '$here'); import check; print(check.open_nvrtc()[0])")
echo "PyTorch in $torch, NVRTC $nvrtc"
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv

# DJL's own C++ against the libtorch that is here, on the side: PyTorch's times are the GPU's own
if [ -d "$bundle/djl" ]; then
  (
    cd "$bundle/djl" || exit
    for source in *.cc; do
      g++ -std=c++20 -O1 -fPIC -DUSE_CUDA -w -I. -I"$torch/include" -I"$torch/include/torch/csrc/api/include" \
        -I"$(dirname "$torch")/nvidia/cu13/include" -I/usr/local/cuda/include -c "$source" -o "${source%.cc}.o" 2>"${source%.cc}.log" &
    done
    wait
    g++ -shared -o libdjl_torch.so ./*.o -L"$torch/lib" -ltorch -ltorch_cpu -ltorch_cuda -lc10 -lc10_cuda "-Wl,-rpath,$torch/lib" 2>link.log
    head -c 3000 ./*.log >"$out/djl-build.log"
  ) &
fi

# seconds, classes, test, further options
junit() {
  timeout "$1" "$bundle/java/bin/java" -Xmx4g -Dzerostream.shared="$bundle/shared" "${@:4}" \
    -cp "$2:$bundle/classes:$bundle/lib/*" org.junit.platform.console.ConsoleLauncher execute \
    --include-tag gpu --details verbose --disable-banner --disable-ansi-colors --select-class "io.zerostream.$3"
}

echo "== beside PyTorch"
python3 "$here/check.py" "$bundle" "$out/python.json" "${SECONDS_FOR_PYTHON:-150}" >"$out/python.log" 2>&1
python_rc=$?
cut -c1-400 "$out/python.log" | tail -40

wait
echo "== from Java, without libtorch"
junit 150 "$bundle/test-classes" model.vmamba.cuda.DriverGpuTest -Dzerostream.nvrtc="$nvrtc" >"$out/java.log" 2>&1
java_rc=$?
grep -E "times =|gpu =|compiler =|tests (successful|failed)|=>" "$out/java.log" | cut -c1-300

echo "== DJL on this libtorch (an experiment)"
version=$(python3 -c 'import torch; print(torch.__version__.split("+")[0])')
flavor=$(python3 -c 'import torch; print("cu" + torch.version.cuda.replace(".", ""))')
# name, DJL's native library, then as junit
djl() {
  mkdir -p "$work/$1"
  # the engine takes its own library from the folder of libtorch; that folder is shared, so it gets a copy of links
  cp -as "$torch/lib/." "$work/$1/"
  cp "$2" "$work/$1/libdjl_torch.so"
  local nvidia
  nvidia=$(find "$(dirname "$torch")/nvidia" -maxdepth 3 -name lib -type d | paste -sd:)
  export LD_LIBRARY_PATH=$torch/lib:$nvidia
  PYTORCH_LIBRARY_PATH=$work/$1 PYTORCH_VERSION=$version PYTORCH_FLAVOR=$flavor junit "${@:3}" \
    -Dzerostream.nvrtc="$nvrtc" -Dai.djl.offline=true -DDJL_CACHE_DIR="$work/cache" >"$out/$1.log" 2>&1
  local rc=$?
  grep -E "times =|job =|tests (successful|failed)|caught|Caused by" "$out/$1.log" | cut -c1-500 | head -30
  return $rc
}
djl djl-as-published "$(find "$bundle/jni" -name '*.so' | head -1)" 120 "$bundle/test-classes" model.vmamba.cuda.GpuTest
published_rc=$?
built_rc=-1
job_rc=-1
if [ -f "$bundle/djl/libdjl_torch.so" ]; then
  djl djl-built-here "$bundle/djl/libdjl_torch.so" 120 "$bundle/test-classes" model.vmamba.cuda.GpuTest
  built_rc=$?
  if [ -d "$job" ]; then
    echo "== the job itself, with that DJL"
    mapfile -t opens <"$job/java.options"
    # all of the heap at once, so that what grows is not the heap
    djl job-built-here "$bundle/djl/libdjl_torch.so" 300 "$job/classes:$job/lib/*" job.GpuJobTest \
      "${opens[@]}" -Xms4g -XX:+AlwaysPreTouch -Djava.awt.headless=true
    job_rc=$?
  fi
elif [ -d "$bundle/djl" ]; then
  head -c 1500 "$out/djl-build.log"
fi

python3 - "$out" $java_rc $python_rc $published_rc $built_rc $job_rc <<'P'
import json, os, re, sys
names = ("java", "python", "djl_as_published", "djl_built_here", "job")
out, codes = sys.argv[1], dict(zip(names, map(int, sys.argv[2:])))
result = {"exit_codes": codes}
if os.path.exists(out + "/python.json"):
    result["python"] = json.load(open(out + "/python.json"))
for name, file, entry in (("java", "java", "times"), ("job", "job-built-here", "job")):
    if os.path.exists(f"{out}/{file}.log"):
        log = open(f"{out}/{file}.log", errors="replace").read()
        result[name] = {
            entry: re.findall(f"{entry} = '(.+)'", log),
            "passed": re.findall(r"(\d+) tests successful", log), "failed": re.findall(r"(\d+) tests failed", log),
        }
json.dump(result, open(out + "/gpu.json", "w"), indent=1)
P
echo "exit codes: java $java_rc, python $python_rc, DJL as published $published_rc, DJL built here $built_rc, job $job_rc; $out/gpu.json"
# the experiment decides nothing; the job counts where it could be run
[ $java_rc = 0 ] && [ $python_rc = 0 ] && [ $job_rc -le 0 ]
