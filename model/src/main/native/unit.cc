// Everything above the threads, compiled once per instruction set (ZS_ISA names it) into a table of functions. What the
// headers define is static or lies in the unnamed namespace: units of different instruction sets must share no function,
// or one that the processor lacks could be picked.
#include <sys/mman.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>

#include "table.h"
#include "team.h"
#include "zerostream.h"

namespace {

#include "match.h"
#include "network.h"

struct ScanCall {
    const ScanShape& shape;
    const ScanInputs& in;
    const float* dy;
    const ScanGradients* out;
    float *y, *scratch;
    long stride;
};

Pool scan_pool;

ScanShape read_shape(const int64_t* n) { return {n[0], n[1], n[2], n[3], n[4], n[5]}; }

int run_scan(ScanCall& call, long floats, int threads) {
    threads = threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
    call.stride = floats + 64;
    size_t size;
    call.scratch = scan_pool.take(call.stride * threads, size);
    if (!call.scratch) return ZS_NO_MEMORY;
    team_run(threads, [](Team& team, int thread, void* c) {
        ScanCall& x = *static_cast<ScanCall*>(c);
        if (x.out)
            scan_backward(team, thread, x.shape, x.in, x.dy, *x.out, x.scratch, x.stride);
        else
            scan_forward(team, x.shape, x.in, x.y, x.scratch + thread * x.stride);
    }, &call);
    scan_pool.give(call.scratch, size);
    return ZS_OK;
}

int forward_scan(const int64_t* n, const float* x, const float* p, const float* w, const float* b, const float* a,
                 const float* d, float* y, int threads) {
    ScanShape shape = read_shape(n);
    ScanInputs in{x, p, w, b, a, d};
    ScanCall call{shape, in, nullptr, nullptr, y, nullptr, 0};
    return run_scan(call, scan_floats(shape), threads);
}

int backward_scan(const int64_t* n, const float* x, const float* p, const float* w, const float* b, const float* a,
                  const float* d, const float* dy, float* dx, float* dp, float* dw, float* db, float* da, float* dd,
                  int threads) {
    ScanShape shape = read_shape(n);
    ScanInputs in{x, p, w, b, a, d};
    ScanGradients out{dx, dp, dw, db, da, dd};
    ScanCall call{shape, in, dy, &out, nullptr, nullptr, 0};
    return run_scan(call, scan_backward_floats(shape), threads);
}

void* net_create(const int64_t* n, int count) {
    if (count < 2 || n[0] < 1 || n[0] > MOST_STAGES || count != 2 + 5 * n[0] || n[1] < 1) return nullptr;
    void* memory = malloc(sizeof(Network));
    if (!memory) return nullptr;
    Network* net = new (memory) Network();
    net->stages = int(n[0]);
    for (int s = 0; s < net->stages; s++) {
        const int64_t* v = n + 2 + 5 * s;
        bool sound = v[0] >= 1 && net->blocks + v[0] <= MOST_BLOCKS;
        for (int i = 1; i < 5; i++) sound = sound && v[i] >= 1;
        if (!sound) {
            net->~Network();
            free(memory);
            return nullptr;
        }
        net->stage[s] = {v[1], v[2], v[4], v[0]};
        for (int i = 0; i < v[0]; i++) {
            BlockWeights& b = net->block[net->blocks++];
            b.dim = v[1];
            b.inner = v[2];
            b.rank = v[3];
            b.states = n[1];
            b.hidden = v[4];
        }
    }
    return net;
}

int net_tensors(void* net) { return static_cast<Network*>(net)->tensors(); }
int64_t net_bytes(void* net) { return int64_t(static_cast<Network*>(net)->memory_size); }
int net_load(void* net, const float* const* tensors, int training, int threads) {
    return static_cast<Network*>(net)->load(tensors, training != 0, threads) ? ZS_OK : ZS_NO_MEMORY;
}
void net_free(void* net) {
    static_cast<Network*>(net)->~Network();
    free(net);
}

template <typename Call>
void run_call(Call& call, int threads) {
    team_run(threads, [](Team& team, int thread, void* c) { static_cast<Call*>(c)->run(team, thread); }, &call);
}

Forward forward_call(Network* net, Tape* tape, const float* images, int64_t pictures, int64_t h, int64_t w,
                     float* map, int threads) {
    return {*net, tape, pictures, {h, w}, images, map, threads, nullptr, nullptr, nullptr, nullptr, 0, {}};
}

int net_forward(void* net, const float* images, int64_t pictures, int64_t h, int64_t w, float* map, int threads) {
    Network* n = static_cast<Network*>(net);
    if (!n->memory || pictures < 1 || h < 1 || w < 1) return ZS_WRONG_ARGUMENT;
    threads = threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
    Forward f = forward_call(n, nullptr, images, pictures, h, w, map, threads);
    Arena measure;
    f.place(measure);
    size_t size;
    float* memory = n->pool.take(measure.used, size);
    if (!memory) return ZS_NO_MEMORY;
    Arena arena{memory, 0};
    f.place(arena);
    run_call(f, threads);
    n->pool.give(memory, size);
    return ZS_OK;
}

void tape_free(void* tape) {
    Tape* t = static_cast<Tape*>(tape);
    t->net->pool.give(t->memory, t->memory_size);
    free(t);
}

void* net_record(void* net, const float* images, int64_t pictures, int64_t h, int64_t w, const float* scales,
                 float* map, int threads) {
    Network* n = static_cast<Network*>(net);
    if (!n->memory || !n->training || pictures < 1 || h < 1 || w < 1) return nullptr;
    threads = threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
    Tape* tape = static_cast<Tape*>(calloc(1, sizeof(Tape)));
    if (!tape) return nullptr;
    tape->net = n;
    tape->pictures = pictures;
    tape->input = {h, w};
    Forward f = forward_call(n, tape, images, pictures, h, w, map, threads);
    Arena measure;
    f.place(measure);
    tape->memory = n->pool.take(measure.used, tape->memory_size);
    if (!tape->memory) {
        free(tape);
        return nullptr;
    }
    Arena arena{tape->memory, 0};
    f.place(arena);
    if (scales)
        memcpy(tape->scales, scales, sizeof(float) * 2 * n->blocks * pictures);
    else
        tape->scales = nullptr;
    run_call(f, threads);
    return tape;
}

int net_backward(void* tape, const float* dmap, float* const* gradients, int threads) {
    Tape* t = static_cast<Tape*>(tape);
    threads = threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
    Backward b{*t->net, *t, dmap, gradients, threads, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, {}};
    Arena measure;
    b.place(measure);
    size_t size;
    float* memory = t->net->pool.take(measure.used, size);
    if (!memory) return ZS_NO_MEMORY;
    Arena arena{memory, 0};
    b.place(arena);
    run_call(b, threads);
    t->net->pool.give(memory, size);
    return ZS_OK;
}

Pool match_pool;

void* classes_create(int64_t classes, int64_t depth) {
    if (classes < 1 || classes > INT32_MAX || depth < 1) return nullptr;
    void* memory = malloc(sizeof(Classes));
    if (!memory) return nullptr;
    Classes* c = new (memory) Classes();
    if (!c->allocate(classes, depth)) {
        free(memory);
        return nullptr;
    }
    return c;
}

int64_t classes_bytes(void* classes) { return int64_t(static_cast<Classes*>(classes)->size); }

int classes_put(void* classes, int64_t first, int64_t rows, const float* from) {
    Classes* c = static_cast<Classes*>(classes);
    if (first < 0 || rows < 0 || first > c->count - rows) return ZS_WRONG_ARGUMENT;
    c->put(first, rows, from);
    return ZS_OK;
}

int classes_match(void* classes, const float* vectors, int64_t count, int64_t k, float* largest, float* sums,
                  int32_t* best, float* scores, int threads) {
    Classes* c = static_cast<Classes*>(classes);
    if (count < 1 || count > MATCH_VECTORS || k < 1 || k > MATCH_BLOCK) return ZS_WRONG_ARGUMENT;
    threads = threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
    threads = threads > c->blocks() ? int(c->blocks()) : threads;
    size_t size;
    float* scratch = match_pool.take(threads * MATCH_VECTORS * MATCH_BLOCK, size);
    if (!scratch) return ZS_NO_MEMORY;
    Matching m{*c, vectors, count, {largest, sums, k, best, scores}, scratch};
    run_call(m, threads);
    match_pool.give(scratch, size);
    return ZS_OK;
}

void classes_free(void* classes) {
    static_cast<Classes*>(classes)->~Classes();
    free(classes);
}

}  // namespace

#define NAMED(isa) zs_table_##isa
#define TABLE(isa) NAMED(isa)
extern const Table TABLE(ZS_ISA) = {forward_scan, backward_scan, net_create, net_tensors, net_load,  net_bytes,
                                    net_forward,  net_record,    net_backward, tape_free, net_free,
                                    classes_create, classes_bytes, classes_put, classes_match, classes_free};
