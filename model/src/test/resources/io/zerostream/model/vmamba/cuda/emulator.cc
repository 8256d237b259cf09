// A GPU played by one thread of the host, for tests: runs the kernels' own source block after block. A block's threads are
// fibers that run one after the other, in a random order, from barrier to barrier; a missing barrier so shows as wrong
// numbers. Shared memory is full of NaN when a block begins.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <ucontext.h>

struct Index { int x, y, z; };
static Index threadIdx, blockIdx;
struct alignas(8) float2 { float x, y; };
struct alignas(16) float4 { float x, y, z, w; };

enum { FINE = 0, NO_SUCH_KERNEL = 1, MISALIGNED = 2, BARRIERS_DIFFER = 3 };
static int error;

template <class T>
static T __ldg(const T* from) {
    T value;
    if ((uintptr_t)from % alignof(T) != 0) error = MISALIGNED;
    memcpy(&value, from, sizeof value);
    return value;
}

static void barrier(int line);
using std::min;
#define __global__
#define __device__
#define __launch_bounds__(...)
#define __shared__ static __attribute__((section("shared_memory")))
#define __syncthreads() barrier(__LINE__)
#include KERNELS

extern "C" char __start_shared_memory[], __stop_shared_memory[];

struct Fiber {
    ucontext_t context;
    bool done;
    int line;  // of the barrier at which it waits
    alignas(16) char stack[1 << 16];
};
static Fiber fibers[TILE];
static ucontext_t scheduler;
static int current;
static void (*kernel)(Task);
static Task task;

static void barrier(int line) {
    fibers[current].line = line;
    swapcontext(&fibers[current].context, &scheduler);
}

static void run_thread() {
    kernel(task);
    fibers[current].done = true;
}

static void run_block(std::minstd_rand& random) {
    memset(__start_shared_memory, 0xff, __stop_shared_memory - __start_shared_memory);
    int order[TILE];
    for (int i = 0; i < TILE; i++) {
        Fiber& fiber = fibers[order[i] = i];
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack;
        fiber.context.uc_stack.ss_size = sizeof fiber.stack;
        fiber.context.uc_link = &scheduler;
        fiber.done = false;
        makecontext(&fiber.context, run_thread, 0);
    }
    for (int left = TILE; left > 0;) {
        std::shuffle(order, order + TILE, random);
        int line = 0;
        left = 0;
        for (int i : order) {
            if (fibers[i].done) continue;
            current = i;
            threadIdx = {i, 0, 0};
            swapcontext(&scheduler, &fibers[i].context);
            if (fibers[i].done) continue;
            left++;
            if (line != 0 && fibers[i].line != line) error = BARRIERS_DIFFER;
            line = fibers[i].line;
        }
    }
}

/**
 * Runs a kernel on host memory; not for two threads at a time. All else is to be hidden: kernels of other sizes have the
 * same names in the same process.
 */
extern "C" __attribute__((visibility("default"))) int emulate(const char* name, const int* grid, const Task* argument, int seed) {
    static const struct { const char* name; void (*kernel)(Task); } KNOWN[] = {
        {"summarise", summarise}, {"summarise_both", summarise_both}, {"carry", carry}, {"apply", apply},
        {"gradients", gradients}, {"sum_tiles", sum_tiles},           {"sum_runs", sum_runs}};
    kernel = nullptr;
    for (auto& known : KNOWN)
        if (!strcmp(name, known.name)) kernel = known.kernel;
    if (!kernel) return NO_SUCH_KERNEL;
    error = FINE;
    task = *argument;
    std::minstd_rand random(seed);
    for (int z = 0; z < grid[2]; z++)
        for (int y = 0; y < grid[1]; y++)
            for (int x = 0; x < grid[0]; x++) {
                blockIdx = {x, y, z};
                run_block(random);
            }
    return error;
}
