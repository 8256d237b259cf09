"""Our CUDA sources beside PyTorch, without Java: errors against double precision, time, share of the memory's speed.

Usage: check.py BUNDLE OUT.json SECONDS

BUNDLE holds ss2d.cu and plans.json, as SchedulePlans writes them. The source is compiled by the NVRTC that PyTorch brings
and started through the driver, on PyTorch's memory and stream. Ends by itself: what does not fit into SECONDS is left out
and named in the result.
"""

import ctypes
import glob
import json
import math
import os
import sys
import time

import torch

SHIFT = 48
POINTERS = 19  # fields of struct Task that are addresses
WARM, TIMED = 3, 20


class Failed(Exception):
    pass


def check(error, what):
    if error != 0:
        raise Failed(f"{what}: error {error}")


def find_nvrtc():
    site = os.path.dirname(os.path.dirname(torch.__file__))
    places = glob.glob(site + "/nvidia/**/libnvrtc.so*", recursive=True) + glob.glob("/usr/local/cuda*/lib64/libnvrtc.so*")
    return [p for p in places if "builtins" not in p and ".alt" not in p] + ["libnvrtc.so.13", "libnvrtc.so.12"]


def open_nvrtc():
    for path in find_nvrtc():
        try:
            folder = os.path.dirname(path)
            for companion in glob.glob(folder + "/libnvrtc-builtins.so*") if folder else []:
                ctypes.CDLL(companion)
            return path, ctypes.CDLL(path)
        except OSError:
            continue
    raise Failed("no NVRTC on this machine")


class Kernels:
    """The kernels of one pair (rank, states)."""

    def __init__(self, nvrtc, driver, source, defines, capability):
        program = ctypes.c_void_p()
        check(nvrtc.nvrtcCreateProgram(ctypes.byref(program), source, b"ss2d.cu", 0, None, None), "source")
        options = [d.encode() for d in defines] + [f"--gpu-architecture=sm_{capability}".encode()]
        error = nvrtc.nvrtcCompileProgram(program, len(options), (ctypes.c_char_p * len(options))(*options))
        if error != 0:
            size = ctypes.c_size_t()
            nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
            log = ctypes.create_string_buffer(size.value)
            nvrtc.nvrtcGetProgramLog(program, log)
            raise Failed("compile: " + log.value.decode())
        size = ctypes.c_size_t()
        check(nvrtc.nvrtcGetCUBINSize(program, ctypes.byref(size)), "size")
        image = ctypes.create_string_buffer(size.value)
        check(nvrtc.nvrtcGetCUBIN(program, image), "machine code")
        self.driver, self.module, self.functions = driver, ctypes.c_void_p(), {}
        check(driver.cuModuleLoadData(ctypes.byref(self.module), image), "load")

    def launch(self, name, grid, threads, task):
        if name not in self.functions:
            function = ctypes.c_void_p()
            check(self.driver.cuModuleGetFunction(ctypes.byref(function), self.module, name.encode()), name)
            self.functions[name] = function
        argument = (ctypes.c_longlong * len(task))(*task)
        pointers = (ctypes.c_void_p * 1)(ctypes.addressof(argument))
        stream = ctypes.c_void_p(torch.cuda.current_stream().cuda_stream)
        check(
            self.driver.cuLaunchKernel(self.functions[name], *grid, threads, 1, 1, 0, stream, pointers, None),
            "start " + name,
        )


class Call:
    """One plan with its arrays."""

    def __init__(self, plan, arrays, kernels, seed):
        b, side, d, r, n = (plan[k] for k in ("pictures", "side", "channels", "rank", "states"))
        g = torch.Generator(device="cuda").manual_seed(seed)
        normal = lambda *shape: torch.randn(*shape, device="cuda", generator=g)
        self.plan, self.names, self.kernels = plan, arrays, kernels
        width = r + 2 * n
        self.a = {
            "x": normal(b, side, side, d),
            "p": normal(b, side, side, 4 * width),
            "weight": normal(4, r, d) / math.sqrt(r),
            "bias": normal(4, d) - 4.6,
            "decay": -torch.ones(4, d, n, device="cuda"),
            "skip": torch.ones(4, d, device="cuda"),
            "dy": normal(b, side, side, d),
        }
        self.a["y"] = torch.full_like(self.a["x"], math.nan)
        for name in ("x", "p", "weight", "bias", "decay", "skip"):
            self.a["d" + name] = torch.full_like(self.a[name], math.nan)
        floats = max(plan["forward"]["scratch"], plan["backward"]["scratch"], 1)
        self.a["scratch"] = torch.full((floats,), math.nan, device="cuda")

    def run(self, way):
        for step in self.plan[way]["launches"]:
            task = list(step["task"])
            for i in range(POINTERS):
                if task[i]:
                    task[i] = self.a[self.names[task[i] >> SHIFT]].data_ptr() + (task[i] & ((1 << SHIFT) - 1))
            self.kernels.launch(step["kernel"], step["grid"], self.plan["threads"], task)

    def least_bytes(self, way):
        """Every input read once, every result written once."""
        size = lambda *names: sum(self.a[n].numel() * 4 for n in names)
        if way == "forward":
            return size("x", "p", "y")
        return size("x", "p", "dy", "dx", "dp")

    def inputs(self, dtype):
        return [self.a[n].to(dtype).requires_grad_() for n in ("x", "p", "weight", "bias", "decay", "skip")]


def walk(a, b):
    """h_t = a_t h_(t-1) + b_t along axis 2, one position after the other."""
    h, all_h = torch.zeros_like(b[:, :, 0]), []
    for t in range(b.shape[2]):
        h = a[:, :, t] * h + b[:, :, t]
        all_h.append(h)
    return torch.stack(all_h, 2)


def double_up(a, b):
    """The same in log2(L) steps over whole tensors, the plain parallel form."""
    length, step = b.shape[2], 1
    while step < length:
        b = torch.cat([b[:, :, :step], b[:, :, step:] + a[:, :, step:] * b[:, :, :-step]], 2)
        a = torch.cat([a[:, :, :step], a[:, :, step:] * a[:, :, :-step]], 2)
        step *= 2
    return b


def plain(inputs, states, scan):
    """SS2D's core by its definition in tensor operations."""
    x, p, weight, bias, decay, skip = inputs
    b, h, w, d = x.shape
    rank = weight.shape[1]
    length = h * w

    def orders(t):
        rows = t.reshape(b, length, -1)
        columns = t.transpose(1, 2).reshape(b, length, -1)
        return torch.stack([rows, columns, rows.flip(1), columns.flip(1)], 1)

    xs = orders(x)
    width = rank + 2 * states
    ps = torch.stack([orders(p)[:, k, :, k * width : (k + 1) * width] for k in range(4)], 1)
    s = torch.einsum("bklr,krd->bkld", ps[..., :rank], weight) + bias[None, :, None]
    dt = torch.nn.functional.softplus(s)
    factor = torch.exp(dt[..., None] * decay[None, :, None])
    entry = (dt * xs)[..., None] * ps[..., None, rank : rank + states]
    y = (scan(factor, entry) * ps[..., None, rank + states :]).sum(-1) + skip[None, :, None] * xs
    back = lambda t: t.reshape(b, w, h, d).transpose(1, 2)
    rows = (y[:, 0] + y[:, 2].flip(1)).reshape(b, h, w, d)
    return rows + back(y[:, 1]) + back(y[:, 3].flip(1))


def milliseconds(run, times=TIMED, warm=WARM):
    for _ in range(warm):
        run()
    spans = []
    for _ in range(times):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        run()
        end.record()
        end.synchronize()
        spans.append(start.elapsed_time(end))
    return sorted(spans)[len(spans) // 2]


def replayed(run):
    """Milliseconds of one replay of a captured graph: the launches cost next to nothing."""
    run()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        run()
    return milliseconds(lambda: [graph.replay() for _ in range(10)]) / 10


def error(actual, expected):
    worst = (actual.double() - expected).abs().max().item() / max(expected.abs().max().item(), 1e-30)
    return worst if math.isfinite(worst) else float("inf")


def errors(call):
    """Largest difference over the largest value, against double precision."""
    inputs = call.inputs(torch.float64)
    y = plain(inputs, call.plan["states"], double_up)
    y.backward(call.a["dy"].double())
    call.run("forward")
    call.run("backward")
    torch.cuda.synchronize()
    found = {"y": error(call.a["y"], y.detach())}
    for name, array in zip(("x", "p", "weight", "bias", "decay", "skip"), inputs):
        found["d" + name] = error(call.a["d" + name], array.grad)
    return found


def rivals(call):
    """Times of PyTorch's tensor forms in single precision."""
    found = {}
    for name, scan, times in (("walk", walk, 2), ("doubling", double_up, 5)):
        inputs = call.inputs(torch.float32)
        dy = call.a["dy"]
        with torch.no_grad():
            found[name + "_forward_ms"] = milliseconds(lambda: plain(inputs, 1, scan), times, 1)

        def both():
            for t in inputs:
                t.grad = None
            plain(inputs, 1, scan).backward(dy)

        found[name + "_both_ms"] = milliseconds(both, times, 1)
    return found


def copy_speed():
    """Bytes read and written in a second by a copy that no cache holds."""
    a = torch.randn(1 << 28, device="cuda")
    b = torch.empty_like(a)
    return 2 * 4 * a.numel() / (milliseconds(lambda: b.copy_(a)) / 1e3)


def main(bundle, out, seconds):
    began = time.monotonic()
    left = lambda: seconds - (time.monotonic() - began)
    result = {"torch": torch.__version__, "gpu": torch.cuda.get_device_name(), "shapes": [], "left_out": []}
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.zeros(1, device="cuda")
    driver = ctypes.CDLL("libcuda.so.1")
    path, nvrtc = open_nvrtc()
    major, minor = torch.cuda.get_device_capability()
    speed = copy_speed()
    result.update(nvrtc=path, capability=f"{major}.{minor}", copy_gb_s=speed / 1e9,
                  multiprocessors=torch.cuda.get_device_properties(0).multi_processor_count)
    with open(os.path.join(bundle, "ss2d.cu"), "rb") as f:
        source = f.read()
    with open(os.path.join(bundle, "plans.json")) as f:
        plans = json.load(f)
    compiled = {}
    for plan in plans["plans"]:
        label = "{pictures}x{side}x{side}x{channels}".format(**plan)
        if left() < 20:
            result["left_out"].append(label)
            continue
        key = plan["rank"], plan["states"]
        try:
            if key not in compiled:
                start = time.monotonic()
                compiled[key] = Kernels(nvrtc, driver, source, plan["defines"], major * 10 + minor)
                result[f"compile_{key[0]}_{key[1]}_s"] = round(time.monotonic() - start, 2)
            call = Call(plan, plans["arrays"], compiled[key], 5)
            shape = {"shape": label}
            if plan["pictures"] <= 2:
                shape["errors"] = errors(call)
            for way in ("forward", "backward"):
                ms = replayed(lambda: call.run(way))
                shape[way + "_ms"] = ms
                shape[way + "_share_of_copy"] = call.least_bytes(way) / (ms / 1e3) / speed
            if plan["pictures"] == 8 and left() > 60:
                shape.update(rivals(call))
        except (Failed, RuntimeError) as e:
            shape = {"shape": label, "failed": str(e)[:2000]}
        result["shapes"].append(shape)
        print(json.dumps(shape), flush=True)
        with open(out, "w") as f:
            json.dump(result, f, indent=1)
        torch.cuda.empty_cache()
    worst = {}
    for shape in result["shapes"]:
        for name, value in shape.get("errors", {}).items():
            worst[name] = max(worst.get(name, 0), value)
    result["worst_errors"] = worst
    wrong = [s["shape"] for s in result["shapes"] if "failed" in s]
    wrong += [n for n, value in worst.items() if not value < (5e-6 if n == "y" else 3e-5)]
    result["wrong"] = wrong
    with open(out, "w") as f:
        json.dump(result, f, indent=1)
    print("worst errors", worst, "wrong", wrong, "left out", result["left_out"])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
